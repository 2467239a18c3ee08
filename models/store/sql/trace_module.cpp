#include "models/store/sql/trace_module.h"

#include "models/base/text.h"
#include "models/store/block_columns.h"
#include "models/store/sql/virtual_table.h"
#include "models/store/sqlite_error.h"
#include "models/store/trace_rows.h"

#include <sqlite3.h>

#include <bit>
#include <memory>
#include <optional>
#include <string>

namespace throughline::store {

namespace {

constexpr const char* kDeclaration =
    "CREATE TABLE x(trace TEXT NOT NULL, session INTEGER, spans INTEGER, start_ns INTEGER, "
    "end_ns INTEGER, service TEXT, name TEXT, errors INTEGER, low INTEGER HIDDEN)";

enum Column : int
{
    Trace,
    Session,
    Spans,
    Start,
    End,
    Service,
    Name,
    Errors,
    Low
};

/// How one equality narrows: the plan is one of them, or 0.
enum Narrowing : int
{
    All,
    ById,
    ByLow,
    BySession
};

struct TraceTable : sqlite3_vtab
{
    sqlite3* database = nullptr;
    QueryGuard* guard = nullptr;
};

struct TraceCursor : sqlite3_vtab_cursor
{
    std::optional<TraceRows> rows;
    bool atEnd = true;
};

const TraceTable& tableOf(sqlite3_vtab_cursor* cursor)
{
    return *static_cast<TraceTable*>(cursor->pVtab);
}

TraceCursor& cursorOf(sqlite3_vtab_cursor* cursor)
{
    return *static_cast<TraceCursor*>(cursor);
}

/// Runs what runs statements of ours.
template<typename Work>
int inside(QueryGuard* guard, const Work& work)
{
    return guarded([&] {
        if (guard == nullptr) {
            return work();
        }
        const QueryGuard::Inside ours(*guard);
        return work();
    });
}

int connectTable(sqlite3* database, void* aux, int /*argc*/, const char* const* /*argv*/,
                 sqlite3_vtab** made, char** /*message*/)
{
    auto* const guard = static_cast<QueryGuard*>(aux);
    return inside(guard, [&] {
        const int code = sqlite3_declare_vtab(database, kDeclaration);
        if (code != SQLITE_OK) {
            return code;
        }
        sqlite3_vtab_config(database, SQLITE_VTAB_INNOCUOUS);
        auto table = std::make_unique<TraceTable>();
        table->database = database;
        table->guard = guard;
        *made = table.release();
        return SQLITE_OK;
    });
}

struct Plan
{
    Narrowing narrowing = All;
    double cost = 1e6; ///< only the ratios matter to the planner
    sqlite3_int64 rows = 1'000'000;
};

Plan planOf(sqlite3_index_info* info, int place)
{
    const auto& constraint = info->aConstraint[place];
    if (constraint.usable == 0 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) {
        return {};
    }
    switch (constraint.iColumn) {
    case Trace: {
        // Under another collation more texts are equal than those we would find.
        const char* collation = sqlite3_vtab_collation(info, place);
        const bool binary = collation != nullptr && equalsIgnoringAsciiCase(collation, "BINARY");
        return binary ? Plan {ById, 20, 1} : Plan {};
    }
    case Low:
        return {ByLow, 1e4, 1};
    case Session:
        return {BySession, 2e5, 20};
    default:
        return {};
    }
}

int bestIndex(sqlite3_vtab* /*table*/, sqlite3_index_info* info)
{
    Plan best;
    int chosen = -1;
    for (int i = 0; i < info->nConstraint; ++i) {
        const Plan plan = planOf(info, i);
        if (plan.cost < best.cost) {
            best = plan;
            chosen = i;
        }
    }
    if (chosen >= 0) {
        info->aConstraintUsage[chosen].argvIndex = 1;
    }
    info->idxNum = best.narrowing;
    info->estimatedCost = best.cost;
    info->estimatedRows = best.rows;
    info->orderByConsumed =
        info->nOrderBy == 1 && info->aOrderBy[0].iColumn == Trace && info->aOrderBy[0].desc == 0
        ? 1
        : 0;
    return SQLITE_OK;
}

/// What is asked for; SQLite compares each row again.
TraceChoice choiceOf(int narrowing, sqlite3_value* value)
{
    TraceChoice choice;
    const int type = sqlite3_value_type(value);
    if (narrowing == ById) {
        choice.id = type == SQLITE_TEXT ? domain::traceIdFromHex(textOf(value)) : std::nullopt;
        choice.nothing = !choice.id;
        return choice;
    }
    if (type != SQLITE_INTEGER) {
        return choice; // 1.0 equals 1
    }
    const std::int64_t number = sqlite3_value_int64(value);
    if (narrowing == ByLow) {
        choice.low = std::bit_cast<std::uint64_t>(number);
    } else if (number < 0 || number >= kNoOrdinal) {
        choice.nothing = true;
    } else {
        choice.session = static_cast<std::uint32_t>(number);
    }
    return choice;
}

int advance(TraceCursor& cursor)
{
    const auto more = cursor.rows->next();
    if (!more) {
        return failTable(cursor.pVtab, more.error());
    }
    cursor.atEnd = !*more;
    return SQLITE_OK;
}

int filterRows(sqlite3_vtab_cursor* cursor, int narrowing, const char* /*text*/, int count,
               sqlite3_value** arguments)
{
    const TraceTable& table = tableOf(cursor);
    return inside(table.guard, [&] {
        TraceCursor& object = cursorOf(cursor);
        if (!object.rows) {
            auto rows = TraceRows::create(table.database);
            if (!rows) {
                return failTable(cursor->pVtab, rows.error());
            }
            object.rows.emplace(*std::move(rows));
        }
        object.rows->choose(count == 0 ? TraceChoice {} : choiceOf(narrowing, arguments[0]));
        return advance(object);
    });
}

int nextRow(sqlite3_vtab_cursor* cursor)
{
    return inside(tableOf(cursor).guard, [&] { return advance(cursorOf(cursor)); });
}

void giveFact(sqlite3_context* context, const TraceFacts& facts, std::size_t row, int column)
{
    switch (column) {
    case Session:
        if (facts.session[row] == kNoOrdinal) {
            sqlite3_result_null(context);
        } else {
            sqlite3_result_int64(context, facts.session[row]);
        }
        break;
    case Spans:
        sqlite3_result_int64(context, facts.spans[row]);
        break;
    case Start:
        sqlite3_result_int64(context, facts.start[row]);
        break;
    case End:
        sqlite3_result_int64(context, facts.start[row] + facts.length[row]);
        break;
    case Service:
        giveText(context, facts.texts[facts.service[row]]);
        break;
    case Name:
        giveText(context, facts.texts[facts.name[row]]);
        break;
    default:
        sqlite3_result_int64(context, facts.errors[row]);
        break;
    }
}

int columnOf(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column)
{
    return inside(tableOf(cursor).guard, [&] {
        TraceRows& rows = *cursorOf(cursor).rows;
        if (column == Trace || column == Low) {
            const auto id = rows.id();
            if (!id) {
                return failTable(cursor->pVtab, id.error());
            }
            if (column == Low) {
                sqlite3_result_int64(context, std::bit_cast<std::int64_t>(id->low));
            } else {
                giveText(context, domain::toHex(*id));
            }
            return SQLITE_OK;
        }
        const auto facts = rows.facts();
        if (!facts) {
            return failTable(cursor->pVtab, facts.error());
        }
        giveFact(context, **facts, rows.row(), column);
        return SQLITE_OK;
    });
}

int rowIdOf(sqlite3_vtab_cursor* cursor, sqlite3_int64* id)
{
    *id = cursorOf(cursor).rows->number();
    return SQLITE_OK;
}

} // namespace

Result<void> installTraceTable(sqlite3* database, QueryGuard* guard)
{
    static const sqlite3_module module = readOnlyModule<TraceTable, TraceCursor>(
        {connectTable, bestIndex, filterRows, nextRow, columnOf, rowIdOf});
    const int code = sqlite3_create_module_v2(database, "trace", &module, guard, nullptr);
    if (code != SQLITE_OK) {
        return errorOf(database, code, "a question");
    }
    return {};
}

} // namespace throughline::store

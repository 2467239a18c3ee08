#include "models/store/sql/record_module.h"

#include "models/base/text.h"
#include "models/store/sql/virtual_table.h"
#include "models/store/sqlite_error.h"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <string>

namespace throughline::store {

namespace {

/// One column's name in a plan: which fact an argument of xFilter narrows and how.
namespace plan {
constexpr char kId = 'i';
constexpr char kSession = 's';
constexpr char kUser = 'u';
constexpr char kAccount = 'a';
constexpr char kName = 'n';
constexpr char kTrace = 't';
constexpr char kEqual = '=';
constexpr char kAfter = '>'; ///< or equal; SQLite looks at each row again
constexpr char kBefore = '<';
} // namespace plan

/// Records are far more than these before any narrowing; only the ratios matter to the planner.
constexpr double kAllRecords = 1e6;

struct TableObject : sqlite3_vtab
{
    const RecordModules::Table* table = nullptr;
};

struct CursorObject : sqlite3_vtab_cursor
{
    std::optional<RecordRows> rows;
    bool atEnd = true;
};

TableObject* tableOf(sqlite3_vtab* table)
{
    return static_cast<TableObject*>(table);
}

CursorObject* cursorOf(sqlite3_vtab_cursor* cursor)
{
    return static_cast<CursorObject*>(cursor);
}

std::string declaration(domain::Signal signal)
{
    std::string sql = "CREATE TABLE x(";
    for (const RecordColumn& column : recordColumns(signal)) {
        sql += sql.back() == '(' ? "" : ", ";
        sql += '"' + std::string(column.name) + "\" " + std::string(column.type);
    }
    return sql + ')';
}

int connectTable(sqlite3* database, void* aux, int /*argc*/, const char* const* /*argv*/,
                 sqlite3_vtab** made, char** /*message*/)
{
    return guarded([&] {
        const auto* table = static_cast<const RecordModules::Table*>(aux);
        const QueryGuard::Inside inside(*table->guard);
        const int code = sqlite3_declare_vtab(database, declaration(table->signal).c_str());
        if (code != SQLITE_OK) {
            return code;
        }
        auto object = std::make_unique<TableObject>();
        object->table = table;
        *made = object.release();
        return SQLITE_OK;
    });
}

/// How an equality with a column can narrow, or 0.
char equalityPlan(RecordFact fact)
{
    switch (fact) {
    case RecordFact::Id:
        return plan::kId;
    case RecordFact::Session:
        return plan::kSession;
    case RecordFact::User:
        return plan::kUser;
    case RecordFact::Account:
        return plan::kAccount;
    case RecordFact::Name:
        return plan::kName;
    case RecordFact::Trace:
        return plan::kTrace;
    default:
        return 0;
    }
}

/// The part of all records that is left, roughly.
double share(char narrowing)
{
    switch (narrowing) {
    case plan::kId:
        return 1e-6;
    case plan::kTrace:
        return 2e-5;
    case plan::kSession:
        return 3e-5;
    case plan::kUser:
        return 1e-4;
    case plan::kAccount:
        return 1e-3;
    case plan::kName:
        return 0.05;
    case plan::kEqual:
        return 1e-4;
    default:
        return 0.3;
    }
}

/// The part of the work that is left: only traces, times and ids spare whole blocks.
double effort(char narrowing)
{
    switch (narrowing) {
    case plan::kId:
        return 1e-5;
    case plan::kTrace:
    case plan::kEqual:
        return 1e-3;
    case plan::kAfter:
    case plan::kBefore:
        return 0.4;
    default:
        return 0.1;
    }
}

/// What a constraint narrows, or 0 where it does not.
char narrowing(sqlite3_index_info* info, int place, domain::Signal signal)
{
    const auto& constraint = info->aConstraint[place];
    const auto columns = recordColumns(signal);
    if (constraint.usable == 0 || constraint.iColumn < 0
        || static_cast<std::size_t>(constraint.iColumn) >= columns.size()) {
        return 0;
    }
    const RecordFact fact = columns[static_cast<std::size_t>(constraint.iColumn)].fact;
    const bool equal = constraint.op == SQLITE_INDEX_CONSTRAINT_EQ;
    if (fact == RecordFact::TimeNs) {
        switch (constraint.op) {
        case SQLITE_INDEX_CONSTRAINT_EQ:
            return plan::kEqual;
        case SQLITE_INDEX_CONSTRAINT_GT:
        case SQLITE_INDEX_CONSTRAINT_GE:
            return plan::kAfter;
        case SQLITE_INDEX_CONSTRAINT_LT:
        case SQLITE_INDEX_CONSTRAINT_LE:
            return plan::kBefore;
        default:
            return 0;
        }
    }
    // Under another collation more texts are equal than those we would find.
    const char* collation = equal ? sqlite3_vtab_collation(info, place) : nullptr;
    return collation != nullptr && equalsIgnoringAsciiCase(collation, "BINARY") ? equalityPlan(fact)
                                                                                : '\0';
}

int bestIndex(sqlite3_vtab* table, sqlite3_index_info* info)
{
    return guarded([&] {
        std::string chosen;
        double rows = kAllRecords;
        double cost = kAllRecords;
        for (int i = 0; i < info->nConstraint; ++i) {
            const char what = narrowing(info, i, tableOf(table)->table->signal);
            const bool time = what == plan::kAfter || what == plan::kBefore;
            if (what == 0 || (!time && chosen.find(what) != std::string::npos)) {
                continue;
            }
            chosen += what;
            info->aConstraintUsage[i].argvIndex = static_cast<int>(chosen.size());
            // All values of an IN list at once: one reading in place of one per value.
            if (what != plan::kEqual && sqlite3_vtab_in(info, i, -1) != 0) {
                sqlite3_vtab_in(info, i, 1);
            }
            rows *= share(what);
            cost *= effort(what);
        }
        info->estimatedCost = std::max(cost, 10.0);
        info->estimatedRows = std::max<sqlite3_int64>(1, static_cast<sqlite3_int64>(rows));
        if (chosen == std::string(1, plan::kId)) {
            info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
        }
        info->idxStr = sqlite3_mprintf("%s", chosen.c_str());
        info->needToFreeIdxStr = 1;
        return info->idxStr == nullptr ? SQLITE_NOMEM : SQLITE_OK;
    });
}

/// One value, or those of an IN list; nullopt where one is no text, which narrows nothing.
std::optional<std::vector<std::string>> textsOf(sqlite3_value* argument)
{
    std::vector<std::string> texts;
    sqlite3_value* value = nullptr;
    int code = sqlite3_vtab_in_first(argument, &value);
    if (code == SQLITE_OK || code == SQLITE_DONE) {
        for (; code == SQLITE_OK; code = sqlite3_vtab_in_next(argument, &value)) {
            if (sqlite3_value_type(value) != SQLITE_TEXT) {
                return std::nullopt;
            }
            texts.emplace_back(textOf(value));
        }
        return texts;
    }
    if (sqlite3_value_type(argument) != SQLITE_TEXT) {
        return std::nullopt;
    }
    texts.emplace_back(textOf(argument));
    return texts;
}

std::optional<domain::RecordRef> refOf(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto block = parseInteger(text.substr(0, colon));
    const auto index = parseUnsigned(text.substr(colon + 1));
    if (!block || !index || *index > UINT32_MAX) {
        return std::nullopt;
    }
    return domain::RecordRef {domain::BlockId(*block), static_cast<std::uint32_t>(*index)};
}

void narrowTexts(RecordChoice& choice, char what, std::vector<std::string> texts)
{
    switch (what) {
    case plan::kSession:
        choice.sessions = std::move(texts);
        break;
    case plan::kUser:
        choice.users = std::move(texts);
        break;
    case plan::kAccount:
        choice.accounts = std::move(texts);
        break;
    case plan::kName:
        choice.names = std::move(texts);
        break;
    case plan::kTrace:
        choice.traces.emplace();
        for (const std::string& text : texts) {
            if (const auto trace = domain::traceIdFromHex(text)) {
                choice.traces->push_back(*trace);
            }
        }
        break;
    case plan::kId:
        if (texts.size() == 1) {
            // No block has this id, so what is no id finds nothing.
            choice.only = refOf(texts.front()).value_or(domain::RecordRef {domain::BlockId(-1), 0});
        }
        break;
    default:
        break;
    }
}

void narrow(RecordChoice& choice, char what, sqlite3_value* argument)
{
    const bool time = what == plan::kEqual || what == plan::kAfter || what == plan::kBefore;
    if (time) {
        if (sqlite3_value_type(argument) != SQLITE_INTEGER) {
            return;
        }
        const std::int64_t ns = sqlite3_value_int64(argument);
        if (what != plan::kBefore) {
            choice.firstNs = std::max(choice.firstNs, ns);
        }
        if (what != plan::kAfter) {
            choice.lastNs = std::min(choice.lastNs, ns);
        }
    } else if (auto texts = textsOf(argument)) {
        narrowTexts(choice, what, *std::move(texts));
    }
}

int advance(CursorObject& cursor)
{
    auto more = cursor.rows->next();
    if (!more) {
        return failTable(cursor.pVtab, more.error());
    }
    cursor.atEnd = !*more;
    return SQLITE_OK;
}

int filterRows(sqlite3_vtab_cursor* cursor, int /*number*/, const char* chosen, int count,
               sqlite3_value** arguments)
{
    return guarded([&] {
        CursorObject& object = *cursorOf(cursor);
        const RecordModules::Table& table = *tableOf(cursor->pVtab)->table;
        const QueryGuard::Inside inside(*table.guard);
        RecordChoice choice;
        choice.signal = table.signal;
        for (int i = 0; i < count; ++i) {
            narrow(choice, chosen[i], arguments[i]);
        }
        object.rows.reset();
        auto rows = RecordRows::create(*table.source, std::move(choice),
                                       [guard = table.guard] { return guard->expired(); });
        if (!rows) {
            return failTable(cursor->pVtab, rows.error());
        }
        object.rows.emplace(*std::move(rows));
        return advance(object);
    });
}

int nextRow(sqlite3_vtab_cursor* cursor)
{
    return guarded([&] {
        const QueryGuard::Inside inside(*tableOf(cursor->pVtab)->table->guard);
        return advance(*cursorOf(cursor));
    });
}

void giveCell(sqlite3_context* context, const CellView& cell)
{
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        sqlite3_result_int64(context, *whole);
    } else if (const auto* real = std::get_if<double>(&cell)) {
        sqlite3_result_double(context, *real);
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
        giveText(context, *text);
    } else {
        sqlite3_result_null(context);
    }
}

int columnOf(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int place)
{
    return guarded([&] {
        const RecordModules::Table& table = *tableOf(cursor->pVtab)->table;
        const QueryGuard::Inside inside(*table.guard);
        const auto columns = recordColumns(table.signal);
        auto cell = cursorOf(cursor)->rows->cell(columns[static_cast<std::size_t>(place)]);
        if (!cell) {
            return failTable(cursor->pVtab, cell.error());
        }
        giveCell(context, *cell);
        return SQLITE_OK;
    });
}

int rowIdOf(sqlite3_vtab_cursor* cursor, sqlite3_int64* id)
{
    // A block of half a MiB has fewer records than fit beside its number.
    constexpr int kIndexBits = 24;
    const domain::RecordRef ref = cursorOf(cursor)->rows->ref();
    *id = ref.block.value() << kIndexBits | ref.index;
    return SQLITE_OK;
}

} // namespace

Result<std::unique_ptr<RecordModules>> RecordModules::install(RecordSource& source,
                                                              QueryGuard& guard)
{
    static const sqlite3_module module = readOnlyModule<TableObject, CursorObject>(
        {connectTable, bestIndex, filterRows, nextRow, columnOf, rowIdOf});
    std::unique_ptr<RecordModules> modules(new RecordModules);
    std::size_t place = 0;
    for (const domain::Signal signal : {domain::Signal::Event, domain::Signal::Log,
                                        domain::Signal::Span, domain::Signal::Metric}) {
        Table& table = modules->m_tables[place++];
        table = {signal, &source, &guard};
        sqlite3* database = source.connection().handle();
        const int code = sqlite3_create_module_v2(
            database, std::string(domain::toText(signal)).c_str(), &module, &table, nullptr);
        if (code != SQLITE_OK) {
            return errorOf(database, code, "a question");
        }
    }
    return modules;
}

} // namespace throughline::store

#include "models/store/sql/sqlite_export.h"

#include "models/store/sql/public_rows.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

// A file that is thrown away unless it becomes whole needs no journal. Indices are sorted in
// files without a name, for a large store has more than fits in memory; what is in them is
// redacted.
constexpr std::string_view kFast = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                                   "PRAGMA secure_delete = OFF; "
                                   "PRAGMA temp_store = FILE; BEGIN";
constexpr std::string_view kDone = "COMMIT; PRAGMA journal_mode = DELETE";
constexpr std::uint64_t kRowsPerTick = 5'000;

struct ColumnText
{
    std::string_view name;
    std::string_view type;
};

/// Texts of tables are put together from our own names, never from data.
std::string inQuotes(std::string_view name)
{
    return '"' + std::string(name) + '"';
}

std::string creation(std::string_view table, const std::vector<ColumnText>& columns)
{
    std::string sql = "CREATE TABLE " + inQuotes(table) + '(';
    for (const ColumnText& column : columns) {
        sql += sql.back() == '(' ? "" : ", ";
        sql += inQuotes(column.name) + ' ' + std::string(column.type);
    }
    return sql + ')';
}

std::string insertion(std::string_view table, std::size_t columns)
{
    std::string sql = "INSERT INTO " + inQuotes(table) + " VALUES(";
    for (std::size_t i = 0; i < columns; ++i) {
        sql += i == 0 ? "?" : ", ?";
    }
    return sql + ')';
}

/// Texts are copied: a cell's view lives until the next one, a bound text until the row is written.
void bindCell(Statement& insert, std::size_t column, const CellView& cell,
              std::vector<std::string>& copies)
{
    const int parameter = static_cast<int>(column) + 1;
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        insert.bind(parameter, *whole);
    } else if (const auto* real = std::get_if<double>(&cell)) {
        insert.bind(parameter, *real);
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
        copies[column].assign(*text);
        insert.bind(parameter, std::string_view(copies[column]));
    } else {
        insert.bind(parameter, nullptr);
    }
}

class Writer
{
public:
    Writer(const Connection& from, Connection into, const StoreSlice& slice,
           const std::stop_token& stop, const RowTicks& ticks)
        : m_from(from)
        , m_into(std::move(into))
        , m_slice(slice)
        , m_stop(stop)
        , m_ticks(ticks)
    {
    }

    Result<TableCounts> write(const std::vector<std::pair<std::string, std::string>>& facts)
    {
        TL_TRY(m_into.execute(kFast));
        RecordSource source(m_from);
        for (const domain::Signal signal : {domain::Signal::Event, domain::Signal::Span,
                                            domain::Signal::Log, domain::Signal::Metric}) {
            TL_TRY(writeRecords(source, signal));
        }
        for (const PublicTable& table : publicTables()) {
            TL_TRY(writeRows(table));
        }
        TL_TRY(writeFacts(facts));
        TL_TRY(m_into.execute(kDone));
        return m_counts;
    }

private:
    Result<void> writeFacts(const std::vector<std::pair<std::string, std::string>>& facts)
    {
        TL_TRY(m_into.execute(creation("export_info", {{"key", "TEXT"}, {"value", "TEXT"}})));
        TL_ASSIGN(Statement insert, Statement::prepare(m_into, insertion("export_info", 2)));
        for (const auto& [name, value] : facts) {
            TL_TRY(insert.run(name, value));
        }
        return {};
    }

    Result<void> writeRecords(RecordSource& source, domain::Signal signal)
    {
        const auto columns = recordColumns(signal);
        std::vector<ColumnText> texts;
        for (const RecordColumn& column : columns) {
            texts.push_back({column.name, column.type});
        }
        const std::string_view table = domain::toText(signal);
        TL_TRY(m_into.execute(creation(table, texts)));
        TL_ASSIGN(Statement insert, Statement::prepare(m_into, insertion(table, columns.size())));
        RecordChoice choice;
        choice.signal = signal;
        choice.keep = m_slice.keepRecord;
        TL_ASSIGN(RecordRows rows, RecordRows::create(source, std::move(choice), [this] {
                      return m_stop.stop_requested();
                  }));
        begin(table);
        std::vector<std::string> copies(columns.size());
        while (true) {
            TL_ASSIGN(const bool row, rows.next());
            if (!row) {
                break;
            }
            for (std::size_t c = 0; c < columns.size(); ++c) {
                TL_ASSIGN(const CellView cell, rows.cell(columns[c]));
                bindCell(insert, c, cell, copies);
            }
            TL_TRY(finishRow(insert));
        }
        return addIndices(table, {"time_ns", "session", "trace_id", "name"});
    }

    Result<void> writeRows(const PublicTable& table)
    {
        std::vector<ColumnText> texts;
        for (const PublicColumn& column : table.columns) {
            texts.push_back({column.name, column.type});
        }
        TL_TRY(m_into.execute(creation(table.name, texts)));
        TL_ASSIGN(Statement insert,
                  Statement::prepare(m_into, insertion(table.name, texts.size())));
        TL_ASSIGN(PublicRows rows, PublicRows::create(m_from, table, m_slice));
        begin(table.name);
        std::vector<std::string> copies(texts.size());
        while (true) {
            TL_ASSIGN(const bool row, rows.next());
            if (!row) {
                break;
            }
            for (std::size_t c = 0; c < texts.size(); ++c) {
                bindCell(insert, c, rows.cell(c), copies);
            }
            TL_TRY(finishRow(insert));
        }
        return addIndices(table.name, table.indices);
    }

    void begin(std::string_view table) { m_counts.emplace_back(table, 0); }

    Result<void> finishRow(Statement& insert)
    {
        TL_ASSIGN([[maybe_unused]] const bool row, insert.step());
        insert.reset();
        ++m_counts.back().second;
        if (++m_written % kRowsPerTick == 0) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            if (m_ticks) {
                m_ticks(m_written);
            }
        }
        return {};
    }

    Result<void> addIndices(std::string_view table, const std::vector<std::string_view>& columns)
    {
        for (const std::string_view column : columns) {
            TL_TRY(m_into.execute("CREATE INDEX "
                                  + inQuotes(std::string(table).append("_by_").append(column))
                                  + " ON " + inQuotes(table) + '(' + inQuotes(column) + ')'));
        }
        return {};
    }

    const Connection& m_from;
    Connection m_into;
    const StoreSlice& m_slice;
    const std::stop_token& m_stop;
    const RowTicks& m_ticks;
    TableCounts m_counts;
    std::uint64_t m_written = 0;
};

} // namespace

Result<TableCounts> writeDatabase(const Connection& from, const StoreSlice& slice,
                                  const std::filesystem::path& file,
                                  const std::vector<std::pair<std::string, std::string>>& facts,
                                  const std::stop_token& stop, const RowTicks& ticks)
{
    TL_ASSIGN(Connection into, Connection::open(file, Access::Create, stop));
    return Writer(from, std::move(into), slice, stop, ticks).write(facts);
}

} // namespace throughline::store

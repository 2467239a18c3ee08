#include "models/workflow/export_text.h"

#include "models/codec/byte_sink.h"
#include "models/codec/csv_writer.h"
#include "models/store/sql/public_rows.h"
#include "models/store/sql/record_rows.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace throughline::workflow {

namespace {

constexpr std::uint64_t kRowsPerTick = 5'000;
constexpr std::array kSignals {domain::Signal::Event, domain::Signal::Span, domain::Signal::Log,
                               domain::Signal::Metric};

/// Counts rows, tells of them, and looks whether to stop.
class Meter
{
public:
    Meter(std::stop_token stop, const store::RowTicks& ticks)
        : m_stop(std::move(stop))
        , m_ticks(ticks)
    {
    }

    void begin(std::string_view table) { m_counts.emplace_back(table, 0); }

    Result<void> row()
    {
        ++m_counts.back().second;
        if (++m_rows % kRowsPerTick == 0) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            if (m_ticks) {
                m_ticks(m_rows);
            }
        }
        return {};
    }

    [[nodiscard]] std::function<bool()> expired() const
    {
        return [stop = m_stop] { return stop.stop_requested(); };
    }

    [[nodiscard]] const store::TableCounts& counts() const { return m_counts; }

private:
    std::stop_token m_stop;
    const store::RowTicks& m_ticks;
    store::TableCounts m_counts;
    std::uint64_t m_rows = 0;
};

const store::PublicTable& tableNamed(std::string_view name)
{
    const auto tables = store::publicTables();
    return *std::find_if(tables.begin(), tables.end(),
                         [name](const store::PublicTable& table) { return table.name == name; });
}

std::size_t columnNamed(const store::PublicTable& table, std::string_view name)
{
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(),
                     [name](const store::PublicColumn& column) { return column.name == name; });
    return static_cast<std::size_t>(found - table.columns.begin());
}

Result<void> writeLine(codec::ByteSink& sink, std::string_view line, Meter& meter)
{
    TL_TRY(sink.write(line));
    TL_TRY(sink.write("\n"));
    return meter.row();
}

void writeCell(codec::CsvWriter& csv, const store::CellView& cell)
{
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        csv.number(*whole);
    } else if (const auto* real = std::get_if<double>(&cell)) {
        csv.number(*real);
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
        csv.text(*text);
    } else {
        csv.empty();
    }
}

/// One table's file, row by row.
class CsvFile
{
public:
    static Result<CsvFile> create(const std::filesystem::path& folder, std::string_view table)
    {
        TL_ASSIGN(
            auto sink,
            codec::createSink(folder / (std::string(table) + ".csv"), codec::Container::Plain));
        return CsvFile(std::move(sink));
    }

    codec::CsvWriter& cells() { return m_csv; }

    Result<void> endRow()
    {
        m_csv.endRow();
        return m_sink->write(m_csv.takeText());
    }

    Result<void> close() { return m_sink->close(); }

private:
    explicit CsvFile(std::unique_ptr<codec::ByteSink> sink)
        : m_sink(std::move(sink))
    {
    }

    std::unique_ptr<codec::ByteSink> m_sink;
    codec::CsvWriter m_csv;
};

Result<void> writeRow(CsvFile& file, store::RecordRows& rows,
                      std::span<const store::RecordColumn> columns)
{
    for (const store::RecordColumn& column : columns) {
        TL_ASSIGN(const store::CellView cell, rows.cell(column));
        writeCell(file.cells(), cell);
    }
    return file.endRow();
}

/// The records of a signal that a slice keeps.
Result<store::RecordRows> rowsOf(store::RecordSource& source, const store::StoreSlice& slice,
                                 domain::Signal signal, const Meter& meter)
{
    store::RecordChoice choice;
    choice.signal = signal;
    choice.keep = slice.keepRecord;
    return store::RecordRows::create(source, std::move(choice), meter.expired());
}

Result<void> writeRecordTable(store::RecordSource& source, const store::StoreSlice& slice,
                              domain::Signal signal, const std::filesystem::path& folder,
                              Meter& meter)
{
    const auto columns = store::recordColumns(signal);
    TL_ASSIGN(CsvFile file, CsvFile::create(folder, domain::toText(signal)));
    for (const store::RecordColumn& column : columns) {
        file.cells().text(column.name);
    }
    TL_TRY(file.endRow());
    TL_ASSIGN(store::RecordRows rows, rowsOf(source, slice, signal, meter));
    meter.begin(domain::toText(signal));
    while (true) {
        TL_ASSIGN(const bool row, rows.next());
        if (!row) {
            return file.close();
        }
        TL_TRY(writeRow(file, rows, columns));
        TL_TRY(meter.row());
    }
}

Result<void> writePublicTable(const store::Connection& connection, const store::StoreSlice& slice,
                              const store::PublicTable& table, const std::filesystem::path& folder,
                              Meter& meter)
{
    TL_ASSIGN(CsvFile file, CsvFile::create(folder, table.name));
    for (const store::PublicColumn& column : table.columns) {
        file.cells().text(column.name);
    }
    TL_TRY(file.endRow());
    TL_ASSIGN(store::PublicRows rows, store::PublicRows::create(connection, table, slice));
    meter.begin(table.name);
    while (true) {
        TL_ASSIGN(const bool row, rows.next());
        if (!row) {
            return file.close();
        }
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            writeCell(file.cells(), rows.cell(c));
        }
        TL_TRY(file.endRow());
        TL_TRY(meter.row());
    }
}

codec::Container containerOf(const std::filesystem::path& name)
{
    return name.extension() == ".gz" ? codec::Container::Gzip
        : name.extension() == ".zst" ? codec::Container::Zstd
                                     : codec::Container::Plain;
}

Result<void> writeRecordLines(store::RecordSource& source, const store::StoreSlice& slice,
                              domain::Signal signal, codec::ByteSink& sink, Meter& meter)
{
    TL_ASSIGN(store::RecordRows rows, rowsOf(source, slice, signal, meter));
    meter.begin(domain::toText(signal));
    while (true) {
        TL_ASSIGN(const bool row, rows.next());
        if (!row) {
            return {};
        }
        TL_ASSIGN(const std::string_view line, rows.line());
        TL_TRY(writeLine(sink, line, meter));
    }
}

Result<void> writeTicketLines(const store::Connection& connection, const store::StoreSlice& slice,
                              codec::ByteSink& sink, Meter& meter)
{
    const store::PublicTable& tickets = tableNamed("ticket");
    const std::size_t record = columnNamed(tickets, "record");
    TL_ASSIGN(store::PublicRows rows, store::PublicRows::create(connection, tickets, slice));
    meter.begin(tickets.name);
    while (true) {
        TL_ASSIGN(const bool row, rows.next());
        if (!row) {
            return {};
        }
        const store::CellView cell = rows.cell(record);
        if (const auto* line = std::get_if<std::string_view>(&cell)) {
            TL_TRY(writeLine(sink, *line, meter));
        }
    }
}

} // namespace

Result<store::TableCounts> writeLines(const store::Connection& connection,
                                      const store::StoreSlice& slice,
                                      const std::filesystem::path& file,
                                      const std::filesystem::path& name,
                                      const std::stop_token& stop, const store::RowTicks& ticks)
{
    Meter meter(stop, ticks);
    TL_ASSIGN(const auto sink, codec::createSink(file, containerOf(name)));
    store::RecordSource source(connection);
    for (const domain::Signal signal : kSignals) {
        TL_TRY(writeRecordLines(source, slice, signal, *sink, meter));
    }
    TL_TRY(writeTicketLines(connection, slice, *sink, meter));
    TL_TRY(sink->close());
    return meter.counts();
}

Result<store::TableCounts> writeCsvFiles(const store::Connection& connection,
                                         const store::StoreSlice& slice,
                                         const std::filesystem::path& folder,
                                         const std::stop_token& stop, const store::RowTicks& ticks)
{
    Meter meter(stop, ticks);
    store::RecordSource source(connection);
    for (const domain::Signal signal : kSignals) {
        TL_TRY(writeRecordTable(source, slice, signal, folder, meter));
    }
    for (const store::PublicTable& table : store::publicTables()) {
        TL_TRY(writePublicTable(connection, slice, table, folder, meter));
    }
    return meter.counts();
}

} // namespace throughline::workflow

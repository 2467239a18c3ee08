#include "models/ingest/mapping/column_sample.h"

#include "models/base/text.h"
#include "models/codec/array_reader.h"
#include "models/codec/csv_reader.h"
#include "models/codec/document_reader.h"
#include "models/codec/line_reader.h"
#include "models/codec/open_source.h"
#include "models/ingest/formats/document_recognition.h"
#include "models/ingest/formats/document_values.h"
#include "models/ingest/json_head.h"

#include <algorithm>
#include <map>

namespace throughline::ingest {

namespace {

constexpr std::size_t kHeadBytes = 256U << 10U;
constexpr std::size_t kMostRows = 500;
constexpr std::size_t kMostColumns = 200;
constexpr std::size_t kMostPaths = 100;

/// The reader of values has something to say about texts; here nobody listens.
class SilentSink final : public RawSink
{
public:
    Result<void> raw(const RawRecord& /*record*/, const domain::Provenance& /*place*/) override
    {
        return {};
    }

    Result<void> reject(domain::IssueCode /*reason*/, std::string_view /*detail*/,
                        const domain::Provenance& /*place*/, std::string_view /*text*/) override
    {
        return {};
    }

    void note(domain::IssueCode /*code*/) override { }
};

/// Takes frames apart and keeps the values by column.
class Collector
{
public:
    Collector(const DocumentFormat& format, const Recognition& recognition)
        : m_values(format, recognition)
    {
        for (const std::string& column : recognition.columns) {
            columnOf(column);
        }
    }

    void take(std::string_view frame)
    {
        m_frame.assign(frame);
        m_frame.reserve(m_frame.size() + codec::kFramePadding);
        if (trim(frame).empty() || m_values.read(m_frame, m_sink)) {
            return;
        }
        ++m_sample.rows;
        for (const domain::Field& field : m_values.values()) {
            ColumnSample* column = columnOf(field.key);
            if (column != nullptr && field.kind != domain::ValueKind::Null
                && !trim(field.value).empty()) {
                column->values.emplace_back(field.value);
            }
        }
    }

    [[nodiscard]] bool full() const { return m_sample.rows >= kMostRows; }

    [[nodiscard]] std::size_t rows() const { return m_sample.rows; }

    FileSample sample() { return std::move(m_sample); }

private:
    ColumnSample* columnOf(std::string_view name)
    {
        if (const auto found = m_places.find(name); found != m_places.end()) {
            return &m_sample.columns[found->second];
        }
        if (m_sample.columns.size() >= kMostColumns) {
            return nullptr;
        }
        m_places.emplace(std::string(name), m_sample.columns.size());
        return &m_sample.columns.emplace_back(ColumnSample {std::string(name), {}});
    }

    DocumentValues m_values;
    SilentSink m_sink;
    FileSample m_sample;
    std::map<std::string, std::size_t, std::less<>> m_places;
    std::string m_frame;
};

template<typename Reader>
void collect(Reader& reader, Collector& collector)
{
    while (!collector.full()) {
        const auto frame = reader.next();
        // The head of a file may end anywhere: what is cut there is no row.
        if (!frame || !*frame || !(*frame)->whole()) {
            return;
        }
        collector.take((*frame)->text);
    }
}

DocumentFormat anyFormat(Writing writing)
{
    DocumentFormat format;
    format.writings = {writing};
    return format;
}

/// The delimiter that cuts most rows into as many fields as the header has.
std::optional<FileSample> sampleTable(std::string_view head)
{
    std::optional<FileSample> best;
    for (const char delimiter : std::string_view(",;\t|")) {
        Recognition recognition;
        recognition.framing = Framing::Rows;
        recognition.delimiter = delimiter;
        recognition.columns = columnsOfTable(head, delimiter);
        if (recognition.columns.size() < 2) {
            continue;
        }
        const DocumentFormat format = anyFormat(Writing::Table);
        const auto bytes = codec::memorySource(std::string(head));
        codec::CsvReaderOptions options;
        options.dialect.delimiter = delimiter;
        codec::CsvReader reader(*bytes, options);
        auto header = reader.next();
        while (header && *header && trim((*header)->text).empty()) {
            header = reader.next();
        }
        Collector collector(format, recognition);
        collect(reader, collector);
        if (collector.rows() > 0 && (!best || collector.rows() > best->rows)) {
            best = collector.sample();
        }
    }
    return best;
}

std::optional<FileSample> sampleElements(std::string_view head, const std::string& path)
{
    const DocumentFormat format = anyFormat(Writing::Json);
    const auto bytes = codec::memorySource(std::string(head));
    codec::ArrayReaderOptions options;
    options.paths = {path};
    codec::ArrayReader reader(*bytes, options);
    Collector collector(format, {});
    collect(reader, collector);
    FileSample sample = collector.sample();
    sample.table = false;
    sample.path = path;
    return sample.rows > 0 ? std::optional(std::move(sample)) : std::nullopt;
}

template<typename Reader>
std::optional<FileSample> sampleObjects(std::string_view head)
{
    const DocumentFormat format = anyFormat(Writing::Json);
    const auto bytes = codec::memorySource(std::string(head));
    Reader reader(*bytes);
    Collector collector(format, {});
    collect(reader, collector);
    FileSample sample = collector.sample();
    sample.table = false;
    return sample.rows > 0 ? std::optional(std::move(sample)) : std::nullopt;
}

/// The array with most elements, else the documents themselves.
std::optional<FileSample> sampleJson(std::string_view head, const JsonHead& json)
{
    if (json.shape == JsonHead::Shape::Array) {
        return sampleElements(head, "$");
    }
    std::optional<FileSample> best;
    if (json.shape == JsonHead::Shape::Lines) {
        best = sampleObjects<codec::LineReader>(head);
        // A single line may be a document with the rows inside.
        if (best && best->rows > 1) {
            return best;
        }
    }
    for (std::size_t i = 0; i < std::min(json.keys.size(), kMostPaths); ++i) {
        auto sample = sampleElements(head, json.keys[i]);
        if (sample && (!best || sample->rows > best->rows)) {
            best = std::move(sample);
        }
    }
    return best ? std::move(best) : sampleObjects<codec::DocumentReader>(head);
}

} // namespace

Result<FileSample> sampleHead(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    auto sample =
        json.shape == JsonHead::Shape::NotJson ? sampleTable(head) : sampleJson(head, json);
    if (!sample || sample->columns.empty()) {
        return badInputError("The file is no table with a header and no list of JSON objects",
                             "Export it as CSV or as JSON lines, and import that");
    }
    return *std::move(sample);
}

Result<FileSample> sampleFile(const std::filesystem::path& path)
{
    TL_ASSIGN(const codec::OpenedSource opened, codec::openSource(path));
    TL_ASSIGN(const std::string_view head, opened.text->peek(kHeadBytes));
    return sampleHead(head, head.size() < kHeadBytes);
}

} // namespace throughline::ingest

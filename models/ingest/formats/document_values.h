#pragma once

#include "models/base/pattern.h"
#include "models/codec/csv_reader.h"
#include "models/codec/json_record.h"
#include "models/codec/logfmt.h"
#include "models/ingest/formats/document_format.h"
#include "models/ingest/importer.h"
#include "models/ingest/text_arena.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// Why a frame holds no record.
struct FrameProblem
{
    domain::IssueCode code = domain::IssueCode::UnknownShape;
    std::string detail;
};

/// The named values of one frame, however the source writes them down.
class DocumentValues
{
public:
    DocumentValues(const DocumentFormat& format, const Recognition& recognition);

    /// Takes a frame apart. Values are views into the frame and this object, until the next one.
    std::optional<FrameProblem> read(std::string_view frame, RawSink& sink);

    /// Takes the text of a value apart, if it is a JSON object or a list of pairs, and appends what
    /// is in it behind the value's name. False: it is neither.
    bool flatten(std::size_t index);

    /// Appends the values of a list of keys and values, [{"key": "page", "value": ...}], behind the
    /// value's name. A value that is an object is its first member that is not null: of
    /// {"string_value": null, "int_value": "7"} it is 7. False: it is no such list.
    bool openPairs(std::size_t index);

    [[nodiscard]] const std::vector<domain::Field>& values() const { return m_values; }

    /// For texts that live as long as the values.
    [[nodiscard]] TextArena& arena() { return m_arena; }

private:
    std::optional<FrameProblem> readRow(std::string_view frame);
    std::optional<FrameProblem> readColumns(std::string_view frame);
    std::optional<FrameProblem> readJson(std::string_view frame, RawSink& sink);
    std::optional<FrameProblem> readPairs(std::string_view frame);
    std::optional<FrameProblem> readText(std::string_view frame);
    /// 0: none has a value.
    [[nodiscard]] std::uint32_t memberWithValue(std::uint32_t object) const;
    void add(std::string_view name, std::string_view value);

    const DocumentFormat& m_format;
    Writing m_writing;
    std::vector<std::string> m_columns;
    codec::CsvRow m_row;
    codec::JsonRecordReader m_json;
    codec::JsonRecordReader m_inner; ///< of values that are JSON themselves
    codec::LogfmtReader m_pairs;
    std::string m_plain; ///< a frame without the colours of a terminal
    std::array<std::string_view, Pattern::kMostGroups> m_groups;
    TextArena m_arena;
    std::vector<domain::Field> m_values;
};

} // namespace throughline::ingest

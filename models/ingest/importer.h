#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/codec/line_part_reader.h"
#include "models/domain/import_issue.h"
#include "models/domain/provenance.h"
#include "models/domain/record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// A record as a format tells it: its own names, its own units. Views live during the call.
struct RawRecord
{
    domain::Signal signal = domain::Signal::Log;
    domain::Field time; ///< key names its column; empty value: the record has none
    domain::Field end; ///< of a span, where the format gives an end; else empty
    /// A later field of the same name replaces an earlier one; what is Null is not there. A key
    /// with a number lives as long as the importer, any other during the call.
    std::vector<domain::Field> fields;
    /// A number as of nextKeyNumber(): the same number, the same keys in the same order, all of
    /// which have numbers. 0: has none.
    std::uint32_t keys = 0;
};

struct FormedTexts;

/// Where an importer puts what it finds in a frame.
class RawSink
{
public:
    RawSink() = default;
    RawSink(const RawSink&) = delete;
    RawSink& operator=(const RawSink&) = delete;
    virtual ~RawSink() = default;

    virtual Result<void> raw(const RawRecord& record, const domain::Provenance& place) = 0;
    /// The same for the record that a form becomes with these texts.
    virtual Result<void> formed(const FormedTexts& record, const domain::Provenance& place);
    virtual Result<void> reject(domain::IssueCode reason, std::string_view detail,
                                const domain::Provenance& place, std::string_view text) = 0;
    virtual void note(domain::IssueCode code) = 0;
};

/// How a file is cut into frames.
enum class Framing : std::uint8_t
{
    Lines,
    Documents, ///< whole JSON documents, one behind the other
    Elements, ///< the elements of the array at `arrayPath` of one document
    Rows, ///< of a table, below its header
    Groups, ///< lines joined to records
    Parts ///< lines, of which some were cut in parts
};

/// What a format makes of the first bytes of a file.
struct Recognition
{
    double confidence = 0; ///< 0: not this format; 1: certain
    Framing framing = Framing::Lines;
    std::vector<std::string> arrayPaths; ///< of Framing::Elements
    std::vector<std::string> columns; ///< of Framing::Rows: the header, no name twice
    char delimiter = ','; ///< of Framing::Rows
    std::function<bool(std::string_view line)> beginsRecord; ///< of Framing::Groups
    codec::LinePartReader::PartOf partOf; ///< of Framing::Parts
    Timestamp lastChange; ///< of the file, or now where that was earlier or nobody knows
    std::string format; ///< "otlp-traces"
    std::string reason; ///< for people: "resourceSpans in the first document"
};

/// One format while one file is read. Frames come in order; a frame holds any number of records.
class Importer
{
public:
    Importer() = default;
    Importer(const Importer&) = delete;
    Importer& operator=(const Importer&) = delete;
    virtual ~Importer() = default;

    /// The text has readable bytes behind it as codec::kFramePadding says. The first frames of a
    /// file come twice: ahead of all, without a place (its length is 0), so that what they have in
    /// common can be learnt, then again as all others; of an import that goes on, too.
    virtual Result<void> frame(std::string_view text, const domain::Provenance& place,
                               RawSink& sink) = 0;

    /// Which array the next element comes from; an index into Recognition::arrayPaths.
    virtual void elementsOf(std::size_t /*pathIndex*/) { }
};

/// A format as the list of formats knows it.
struct Format
{
    std::string_view name; ///< "otlp"
    std::vector<std::string> signalNames; ///< what it can hold
    std::string_view recognisedBy; ///< a sentence
    std::function<Recognition(std::string_view head, bool whole)> recognise;
    std::function<std::unique_ptr<Importer>(const Recognition& recognition)> create;
    bool document = false; ///< told by a format document, not by code
};

/// All formats: the user's own documents, code, documents built in, JSON of no particular format.
[[nodiscard]] const std::vector<Format>& allFormats();

/// Reads the user's own documents anew: a saved one counts from now on. What was taken from the
/// list before stays good.
void reloadFormats();

/// What is wrong with the user's own format documents, if anything; none of them is known then.
[[nodiscard]] const std::optional<Error>& formatsProblem();

/// The best reading of a file's first bytes (`whole`: they are all of it); nullptr: none.
struct ChosenFormat
{
    const Format* format = nullptr;
    Recognition recognition;
};

[[nodiscard]] ChosenFormat chooseFormat(std::string_view head, bool whole);

/// The reading by one format that the user asks for. BadInput error: the file is not of it.
Result<ChosenFormat> readAs(const Format& format, std::string_view head, bool whole);

/// The same for a format named by the user; Usage error for an unknown name.
Result<ChosenFormat> formatByName(std::string_view name, std::string_view head, bool whole);

/// Why no format reads the file: BadInput, by name where it is known what the file is.
[[nodiscard]] Error unknownFormatError(const std::string& path, std::string_view head);

} // namespace throughline::ingest

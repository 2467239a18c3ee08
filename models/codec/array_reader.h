#pragma once

#include "models/codec/json_framer.h"

#include <string>
#include <vector>

namespace throughline::codec {

struct ArrayReaderOptions
{
    /// The arrays whose elements are wanted: "$" for the document itself, else the keys that lead
    /// to it, joined by points: "resourceSpans", "log.entries".
    std::vector<std::string> paths = {"$"};
    std::size_t limitBytes = kDocumentLimitBytes; ///< longer elements come as their head only
    std::size_t windowBytes = kWindowBytes;
};

/// What stands beside the array in its document.
struct EnvelopeMember
{
    std::string path; ///< "log.version"; "$" for a document that holds no wanted array
    std::string json; ///< as written; empty where cut
    StreamPosition position;
    bool cut = false; ///< too long to be kept
};

/// Reads the elements of an array in a JSON document of any size, and of the documents that
/// follow it, if any. The envelope is kept up to 4 MiB and 1,000 members, the rest passed over.
/// Memory: the window, at most about three times the limit of an element. One pass, linear.
class ArrayReader
{
public:
    /// The source must outlive the reader.
    explicit ArrayReader(ByteSource& source, ArrayReaderOptions options = {});

    /// The next element; nullopt at the end of the stream. Error, which stays: BadInput where the
    /// stream ends too early or is not well-formed between the elements (problem() tells), after
    /// all elements that were whole before; or the source's.
    [[nodiscard]] Result<std::optional<Frame>> next();

    /// Goes on where another reader stood: reads from the front and keeps back the elements before
    /// that place. To be called before the first next(), which gives an error, BadInput, where the
    /// stream is shorter.
    void startAt(StreamPosition position) { m_resumeAt = position.offset; }

    /// Right behind the last element that was given.
    [[nodiscard]] StreamPosition position() const { return m_position; }

    [[nodiscard]] DocumentProblem problem() const { return m_framer.problem(); }

    /// Which of the paths the last element came from.
    [[nodiscard]] std::size_t pathIndex() const { return m_target; }

    /// Members of the current document outside the arrays that were met so far: with the first
    /// element all that stand before it, at the end all.
    [[nodiscard]] const std::vector<EnvelopeMember>& envelope() const { return m_envelope; }

    /// Arrays at one of the paths that were met so far, and documents begun.
    [[nodiscard]] std::uint64_t arrayCount() const { return m_arrayCount; }

    [[nodiscard]] std::uint64_t documentCount() const { return m_documentCount; }

private:
    enum class Place : std::uint8_t
    {
        Document, ///< between documents
        FirstMember, ///< behind {
        NextMember, ///< behind a member
        FirstElement, ///< behind [
        NextElement ///< behind an element
    };

    Result<std::optional<Frame>> read();
    Result<std::optional<Frame>> end();
    Result<std::optional<Frame>> step(char token);
    Result<void> beginDocument(char token);
    Result<std::optional<Frame>> stepInArray(char token);
    Result<void> stepInObject(char token);
    Result<void> readMember();
    Result<void> readValue(const std::string& path, char token);
    Result<void> keepMember(const std::string& path);
    Result<std::string> readKey();
    void close();
    [[nodiscard]] bool leadsToTarget(const std::string& path) const;

    JsonFramer m_framer;
    ArrayReaderOptions m_options;
    Place m_place = Place::Document;
    std::vector<std::string> m_open; ///< paths of the open objects, outermost first
    std::size_t m_target = 0;
    std::vector<EnvelopeMember> m_envelope;
    std::size_t m_envelopeBytes = 0;
    std::uint64_t m_arrayCount = 0;
    std::uint64_t m_documentCount = 0;
    std::uint64_t m_resumeAt = 0;
    StreamPosition m_position;
    std::optional<Error> m_failure;
};

} // namespace throughline::codec

#pragma once

#include "models/codec/json_framer.h"

namespace throughline::codec {

struct DocumentReaderOptions
{
    std::size_t limitBytes = kDocumentLimitBytes; ///< longer documents come as their head only
    std::size_t windowBytes = kWindowBytes;
};

/// Cuts a stream into whole JSON documents, one behind the other, each over as many lines as it
/// likes. Memory: the window, at most about three times the limit. One pass, linear.
class DocumentReader
{
public:
    /// The source must outlive the reader.
    explicit DocumentReader(ByteSource& source, DocumentReaderOptions options = {});

    /// The next document; nullopt behind the last one. Error, which stays: BadInput where the
    /// stream ends in a document or its brackets do not match (problem() tells), or the source's.
    [[nodiscard]] Result<std::optional<Frame>> next();

    /// Goes on where another reader stood. To be called before the first next().
    [[nodiscard]] Result<void> startAt(StreamPosition position);

    /// Right behind the last document that was given.
    [[nodiscard]] StreamPosition position() const { return m_framer.position(); }

    [[nodiscard]] DocumentProblem problem() const { return m_framer.problem(); }

private:
    Result<std::optional<Frame>> read();

    JsonFramer m_framer;
    std::size_t m_limit;
    std::optional<Error> m_failure;
};

} // namespace throughline::codec

#include "models/codec/document_reader.h"

#include <utility>

namespace throughline::codec {

DocumentReader::DocumentReader(ByteSource& source, DocumentReaderOptions options)
    : m_framer(source, options.windowBytes)
    , m_limit(options.limitBytes)
{
}

Result<std::optional<Frame>> DocumentReader::next()
{
    if (m_failure) {
        return *m_failure;
    }
    Result<std::optional<Frame>> frame = read();
    if (!frame.ok()) {
        m_failure = frame.error();
    }
    return frame;
}

Result<std::optional<Frame>> DocumentReader::read()
{
    TL_ASSIGN(const std::optional<char> token, m_framer.token());
    if (!token) {
        return std::optional<Frame>();
    }
    if (std::string_view("]},:").find(*token) != std::string_view::npos) {
        return m_framer.malformed("a value");
    }
    TL_ASSIGN(const Frame frame, m_framer.value(m_limit, OpenScalar::Whole));
    return std::optional(frame);
}

Result<void> DocumentReader::startAt(StreamPosition position)
{
    return m_framer.startAt(position);
}

} // namespace throughline::codec

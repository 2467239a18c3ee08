#include "models/codec/compressed_input.h"

#include "models/codec/cut_off.h"

#include <algorithm>
#include <utility>

namespace throughline::codec {

CompressedInput::CompressedInput(std::unique_ptr<ByteSource> source)
    : m_source(std::move(source))
    , m_buffer(kCompressedChunkBytes)
{
}

Result<bool> CompressedInput::fill()
{
    if (m_begin < m_end) {
        return true;
    }
    if (m_ended) {
        return false;
    }
    TL_ASSIGN(const std::size_t count, m_source->read(m_buffer));
    m_begin = 0;
    m_end = count;
    m_ended = count == 0;
    return !m_ended;
}

std::span<const char> CompressedInput::rest() const
{
    return std::span<const char>(m_buffer).subspan(m_begin, m_end - m_begin);
}

Result<bool> CompressedInput::onlyZerosFollow()
{
    while (true) {
        TL_ASSIGN(const bool more, fill());
        if (!more) {
            return true;
        }
        const std::span<const char> bytes = rest();
        if (!std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; })) {
            return false;
        }
        use(bytes.size());
    }
}

Error CompressedInput::truncated() const
{
    return cutOffError(m_source->name(), "compressed data", "Copy or download the file again");
}

Error CompressedInput::trailing() const
{
    return badInputError('\'' + m_source->name() + "' has other data behind its compressed data",
                         "Unpack it first, and import the part that is wanted");
}

Error CompressedInput::damaged(std::string_view reason) const
{
    return badInputError('\'' + m_source->name()
                             + "' is damaged: its compressed data does not add up ("
                             + std::string(reason) + ')',
                         "Copy or download the file again");
}

} // namespace throughline::codec

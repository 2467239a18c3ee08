#include "models/codec/peeked_source.h"

#include "models/base/assert.h"

#include <algorithm>
#include <utility>

namespace throughline::codec {

PeekedSource::PeekedSource(std::unique_ptr<ByteSource> inner)
    : m_inner(std::move(inner))
{
}

Result<std::string_view> PeekedSource::peek(std::size_t count)
{
    m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin));
    m_begin = 0;
    std::size_t held = m_buffer.size();
    m_buffer.resize(std::max(held, count));
    while (held < count && !m_ended && !m_failure) {
        Result<std::size_t> got = m_inner->read(std::span(m_buffer).subspan(held));
        if (!got.ok()) {
            m_failure = std::move(got).error();
        } else {
            held += *got;
            m_ended = *got == 0;
        }
    }
    m_buffer.resize(held);
    if (held == 0 && m_failure) {
        return *m_failure;
    }
    return std::string_view(m_buffer.data(), std::min(held, count));
}

void PeekedSource::skip(std::size_t count)
{
    TL_ASSERT(count <= m_buffer.size() - m_begin);
    m_begin += count;
    m_skipped += count;
}

Result<std::size_t> PeekedSource::read(std::span<char> into)
{
    if (m_begin < m_buffer.size()) {
        const std::size_t count = std::min(into.size(), m_buffer.size() - m_begin);
        std::copy_n(m_buffer.data() + m_begin, count, into.data());
        m_begin += count;
        return count;
    }
    if (m_failure) {
        return *m_failure;
    }
    if (m_ended) {
        return std::size_t {0};
    }
    std::vector<char>().swap(m_buffer);
    m_begin = 0;
    return m_inner->read(into);
}

std::uint64_t PeekedSource::startOffset() const
{
    return m_inner->startOffset() + m_skipped;
}

} // namespace throughline::codec

#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// Memory for texts that live as long as the record or frame they were made for. Nothing moves:
/// views stay good until reset(), which keeps the memory.
class TextArena
{
public:
    /// A copy of the text.
    std::string_view keep(std::string_view text)
    {
        char* place = allocate(text.size());
        if (!text.empty()) {
            std::memcpy(place, text.data(), text.size());
        }
        return {place, text.size()};
    }

    /// a + b + c.
    std::string_view join(std::string_view a, std::string_view b, std::string_view c)
    {
        char* place = allocate(a.size() + b.size() + c.size());
        char* end = place;
        for (const std::string_view part : {a, b, c}) {
            if (!part.empty()) {
                std::memcpy(end, part.data(), part.size());
                end += part.size();
            }
        }
        return {place, static_cast<std::size_t>(end - place)};
    }

    void reset()
    {
        m_chunk = 0;
        m_used = 0;
    }

private:
    static constexpr std::size_t kChunkBytes = 64 << 10;

    struct Chunk
    {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    char* allocate(std::size_t size)
    {
        while (m_chunk < m_chunks.size() && m_chunks[m_chunk].size - m_used < size) {
            ++m_chunk;
            m_used = 0;
        }
        if (m_chunk == m_chunks.size()) {
            const std::size_t bytes = size > kChunkBytes ? size : kChunkBytes;
            m_chunks.push_back({std::make_unique<char[]>(bytes), bytes});
            m_used = 0;
        }
        char* place = m_chunks[m_chunk].bytes.get() + m_used;
        m_used += size;
        return place;
    }

    std::vector<Chunk> m_chunks;
    std::size_t m_chunk = 0;
    std::size_t m_used = 0;
};

} // namespace throughline::ingest

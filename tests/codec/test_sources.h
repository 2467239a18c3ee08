#pragma once

#include "models/base/random.h"
#include "models/codec/byte_source.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace throughline::codec::test {

/// Gives a text in reads of random, mostly small size, so that borders fall everywhere.
class ShortReadSource final : public ByteSource
{
public:
    ShortReadSource(std::string bytes, std::uint64_t seed, std::uint32_t longest = 9)
        : m_bytes(std::move(bytes))
        , m_random(seed)
        , m_longest(longest)
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        const std::size_t wanted = 1 + m_random.below(m_longest);
        const std::size_t count = std::min({wanted, into.size(), m_bytes.size() - m_position});
        std::copy_n(m_bytes.data() + m_position, count, into.data());
        m_position += count;
        return count;
    }

    std::uint64_t rawBytesRead() const override { return m_position; }

    std::string name() const override { return "short reads"; }

private:
    std::string m_bytes;
    std::size_t m_position = 0;
    Random m_random;
    std::uint32_t m_longest;
};

/// Gives `size` bytes, each computed from its place: a file of any size without a file.
class GeneratorSource final : public ByteSource
{
public:
    GeneratorSource(std::uint64_t size, std::function<char(std::uint64_t)> byteAt)
        : m_size(size)
        , m_byteAt(std::move(byteAt))
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        const std::size_t count = std::min<std::uint64_t>(into.size(), m_size - m_position);
        std::generate_n(into.data(), count, [this] { return m_byteAt(m_position++); });
        m_largestRead = std::max(m_largestRead, into.size());
        return count;
    }

    std::string name() const override { return "generator"; }

    /// What the reader had room for, at most: a measure of its memory.
    std::size_t largestRead() const { return m_largestRead; }

private:
    std::uint64_t m_size;
    std::uint64_t m_position = 0;
    std::function<char(std::uint64_t)> m_byteAt;
    std::size_t m_largestRead = 0;
};

/// Gives a text and then fails instead of ending.
class FailingSource final : public ByteSource
{
public:
    explicit FailingSource(std::string bytes)
        : m_inner(memorySource(std::move(bytes)))
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        TL_ASSIGN(const std::size_t count, m_inner->read(into));
        if (count == 0) {
            return environmentError("the disk is gone");
        }
        return count;
    }

    std::string name() const override { return "failing"; }

private:
    std::unique_ptr<ByteSource> m_inner;
};

/// Everything a source gives, and how it ended.
struct ReadResult
{
    std::string bytes;
    std::optional<Error> error;
};

inline ReadResult readAll(ByteSource& source, std::size_t portion = 65536)
{
    ReadResult result;
    std::string buffer(portion, '\0');
    while (true) {
        Result<std::size_t> count = source.read(buffer);
        if (!count.ok()) {
            result.error = count.error();
            return result;
        }
        if (*count == 0) {
            return result;
        }
        result.bytes.append(buffer, 0, *count);
    }
}

/// Text of about `size` bytes that compresses neither well nor badly.
inline std::string sampleText(std::size_t size, std::uint64_t seed = 1)
{
    Random random(seed);
    std::string text;
    while (text.size() < size) {
        text += "{\"id\":" + std::to_string(random.below(100'000)) + ",\"name\":\"";
        text.append(random.below(30), static_cast<char>('a' + random.below(26)));
        text += "\"}\n";
    }
    return text;
}

} // namespace throughline::codec::test

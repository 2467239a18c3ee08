#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace throughline {

/// Takes bytes in the order in which they come.
using ByteSink = std::function<void(std::string_view)>;

/// Values one behind the other, for caches that only this machine reads: numbers lie as the
/// processor keeps them. What is no number, text, vector or optional is packed by a function
/// `packParts(value, pack)` found beside its type, which calls `pack` on every part in one order,
/// for writing and reading alike.
class BytePacker
{
public:
    /// Keeps all bytes.
    BytePacker() = default;

    /// Keeps few of them: the others have gone to the sink. finish() hands over the last.
    explicit BytePacker(ByteSink sink)
        : m_sink(std::move(sink))
    {
    }

    void finish()
    {
        if (!m_bytes.empty()) {
            m_sink(m_bytes);
            m_bytes.clear();
        }
    }

    template<typename T>
    void operator()(const T& value)
    {
        if constexpr (std::is_trivially_copyable_v<T>) {
            append({reinterpret_cast<const char*>(&value), sizeof value});
        } else {
            packParts(value, *this);
        }
    }

    void operator()(const std::string& text)
    {
        size(text.size());
        append(text);
    }

    template<typename T>
    void operator()(const std::vector<T>& values)
    {
        size(values.size());
        if constexpr (std::is_trivially_copyable_v<T>) {
            append({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
        } else {
            for (const T& value : values) {
                (*this)(value);
            }
        }
    }

    template<typename T>
    void operator()(const std::optional<T>& value)
    {
        size(value ? 1 : 0);
        if (value) {
            (*this)(*value);
        }
    }

    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

    std::string take() { return std::move(m_bytes); }

private:
    void size(std::uint64_t count)
    {
        append({reinterpret_cast<const char*>(&count), sizeof count});
    }

    void append(std::string_view bytes)
    {
        if (!m_sink || m_bytes.size() + bytes.size() <= kKept) {
            m_bytes += bytes;
            return;
        }
        finish();
        m_sink(bytes);
    }

    static constexpr std::size_t kKept = 64 << 10;

    ByteSink m_sink;
    std::string m_bytes;
};

/// The same in reverse; never reads beyond the bytes. What could not be read is left as it was.
class ByteUnpacker
{
public:
    explicit ByteUnpacker(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    template<typename T>
    void operator()(T& value)
    {
        if constexpr (std::is_trivially_copyable_v<T>) {
            if (const char* from = take(sizeof value)) {
                std::memcpy(&value, from, sizeof value);
            }
        } else {
            packParts(value, *this);
        }
    }

    void operator()(std::string& text)
    {
        const std::uint64_t count = size(1);
        if (const char* from = take(count)) {
            text.assign(from, count);
        }
    }

    template<typename T>
    void operator()(std::vector<T>& values)
    {
        if constexpr (std::is_trivially_copyable_v<T>) {
            const std::uint64_t count = size(sizeof(T));
            values.resize(count);
            if (const char* from = take(count * sizeof(T)); from != nullptr && count > 0) {
                std::memcpy(values.data(), from, count * sizeof(T));
            }
        } else {
            values.resize(size(1)); // each takes a byte at least
            for (T& value : values) {
                (*this)(value);
            }
        }
    }

    template<typename T>
    void operator()(std::optional<T>& value)
    {
        value.reset();
        if (size(0) != 0) {
            (*this)(value.emplace());
        }
    }

    /// Whether everything was there, and nothing more.
    [[nodiscard]] bool finished() const { return m_good && m_bytes.empty(); }

private:
    /// The bytes, or nullptr where there are not so many.
    const char* take(std::uint64_t count)
    {
        if (!m_good || m_bytes.size() < count) {
            m_good = false;
            return nullptr;
        }
        const char* const from = m_bytes.data();
        m_bytes.remove_prefix(count);
        return from;
    }

    /// A count of things of at least this many bytes each; 0 where they cannot all be there.
    std::uint64_t size(std::uint64_t bytesEach)
    {
        std::uint64_t count = 0;
        if (const char* from = take(sizeof count)) {
            std::memcpy(&count, from, sizeof count);
        }
        if (bytesEach > 0 && m_bytes.size() / bytesEach < count) {
            m_good = false;
            return 0;
        }
        return count;
    }

    std::string_view m_bytes;
    bool m_good = true;
};

} // namespace throughline

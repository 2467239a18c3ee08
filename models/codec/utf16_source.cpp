#include "models/codec/utf16_source.h"

#include "models/codec/cut_off.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace throughline::codec {

namespace {

constexpr std::size_t kWideBytes = 64U << 10U;
constexpr std::uint32_t kReplacement = 0xFFFD;

bool isHighSurrogate(std::uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

bool isLowSurrogate(std::uint32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

void appendUtf8(std::string& text, std::uint32_t point)
{
    const auto tail = [point](unsigned shift) {
        return static_cast<char>(0x80U | (point >> shift & 0x3FU));
    };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xC0U | point >> 6U);
        text += tail(0);
    } else if (point < 0x10000) {
        text += static_cast<char>(0xE0U | point >> 12U);
        text += tail(6);
        text += tail(0);
    } else {
        text += static_cast<char>(0xF0U | point >> 18U);
        text += tail(12);
        text += tail(6);
        text += tail(0);
    }
}

class Utf16Source final : public ByteSource
{
public:
    Utf16Source(std::unique_ptr<ByteSource> wide, ByteOrder order)
        : m_wide(std::move(wide))
        , m_order(order)
        , m_buffer(kWideBytes)
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        while (m_given == m_text.size() && !m_failure && !m_ended) {
            m_text.clear();
            m_given = 0;
            if (Result<void> decoded = decode(); !decoded.ok()) {
                m_failure = std::move(decoded).error();
            }
        }
        const std::size_t count = std::min(into.size(), m_text.size() - m_given);
        if (count == 0 && m_failure) {
            return *m_failure;
        }
        std::copy_n(m_text.data() + m_given, count, into.data());
        m_given += count;
        return count;
    }

    std::uint64_t rawBytesRead() const override { return m_wide->rawBytesRead(); }

    std::string name() const override { return m_wide->name(); }

private:
    Result<void> decode()
    {
        TL_ASSIGN(const std::size_t got,
                  m_wide->read(std::span<char>(m_buffer).subspan(m_left, kWideBytes - m_left)));
        const std::size_t size = m_left + got;
        for (std::size_t i = 0; i + 1 < size; i += 2) {
            take(unitAt(i));
        }
        m_left = size % 2;
        if (m_left == 1) {
            m_buffer[0] = m_buffer[size - 1];
        }
        if (got > 0) {
            return {};
        }
        m_ended = true;
        if (m_high != 0) {
            appendUtf8(m_text, kReplacement);
            m_high = 0;
        }
        return m_left == 0
            ? Result<void>()
            : cutOffError(name(), "a UTF-16 character", "Copy or download the file again");
    }

    [[nodiscard]] std::uint32_t unitAt(std::size_t place) const
    {
        const std::uint32_t first = static_cast<unsigned char>(m_buffer[place]);
        const std::uint32_t second = static_cast<unsigned char>(m_buffer[place + 1]);
        return m_order == ByteOrder::LittleEndian ? second << 8U | first : first << 8U | second;
    }

    void take(std::uint32_t unit)
    {
        if (m_high != 0) {
            const std::uint32_t high = std::exchange(m_high, 0);
            if (isLowSurrogate(unit)) {
                appendUtf8(m_text, 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00));
                return;
            }
            appendUtf8(m_text, kReplacement);
        }
        if (isHighSurrogate(unit)) {
            m_high = unit;
        } else {
            appendUtf8(m_text, isLowSurrogate(unit) ? kReplacement : unit);
        }
    }

    std::unique_ptr<ByteSource> m_wide;
    ByteOrder m_order;
    std::vector<char> m_buffer;
    std::size_t m_left = 0; ///< half a unit, carried to the next read
    std::uint32_t m_high = 0; ///< a surrogate that waits for its second half
    std::string m_text;
    std::size_t m_given = 0;
    bool m_ended = false;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<ByteSource> utf16Source(std::unique_ptr<ByteSource> wide, ByteOrder order)
{
    return std::make_unique<Utf16Source>(std::move(wide), order);
}

} // namespace throughline::codec

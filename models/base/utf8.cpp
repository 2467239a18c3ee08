#include "models/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace throughline {

namespace {

/// Length of the valid sequence at the front, 0 where the first byte is not the start of one.
std::size_t sequenceLength(std::string_view text)
{
    const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        low = lead == 0xE0 ? 0xA0 : low;
        high = lead == 0xED ? 0x9F : high;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        low = lead == 0xF0 ? 0x90 : low;
        high = lead == 0xF4 ? 0x8F : high;
    } else {
        return 0;
    }
    if (text.size() < length || byte(1) < low || byte(1) > high) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    return length;
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

bool isValidUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::string repairUtf8(std::string_view text)
{
    std::string repaired;
    repaired.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0) {
            repaired += "\xEF\xBF\xBD";
            text.remove_prefix(1);
        } else {
            repaired += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
    return repaired;
}

std::string normalizeNfc(std::string_view text)
{
    if (isAscii(text)) {
        return std::string(text);
    }
    utf8proc_uint8_t* mapped = nullptr;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const utf8proc_ssize_t size =
        utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (size < 0) {
        return std::string(text);
    }
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

FoldedText foldCompatibility(std::string_view text)
{
    FoldedText folded;
    folded.text.reserve(text.size());
    folded.origin.reserve(text.size() + 1);
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE
                                                        | UTF8PROC_STABLE | UTF8PROC_IGNORE);
    const auto append = [&folded](std::string_view bytes, std::size_t offset) {
        folded.text += bytes;
        folded.origin.insert(folded.origin.end(), bytes.size(), static_cast<std::uint32_t>(offset));
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::max<std::size_t>(1, sequenceLength(text.substr(at)));
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at);
        utf8proc_int32_t codePoint = -1;
        if (length > 1) {
            utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(length), &codePoint);
        }
        // The longest decomposition of one code point has 18 parts.
        std::array<utf8proc_int32_t, 32> parts {};
        int boundary = 0;
        const utf8proc_ssize_t count = codePoint < 0
            ? -1
            : utf8proc_decompose_char(codePoint, parts.data(), parts.size(), options, &boundary);
        if (count < 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
            append(text.substr(at, length), at);
        } else {
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
                std::array<utf8proc_uint8_t, 4> encoded {};
                const auto size = utf8proc_encode_char(parts[i], encoded.data());
                append(
                    {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)},
                    at);
            }
        }
        at += length;
    }
    folded.origin.push_back(static_cast<std::uint32_t>(text.size()));
    return folded;
}

std::string_view cutUtf8(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit) {
        return text;
    }
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) {
        --limit;
    }
    return text.substr(0, limit);
}

} // namespace throughline

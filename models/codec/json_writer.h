#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// Appends text as a JSON string with quotes; control characters escaped, UTF-8 as it is.
void appendJsonString(std::string& json, std::string_view text);

/// The same into memory with room for text.size() + 2 bytes, where no byte needs an escape: the
/// place behind it. nullptr: one does; what was written then means nothing.
[[nodiscard]] char* writePlainJsonString(char* to, std::string_view text);

/// Builds one JSON document value by value; commas and quotes are its business, order is the
/// caller's. With an indent, one member per line. Doubles print shortest; not-a-number is null;
/// bytes of a value that are not UTF-8 become U+FFFD.
class JsonWriter
{
public:
    explicit JsonWriter(int indent = 0)
        : m_indent(indent)
    {
    }

    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);

    JsonWriter& value(const char* text) { return value(std::string_view(text)); }

    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }

    JsonWriter& value(bool flag);
    JsonWriter& value(double number);
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(std::uint64_t number);

    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }

    JsonWriter& value(std::uint32_t number) { return value(static_cast<std::uint64_t>(number)); }

    JsonWriter& null();
    /// JSON text that is whole already.
    JsonWriter& raw(std::string_view json);

    template<typename T>
    JsonWriter& value(const std::optional<T>& maybe)
    {
        return maybe ? value(*maybe) : null();
    }

    JsonWriter& value(const std::vector<std::string>& texts);

    template<typename T>
    JsonWriter& member(std::string_view name, const T& content)
    {
        return key(name).value(content);
    }

    /// The text, or null where it is empty: what is missing is never "".
    JsonWriter& textOrNull(std::string_view name, std::string_view text);

    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    void separate();
    void newLine();

    std::string m_text;
    std::vector<bool> m_filled; ///< per open level: something stands in it
    int m_indent;
    bool m_afterKey = false;
};

} // namespace throughline::codec

#include "models/workflow/token_search.h"

#include "models/codec/json_writer.h"

namespace throughline::workflow {

namespace {

constexpr std::size_t kKeyBytes = 3;

/// As the value stands between the quotes.
std::string written(const std::string& value)
{
    std::string json;
    codec::appendJsonString(json, value);
    return json.substr(1, json.size() - 2);
}

} // namespace

TokenSearch::TokenSearch(const std::set<std::string>& values)
{
    for (const std::string& value : values) {
        m_values.insert(value);
        const std::string text = written(value);
        if (text.size() < kKeyBytes) {
            m_anything = true;
            continue;
        }
        m_keys.set(keyOf(text.data()));
        if (text != value) {
            m_written.insert(text);
        }
    }
}

std::uint16_t TokenSearch::keyOf(const char* bytes)
{
    const auto at = [bytes](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    constexpr std::uint32_t kMix = 0x9E3779B1U;
    return static_cast<std::uint16_t>(((at(0) | at(1) << 8U | at(2) << 16U) * kMix) >> 16U);
}

bool TokenSearch::isAt(std::string_view line, std::size_t begin) const
{
    const bool quoted = line[begin] == '"';
    begin += quoted ? 1 : 0;
    if (begin + kKeyBytes > line.size() || !m_keys.test(keyOf(line.data() + begin))) {
        return false;
    }
    const std::string_view rest = line.substr(begin);
    const std::size_t end = quoted ? rest.find('"') : rest.find_first_of(",}");
    if (m_values.contains(rest.substr(0, end))) {
        return true;
    }
    for (const std::string& text : m_written) {
        if (rest.starts_with(text)) {
            return true;
        }
    }
    return false;
}

bool TokenSearch::mayHold(std::string_view line) const
{
    if (m_anything) {
        return true;
    }
    for (std::size_t i = 2; i < line.size(); ++i) {
        if (line[i - 1] == ':' && line[i - 2] == '"' && isAt(line, i)) {
            return true;
        }
    }
    return false;
}

} // namespace throughline::workflow

#include "models/codec/logfmt.h"

#include <algorithm>

namespace throughline::codec {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char unescaped(char c)
{
    return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

} // namespace

bool LogfmtReader::takeQuoted(std::string_view line, std::size_t& at, LogfmtPair& pair)
{
    const std::size_t begin = ++at;
    const std::size_t kept = m_unescaped.size();
    bool escaped = false;
    for (; at < line.size() && line[at] != '"'; ++at) {
        const bool known = line[at] == '\\' && at + 1 < line.size()
            && std::string_view("\"\\nrt").find(line[at + 1]) != std::string_view::npos;
        if (known && !escaped) {
            escaped = true;
            m_unescaped.append(line, begin, at - begin);
        }
        at += known ? 1 : 0;
        if (escaped) {
            m_unescaped += known ? unescaped(line[at]) : line[at];
        }
    }
    if (at == line.size()) {
        return false;
    }
    pair.value =
        escaped ? std::string_view(m_unescaped).substr(kept) : line.substr(begin, at - begin);
    pair.quoted = true;
    ++at;
    return at == line.size() || isBlank(line[at]);
}

bool LogfmtReader::parse(std::string_view line)
{
    m_pairs.clear();
    m_unescaped.clear();
    m_unescaped.reserve(line.size());
    std::size_t at = 0;
    while (true) {
        while (at < line.size() && isBlank(line[at])) {
            ++at;
        }
        if (at == line.size()) {
            return true;
        }
        const std::size_t begin = at;
        while (at < line.size() && !isBlank(line[at]) && line[at] != '=' && line[at] != '"') {
            ++at;
        }
        LogfmtPair pair;
        pair.key = line.substr(begin, at - begin);
        if (pair.key.empty() || (at < line.size() && line[at] == '"')) {
            return false;
        }
        pair.alone = at == line.size() || line[at] != '=';
        if (!pair.alone) {
            ++at;
            if (at < line.size() && line[at] == '"') {
                if (!takeQuoted(line, at, pair)) {
                    return false;
                }
            } else {
                const std::size_t from = at;
                while (at < line.size() && !isBlank(line[at])) {
                    ++at;
                }
                pair.value = line.substr(from, at - from);
            }
        }
        m_pairs.push_back(pair);
    }
}

} // namespace throughline::codec

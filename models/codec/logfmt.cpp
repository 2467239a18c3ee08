#include "models/codec/logfmt.h"

#include <algorithm>

namespace throughline::codec {

namespace {

/// So that a line of nothing but begun values costs no more than this many times its length.
constexpr int kMostTries = 8;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char unescaped(char c)
{
    return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

/// Behind the bracket that closes the one that stands here; here where there is none.
std::size_t endOfBrackets(std::string_view line, std::size_t begin)
{
    std::size_t depth = 0;
    char quote = 0;
    for (std::size_t i = begin; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            i += c == '\\' ? 1 : 0;
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == '{' || c == '(') {
            ++depth;
        } else if ((c == ']' || c == '}' || c == ')') && --depth == 0) {
            return i + 1;
        }
    }
    return begin;
}

} // namespace

bool LogfmtReader::takeQuoted(std::string_view line, std::size_t& at, LogfmtPair& pair)
{
    const char quote = line[at];
    const std::size_t begin = ++at;
    const std::size_t kept = m_unescaped.size();
    bool escaped = false;
    for (; at < line.size() && line[at] != quote; ++at) {
        const bool known = line[at] == '\\' && at + 1 < line.size()
            && (line[at + 1] == quote
                || std::string_view("\\nrt").find(line[at + 1]) != std::string_view::npos);
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

/// False, and nothing taken: the value does not end as it begins.
bool LogfmtReader::takePrinted(std::string_view line, std::size_t& at, LogfmtPair& pair)
{
    if (m_tries == 0) {
        return false;
    }
    const std::size_t from = at;
    if (line[at] == '\'') {
        const std::size_t kept = m_unescaped.size();
        if (takeQuoted(line, at, pair)) {
            return true;
        }
        m_unescaped.resize(kept);
        pair.quoted = false;
        at = from;
        --m_tries;
        return false;
    }
    const std::size_t end = endOfBrackets(line, at);
    if (end == at || (end < line.size() && !isBlank(line[end]))) {
        --m_tries;
        return false;
    }
    pair.value = line.substr(at, end - at);
    at = end;
    return true;
}

bool LogfmtReader::parse(std::string_view line)
{
    m_pairs.clear();
    m_unescaped.clear();
    m_unescaped.reserve(line.size());
    m_tries = kMostTries;
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
            } else if (at == line.size()
                       || std::string_view("'[{(").find(line[at]) == std::string_view::npos
                       || !takePrinted(line, at, pair)) {
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

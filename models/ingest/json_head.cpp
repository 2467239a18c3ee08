#include "models/ingest/json_head.h"

#include "models/base/text.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

constexpr std::size_t kLookBytes = 64 << 10;

/// Collects keys by a forgiving walk over text that may be cut anywhere: strings that stand before
/// a colon, with the keys of the objects around them.
class KeyWalk
{
public:
    explicit KeyWalk(JsonHead& head)
        : m_head(head)
    {
    }

    /// Stops behind the first object.
    void run(std::string_view text)
    {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '"') {
                const std::size_t end = endOfString(text, i + 1);
                if (end == std::string_view::npos) {
                    return;
                }
                string(text, text.substr(i + 1, end - i - 1), end + 1);
                i = end;
            } else if (c == '{' || c == '[') {
                m_path.push_back(c == '{' ? m_key : std::string("[]"));
                m_key.clear();
            } else if (c == '}' || c == ']') {
                if (m_path.empty()) {
                    return;
                }
                m_path.pop_back();
                if (m_path.empty() || (c == '}' && m_path.size() == 1 && m_path[0] == "[]")) {
                    return;
                }
            }
        }
    }

private:
    static std::size_t endOfString(std::string_view text, std::size_t from)
    {
        for (std::size_t i = from; i < text.size(); ++i) {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == '"') {
                return i;
            }
        }
        return std::string_view::npos;
    }

    void string(std::string_view text, std::string_view content, std::size_t after)
    {
        while (after < text.size()
               && (text[after] == ' ' || text[after] == '\n' || text[after] == '\r'
                   || text[after] == '\t')) {
            ++after;
        }
        if (after < text.size() && text[after] == ':') {
            m_key = content;
            std::string dotted;
            for (const std::string& part : m_path) {
                if (!part.empty() && part != "[]") {
                    dotted += part + '.';
                }
            }
            m_head.keys.push_back(dotted + m_key);
        } else if (m_key == "kind" && m_head.kind.empty()) {
            m_head.kind = content;
        }
    }

    JsonHead& m_head;
    std::vector<std::string> m_path;
    std::string m_key;
};

std::string_view firstLine(std::string_view text)
{
    return trim(text.substr(0, text.find('\n')));
}

} // namespace

bool JsonHead::has(std::string_view key) const
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

JsonHead lookAtJson(std::string_view head, bool whole)
{
    JsonHead seen;
    const std::size_t start = head.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
        return seen;
    }
    const bool complete = whole && head.size() <= kLookBytes;
    const std::string_view text = head.substr(start, kLookBytes);
    if (text.front() == '[') {
        seen.shape = JsonHead::Shape::Array;
    } else if (text.front() == '{') {
        codec::JsonRecordReader reader;
        const std::string_view line = firstLine(text);
        const bool lineEnds = complete || line.size() < text.size();
        if (lineEnds && reader.parseCopy(line)) {
            seen.shape = JsonHead::Shape::Lines;
        } else if (lineEnds && line.size() > 1 && reader.problem() != codec::JsonProblem::Syntax) {
            seen.shape = JsonHead::Shape::Lines; // one whole line that is bad: the next may be good
        } else if (line.size() == text.size() && !complete) {
            // A first line of more than 64 KiB: lines if another object begins behind its end.
            const std::size_t end = head.find('\n', start);
            const bool another =
                end != std::string_view::npos && trim(head.substr(end)).substr(0, 1) == "{";
            seen.shape = another ? JsonHead::Shape::Lines : JsonHead::Shape::Document;
        } else {
            // Broken over lines, or a first line that was cut: lines when each begins an object and
            // none could go on where the one before ends.
            const std::size_t second = text.find('\n');
            const std::string_view next =
                second == std::string_view::npos ? std::string_view() : trim(text.substr(second));
            const bool goesOn =
                std::string_view("{[,:").find(line.back()) != std::string_view::npos;
            seen.shape = !goesOn && next.substr(0, 1) == "{" ? JsonHead::Shape::Lines
                                                             : JsonHead::Shape::Document;
        }
    } else {
        return seen;
    }
    KeyWalk(seen).run(text);
    if (seen.keys.empty() && seen.shape == JsonHead::Shape::Array && text.size() > 1
        && trim(text.substr(1)).substr(0, 1) != "{" && trim(text.substr(1)).substr(0, 1) != "]") {
        seen.shape = JsonHead::Shape::NotJson;
    }
    return seen;
}

domain::IssueCode issueOf(codec::JsonProblem problem)
{
    switch (problem) {
    case codec::JsonProblem::Utf8:
        return domain::IssueCode::InvalidUtf8;
    case codec::JsonProblem::TooDeep:
        return domain::IssueCode::TooDeep;
    case codec::JsonProblem::BadNumber:
        return domain::IssueCode::BadNumber;
    case codec::JsonProblem::TooManyValues:
        return domain::IssueCode::TooManyKeys;
    case codec::JsonProblem::None:
    case codec::JsonProblem::Syntax:
        break;
    }
    return domain::IssueCode::BadJson;
}

} // namespace throughline::ingest

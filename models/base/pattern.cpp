#include "models/base/pattern.h"

#include "models/base/assert.h"

#include <re2/re2.h>

namespace throughline {

namespace {

re2::StringPiece piece(std::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

Pattern::Pattern(std::string_view pattern)
{
    RE2::Options options;
    options.set_log_errors(true);
    options.set_max_mem(8 << 20);
    m_regex = std::make_shared<const RE2>(piece(pattern), options);
    TL_ASSERT(m_regex->ok());
}

bool Pattern::found(std::string_view text) const
{
    return RE2::PartialMatch(piece(text), *m_regex);
}

bool Pattern::matchesWhole(std::string_view text) const
{
    return RE2::FullMatch(piece(text), *m_regex);
}

std::optional<PatternMatch> Pattern::find(std::string_view text, std::size_t from) const
{
    const auto groups = static_cast<std::size_t>(m_regex->NumberOfCapturingGroups()) + 1;
    std::vector<re2::StringPiece> pieces(groups);
    if (from > text.size()
        || !m_regex->Match(piece(text), from, text.size(), RE2::UNANCHORED, pieces.data(),
                           static_cast<int>(groups))) {
        return std::nullopt;
    }
    PatternMatch match;
    match.offset = static_cast<std::size_t>(pieces[0].data() - text.data());
    match.length = pieces[0].size();
    for (const re2::StringPiece& part : pieces) {
        match.group.emplace_back(part.data(), part.size());
    }
    return match;
}

std::string Pattern::replaceAll(std::string_view text, std::string_view by) const
{
    std::string result(text);
    RE2::GlobalReplace(&result, *m_regex, piece(by));
    return result;
}

} // namespace throughline

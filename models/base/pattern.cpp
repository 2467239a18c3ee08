#include "models/base/pattern.h"

#include "models/base/assert.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace throughline {

namespace {

re2::StringPiece piece(std::string_view text)
{
    return {text.data(), text.size()};
}

std::shared_ptr<const RE2> compile(std::string_view pattern)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    return std::make_shared<const RE2>(piece(pattern), options);
}

} // namespace

Pattern::Pattern(std::string_view pattern)
    : m_regex(compile(pattern))
{
    TL_ASSERT(m_regex->ok());
}

Pattern::Pattern(std::shared_ptr<const re2::RE2> regex)
    : m_regex(std::move(regex))
{
}

Result<Pattern> Pattern::parse(std::string_view pattern)
{
    std::shared_ptr<const RE2> regex = compile(pattern);
    if (!regex->ok()) {
        return usageError("The pattern is wrong: " + regex->error(),
                          "Patterns are written as RE2 reads them");
    }
    return Pattern(std::move(regex));
}

std::vector<std::string> Pattern::groupNames() const
{
    std::vector<std::string> names(static_cast<std::size_t>(m_regex->NumberOfCapturingGroups())
                                   + 1);
    for (const auto& [number, name] : m_regex->CapturingGroupNames()) {
        names[static_cast<std::size_t>(number)] = name;
    }
    return names;
}

bool Pattern::matchBegin(std::string_view text, std::span<std::string_view> groups) const
{
    std::array<re2::StringPiece, kMostGroups> pieces;
    const std::size_t count =
        std::min({groups.size(), pieces.size(),
                  static_cast<std::size_t>(m_regex->NumberOfCapturingGroups()) + 1});
    if (!m_regex->Match(piece(text), 0, text.size(), RE2::ANCHOR_START, pieces.data(),
                        static_cast<int>(count))) {
        return false;
    }
    std::fill(groups.begin(), groups.end(), std::string_view());
    for (std::size_t i = 0; i < count; ++i) {
        groups[i] = {pieces[i].data(), pieces[i].size()};
    }
    return true;
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

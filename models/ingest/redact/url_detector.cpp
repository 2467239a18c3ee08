#include "models/base/text.h"
#include "models/ingest/redact/coordinates.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/field_policy.h"

#include <string>
#include <unordered_map>

namespace throughline::ingest {

namespace {

/// What ends an address or a value in running text.
bool endsAddress(char c)
{
    return static_cast<unsigned char>(c) <= ' '
        || std::string_view("\"'<>`\\|^{}").find(c) != std::string_view::npos;
}

bool endsAuthority(char c)
{
    return c == '/' || c == '?' || c == '#' || endsAddress(c);
}

bool isNameChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_' || c == '-' || c == '.' || c == '['
        || c == ']';
}

std::size_t valueEnd(std::string_view text, std::size_t at)
{
    while (at < text.size() && text[at] != '&' && text[at] != '#' && !endsAddress(text[at])) {
        ++at;
    }
    return at;
}

/// What becomes of the value of a parameter, by its name alone.
std::optional<Finding> findingFor(std::string_view name)
{
    if (isSecretParameter(name)) {
        return Finding {0, 0, RedactionRule::Secret, {}, {}, {}};
    }
    const FieldPolicy policy = policyForKey(name);
    if (policy.action == FieldAction::DropPerson) {
        return Finding {0, 0, RedactionRule::Person, {}, {}, {}};
    }
    if (policy.action == FieldAction::Coordinates) {
        return Finding {0, 0, RedactionRule::Geo, "geo", {}, {}};
    }
    if (policy.action != FieldAction::Person) {
        return std::nullopt;
    }
    const bool email = policy.person == PersonKind::Email;
    const bool phone = policy.person == PersonKind::Phone;
    const RedactionRule rule =
        email ? RedactionRule::Email : (phone ? RedactionRule::Phone : RedactionRule::Person);
    return Finding {0, 0, rule, toText(policy.person), policy.person, {}};
}

/// The same, remembered: a few names stand in all addresses of a file.
const std::optional<Finding>& rememberedFindingFor(std::string_view name)
{
    constexpr std::size_t kMostNames = 4096;
    thread_local std::unordered_map<std::string, std::optional<Finding>> known;
    thread_local std::string lookup;
    lookup = name;
    if (const auto found = known.find(lookup); found != known.end()) {
        return found->second;
    }
    if (known.size() >= kMostNames) {
        known.clear();
    }
    return known.emplace(lookup, findingFor(name)).first->second;
}

} // namespace

void detail::findUrlUsers(std::string_view text, std::vector<Finding>& findings)
{
    constexpr std::size_t kLongestAuthority = 1024;
    for (std::size_t mark = text.find("://"); mark != std::string_view::npos;
         mark = text.find("://", mark + 3)) {
        const std::size_t begin = mark + 3;
        std::size_t end = begin;
        std::size_t at = std::string_view::npos;
        while (end < text.size() && end - begin < kLongestAuthority && !endsAuthority(text[end])) {
            if (text[end] == '@') {
                at = end;
            }
            ++end;
        }
        if (at != std::string_view::npos && at > begin) {
            findings.push_back({begin, at, RedactionRule::UrlAuth, "auth", {}, {}});
        }
    }
}

void detail::findSecretParameters(std::string_view text, TextPlace place,
                                  std::vector<Finding>& findings)
{
    constexpr std::size_t kLongestName = 64;
    std::size_t done = 0;
    for (std::size_t equals = text.find('='); equals != std::string_view::npos;
         equals = text.find('=', equals + 1)) {
        std::size_t begin = equals;
        while (begin > done && equals - begin < kLongestName && isNameChar(text[begin - 1])) {
            --begin;
        }
        const char before = begin > 0 ? text[begin - 1] : (place.insideAddress ? '?' : ' ');
        if (begin == equals || std::string_view("?&;#").find(before) == std::string_view::npos) {
            continue;
        }
        const auto& known = rememberedFindingFor(text.substr(begin, equals - begin));
        const std::size_t end = known ? valueEnd(text, equals + 1) : equals + 1;
        const bool precise = known && known->rule == RedactionRule::Geo
            ? coarseCoordinates(text.substr(equals + 1, end - equals - 1)).has_value()
            : true;
        if (end > equals + 1 && precise) {
            Finding finding = *known;
            finding.begin = equals + 1;
            finding.end = end;
            findings.push_back(std::move(finding));
            done = end;
        }
    }
}

} // namespace throughline::ingest

#include "models/domain/alias.h"

#include <algorithm>
#include <tuple>

namespace throughline::domain {

std::string_view toText(AliasKind kind)
{
    return kind == AliasKind::Account ? "account" : "user";
}

std::optional<AliasKind> aliasKindFromText(std::string_view text)
{
    return text == "user"   ? std::optional(AliasKind::User)
        : text == "account" ? std::optional(AliasKind::Account)
                            : std::nullopt;
}

Aliases::Aliases(const std::vector<Alias>& all)
{
    for (const Alias& alias : all) {
        add(alias);
    }
}

const Alias* Aliases::find(AliasKind kind, std::string_view name) const
{
    const auto found = std::ranges::find_if(
        m_all, [&](const Alias& alias) { return alias.kind == kind && alias.name == name; });
    return found == m_all.end() ? nullptr : &*found;
}

std::string_view Aliases::ownerOf(AliasKind kind, std::string_view name) const
{
    while (const Alias* const alias = find(kind, name)) {
        name = alias->owner;
    }
    return name;
}

bool Aliases::add(Alias alias)
{
    if (alias.name.empty() || alias.owner.empty()
        || ownerOf(alias.kind, alias.owner) == alias.name) {
        return false;
    }
    remove(alias.kind, alias.name);
    m_all.push_back(std::move(alias));
    std::ranges::sort(m_all, {},
                      [](const Alias& one) { return std::tie(one.kind, one.owner, one.name); });
    return true;
}

bool Aliases::remove(AliasKind kind, std::string_view name)
{
    return std::erase_if(
               m_all, [&](const Alias& alias) { return alias.kind == kind && alias.name == name; })
        > 0;
}

} // namespace throughline::domain

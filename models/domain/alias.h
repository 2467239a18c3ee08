#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::domain {

enum class AliasKind : std::uint8_t
{
    User,
    Account
};

/// "user" or "account".
[[nodiscard]] std::string_view toText(AliasKind kind);
[[nodiscard]] std::optional<AliasKind> aliasKindFromText(std::string_view text);

/// Somebody said that one id is another spelling of a second one.
struct Alias
{
    AliasKind kind = AliasKind::User;
    std::string name; ///< as records carry it
    std::string owner; ///< the one it stands for

    bool operator==(const Alias&) const = default;
};

/// What people said about spellings. Ids are never taken for one another by themselves: U-1001 and
/// u-1001 are two people until somebody says so. Never a circle; an owner may have an owner.
class Aliases
{
public:
    Aliases() = default;
    /// What would close a circle is left out.
    explicit Aliases(const std::vector<Alias>& all);

    [[nodiscard]] const std::vector<Alias>& all() const { return m_all; }

    [[nodiscard]] bool empty() const { return m_all.empty(); }

    /// Who an id stands for in the end; itself where nobody said anything.
    [[nodiscard]] std::string_view ownerOf(AliasKind kind, std::string_view name) const;

    /// Replaces what was said of the name before. False: it would close a circle.
    bool add(Alias alias);

    /// False: nothing was said of it.
    bool remove(AliasKind kind, std::string_view name);

private:
    [[nodiscard]] const Alias* find(AliasKind kind, std::string_view name) const;

    std::vector<Alias> m_all; ///< by kind, owner and name
};

} // namespace throughline::domain

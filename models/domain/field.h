#pragma once

#include "models/domain/signal.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace throughline::domain {

/// What a field holds, which decides how it is scanned before it is stored and how it is filtered.
enum class FieldKind : std::uint8_t
{
    Id, ///< opaque id: never scanned for personal data
    PersonId, ///< user or account: kept as it is, unless it is itself an e-mail or phone number
    Person, ///< a name, address, e-mail or phone of a person: becomes a keyed pseudonym
    Secret, ///< dropped
    Word, ///< one of few values, or a technical name: never scanned
    Text, ///< free text: scanned
    Url, ///< scanned by its parts
    Number,
    Boolean,
    Time
};

/// One canonical field.
struct FieldInfo
{
    std::string_view name;
    FieldKind kind = FieldKind::Text;
    bool segment = false; ///< offered for --by and --match: few values, constant in most sessions
    std::string_view description; ///< for completion and the data dictionary

    bool operator==(const FieldInfo&) const = default;
};

/// Every canonical field, by name.
[[nodiscard]] std::span<const FieldInfo> knownFields();

/// The field of a canonical name or one of its aliases, else nullptr. Case and the separators
/// . _ - and blank do not matter (accountId, account_id and account.id are one). O(log n).
[[nodiscard]] const FieldInfo* findField(std::string_view nameOrAlias);

/// The canonical name behind a name or alias; the name itself where it is neither.
[[nodiscard]] std::string_view canonicalName(std::string_view nameOrAlias);

/// The same for a key met in a record of this signal: the short aliases `value` and `amount` mean
/// revenue in an event only.
[[nodiscard]] std::string_view canonicalName(std::string_view nameOrAlias, Signal signal);

} // namespace throughline::domain

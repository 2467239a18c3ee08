#pragma once

#include "models/ingest/redact/pseudonymizer.h"

#include <cstdint>
#include <string_view>

namespace throughline::ingest {

/// What is done to a value because of the name it stands under.
enum class FieldAction : std::uint8_t
{
    Keep, ///< ids and technical words: never looked at
    Scan, ///< text: the detectors decide
    ScanUrl, ///< text that may begin in the middle of an address: parameters without ? before them
    ScanCard, ///< text; a card number needs no further evidence
    CardNumber, ///< twelve digits and more are a card number, whatever they add up to
    ScanMachine, ///< text about machines: versions and their network addresses stay
    Coordinates, ///< numbers are places on earth: rounded; text besides is looked at
    ScanId, ///< some id: kept unless it is itself an e-mail or phone
    PersonId, ///< the same for users, accounts and sessions, which the import may hide altogether
    Person, ///< becomes a pseudonym
    DropPerson, ///< personal, and of no use as a pseudonym: dropped
    Secret, ///< dropped
    Cvv ///< dropped
};

struct FieldPolicy
{
    FieldAction action = FieldAction::Scan;
    PersonKind person = PersonKind::User; ///< of PersonId and Person

    bool operator==(const FieldPolicy&) const = default;
};

/// The policy of a canonical name, an alias or any attribute key, dotted or in camelCase. Key
/// words count as whole words: author, token_count and passwordless_enabled are harmless.
[[nodiscard]] FieldPolicy policyForKey(std::string_view key);

/// A key or query parameter whose value is a credential in an address, where key, code, sig and
/// auth are, too.
[[nodiscard]] bool isSecretParameter(std::string_view name);

} // namespace throughline::ingest

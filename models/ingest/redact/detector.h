#pragma once

#include "models/ingest/redact/pseudonymizer.h"
#include "models/ingest/redact/redaction_rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// A part of a text that must go, and what goes in its place.
struct Finding
{
    std::size_t begin = 0;
    std::size_t end = 0;
    RedactionRule rule = RedactionRule::Secret;
    std::string_view word; ///< of its token; empty: nothing takes its place
    std::optional<PersonKind> person; ///< its token carries a pseudonym of `value`
    std::string value; ///< as detected, encodings undone

    bool operator==(const Finding&) const = default;
};

/// What the place of a text says about it.
struct TextPlace
{
    bool insideAddress = false; ///< the text may begin in the middle of a query
    bool cardKey = false; ///< its key speaks of a card
    bool machine = false; ///< versions and addresses of machines: network addresses stay

    bool operator==(const TextPlace&) const = default;
};

/// All personal data and secrets the detectors find in a text, by place, without overlaps;
/// replacement tokens in it are left alone. One pass at more than 1 GB/s where nothing looks
/// suspicious, linear otherwise.
[[nodiscard]] std::vector<Finding> findPersonalData(std::string_view text, TextPlace place = {});

/// The whole text, white space aside, is one e-mail address.
[[nodiscard]] bool isEmail(std::string_view text);

/// The whole text is a phone number with a leading plus.
[[nodiscard]] bool isPhone(std::string_view text);

/// Length, number range and check digit of a payment card; digits only.
[[nodiscard]] bool isCardNumber(std::string_view digits);

/// The detectors proper. They see a text without encodings, in which tokens are masked.
namespace detail {

/// Overlapping findings become one over both, with the replacement of the longer: a further rule
/// never uncovers anything.
void mergeOverlaps(std::vector<Finding>& findings);

void findEmails(std::string_view text, std::vector<Finding>& findings);
void findCards(std::string_view text, TextPlace place, std::vector<Finding>& findings);
void findIbans(std::string_view text, std::vector<Finding>& findings);
void findSocialSecurityNumbers(std::string_view text, std::vector<Finding>& findings);
void findPhones(std::string_view text, std::vector<Finding>& findings);
void findNetworkAddresses(std::string_view text, std::vector<Finding>& findings);
void findCoordinates(std::string_view text, std::vector<Finding>& findings);
void findHardwareAddresses(std::string_view text, std::vector<Finding>& findings);
void findPhoneHardware(std::string_view text, std::vector<Finding>& findings);
void findHomeFolders(std::string_view text, TextPlace place, std::vector<Finding>& findings);
void findUrlUsers(std::string_view text, std::vector<Finding>& findings);
void findSecretParameters(std::string_view text, TextPlace place, std::vector<Finding>& findings);
void findKnownKeys(std::string_view text, std::vector<Finding>& findings);
void findAssignments(std::string_view text, std::vector<Finding>& findings);

} // namespace detail

} // namespace throughline::ingest

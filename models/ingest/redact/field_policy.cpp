#include "models/ingest/redact/field_policy.h"

#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/ingest/redact/key_words.h"
#include "models/ingest/redact/redaction_document.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace throughline::ingest {

namespace {

using domain::FieldKind;
using Words = std::span<const std::string>;

const KeyWordLists& lists()
{
    return builtInRedaction().words;
}

bool contains(std::span<const std::string_view> list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

bool hasAny(Words words, std::span<const std::string_view> list)
{
    return std::ranges::any_of(words,
                               [list](const std::string& word) { return contains(list, word); });
}

/// The word `fromEnd` places before the last one, or empty.
std::string_view wordBefore(Words words, std::size_t fromEnd)
{
    return fromEnd < words.size() ? std::string_view(words[words.size() - 1 - fromEnd])
                                  : std::string_view();
}

bool hasPair(Words words, std::string_view first, std::string_view second)
{
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == first && words[i + 1] == second) {
            return true;
        }
    }
    return false;
}

bool isSecret(Words words)
{
    const std::string_view last = wordBefore(words, 0);
    if (contains(lists().harmlessEnds, last)) {
        return false;
    }
    if (hasAny(words, lists().secret) || last == "cookie" || last == "cookies"
        || hasPair(words, "set", "cookie") || hasPair(words, "auth", "code")) {
        return true;
    }
    return (last == "key" || last == "keys") && contains(lists().keyOwners, wordBefore(words, 1));
}

std::optional<FieldAction> cardAction(Words words)
{
    static constexpr std::array<std::string_view, 5> kCheckDigits {"cvv", "cvc", "ccv", "cvn",
                                                                   "csc"};
    static constexpr std::array<std::string_view, 5> kNumbers {"number", "no", "num", "nr", "pan"};
    const std::string_view last = wordBefore(words, 0);
    const std::string_view previous = wordBefore(words, 1);
    const bool card = std::ranges::find(words, "card") != words.end()
        || std::ranges::find(words, "cc") != words.end();
    if (hasAny(words, kCheckDigits)
        || (last == "code" && (previous == "security" || previous == "card"))) {
        return FieldAction::Cvv;
    }
    if (last == "pan" || (contains(kNumbers, last) && card)
        || (last == "card" && (previous == "credit" || previous == "debit"))) {
        return FieldAction::CardNumber;
    }
    return card && last != "id" && last != "name" ? std::optional(FieldAction::ScanCard)
                                                  : std::nullopt;
}

/// What is told of a person where no word says person: traits.name, $set.name, $set_once.name,
/// person.properties.name.
bool isInProfile(Words words)
{
    const std::string_view previous = wordBefore(words, 1);
    const std::string_view before = wordBefore(words, 2);
    return previous == "traits" || (previous == "set" && words.size() == 2)
        || (previous == "once" && before == "set")
        || (previous == "properties" && contains(lists().persons, before));
}

bool isPersonName(Words words)
{
    const std::string_view last = wordBefore(words, 0);
    const std::string_view previous = wordBefore(words, 1);
    if (last == "nickname" || contains(lists().people, last)
        || (last == "holder" && previous == "card")) {
        return true;
    }
    if (last != "name") {
        return false;
    }
    if (contains(lists().nameKinds, previous)) {
        return true;
    }
    if (contains(lists().nameShades, previous)) {
        const std::string_view owner = wordBefore(words, 2);
        return contains(lists().persons, owner) || (previous == "full" && owner.empty());
    }
    return contains(lists().persons, previous) || isInProfile(words);
}

bool isPostal(Words words)
{
    const std::string_view last = wordBefore(words, 0);
    const std::string_view previous = wordBefore(words, 1);
    if (last == "zip") {
        return words.size() == 1 || contains(lists().zipOwners, previous);
    }
    return last == "street" || (last == "code" && previous == "postal")
        || (last == "line" && previous == "address")
        || (last == "address" && !contains(lists().machines, previous));
}

std::optional<FieldPolicy> personPolicy(Words words)
{
    using enum FieldAction;
    const std::string_view last = wordBefore(words, 0);
    const std::string_view previous = wordBefore(words, 1);
    if (last == "email" || last == "emails" || last == "mail"
        || (last == "address" && previous == "email")) {
        return FieldPolicy {Person, PersonKind::Email};
    }
    const bool numberOf = last == "number"
        && (previous == "phone" || previous == "mobile" || previous == "cell"
            || previous == "telephone" || previous == "fax");
    if (numberOf || last == "phone" || last == "telephone" || last == "msisdn" || last == "fax") {
        return FieldPolicy {Person, PersonKind::Phone};
    }
    const bool address = last == "ip" || (last == "address" && previous == "ip");
    const std::string_view owner = last == "ip" ? previous : wordBefore(words, 2);
    if ((address && !contains(lists().servers, owner))
        || (last == "for" && previous == "forwarded")) {
        return FieldPolicy {Person, PersonKind::Ip};
    }
    const bool hardware = last == "imei" || last == "bssid" || last == "macaddress"
        || ((last == "address" || last == "addr") && previous == "mac");
    if (hardware && !hasAny(words, lists().servers)) {
        return FieldPolicy {Person, PersonKind::Device};
    }
    const bool number = last == "ssn" || last == "iban" || last == "dob" || last == "passport"
        || (last == "number" && (previous == "passport" || previous == "security"));
    const bool birth =
        (last == "date" && previous == "birth") || (last == "birth" && previous == "of");
    if (number || birth || isPostal(words)) {
        return FieldPolicy {DropPerson, PersonKind::Name};
    }
    if (isPersonName(words)) {
        return FieldPolicy {Person, PersonKind::Name};
    }
    return std::nullopt;
}

FieldPolicy idPolicy(std::string_view owner)
{
    if (owner == "account" || owner == "organization" || owner == "tenant") {
        return {FieldAction::PersonId, PersonKind::Account};
    }
    if (owner == "session") {
        return {FieldAction::PersonId, PersonKind::Session};
    }
    return {contains(lists().persons, owner) ? FieldAction::PersonId : FieldAction::ScanId,
            PersonKind::User};
}

/// Texts of these fields hold versions, or addresses of servers.
bool isOfMachine(Words words)
{
    const std::string_view last = wordBefore(words, 0);
    const std::string_view previous = wordBefore(words, 1);
    const bool address = last == "ip" || last == "address" || last == "addr" || last == "name";
    return contains(lists().versions, last) || contains(lists().versions, previous)
        || (address
            && (contains(lists().servers, previous)
                || ((previous == "ip" || previous == "mac")
                    && contains(lists().servers, wordBefore(words, 2)))));
}

/// db.lat, p95_lat: what took so long, not where.
bool isLatency(Words words)
{
    constexpr std::array<std::string_view, 26> kOwners {
        "db",   "sql", "query", "request", "req",   "response", "api",     "http",    "rpc",
        "grpc", "io",  "disk",  "read",    "write", "net",      "network", "avg",     "mean",
        "max",  "min", "p",     "median",  "total", "server",   "backend", "upstream"};
    return wordBefore(words, 0) == "lat"
        && std::ranges::find(kOwners, wordBefore(words, 1)) != kOwners.end();
}

/// location.lat, geo_point, coords
bool isPlaceOnEarth(Words words)
{
    const std::string_view last = wordBefore(words, 0);
    if (isLatency(words)) {
        return false;
    }
    return contains(lists().coordinates, last)
        || ((last == "long" || last == "point" || last == "location")
            && contains(lists().placeOwners, wordBefore(words, 1)));
}

FieldPolicy policyForWords(Words words)
{
    if (const auto card = cardAction(words)) {
        return {*card, PersonKind::User};
    }
    if (isSecret(words)) {
        return {FieldAction::Secret, PersonKind::User};
    }
    if (const auto person = personPolicy(words)) {
        return *person;
    }
    if (isPlaceOnEarth(words)) {
        return {FieldAction::Coordinates, PersonKind::User};
    }
    const std::string_view last = wordBefore(words, 0);
    if (last == "id" || last == "ids" || last == "uuid" || last == "guid") {
        return idPolicy(wordBefore(words, 1));
    }
    if (last == "url" || last == "uri" || last == "href" || last == "query" || last == "referrer"
        || last == "referer") {
        return {FieldAction::ScanUrl, PersonKind::User};
    }
    return {isOfMachine(words) ? FieldAction::ScanMachine : FieldAction::Scan, PersonKind::User};
}

/// Words that sources fill freely are looked at; the others have few values or are versions.
bool isFreeWord(std::string_view name)
{
    return contains(lists().freeFields, name);
}

FieldPolicy personFieldPolicy(std::string_view name)
{
    if (name == "user.email") {
        return {FieldAction::Person, PersonKind::Email};
    }
    if (name == "client.address") {
        return {FieldAction::Person, PersonKind::Ip};
    }
    if (name == "geo.postal_code") {
        return {FieldAction::DropPerson, PersonKind::Name};
    }
    return {FieldAction::Person, PersonKind::Name};
}

FieldPolicy policyForField(const domain::FieldInfo& field, std::string_view key)
{
    switch (field.kind) {
    case FieldKind::Id:
        return {field.name == "session.id" ? FieldAction::PersonId : FieldAction::Keep,
                PersonKind::Session};
    case FieldKind::PersonId:
        if (field.name == "account.id") {
            return {FieldAction::PersonId, PersonKind::Account};
        }
        return {FieldAction::PersonId,
                field.name == "device.id" ? PersonKind::Device : PersonKind::User};
    case FieldKind::Person:
        return personFieldPolicy(field.name);
    case FieldKind::Secret:
        return {FieldAction::Secret, PersonKind::User};
    case FieldKind::Word:
        if (field.name == key && !isFreeWord(key)) {
            return {FieldAction::Keep, PersonKind::User};
        }
        return {isOfMachine(wordsOfKey(field.name)) ? FieldAction::ScanMachine : FieldAction::Scan,
                PersonKind::User};
    case FieldKind::Url:
        return {FieldAction::ScanUrl, PersonKind::User};
    case FieldKind::Text:
    case FieldKind::Number:
    case FieldKind::Boolean:
    case FieldKind::Time:
        break;
    }
    return {};
}

} // namespace

FieldPolicy policyForKey(std::string_view key)
{
    if (const domain::FieldInfo* field = domain::findField(key)) {
        return policyForField(*field, key);
    }
    return policyForWords(wordsOfKey(key));
}

bool isSecretParameter(std::string_view name)
{
    const std::string lower = toLowerAscii(name);
    if (contains(lists().addressSecrets, lower)) {
        return true;
    }
    const std::vector<std::string> words = wordsOfKey(lower);
    const std::string_view last = wordBefore(words, 0);
    return last == "signature" || last == "sig" || isSecret(wordsOfKey(name))
        || policyForKey(name).action == FieldAction::Cvv;
}

} // namespace throughline::ingest

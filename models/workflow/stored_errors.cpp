#include "models/workflow/stored_errors.h"

#include "models/analysis/error/group_decisions.h"
#include "models/analysis/error/message_template.h"
#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/domain/record.h"
#include "models/store/block_scan.h"
#include "models/store/queries/group_queries.h"
#include "models/workflow/error_input.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace throughline::workflow {

namespace {

namespace key = domain::key;
using domain::ErrorGroupId;

analysis::GroupKey toGroupKey(const domain::ErrorKey& stored)
{
    analysis::GroupKey key;
    key.fingerprint = stored.fingerprint;
    key.ruleSet = stored.ruleSet;
    key.components = stored.components;
    key.type = stored.type;
    key.title = stored.title;
    key.culprit = stored.culprit;
    key.handled = stored.handled;
    return key;
}

DerivedOccurrence toDerived(store::StoredOccurrence stored, std::uint32_t place)
{
    DerivedOccurrence occurrence;
    occurrence.row = stored.id;
    occurrence.group = place;
    occurrence.record = stored.record;
    occurrence.part = stored.part;
    occurrence.time = stored.time;
    occurrence.session =
        stored.session < 0 ? index::kNone : static_cast<std::uint32_t>(stored.session);
    occurrence.exposureMs = stored.exposureMs;
    occurrence.bot = stored.bot;
    occurrence.backend = stored.backend;
    occurrence.service = std::move(stored.service);
    occurrence.version = std::move(stored.version);
    occurrence.environment = std::move(stored.environment);
    occurrence.user = std::move(stored.user);
    occurrence.account = std::move(stored.account);
    occurrence.rate = stored.rate;
    return occurrence;
}

/// Signals of blocks, as records are read by them.
Result<std::unordered_map<std::int64_t, domain::Signal>>
signalsOf(const store::Connection& connection)
{
    store::BlockChoice all;
    all.withLoaded = true;
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, all));
    std::unordered_map<std::int64_t, domain::Signal> signalOf;
    for (const store::BlockInfo& block : blocks) {
        signalOf[block.id.value()] = block.signal;
    }
    return signalOf;
}

/// Calls `take(place in the list, record, error)` for these occurrences in the order of their
/// records, so that each block is unpacked once.
template<typename Take>
Result<void>
readRecords(const store::Connection& connection, std::span<const DerivedOccurrence> occurrences,
            std::span<const std::uint32_t> which, const std::stop_token& stop, const Take& take)
{
    std::vector<std::uint32_t> order(which.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const DerivedOccurrence& one = occurrences[which[a]];
        const DerivedOccurrence& other = occurrences[which[b]];
        return std::tie(one.record, one.part) < std::tie(other.record, other.part);
    });
    TL_ASSIGN(const auto signalOf, signalsOf(connection));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    store::RecordJsonReader json;
    domain::BlockId unpacked;
    for (const std::uint32_t place : order) {
        const DerivedOccurrence& occurrence = occurrences[which[place]];
        if (occurrence.record.block != unpacked && stop.stop_requested()) {
            return cancelledError();
        }
        unpacked = occurrence.record.block;
        const auto signal = signalOf.find(unpacked.value());
        TL_ASSIGN(const auto* lines, reader.lines(unpacked));
        if (signal == signalOf.end() || occurrence.record.index >= lines->size()) {
            return storeError("A record of the store is missing", "Run: throughline verify");
        }
        TL_ASSIGN(const domain::Record* record,
                  json.read((*lines)[occurrence.record.index], signal->second));
        const std::vector<ToldError> told = errorsToldBy(*record);
        if (occurrence.part >= told.size()) {
            return storeError("An error of the store is missing", "Run: throughline verify");
        }
        take(place, *record, told[occurrence.part]);
    }
    return {};
}

std::vector<std::uint32_t> all(std::size_t count)
{
    std::vector<std::uint32_t> places(count);
    std::iota(places.begin(), places.end(), 0U);
    return places;
}

bool isComponent(std::string_view field)
{
    static constexpr std::string_view kNames[] = {
        "family", "frame", "given", "member", "message", "operation", "signal", "status", "type"};
    return std::binary_search(std::begin(kNames), std::end(kNames), field);
}

/// Values of all components of a name, in their order.
std::string componentText(const analysis::GroupKey& key, std::string_view name)
{
    std::vector<std::string> values;
    for (const std::string& component : key.components) {
        if (component.starts_with(name) && component.substr(name.size(), 2) == ": ") {
            values.push_back(component.substr(name.size() + 2));
        }
    }
    return join(values, " < ");
}

const std::string* columnOf(const DerivedOccurrence& occurrence, std::string_view field)
{
    if (field == key::kServiceName) {
        return &occurrence.service;
    }
    if (field == key::kServiceVersion) {
        return &occurrence.version;
    }
    if (field == key::kEnvironment) {
        return &occurrence.environment;
    }
    if (field == key::kUserId) {
        return &occurrence.user;
    }
    return field == key::kAccountId ? &occurrence.account : nullptr;
}

/// Whether the rows and keys tell the field; then its values.
bool valuesOfRows(const DerivedErrors& errors, std::string_view field,
                  std::span<const std::uint32_t> occurrences, std::vector<std::string>& values)
{
    const bool key = field == analysis::kKeyField;
    const bool component = isComponent(field);
    const std::string_view name = domain::canonicalName(field);
    for (const std::uint32_t place : occurrences) {
        const DerivedOccurrence& occurrence = errors.occurrences[place];
        const std::string* column = columnOf(occurrence, name);
        if (!key && !component && column == nullptr) {
            return false;
        }
        const analysis::GroupKey& own = errors.keys[occurrence.group];
        values.push_back(key ? own.fingerprint : component ? componentText(own, field) : *column);
    }
    return true;
}

std::string valueIn(const domain::Record& record, const ToldError& told, std::string_view field)
{
    if (field == key::kExceptionMessage || field == key::kBody) {
        return analysis::messageTemplate(told.message);
    }
    if (field == key::kExceptionType) {
        return told.type;
    }
    return std::string(record.text(field));
}

} // namespace

namespace {

Result<StoredErrors> withKeys(const store::Connection& connection,
                              std::vector<store::StoredOccurrence> occurrences)
{
    StoredErrors stored;
    TL_ASSIGN(const auto keys, store::errorKeys(connection));
    std::unordered_map<std::int64_t, std::uint32_t> placeOf;
    for (const domain::ErrorKey& key : keys) {
        placeOf[key.id.value()] = static_cast<std::uint32_t>(stored.errors.keys.size());
        stored.keyNumbers.push_back(key.id);
        stored.errors.keys.push_back(toGroupKey(key));
    }
    for (store::StoredOccurrence& occurrence : occurrences) {
        const auto place = placeOf.find(occurrence.key.value());
        if (place == placeOf.end()) {
            return storeError("The key of an error is missing", "Run: throughline verify");
        }
        stored.groupOf.push_back(occurrence.group);
        stored.errors.occurrences.push_back(toDerived(std::move(occurrence), place->second));
    }
    return stored;
}

} // namespace

Result<StoredErrors> storedErrors(const store::Connection& connection)
{
    TL_ASSIGN(auto occurrences, store::storedOccurrences(connection));
    return withKeys(connection, std::move(occurrences));
}

Result<StoredErrors> storedErrors(const store::Connection& connection,
                                  const std::vector<ErrorGroupId>& groups)
{
    TL_ASSIGN(auto occurrences, store::storedOccurrences(connection, groups));
    return withKeys(connection, std::move(occurrences));
}

Result<void> rekey(const store::Connection& connection, const analysis::GroupingRules& rules,
                   DerivedErrors& errors, const std::stop_token& stop)
{
    analysis::ErrorGrouper grouper(rules);
    ErrorInputReader input;
    const std::vector<std::uint32_t> places = all(errors.occurrences.size());
    TL_TRY(
        readRecords(connection, errors.occurrences, places, stop,
                    [&](std::uint32_t place, const domain::Record& record, const ToldError& told) {
                        errors.occurrences[place].group = grouper.add(input.read(record, told));
                    }));
    errors.keys = grouper.groups();
    return {};
}

Result<analysis::GroupKey> keyOfOccurrence(const store::Connection& connection,
                                           const analysis::GroupingRules& rules,
                                           const DerivedOccurrence& occurrence)
{
    analysis::ErrorGrouper grouper(rules);
    ErrorInputReader input;
    const std::vector<std::uint32_t> first {0};
    TL_TRY(readRecords(connection, {&occurrence, 1}, first, {},
                       [&](std::uint32_t, const domain::Record& record, const ToldError& told) {
                           grouper.add(input.read(record, told));
                       }));
    return grouper.groups().front();
}

Result<std::vector<std::vector<std::string>>> valuesOf(const store::Connection& connection,
                                                       const DerivedErrors& errors,
                                                       std::span<const std::string> fields,
                                                       std::span<const std::uint32_t> occurrences,
                                                       const std::stop_token& stop)
{
    std::vector<std::vector<std::string>> values(fields.size());
    std::vector<std::size_t> ofRecords;
    for (std::size_t f = 0; f < fields.size(); ++f) {
        if (!valuesOfRows(errors, fields[f], occurrences, values[f])) {
            values[f].assign(occurrences.size(), {});
            ofRecords.push_back(f);
        }
    }
    if (ofRecords.empty()) {
        return values;
    }
    TL_TRY(readRecords(
        connection, errors.occurrences, occurrences, stop,
        [&](std::uint32_t place, const domain::Record& record, const ToldError& told) {
            for (const std::size_t f : ofRecords) {
                values[f][place] = valueIn(record, told, domain::canonicalName(fields[f]));
            }
        }));
    return values;
}

Result<std::vector<std::string>> valuesOf(const store::Connection& connection,
                                          const DerivedErrors& errors, std::string_view field,
                                          std::span<const std::uint32_t> occurrences,
                                          const std::stop_token& stop)
{
    const std::vector<std::string> fields {std::string(field)};
    TL_ASSIGN(auto values, valuesOf(connection, errors, fields, occurrences, stop));
    return std::move(values.front());
}

} // namespace throughline::workflow

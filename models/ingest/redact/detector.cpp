#include "models/ingest/redact/detector.h"

#include "models/base/text.h"
#include "models/ingest/redact/number_context.h"
#include "models/ingest/redact/text_signals.h"
#include "models/ingest/redact/unwrap.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

/// Masks every token; false where there is none.
bool maskTokens(std::string& text)
{
    constexpr std::string_view kOpen = "\xE2\x80\xB9";
    bool found = false;
    for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
        const std::size_t length = tokenLength(std::string_view(text).substr(at));
        if (length > 0) {
            std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), length, detail::kMask);
            found = true;
        }
        at += std::max<std::size_t>(length, 1);
    }
    return found;
}

std::vector<Finding> detect(std::string_view text, std::uint8_t signals, TextPlace place)
{
    using namespace text_signal;
    std::vector<Finding> findings;
    const auto has = [signals](std::uint8_t signal) { return (signals & signal) != 0; };
    if (has(kAt)) {
        detail::findUrlUsers(text, findings);
        detail::findEmails(text, findings);
    }
    if (has(kEquals)) {
        detail::findSecretParameters(text, place, findings);
    }
    if (has(kDigits)) {
        detail::findCards(text, place, findings);
        detail::findIbans(text, findings);
        detail::findSocialSecurityNumbers(text, findings);
        detail::findCoordinates(text, findings);
        detail::findPhoneHardware(text, findings);
    }
    if (has(kPlus) || has(kDigits)) {
        detail::findPhones(text, findings);
    }
    if (has(kAddress) && !place.machine) {
        detail::findNetworkAddresses(text, findings);
        detail::findHardwareAddresses(text, findings);
    }
    if (has(kSecret)) {
        detail::findKnownKeys(text, findings);
        detail::findHomeFolders(text, place, findings);
    }
    if (has(kAssignment)) {
        detail::findAssignments(text, findings);
    }
    return findings;
}

} // namespace

void detail::mergeOverlaps(std::vector<Finding>& findings)
{
    std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::vector<Finding> merged;
    for (Finding& finding : findings) {
        if (merged.empty() || finding.begin >= merged.back().end) {
            merged.push_back(std::move(finding));
            continue;
        }
        Finding& last = merged.back();
        const std::size_t begin = last.begin;
        const std::size_t end = std::max(last.end, finding.end);
        if (finding.end - finding.begin > last.end - last.begin) {
            last = std::move(finding);
        }
        last.begin = begin;
        last.end = end;
    }
    findings = std::move(merged);
}

std::vector<Finding> findPersonalData(std::string_view text, TextPlace place)
{
    std::uint8_t signals = textSignals(text);
    if (signals == 0) {
        return {};
    }
    std::optional<FoldedText> unwrapped;
    std::string masked;
    std::string_view working = text;
    if ((signals & text_signal::kEncoded) != 0) {
        unwrapped = unwrapEncodings(text);
        masked = unwrapped ? std::move(unwrapped->text) : std::string(text);
        if (maskTokens(masked) || unwrapped) {
            working = masked;
            signals = textSignals(working);
        }
    }
    std::vector<Finding> findings = detect(working, signals, place);
    for (Finding& finding : findings) {
        if (finding.person) {
            finding.value = working.substr(finding.begin, finding.end - finding.begin);
        }
        if (unwrapped) {
            finding.begin = unwrapped->origin[finding.begin];
            finding.end = unwrapped->origin[finding.end];
        }
    }
    detail::mergeOverlaps(findings);
    return findings;
}

} // namespace throughline::ingest

#include "models/ingest/redact/unwrap.h"

#include "models/base/text.h"

#include <cstddef>
#include <utility>

namespace throughline::ingest {

namespace {

unsigned char byteAt(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

/// One byte written as %40, or -1.
int percentByte(std::string_view text, std::size_t at)
{
    if (text[at] != '%' || at + 2 >= text.size()) {
        return -1;
    }
    const int high = hexDigitValue(text[at + 1]);
    const int low = hexDigitValue(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// An ASCII character written as \u0040, or -1; others cannot hide anything that is looked for.
int escapedByte(std::string_view text, std::size_t at)
{
    if (text[at] != '\\' || at + 5 >= text.size() || text[at + 1] != 'u' || text[at + 2] != '0'
        || text[at + 3] != '0') {
        return -1;
    }
    const int high = hexDigitValue(text[at + 4]);
    const int low = hexDigitValue(text[at + 5]);
    return high < 0 || high > 7 || low < 0 ? -1 : high * 16 + low;
}

struct Step
{
    int byte = -1; ///< what the encoding stands for
    std::size_t length = 1; ///< how long it is
};

/// Undoes one round of percent-encoding and \u escapes; false where there is none.
bool decodeOnce(FoldedText& folded)
{
    FoldedText decoded;
    bool changed = false;
    for (std::size_t at = 0; at < folded.text.size();) {
        Step step {percentByte(folded.text, at), 3};
        if (step.byte < 0) {
            step = {escapedByte(folded.text, at), 6};
        }
        if (step.byte < 0) {
            step = {byteAt(folded.text, at), 1};
        }
        changed = changed || step.length > 1;
        decoded.text += static_cast<char>(step.byte);
        decoded.origin.push_back(folded.origin[at]);
        at += step.length;
    }
    decoded.origin.push_back(folded.origin.back());
    if (changed) {
        folded = std::move(decoded);
    }
    return changed;
}

/// Characters that foldCompatibility could turn into something a detector looks for. Accented
/// letters, other scripts and typographic quotes are not among them, so most texts stop here.
bool hasDisguise(std::string_view text)
{
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const unsigned char lead = byteAt(text, i);
        if (lead < 0xC2) {
            continue;
        }
        const unsigned char second = byteAt(text, i + 1);
        const unsigned char third = i + 2 < text.size() ? byteAt(text, i + 2) : 0;
        const bool blankOrSuperscript =
            lead == 0xC2 && (second == 0xA0 || second == 0xAD || second >= 0xB2);
        const bool joiner = lead == 0xCD && second == 0x8F;
        const bool invisible = lead == 0xE2
            && (second == 0x81
                || (second == 0x80
                    && (third <= 0x92 || third == 0xA4 || (third >= 0xA8 && third <= 0xAF))));
        const bool enclosed = lead == 0xE2 && (second == 0x91 || second == 0x92 || second == 0x93);
        const bool fullWidth = lead == 0xEF && second >= 0xB8;
        const bool mathematical = lead == 0xF0
            && (second == 0x9D
                || (second == 0x9F && (third == 0x84 || third == 0x85 || third == 0xAF)));
        const bool tag = lead == 0xF3;
        if (blankOrSuperscript || joiner || invisible || enclosed || fullWidth || mathematical
            || tag) {
            return true;
        }
    }
    return false;
}

/// origin of `outer` continued through `inner`, the text it was made from.
FoldedText compose(FoldedText outer, const FoldedText& inner)
{
    for (std::uint32_t& offset : outer.origin) {
        offset = inner.origin[offset];
    }
    return outer;
}

FoldedText unchanged(std::string_view text)
{
    FoldedText folded {std::string(text), {}};
    folded.origin.resize(text.size() + 1);
    for (std::size_t i = 0; i <= text.size(); ++i) {
        folded.origin[i] = static_cast<std::uint32_t>(i);
    }
    return folded;
}

bool hasEncoding(std::string_view text)
{
    for (std::size_t i = text.find_first_of("%\\"); i != std::string_view::npos;
         i = text.find_first_of("%\\", i + 1)) {
        if (percentByte(text, i) >= 0 || escapedByte(text, i) >= 0) {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<FoldedText> unwrapEncodings(std::string_view text)
{
    const bool encoded = hasEncoding(text);
    const bool disguised = hasDisguise(text);
    if (!encoded && !disguised) {
        return std::nullopt;
    }
    FoldedText folded = unchanged(text);
    if (encoded) {
        static_cast<void>(decodeOnce(folded) && decodeOnce(folded));
    }
    if (disguised || hasDisguise(folded.text)) {
        folded = compose(foldCompatibility(folded.text), folded);
    }
    return folded;
}

} // namespace throughline::ingest

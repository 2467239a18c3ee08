#include "models/notebook/figure.h"

#include "models/base/utf8.h"

#include <algorithm>
#include <array>

namespace throughline::notebook {

namespace {

struct RoleColours
{
    ColourRole role;
    std::string_view name;
    std::uint32_t light;
    std::uint32_t dark;
};

constexpr std::array kColours {
    RoleColours {ColourRole::Surface, "surface", 0xFFFFFF, 0x212427},
    RoleColours {ColourRole::Text, "text", 0x16191C, 0xE9EBED},
    RoleColours {ColourRole::Muted, "muted", 0x5F666D, 0xA0A7AE},
    RoleColours {ColourRole::Affected, "affected", 0xD55E00, 0xD55E00},
    RoleColours {ColourRole::AffectedText, "affected-text", 0xB34E00, 0xF59355},
    RoleColours {ColourRole::AffectedGhost, "affected-ghost", 0xFBE9DE, 0x3B2A20},
    RoleColours {ColourRole::Unaffected, "unaffected", 0x0072B2, 0x0072B2},
    RoleColours {ColourRole::UnaffectedText, "unaffected-text", 0x00659E, 0x6DB8E8},
    RoleColours {ColourRole::UnaffectedGhost, "unaffected-ghost", 0xF0F1F2, 0x2B2F33},
    RoleColours {ColourRole::Bar, "bar", 0xC6D0DA, 0x4A545E},
    RoleColours {ColourRole::Grid, "grid", 0xECECEA, 0x2E3236},
    RoleColours {ColourRole::Axis, "axis", 0x8F9499, 0x7C8288},
};

constexpr bool inRoleOrder()
{
    for (std::size_t i = 0; i < kColours.size(); ++i) {
        if (static_cast<std::size_t>(kColours[i].role) != i) {
            return false;
        }
    }
    return kColours.size() == static_cast<std::size_t>(ColourRole::Count);
}

static_assert(inRoleOrder(), "one row of colours per role, in the order of the roles");

const RoleColours& coloursOf(ColourRole role)
{
    return kColours[std::min(static_cast<std::size_t>(role), kColours.size() - 1)];
}

/// The width of an ASCII letter in ems, by classes of DejaVu Sans, which is the widest of the fonts
/// a report is read in.
double letterWidth(char letter)
{
    constexpr std::string_view kNarrow = "ijl.,:;'|!I";
    constexpr std::string_view kSlim = " frt()[]{}-/\\\"`";
    constexpr std::string_view kBroad = "mwMW@%";
    if (kNarrow.find(letter) != std::string_view::npos) {
        return 0.33;
    }
    if (kSlim.find(letter) != std::string_view::npos) {
        return 0.40;
    }
    if (kBroad.find(letter) != std::string_view::npos) {
        return 0.96;
    }
    return letter >= 'A' && letter <= 'Z' ? 0.71 : 0.63;
}

/// Bytes of the code point at this place and its width in ems.
std::pair<std::size_t, double> glyphAt(std::string_view text, std::size_t place)
{
    const auto lead = static_cast<unsigned char>(text[place]);
    if (lead < 0x80) {
        return {1, letterWidth(text[place])};
    }
    // From U+2E80 on scripts are mostly as wide as high.
    const bool wide = lead >= 0xE3;
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return {std::min(length, text.size() - place), wide ? 1.05 : 0.72};
}

} // namespace

std::uint32_t colourOf(ColourRole role, ColourScheme scheme)
{
    const RoleColours& colours = coloursOf(role);
    return scheme == ColourScheme::Light ? colours.light : colours.dark;
}

std::string_view toText(ColourRole role)
{
    return coloursOf(role).name;
}

double textWidth(std::string_view text, double size)
{
    double ems = 0;
    for (std::size_t place = 0; place < text.size();) {
        const auto [bytes, width] = glyphAt(text, place);
        ems += width;
        place += bytes;
    }
    return ems * size;
}

std::string elided(std::string_view text, double width, double size)
{
    if (textWidth(text, size) <= width) {
        return std::string(text);
    }
    constexpr std::string_view kEllipsis = "\u2026";
    const double room = width / size - 1;
    double ems = 0;
    std::size_t place = 0;
    while (place < text.size()) {
        const auto [bytes, glyph] = glyphAt(text, place);
        if (ems + glyph > room) {
            break;
        }
        ems += glyph;
        place += bytes;
    }
    return std::string(cutUtf8(text, place)).append(kEllipsis);
}

} // namespace throughline::notebook

#include "widgets/theme/theme.h"

#include "widgets/theme/style_sheet.h"

#include <QApplication>
#include <QStyleFactory>

#include <array>

namespace throughline::widgets {

namespace {

struct Pair
{
    Role role;
    QRgb light;
    QRgb dark;
};

constexpr std::array kColours {
    Pair {Role::Window, 0xFFF3F3F1, 0xFF1A1C1E},
    Pair {Role::Panel, 0xFFFFFFFF, 0xFF212427},
    Pair {Role::PanelBorder, 0xFFDCDCD8, 0xFF383C40},
    Pair {Role::Rule, 0xFFECECE9, 0xFF2D3135},
    Pair {Role::Text, 0xFF16191C, 0xFFE9EBED},
    Pair {Role::Muted, 0xFF5F666D, 0xFFA0A7AE},
    Pair {Role::Accent, 0xFF2B5C8A, 0xFF3B71A8},
    Pair {Role::AccentText, 0xFFFFFFFF, 0xFFFFFFFF},
    Pair {Role::Link, 0xFF2B5C8A, 0xFF86B8EA},
    Pair {Role::Selection, 0xFFFDF0E7, 0xFF34291F},
    Pair {Role::SelectionMark, 0xFFD55E00, 0xFFE69F00},
    Pair {Role::Hover, 0xFFF5F6F7, 0xFF292D31},
    Pair {Role::Field, 0xFFFAFAF9, 0xFF292D31},
    Pair {Role::FieldBorder, 0xFFC9CBCC, 0xFF474C51},
    Pair {Role::Focus, 0xFF2F7DC4, 0xFF6FB1F0},
    Pair {Role::ChipFill, 0xFFE7EEF5, 0xFF26394C},
    Pair {Role::ChipBorder, 0xFFB5C9DB, 0xFF436A91},
    Pair {Role::Affected, 0xFFD55E00, 0xFFD55E00},
    Pair {Role::AffectedText, 0xFFB34E00, 0xFFF59355},
    Pair {Role::AffectedGhost, 0xFFFBE9DE, 0xFF3B2A20},
    Pair {Role::Unaffected, 0xFF0072B2, 0xFF0072B2},
    Pair {Role::UnaffectedText, 0xFF00659E, 0xFF6DB8E8},
    Pair {Role::UnaffectedGhost, 0xFFF0F1F2, 0xFF2B2F33},
    Pair {Role::Bar, 0xFFC6D0DA, 0xFF4A545E},
    Pair {Role::BarStrong, 0xFF8E98A3, 0xFF98A2AC},
    Pair {Role::Grid, 0xFFECECEA, 0xFF2E3236},
    Pair {Role::Axis, 0xFF8F9499, 0xFF7C8288},
    Pair {Role::Error, 0xFFD55E00, 0xFFF07C4A},
    Pair {Role::ErrorText, 0xFFB34E00, 0xFFFF9A6B},
    Pair {Role::Warning, 0xFFD98E00, 0xFFE69F00},
    Pair {Role::WarningText, 0xFF8F5C00, 0xFFF0B43C},
    Pair {Role::Good, 0xFF3C8D5A, 0xFF5BA877},
    Pair {Role::GoodText, 0xFF1F7340, 0xFF7CCB98},
    Pair {Role::View, 0xFFCFE0F0, 0xFF2F4A66},
    Pair {Role::ViewText, 0xFF16344F, 0xFFE2EDF7},
    Pair {Role::Action, 0xFF3A7FBE, 0xFF78AEDD},
    Pair {Role::Request, 0xFF5D9C72, 0xFF4F7D5C},
    Pair {Role::Log, 0xFF98A0A8, 0xFF7A8188},
    Pair {Role::Ticket, 0xFF8B5BB0, 0xFFB48AD9},
    Pair {Role::TicketText, 0xFF70429A, 0xFFCBA8E8},
    Pair {Role::BadgeBad, 0xFFFBE1D8, 0xFF4A2B20},
    Pair {Role::BadgeBadText, 0xFFA83A12, 0xFFFFB396},
    Pair {Role::BadgeGood, 0xFFDFF0E3, 0xFF20392A},
    Pair {Role::BadgeGoodText, 0xFF1C6B37, 0xFF93D9AB},
    Pair {Role::BadgeNeutral, 0xFFEAEBEC, 0xFF35393D},
    Pair {Role::BadgeNeutralText, 0xFF50575D, 0xFFC3C8CD},
    Pair {Role::Brush, 0x402F7DC4, 0x506FB1F0},
};

constexpr bool inRoleOrder()
{
    for (std::size_t i = 0; i < kColours.size(); ++i) {
        if (static_cast<std::size_t>(kColours[i].role) != i) {
            return false;
        }
    }
    return kColours.size() == static_cast<std::size_t>(Role::Count);
}

static_assert(inRoleOrder(), "one pair of colours per role, in the order of the roles");

struct ServiceHue
{
    QRgb light;
    QRgb dark;
    QRgb lightText;
    QRgb darkText;
};

constexpr std::array kServices {
    ServiceHue {0xFF5B8FC7, 0xFF5A87BC, 0xFF2F659E, 0xFF85B2E2},
    ServiceHue {0xFF62A579, 0xFF589467, 0xFF2F7548, 0xFF82C496},
    ServiceHue {0xFFC99A4B, 0xFFB08440, 0xFF8A5E12, 0xFFDCAF68},
    ServiceHue {0xFFA67FC4, 0xFF8F6CAE, 0xFF74489A, 0xFFC3A0E0},
    ServiceHue {0xFF4FA8A8, 0xFF43908F, 0xFF1F7373, 0xFF78C9C8},
    ServiceHue {0xFFD0809A, 0xFFB56A83, 0xFF9D4260, 0xFFE3A0B5},
    ServiceHue {0xFF8E9A4E, 0xFF7D8845, 0xFF626D1C, 0xFFBAC57A},
    ServiceHue {0xFF8C939B, 0xFF7B828A, 0xFF5A6168, 0xFFB4BBC2},
};

const ServiceHue& hueOf(std::size_t place)
{
    return kServices[place % kServices.size()];
}

} // namespace

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::WindowText).lightness()
        > palette.color(QPalette::Window).lightness();
}

const Theme& Theme::light()
{
    static const Theme theme(false);
    return theme;
}

const Theme& Theme::dark()
{
    static const Theme theme(true);
    return theme;
}

const Theme& Theme::current()
{
    return widgets::isDark(QGuiApplication::palette()) ? dark() : light();
}

QColor Theme::colour(Role role) const
{
    const Pair& pair = kColours.at(static_cast<std::size_t>(role));
    return QColor::fromRgba(m_dark ? pair.dark : pair.light);
}

QColor Theme::service(std::size_t place) const
{
    return QColor::fromRgba(m_dark ? hueOf(place).dark : hueOf(place).light);
}

QColor Theme::serviceText(std::size_t place) const
{
    return QColor::fromRgba(m_dark ? hueOf(place).darkText : hueOf(place).lightText);
}

QPalette Theme::palette() const
{
    QPalette palette(colour(Role::Text), colour(Role::Panel), colour(Role::PanelBorder),
                     colour(Role::PanelBorder), colour(Role::Muted), colour(Role::Text),
                     colour(Role::Panel));
    palette.setColor(QPalette::Window, colour(Role::Window));
    palette.setColor(QPalette::Button, colour(Role::Panel));
    palette.setColor(QPalette::AlternateBase, colour(Role::Hover));
    palette.setColor(QPalette::Highlight, colour(Role::Accent));
    palette.setColor(QPalette::HighlightedText, colour(Role::AccentText));
    palette.setColor(QPalette::Link, colour(Role::Link));
    palette.setColor(QPalette::LinkVisited, colour(Role::Link));
    palette.setColor(QPalette::PlaceholderText, colour(Role::Muted));
    palette.setColor(QPalette::ToolTipBase, colour(Role::Panel));
    palette.setColor(QPalette::ToolTipText, colour(Role::Text));
    for (const QPalette::ColorRole role :
         {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, colour(Role::BarStrong));
    }
    return palette;
}

QString Theme::styleSheet() const
{
    return filledStyleSheet(*this);
}

void applyTheme(QApplication& application, ThemeChoice choice)
{
    QApplication::setPalette(QPalette());
    const bool dark = choice == ThemeChoice::Dark
        || (choice == ThemeChoice::System && isDark(QGuiApplication::palette()));
    const Theme& theme = dark ? Theme::dark() : Theme::light();
    if (QStyle* fusion = QStyleFactory::create(QStringLiteral("Fusion"))) {
        QApplication::setStyle(fusion);
    }
    QApplication::setPalette(theme.palette());
    application.setStyleSheet(theme.styleSheet());
}

} // namespace throughline::widgets

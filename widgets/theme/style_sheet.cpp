#include "widgets/theme/style_sheet.h"

#include "widgets/theme/theme.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>

namespace throughline::widgets {

namespace {

QString cssColour(const QColor& colour)
{
    return QStringLiteral("rgba(%1,%2,%3,%4)")
        .arg(colour.red())
        .arg(colour.green())
        .arg(colour.blue())
        .arg(colour.alpha());
}

/// Names that the style sheet file may use as @name.
const QHash<QString, Role>& namedRoles()
{
    static const QHash<QString, Role> roles {
        {QStringLiteral("window"), Role::Window},
        {QStringLiteral("panel"), Role::Panel},
        {QStringLiteral("panel-border"), Role::PanelBorder},
        {QStringLiteral("rule"), Role::Rule},
        {QStringLiteral("text"), Role::Text},
        {QStringLiteral("muted"), Role::Muted},
        {QStringLiteral("accent"), Role::Accent},
        {QStringLiteral("accent-text"), Role::AccentText},
        {QStringLiteral("link"), Role::Link},
        {QStringLiteral("selection"), Role::Selection},
        {QStringLiteral("hover"), Role::Hover},
        {QStringLiteral("field"), Role::Field},
        {QStringLiteral("field-border"), Role::FieldBorder},
        {QStringLiteral("focus"), Role::Focus},
        {QStringLiteral("chip-fill"), Role::ChipFill},
        {QStringLiteral("chip-border"), Role::ChipBorder},
        {QStringLiteral("bar-strong"), Role::BarStrong},
        {QStringLiteral("error-text"), Role::ErrorText},
        {QStringLiteral("warning-text"), Role::WarningText},
        {QStringLiteral("good-text"), Role::GoodText},
        {QStringLiteral("affected-text"), Role::AffectedText},
        {QStringLiteral("unaffected-text"), Role::UnaffectedText},
        {QStringLiteral("badge-bad"), Role::BadgeBad},
        {QStringLiteral("badge-bad-text"), Role::BadgeBadText},
        {QStringLiteral("badge-neutral"), Role::BadgeNeutral},
        {QStringLiteral("badge-neutral-text"), Role::BadgeNeutralText},
    };
    return roles;
}

/// What cannot be used now is nearer to the ground than anything that can.
QColor disabledText(const Theme& theme)
{
    constexpr double kInk = 0.45;
    const QColor ground = theme.colour(Role::Panel);
    const QColor ink = theme.colour(Role::Muted);
    const auto mixed = [](int from, int to) { return qRound(from + (to - from) * kInk); };
    return QColor(mixed(ground.red(), ink.red()), mixed(ground.green(), ink.green()),
                  mixed(ground.blue(), ink.blue()));
}

/// The colour of a name; invalid: there is none.
QColor colourNamed(const QString& name, const Theme& theme)
{
    if (name == QLatin1String("disabled")) {
        return disabledText(theme);
    }
    const auto role = namedRoles().constFind(name);
    return role == namedRoles().constEnd() ? QColor() : theme.colour(*role);
}

} // namespace

QString filledStyleSheet(const Theme& theme)
{
    QFile file(QStringLiteral(":/themes/window.qss"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QString source = QString::fromUtf8(file.readAll());
    static const QRegularExpression name(QStringLiteral("@([a-z-]+)"));
    QString filled;
    qsizetype done = 0;
    for (auto match = name.globalMatch(source); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        filled += QStringView(source).mid(done, found.capturedStart() - done);
        const QColor colour = colourNamed(found.captured(1), theme);
        filled += colour.isValid() ? cssColour(colour) : found.captured(0);
        done = found.capturedEnd();
    }
    filled += QStringView(source).mid(done);
    return filled;
}

} // namespace throughline::widgets

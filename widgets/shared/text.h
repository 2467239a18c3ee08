#pragma once

#include <QString>

#include <string>
#include <string_view>

namespace throughline::widgets {

/// UTF-8 as the lower layers keep it, for Qt.
[[nodiscard]] inline QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

[[nodiscard]] inline std::string toStdString(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// On one line: line breaks and tabs become spaces, other control characters vanish.
[[nodiscard]] QString oneLine(QString text);

/// Markup that shows this text as it is: tool tips guess otherwise whether they are rich.
[[nodiscard]] inline QString asToolTip(const QString& text)
{
    return text.isEmpty()
        ? text
        : QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
}

} // namespace throughline::widgets

#pragma once

#include <QString>

#include <filesystem>
#include <string>
#include <string_view>

namespace throughline::qt {

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

/// File names are bytes below and UTF-8 here; a name that is not UTF-8 cannot be chosen anyway.
[[nodiscard]] inline QString pathText(const std::filesystem::path& path)
{
    return toQString(path.native());
}

[[nodiscard]] inline std::filesystem::path toPath(const QString& path)
{
    return {toStdString(path)};
}

} // namespace throughline::qt

#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace throughline::qt {

/// Which look the user chose.
enum class ThemeSetting : std::uint8_t
{
    System,
    Light,
    Dark
};

/// What the window remembers between two starts, by typed keys. Read once at the start; written by
/// Qt in the background of the event loop.
class Settings
{
public:
    /// In the user's configuration folder.
    Settings();
    /// In this file.
    explicit Settings(const QString& file);

    [[nodiscard]] ThemeSetting theme() const;
    void setTheme(ThemeSetting theme);

    /// Paths, newest first.
    [[nodiscard]] QStringList recentStores() const;
    void setRecentStores(const QStringList& paths);

    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

    [[nodiscard]] QByteArray helpGeometry() const;
    void setHelpGeometry(const QByteArray& geometry);

    /// Sizes of a perspective's parts, by the part's object name; empty: as designed.
    [[nodiscard]] QByteArray layout(const QString& perspective, const QString& part) const;
    void setLayout(const QString& perspective, const QString& part, const QByteArray& state);
    void forgetLayout(const QString& perspective);

    /// Name of the funnel that was chosen last in a store.
    [[nodiscard]] QString funnel(const QString& storePath) const;
    void setFunnel(const QString& storePath, const QString& name);

private:
    QSettings m_settings;
};

} // namespace throughline::qt

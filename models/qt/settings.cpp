#include "models/qt/settings.h"

#include "models/base/user_folders.h"
#include "models/qt/qt_text.h"

#include <QCryptographicHash>

namespace throughline::qt {

namespace {

constexpr int kLayoutVersion = 1; ///< raised when the parts of a perspective change

QString layoutKey(const QString& perspective, const QString& part)
{
    return QStringLiteral("layout%1/%2/%3").arg(kLayoutVersion).arg(perspective, part);
}

/// A path as a key: settings files nest at slashes.
QString funnelKey(const QString& storePath)
{
    const QByteArray digest =
        QCryptographicHash::hash(storePath.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("funnel/") + QString::fromLatin1(digest.toHex().left(16));
}

} // namespace

Settings::Settings()
    : Settings(pathText(userConfigFolder() / "settings.ini"))
{
}

Settings::Settings(const QString& file)
    : m_settings(file, QSettings::IniFormat)
{
}

ThemeSetting Settings::theme() const
{
    const QString name = m_settings.value(QStringLiteral("theme")).toString();
    if (name == QLatin1String("light")) {
        return ThemeSetting::Light;
    }
    return name == QLatin1String("dark") ? ThemeSetting::Dark : ThemeSetting::System;
}

void Settings::setTheme(ThemeSetting theme)
{
    const QString name = theme == ThemeSetting::Light ? QStringLiteral("light")
        : theme == ThemeSetting::Dark                 ? QStringLiteral("dark")
                                                      : QStringLiteral("system");
    m_settings.setValue(QStringLiteral("theme"), name);
}

QStringList Settings::recentStores() const
{
    return m_settings.value(QStringLiteral("recent")).toStringList();
}

void Settings::setRecentStores(const QStringList& paths)
{
    m_settings.setValue(QStringLiteral("recent"), paths);
}

QByteArray Settings::windowGeometry() const
{
    return m_settings.value(QStringLiteral("geometry")).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry)
{
    m_settings.setValue(QStringLiteral("geometry"), geometry);
}

QByteArray Settings::helpGeometry() const
{
    return m_settings.value(QStringLiteral("help")).toByteArray();
}

void Settings::setHelpGeometry(const QByteArray& geometry)
{
    m_settings.setValue(QStringLiteral("help"), geometry);
}

QByteArray Settings::layout(const QString& perspective, const QString& part) const
{
    return m_settings.value(layoutKey(perspective, part)).toByteArray();
}

void Settings::setLayout(const QString& perspective, const QString& part, const QByteArray& state)
{
    m_settings.setValue(layoutKey(perspective, part), state);
}

void Settings::forgetLayout(const QString& perspective)
{
    m_settings.remove(layoutKey(perspective, {}).chopped(1));
}

QString Settings::funnel(const QString& storePath) const
{
    return m_settings.value(funnelKey(storePath)).toString();
}

void Settings::setFunnel(const QString& storePath, const QString& name)
{
    m_settings.setValue(funnelKey(storePath), name);
}

} // namespace throughline::qt

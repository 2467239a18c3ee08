#include "tests/support/test_registry.h"

#include <QApplication>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdio>
#include <vector>

namespace throughline::test {

namespace {

std::vector<std::function<std::unique_ptr<QObject>()>>& registered()
{
    static std::vector<std::function<std::unique_ptr<QObject>()>> list;
    return list;
}

/// Runs one class with the arguments that name its functions; all others are skipped.
int runClass(const std::function<std::unique_ptr<QObject>()>& make, const QStringList& arguments)
{
    const std::unique_ptr<QObject> object = make();
    return QTest::qExec(object.get(), arguments);
}

} // namespace

Registration::Registration(std::function<std::unique_ptr<QObject>()> make)
{
    registered().push_back(std::move(make));
}

int runAll(const QStringList& arguments)
{
    // `tst_x -class Name ...` runs one class only.
    QStringList rest = arguments;
    QString wanted;
    if (const qsizetype at = rest.indexOf(QStringLiteral("-class"));
        at > 0 && at + 1 < rest.size()) {
        wanted = rest.at(at + 1);
        rest.remove(at, 2);
    }
    // A crash ends the program at once; the debugger of Qt's handler can take minutes.
    rest.append(QStringLiteral("-nocrashhandler"));
    int failed = 0;
    int ran = 0;
    for (const auto& make : registered()) {
        if (!wanted.isEmpty() && QString::fromLatin1(make()->metaObject()->className()) != wanted) {
            continue;
        }
        failed += runClass(make, rest);
        ++ran;
    }
    if (ran == 0) {
        std::fprintf(stderr, "no test class ran\n");
        return 1;
    }
    return failed > 0 ? 1 : 0;
}

} // namespace throughline::test

namespace throughline::test {
int runAll(const QStringList& arguments);
}

int main(int argc, char** argv)
{
    // A home of its own: no test reads or writes the developer's folders.
    const QTemporaryDir home;
    const QByteArray folder = home.path().toUtf8();
    qputenv("HOME", folder);
    qputenv("XDG_DATA_HOME", folder + "/data");
    qputenv("XDG_CONFIG_HOME", folder + "/config");
    qputenv("XDG_CACHE_HOME", folder + "/cache");
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    qputenv("TZ", "UTC");
    QApplication application(argc, argv);
    return throughline::test::runAll(QCoreApplication::arguments());
}

#include "models/notebook/help_pages.h"
#include "tests/cli/command_runner.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QSet>
#include <QtTest>

namespace throughline {

using namespace cli;
using namespace cli::test;
using nlohmann::json;

/// `help`, and whether what the pages say of the command line is so.
class HelpCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void listsThePages()
    {
        const Outcome table = CommandRunner::run({"help"});
        QCOMPARE(table.status, 0);
        const json list = CommandRunner::run({"help", "--json"}).json();
        QCOMPARE(list["total"].get<std::size_t>(), notebook::helpPages().size());
        for (const json& page : list["pages"]) {
            const auto name = page["name"].get<std::string>();
            QVERIFY2(table.out.find(name) != std::string::npos, name.c_str());
            QVERIFY(!page["excerpt"].get<std::string>().empty());
        }
    }

    void showsAPage()
    {
        const Outcome text = CommandRunner::run({"help", "comparison"});
        QCOMPARE(text.status, 0);
        QCOMPARE(text.out, std::string(notebook::findHelpPage("comparison")->text));
        const json page = CommandRunner::run({"help", "comparison", "--json"}).json()["page"];
        QCOMPARE(page["text"].get<std::string>(), text.out);
    }

    void searches()
    {
        const json found = CommandRunner::run({"help", "--search", "landmark", "--json"}).json();
        QVERIFY(found["total"].get<int>() >= 1);
        QCOMPARE(found["pages"][0]["name"].get<std::string>(), std::string("comparison"));
        const Outcome nothing = CommandRunner::run({"help", "--search", "zzyzx"});
        QCOMPARE(nothing.status, 0);
        QVERIFY(nothing.out.find("No page") != std::string::npos);
    }

    void refusesAnUnknownPage()
    {
        const Outcome outcome = CommandRunner::run({"help", "nowhere"});
        QCOMPARE(outcome.status, 2);
        QVERIFY(outcome.out.empty());
        QVERIFY(outcome.err.find("nowhere") != std::string::npos);
    }

    void commandsOnThePagesExist_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("line");
        static const QRegularExpression start(QStringLiteral("^ *throughline ([a-z-]+)(.*)$"));
        for (const notebook::HelpPage& page : notebook::helpPages()) {
            const QString name = QString::fromStdString(std::string(page.name));
            const QString text = QString::fromStdString(std::string(page.text));
            for (const QString& line : text.split(QLatin1Char('\n'))) {
                if (start.match(line).hasMatch()) {
                    QTest::newRow(qPrintable(name + QLatin1String(": ") + line.trimmed()))
                        << name << line.trimmed();
                }
            }
        }
    }

    /// Each line of a page that starts with the program's name names a command and options of it.
    void commandsOnThePagesExist()
    {
        QFETCH(QString, line);
        const QStringList words =
            line.section(QLatin1Char('#'), 0, 0).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        std::vector<std::string> command {words.at(1).toStdString()};
        if (isGroup(command.front()) && words.size() > 2
            && !words.at(2).startsWith(QLatin1String("--"))) {
            command.push_back(words.at(2).toStdString());
        }
        command.emplace_back("--help");
        const Outcome help = CommandRunner::run(command);
        QCOMPARE(help.status, 0);
        for (const QString& word : words) {
            if (word.startsWith(QLatin1String("--"))) {
                QVERIFY2(help.out.find(word.toStdString()) != std::string::npos, qPrintable(word));
            }
        }
    }

    void eachCommandStandsOnAPage()
    {
        const std::string text(notebook::findHelpPage("commands")->text);
        for (const auto& command : allCommands()) {
            QVERIFY2(text.find('`' + command->name()) != std::string::npos
                         || text.find("| `" + command->name()) != std::string::npos,
                     command->name().c_str());
        }
    }

private:
    /// Commands whose second word is one, too.
    static bool isGroup(const std::string& name)
    {
        const std::string help = CommandRunner::run({name, "--help"}).out;
        return help.find("Subcommands:") != std::string::npos;
    }
};

THROUGHLINE_TEST(HelpCommandTest)

} // namespace throughline

#include "tst_help_command.moc"

#include "tests/cli/command_runner.h"
#include "tests/cli/visits.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace cli;
using namespace cli::test;
using nlohmann::json;

/// `compare` beyond its headline, `differ` and `release`.
class AnswerCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void compareMeasuresEngagement();
    void comparePrintsTablesOfAll();
    void differTellsTwoSetsApart();
    void differNeedsTwoSets_data();
    void differNeedsTwoSets();
    void pivotAddsUpToTheFunnel();
    void releaseSaysWhetherTheFixWorked();
    void releaseWithoutFunnelOrGroup();
    void refusesWhatMeansNothing_data();
    void refusesWhatMeansNothing();
    void degenerateQuestionsHaveASentence_data();
    void degenerateQuestionsHaveASentence();

private:
    CommandRunner m_visits; ///< tests/cli/visits.h
    CommandRunner m_fix; ///< a release that ends an error
};

namespace {

std::string record(const std::string& time, const std::string& what, const std::string& session,
                   const std::string& user, const std::string& version)
{
    return R"({"ts":")" + time + R"(","event":")" + what + R"(","session.id":")" + session
        + R"(","user.id":")" + user + R"(","service.version":")" + version
        + R"(","plan.tier":"pro"})" + "\n";
}

/// The words of a command line.
std::vector<std::string> words(const QString& line)
{
    std::vector<std::string> all;
    for (const QString& word : line.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        all.push_back(word.toStdString());
    }
    return all;
}

std::string two(int number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// Six days of ten sessions each; 2.0 comes with the fourth. Before it four of ten fail and do not
/// pay; since then all do.
std::string fixedShop()
{
    std::string text;
    for (int day = 1; day <= 6; ++day) {
        const std::string version = day <= 3 ? "1.0" : "2.0";
        for (int visit = 0; visit < 10; ++visit) {
            const std::string session = "d" + std::to_string(day) + "v" + std::to_string(visit);
            const std::string user = "u" + session;
            const std::string hour = "2026-03-" + two(day) + "T" + two(visit) + ":";
            const bool fails = day <= 3 && visit < 4;
            text += record(hour + "00:00Z", "look", session, user, version);
            text += record(hour + "01:00Z", "pay", session, user, version);
            if (fails) {
                text += R"({"ts":")" + hour + R"(01:01Z","level":"error","message":"no answer",)"
                    + R"("exception.type":"Timeout","session.id":")" + session
                    + R"(","service.version":")" + version + "\"}\n";
            } else {
                text += record(hour + "02:00Z", "paid", session, user, version);
            }
        }
    }
    return text + record("2026-03-07T00:00:00Z", "look", "last", "last", "2.0");
}

const json* metricNamed(const json& document, const std::string& name)
{
    for (const json& metric : document["metrics"]) {
        if (metric["name"] == name) {
            return &metric;
        }
    }
    return nullptr;
}

} // namespace

void AnswerCommandsTest::initTestCase()
{
    fillWithVisits(m_visits);
    QCOMPARE(m_fix.import({m_fix.write("shop.ndjson", fixedShop())}).status, 0);
    QCOMPARE(m_fix
                 .withStore({"funnel", "define", "checkout", "--step", "event:look", "--step",
                             "event:pay", "--step", "event:paid", "--window", "30m"})
                 .status,
             0);
}

void AnswerCommandsTest::compareMeasuresEngagement()
{
    const json document =
        m_visits.withStore({"compare", "--error-group", "E1", "--funnel", "checkout", "--json"})
            .json();
    for (const char* name :
         {"time_to_convert_s", "time_on_task_s", "session_depth", "retries", "return_7d"}) {
        const json* metric = metricNamed(document, name);
        QVERIFY2(metric != nullptr, name);
        for (const char* member : {"affected", "control", "difference", "ci", "p_value"}) {
            QVERIFY((*metric).contains(member));
        }
    }
    // Every visit shows one event 10 s after its attempt.
    QCOMPARE((*metricNamed(document, "time_on_task_s"))["affected"].get<double>(), 10.0);
    QCOMPARE((*metricNamed(document, "session_depth"))["difference"].get<double>(), 0.0);
    QVERIFY((*metricNamed(document, "session_depth"))["ci"].is_null());
    // The data ends a day later: nobody can be seen for seven.
    const json& returns = *metricNamed(document, "return_7d");
    QVERIFY(returns["affected"].is_null());
    QCOMPARE(returns["affected_left_out"].get<int>(), 30);
    QVERIFY(returns["left_out_reason"].is_string());
    // No clicks are in this store: not 0, but unknown.
    QVERIFY(metricNamed(document, "rage_clicks") == nullptr);
    for (const char* member :
         {"segment_pairs", "heterogeneity", "sign_flips", "segments", "metrics"}) {
        QVERIFY2(document[member].is_array(), member);
    }
}

void AnswerCommandsTest::comparePrintsTablesOfAll()
{
    const Outcome outcome =
        m_visits.withStore({"compare", "--error-group", "E1", "--funnel", "checkout"});
    QCOMPARE(outcome.status, 0);
    for (const char* word : {"after the error", "time_on_task_s", "return_7d", "of all lost"}) {
        QVERIFY2(outcome.out.find(word) != std::string::npos, word);
    }
    QVERIFY(outcome.out.find("nan") == std::string::npos);
}

void AnswerCommandsTest::differTellsTwoSetsApart()
{
    const json found = m_fix.withStore({"differ", "--a", "error.group:E1", "--json"}).json();
    QCOMPARE(found["sessions"]["a"].get<int>(), 12);
    QCOMPARE(found["sessions"]["b"].get<int>(), 49);
    QVERIFY(found["sentence"].get<std::string>().find("most surely") != std::string::npos);
    QVERIFY(found["tested"].get<int>() >= 5);
    bool paid = false;
    bool met = false;
    for (const json& value : found["differences"]) {
        met = met
            || (value["kind"] == "error_group" && value["value"] == "E1" && value["share_a"] == 1.0
                && value["share_b"] == 0.0);
        if (value["kind"] == "event" && value["value"] == "paid") {
            paid = true;
            QCOMPARE(value["a"].get<int>(), 0);
            QCOMPARE(value["b"].get<int>(), 48);
            QVERIFY(value["q_value"].get<double>() < 1e-6);
            QVERIFY(value["ci"][1].get<double>() < -.5);
        }
    }
    QVERIFY(paid && met);
    const Outcome table =
        m_fix.withStore({"differ", "--a", "error.group:E1", "--b", "event:paid", "--limit", "3"});
    QCOMPARE(table.status, 0);
    QVERIFY(table.out.find("95 % interval") != std::string::npos);
}

void AnswerCommandsTest::differNeedsTwoSets_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing matches") << "plan.tier:none"
                                     << "" << 0 << "nothing to compare";
    QTest::newRow("neither matches") << "plan.tier:none"
                                     << "plan.tier:no" << 0 << "nothing to compare";
    QTest::newRow("both the same") << "event:look"
                                   << "event:look" << 0 << "in both";
    QTest::newRow("all against none") << "event:look"
                                      << "" << 0 << "nothing to compare";
    QTest::newRow("a slip in the expression") << "plan.tier:["
                                              << "" << 2 << "";
    QTest::newRow("an empty expression") << ""
                                         << "" << 2 << "";
}

void AnswerCommandsTest::differNeedsTwoSets()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(int, status);
    QFETCH(QString, says);
    const Outcome outcome =
        m_fix.withStore({"differ", "--a", first.toStdString(), "--b", second.toStdString()});
    QCOMPARE(outcome.status, status);
    const QString said = QString::fromStdString(outcome.out + outcome.err);
    QVERIFY2(said.contains(says), qPrintable(said));
    QVERIFY(!said.contains(QLatin1String("nan")));
}

void AnswerCommandsTest::pivotAddsUpToTheFunnel()
{
    const json shown =
        m_fix.withStore({"funnel", "show", "checkout", "--by", "service.version", "--json"}).json();
    const json pivot =
        m_fix
            .withStore({"funnel", "pivot", "checkout", "--by", "service.version,plan.tier",
                        "--error-group", "E1", "--json"})
            .json();
    QCOMPARE(pivot["fields"].size(), std::size_t {2});
    const json& field = pivot["fields"][0];
    QCOMPARE(field["field"].get<std::string>(), std::string("service.version"));
    QCOMPARE(field["values"].size(), shown["by"]["groups"].size());
    for (const json& group : shown["by"]["groups"]) {
        for (const json& value : field["values"]) {
            if (value["value"] == group["value"]) {
                for (std::size_t step = 0; step < 3; ++step) {
                    QCOMPARE(value["with"][step].get<int>() + value["without"][step].get<int>(),
                             group["steps"][step]["count"].get<int>());
                }
            }
        }
    }
    // All twelve that failed had the first version.
    QCOMPARE(pivot["fields"][1]["values"][0]["with"][0].get<int>(), 12);
    const Outcome table = m_fix.withStore({"funnel", "pivot", "checkout", "--by", "plan.tier"});
    QCOMPARE(table.status, 0);
    QVERIFY(table.out.find("step 3") != std::string::npos);
    QVERIFY(table.out.find("without") == std::string::npos);
    // A filter that matches nothing gets a sentence, not a head without rows.
    const Outcome nobody = m_fix.withStore(
        {"funnel", "pivot", "checkout", "--by", "plan.tier", "--where", "plan.tier:nowhere"});
    QCOMPARE(nobody.status, 0);
    QVERIFY(nobody.out.starts_with("Nobody reached the first step"));
}

void AnswerCommandsTest::releaseSaysWhetherTheFixWorked()
{
    const json found = m_fix.withStore({"release", "2.0", "--error-group", "E1", "--json"}).json();
    QCOMPARE(found["released_at"].get<std::string>(), std::string("2026-03-04T00:00:00Z"));
    QCOMPARE(found["before"]["from"].get<std::string>(), std::string("2026-03-01T00:00:00Z"));
    QCOMPARE(found["after"]["to"].get<std::string>(), std::string("2026-03-07T00:00:00Z"));
    QCOMPARE(found["occurrences"]["before"]["sessions_at_risk"].get<int>(), 30);
    QCOMPARE(found["occurrences"]["before"]["occurrences"].get<int>(), 12);
    QCOMPARE(found["occurrences"]["before"]["per_1000"].get<double>(), 400.0);
    QCOMPARE(found["occurrences"]["after"]["per_1000"].get<double>(), 0.0);
    QVERIFY(found["occurrences"]["after"]["ci"][1].get<double>() > 0);
    QCOMPARE(found["verdict"].get<std::string>(), std::string("fixed"));
    QVERIFY(std::abs(found["conversion"]["estimate"]["difference"].get<double>() - .4) < 1e-12);
    QVERIFY(found["conversion"]["placebo"]["difference"].is_null()); // there is no time before that
    QVERIFY(found["sentence"].get<std::string>().find("The fix worked") == 0);
    const Outcome table = m_fix.withStore({"release", "2.0", "--error-group", "E1"});
    QCOMPARE(table.status, 0);
    QVERIFY(table.out.find("per 1,000") != std::string::npos);
}

void AnswerCommandsTest::releaseWithoutFunnelOrGroup()
{
    CommandRunner bare;
    QCOMPARE(bare.import({bare.write("shop.ndjson", fixedShop())}).status, 0);
    const json nothing = bare.withStore({"release", "2.0", "--json"}).json();
    QVERIFY(nothing["occurrences"].is_null());
    QVERIFY(nothing["conversion"].is_null());
    QCOMPARE(nothing["verdict"].get<std::string>(), std::string("not-asked"));
    const json group = bare.withStore({"release", "2.0", "--error-group", "E1", "--json"}).json();
    QCOMPARE(group["occurrences"]["after"]["sessions_at_risk"].get<int>(), 30);
    QCOMPARE(group["verdict"].get<std::string>(), std::string("fixed"));
}

void AnswerCommandsTest::refusesWhatMeansNothing_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("an unknown version") << "release 9.9"
                                        << "1.0, 2.0";
    QTest::newRow("the first version") << "release 1.0"
                                       << "nothing to compare";
    QTest::newRow("an unknown group") << "release 2.0 --error-group E99"
                                      << "E99";
    QTest::newRow("no group") << "release 2.0 --error-group x"
                              << "x";
    QTest::newRow("an unknown funnel") << "release 2.0 --funnel nope"
                                       << "nope";
    QTest::newRow("a funnel of users") << "release 2.0 --funnel checkout --unit user"
                                       << "session";
    QTest::newRow("a pivot by no field") << "funnel pivot checkout --by nowhere"
                                         << "nowhere";
    QTest::newRow("a pivot by an unknown group")
        << "funnel pivot checkout --by plan.tier --error-group E99"
        << "E99";
    QTest::newRow("a pivot of users") << "funnel pivot checkout --by plan.tier --unit user"
                                      << "session";
    QTest::newRow("no set") << "differ"
                            << "--a";
}

void AnswerCommandsTest::refusesWhatMeansNothing()
{
    QFETCH(QString, line);
    QFETCH(QString, says);
    const Outcome outcome = m_fix.withStore(words(line));
    QCOMPARE(outcome.status, 2);
    QVERIFY(outcome.out.empty());
    QVERIFY2(QString::fromStdString(outcome.err).contains(says), outcome.err.c_str());
}

void AnswerCommandsTest::degenerateQuestionsHaveASentence_data()
{
    QTest::addColumn<QString>("line");
    const QString steps = QStringLiteral(" --step event:look --step event:pay --step event:paid");
    for (const char* question : {"compare --error-group E1", "release 2.0 --error-group E1"}) {
        const auto row = [question](const char* what, const QString& more) {
            const QString line = QLatin1String(question) + more;
            QTest::newRow(qPrintable(line.section(QLatin1Char(' '), 0, 0) + QStringLiteral(": ")
                                     + QLatin1String(what)))
                << line;
        };
        row("a filter that matches nothing", steps + QStringLiteral(" --where plan.tier:none"));
        row("a step that matches nothing",
            QStringLiteral(" --step event:nowhere --step event:paid"));
        row("a last step that matches nothing",
            QStringLiteral(" --step event:look --step event:no"));
        row("one step", QStringLiteral(" --step event:look"));
        row("all convert", QStringLiteral(" --step event:look --step event:pay"));
        row("only the affected", steps + QStringLiteral(" --where error.group:E1"));
        row("nobody affected", steps + QStringLiteral(" --where !error.group:E1"));
        row("one stratum", steps + QStringLiteral(" --match plan.tier"));
        row("a stratum each", steps + QStringLiteral(" --match user.id"));
        row("a moment of data",
            steps + QStringLiteral(" --from 2026-03-02 --to 2026-03-02T00:01:00Z"));
    }
}

void AnswerCommandsTest::degenerateQuestionsHaveASentence()
{
    QFETCH(QString, line);
    const Outcome table = m_fix.withStore(words(line));
    const Outcome outcome = m_fix.withStore(words(line + QStringLiteral(" --json")));
    QCOMPARE(outcome.status, table.status);
    if (outcome.status != 0) {
        QCOMPARE(outcome.status, 2); // a field that cannot be matched on
        QVERIFY(!outcome.err.empty());
        return;
    }
    const json document = outcome.json();
    QVERIFY(document.is_object());
    QVERIFY(document["sentence"].get<std::string>().size() > 10);
    for (const std::string& text : {table.out, outcome.out}) {
        for (const char* word : {"nan", "NaN", "inf ", "-inf"}) {
            QVERIFY2(text.find(word) == std::string::npos, text.c_str());
        }
    }
}

THROUGHLINE_TEST(AnswerCommandsTest)

} // namespace throughline

#include "tst_answer_commands.moc"

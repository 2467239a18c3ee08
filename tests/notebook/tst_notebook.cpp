#include "models/notebook/notebook_json.h"
#include "models/notebook/notebook_template.h"
#include "models/notebook/result_diff.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <limits>

namespace throughline {

using namespace notebook;

namespace {

/// A cell with every member filled, hostile letters included.
Cell fullCell()
{
    Cell cell;
    cell.id = 7;
    cell.kind = CellKind::Result;
    cell.text = "# <script>\n```\n\x01 \"quoted\" \\";
    Question& question = cell.pinned.question;
    question.kind = QuestionKind::Comparison;
    question.funnel.name = "checkout";
    question.funnel.steps = {"event:look", "event:pay revenue:>100"};
    question.funnel.unit = domain::Unit::User;
    question.funnel.order = domain::FunnelOrder::Strict;
    question.funnel.window = Duration::minutes(30);
    question.funnel.tolerance = Duration::seconds(1);
    question.funnel.optionalSteps = {2};
    question.funnel.exclusions = {{"event:help", 1, 2, domain::ExclusionMode::Drop}};
    question.funnel.universe = "event:*";
    question.funnel.attempt = domain::AttemptChoice::Last;
    question.scope = {{{std::numeric_limits<std::int64_t>::min() / 2}, {1}}, "plan.tier:pro", true};
    question.by = "device.type";
    question.errorGroup = "E3";
    question.fingerprint = "abc";
    question.fromStep = 2;
    question.match = {"plan.tier"};
    question.byFields = {"device.type", "country"};
    question.valuePerConversion = 12.5;
    question.id = "s1";
    question.sql = "select 1";
    cell.pinned.versions = {{"grouping", "TL-1"}};
    cell.pinned.digests = {{"event", "ff"}};
    cell.pinned.result = R"({"a":1,"b":[1,2]})";
    cell.pinned.taken = {123};
    cell.pinned.moved = {{"a", "0", "1"}};
    return cell;
}

QString moves(const char* before, const char* after)
{
    QStringList told;
    for (const MovedFigure& moved : movedFigures(before, after)) {
        told.append(QString::fromStdString(moved.path + ':' + moved.before + '>' + moved.after));
    }
    return told.join(QLatin1Char(' '));
}

} // namespace

class NotebookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackFromText();
    void refusesWhatIsNone();
    void givesEachCellAnIdOfItsOwn();
    void findsTheEvidenceOfANewFinding();
    void tellsWhatMoved_data();
    void tellsWhatMoved();
    void knowsAVerdict();
    void namesWhatIsWrongWithATemplate_data();
    void namesWhatIsWrongWithATemplate();
    void fillsATemplate();
    void asksForWhatATemplateNeeds();
    void partsTime();
};

void NotebookTest::comesBackFromText()
{
    Notebook notebook;
    notebook.name = "E3";
    notebook.templateName = "impact";
    notebook.nextCell = 9;
    notebook.cells.push_back(fullCell());
    Cell finding;
    finding.id = 8;
    finding.kind = CellKind::Finding;
    finding.finding = {"it costs", FindingStatus::Confirmed, "me", "shop", "pay", "exp",
                       {7},        Standing::Overturned};
    notebook.cells.push_back(finding);
    const auto again = notebookFromText(notebookText(notebook));
    QVERIFY(again.ok());
    QVERIFY(*again == notebook);
    QVERIFY(*notebookFromText(notebookText({})) == Notebook {});
}

void NotebookTest::refusesWhatIsNone()
{
    for (const char* text :
         {"", "[]", "{", "null", R"({"cells":[{"kind":"song"}]})",
          R"({"cells":[{"kind":"result","pinned":{"question":{"kind":"x"}}}]})"}) {
        QVERIFY2(!notebookFromText(text).ok(), text);
    }
}

void NotebookTest::givesEachCellAnIdOfItsOwn()
{
    Notebook notebook;
    QCOMPARE(append(notebook, {}), std::int64_t {1});
    QCOMPARE(append(notebook, {}), std::int64_t {2});
    notebook.cells.clear();
    QCOMPARE(append(notebook, {}), std::int64_t {3});
}

void NotebookTest::findsTheEvidenceOfANewFinding()
{
    Notebook notebook;
    QVERIFY(evidenceAtEnd(notebook).empty());
    for (const CellKind kind : {CellKind::Result, CellKind::Finding, CellKind::Result,
                                CellKind::Text, CellKind::Result}) {
        Cell cell;
        cell.kind = kind;
        append(notebook, cell);
    }
    QVERIFY(evidenceAtEnd(notebook) == (std::vector<std::int64_t> {3, 5}));
}

void NotebookTest::tellsWhatMoved_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("moved");
    const auto row = [](const char* name, const char* before, const char* after,
                        const char* moved) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after)
                            << QString::fromLatin1(moved);
    };
    row("nothing", R"({"a":1,"b":null})", R"({"b":null,"a":1})", "");
    row("a number", R"({"a":1})", R"({"a":2})", "a:1>2");
    row("the last digit", R"({"a":9007199254740993})", R"({"a":9007199254740992})",
        "a:9007199254740993>9007199254740992");
    row("from nothing", R"({"a":null})", R"({"a":0})", "a:>0");
    row("to nothing", R"({"a":0})", R"({"a":null})", "a:0>");
    row("deep", R"({"a":{"b":[1,2]}})", R"({"a":{"b":[1,3]}})", "a.b[1]:2>3");
    row("an entry by its name", R"({"s":[{"name":"x","n":1},{"name":"y","n":2}]})",
        R"({"s":[{"name":"w","n":5},{"name":"x","n":1},{"name":"y","n":3}]})",
        "s[w].name:>w s[w].n:>5 s[y].n:2>3");
    row("a segment by field and value", R"({"s":[{"field":"p","value":"a","n":1}]})",
        R"({"s":[{"field":"p","value":"a","n":2}]})", "s[p a].n:1>2");
    row("a step by its number", R"({"s":[{"step":1,"count":5},{"step":2,"count":4}]})",
        R"({"s":[{"step":1,"count":5},{"step":2,"count":3}]})", "s[2].count:4>3");
    row("an entry that is gone", R"({"s":[{"id":"x","n":1}]})", R"({"s":[]})",
        "s[x].id:x> s[x].n:1>");
    row("the same name twice", R"({"s":[{"id":"x","n":1},{"id":"x","n":2}]})",
        R"({"s":[{"id":"x","n":1},{"id":"x","n":3}]})", "s[x#2].n:2>3");
    row("no result before", "", R"({"a":1})", "a:>1");
    row("nothing at all", "", "", "");
}

void NotebookTest::tellsWhatMoved()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QString, moved);
    QCOMPARE(moves(before.constData(), after.constData()), moved);
}

void NotebookTest::knowsAVerdict()
{
    QVERIFY(
        verdictMoved(movedFigures(R"({"verdict":"harmful"})", R"({"verdict":"inconclusive"})")));
    QVERIFY(!verdictMoved(movedFigures(R"({"n":1})", R"({"n":2})")));
    QVERIFY(!verdictMoved({}));
}

void NotebookTest::namesWhatIsWrongWithATemplate_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("what");
    const auto row = [](const char* name, const char* text, const char* what) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(what);
    };
    row("no JSON", "name: x", "is no JSON object");
    row("a list", "[]", "is no JSON object");
    row("no name", R"({"title":"T","cells":[{"text":"a"}]})", "needs a name and a title");
    row("no cells", R"({"name":"n","title":"T"})", "needs a list of cells");
    row("empty cells", R"({"name":"n","title":"T","cells":[]})", "needs a list of cells");
    row("an unknown member", R"({"name":"n","title":"T","cell":[]})", "a member 'cell'");
    row("an unknown member of a cell", R"({"name":"n","title":"T","cells":[{"txt":"a"}]})",
        "cell 1 has a member 'txt'");
    row("an empty cell", R"({"name":"n","title":"T","cells":[{"text":"a"},{"text":""}]})",
        "cell 2 holds neither");
    row("a cell that is none", R"({"name":"n","title":"T","cells":["a"]})", "cell 1 is no object");
    row("an unknown question", R"({"name":"n","title":"T","cells":[{"ask":"song"}]})",
        "cell 1 asks 'song'");
    row("one session", R"({"name":"n","title":"T","cells":[{"ask":"session"}]})",
        "cell 1 asks 'session'");
    row("SQL without SQL", R"({"name":"n","title":"T","cells":[{"ask":"sql"}]})",
        "asks in SQL and has none");
    row("an unknown part", R"({"name":"n","title":"T","cells":[{"ask":"funnel","part":"noon"}]})",
        "of the part 'noon'");
    row("an unknown rank", R"({"name":"n","title":"T","cells":[{"ask":"errors","ranked_by":"x"}]})",
        "is ranked by 'x'");
}

void NotebookTest::namesWhatIsWrongWithATemplate()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, what);
    const auto form = readTemplate(text.toStdString(), "mine.json");
    QVERIFY(!form.ok());
    QCOMPARE(form.error().code, ErrorCode::Usage);
    const QString message = QString::fromStdString(describe(form.error()));
    QVERIFY2(message.contains(what) && message.contains(QStringLiteral("mine.json")),
             qPrintable(message));
}

void NotebookTest::fillsATemplate()
{
    const auto form = readTemplate(
        R"({"name":"n","title":"T","cells":[
            {"text":"{error_group} on {funnel}"},
            {"ask":"comparison","segments":["plan.tier"],"text":"costs"},
            {"ask":"sql","sql":"x = '{error_group}'"},
            {"claim":"{error_group} is bad"}]})",
        "mine.json");
    QVERIFY2(form.ok(), form.ok() ? "" : describe(form.error()).c_str());
    TemplateInputs inputs;
    inputs.errorGroup = "E3' or '1";
    inputs.funnel.name = "checkout";
    inputs.funnel.steps = {"event:a", "event:b"};
    inputs.scope.where = "plan.tier:pro";
    const auto cells = cellsOf(*form, inputs);
    QVERIFY(cells.ok());
    QCOMPARE(cells->size(), std::size_t {4});
    QCOMPARE(cells->at(0).text, std::string("E3' or '1 on checkout"));
    QVERIFY(cells->at(1).kind == CellKind::Result);
    QCOMPARE(cells->at(1).pinned.question.errorGroup, std::string("E3' or '1"));
    QCOMPARE(cells->at(1).pinned.question.funnel.name, std::string("checkout"));
    QCOMPARE(cells->at(1).pinned.question.scope.where, std::string("plan.tier:pro"));
    QVERIFY(cells->at(1).pinned.question.byFields == std::vector<std::string> {"plan.tier"});
    // What stands in quotes stays in them.
    QCOMPARE(cells->at(2).pinned.question.sql, std::string("x = 'E3'' or ''1'"));
    QCOMPARE(cells->at(3).finding.claim, std::string("E3' or '1 is bad"));
}

void NotebookTest::asksForWhatATemplateNeeds()
{
    const auto form = readTemplate(
        R"({"name":"n","title":"T","cells":[{"ask":"comparison"},{"ask":"funnel","part":"after"}]})",
        "mine.json");
    QVERIFY(inputsOf(*form)
            == (std::vector<TemplateInput> {TemplateInput::ErrorGroup, TemplateInput::Funnel,
                                            TemplateInput::At}));
    const auto cells = cellsOf(*form, {});
    QVERIFY(!cells.ok());
    QCOMPARE(cells.error().message,
             std::string("The template n needs --error-group, --funnel and --at"));
    const auto plain = readTemplate(R"({"name":"n","title":"T","cells":[{"text":"a"}]})", "x");
    QVERIFY(inputsOf(*plain).empty());
}

void NotebookTest::partsTime()
{
    const auto form = readTemplate(
        R"({"name":"n","title":"T","cells":[{"ask":"funnel","part":"before"},
            {"ask":"funnel","part":"after"},{"ask":"funnel"}]})",
        "mine.json");
    TemplateInputs inputs;
    inputs.funnel.steps = {"event:a", "event:b"};
    inputs.at = Timestamp {500};
    const auto cells = cellsOf(*form, inputs);
    const auto range = [&cells](std::size_t cell) {
        return cells->at(cell).pinned.question.scope.range;
    };
    QCOMPARE(range(0).to.ns, std::int64_t {500});
    QVERIFY(range(0).from.ns < -1'000'000);
    QCOMPARE(range(1).from.ns, std::int64_t {500});
    QVERIFY(range(2).empty());
    inputs.scope.range = {{100}, {900}};
    const auto bounded = cellsOf(*form, inputs);
    QVERIFY(bounded->at(0).pinned.question.scope.range == (TimeRange {{100}, {500}}));
    QVERIFY(bounded->at(1).pinned.question.scope.range == (TimeRange {{500}, {900}}));
}

THROUGHLINE_TEST(NotebookTest)

} // namespace throughline

#include "tst_notebook.moc"

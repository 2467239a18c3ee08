#include "models/ingest/redact/redaction_document.h"
#include "models/ingest/redact/redactor.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <fstream>

namespace throughline {

using namespace ingest;
using domain::ValueKind;

namespace {

constexpr std::string_view kOwn = R"({
  "language": 1, "name": "falcon", "about": "our own",
  "patterns": [{"name": "employee", "pattern": "\\bEMP-[0-9]{6}\\b", "leaves": "pseudonym"},
               {"name": "badge", "pattern": "\\bB[0-9]{4}\\b"}],
  "deny": ["Project Falcon", "Zo\u00eb"],
  "allow": ["Support@Example.com"],
  "keys": {"internal_note": "drop", "Contact.Handle": "pseudonym", "sku": "keep"}
})";

Redactor redactorWith(std::string_view document)
{
    std::vector<RedactionDocument> documents;
    documents.push_back(*readRedactionDocument(document, "own.json"));
    RedactionOptions options;
    options.custom = std::make_shared<CustomRedaction>(std::move(documents));
    return Redactor(Pseudonymizer(*crypto::SecretKey::fromBytes("0123456789abcdef")), options);
}

std::string textAfter(Redactor& redactor, std::string_view text)
{
    return std::string(redactor.redactField("message", text, ValueKind::Text).value);
}

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class RedactionDocumentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheRulesOfTheProgram();
    void takesOutWhatTheUserNames();
    void seesThroughEncodings();
    void leavesWhatTheUserAllows();
    void followsTheUserOnFields();
    void changesNothingTheSecondTime();
    void refusesWrongDocuments_data();
    void refusesWrongDocuments();
    void readsAFolder();
    void hashesRawIdsAsTheSourceDoes();
};

void RedactionDocumentTest::tellsTheRulesOfTheProgram()
{
    const RedactionDocument& builtIn = builtInRedaction();
    QCOMPARE(builtIn.name, std::string("redact-1"));
    QCOMPARE(builtIn.rules.size(), kRedactionRules);
    for (std::size_t i = 0; i < kRedactionRules; ++i) {
        QCOMPARE(builtIn.rules[i].rule, std::string(toText(static_cast<RedactionRule>(i))));
        QVERIFY(!builtIn.rules[i].finds.empty() && !builtIn.rules[i].leaves.empty());
    }
    QVERIFY(!builtIn.words.secret.empty() && !builtIn.words.harmlessEnds.empty());
}

void RedactionDocumentTest::takesOutWhatTheUserNames()
{
    Redactor redactor = redactorWith(kOwn);
    const std::string text = textAfter(
        redactor,
        "EMP-123456 (badge B1234) spoke of project falcon and projects; Zo\u00eb, EMP-123456");
    QVERIFY2(!holds(text, "EMP-") && !holds(text, "B1234"), text.c_str());
    QVERIFY(!holds(text, "falcon") && !holds(text, "Zo\u00eb"));
    QVERIFY(holds(text, "and projects;"));
    // Equality survives in pseudonyms.
    const std::size_t first = text.find("name:");
    QVERIFY(first != std::string::npos);
    QVERIFY(text.find(text.substr(first, 31), first + 1) != std::string::npos);
    QCOMPARE(redactor.takeReport().byRule.at("custom"), std::uint64_t {5});
}

void RedactionDocumentTest::seesThroughEncodings()
{
    Redactor redactor = redactorWith(kOwn);
    for (const char* text :
         {"to=EMP%2D123456", "EMP\u200B-123456", "\uFF25MP-123456", "{\"who\":\"EMP-123456\"}"}) {
        const std::string left = textAfter(redactor, text);
        QVERIFY2(!holds(left, "123456"), left.c_str());
    }
}

void RedactionDocumentTest::leavesWhatTheUserAllows()
{
    Redactor redactor = redactorWith(kOwn);
    const std::string text =
        textAfter(redactor, "from bob@example.com to support@example.com, support@example.com");
    QVERIFY(!holds(text, "bob@"));
    QVERIFY(holds(text, "to support@example.com, support@example.com"));
    QVERIFY(redactor.redactField("user.email", "support@example.com", ValueKind::Text).change
            == RedactionChange::Unchanged);
    QCOMPARE(redactor.takeReport().byRule.at("allowed"), std::uint64_t {3});
}

void RedactionDocumentTest::followsTheUserOnFields()
{
    Redactor redactor = redactorWith(kOwn);
    const auto change = [&redactor](std::string_view key, std::string_view value) {
        return redactor.redactField(key, value, ValueKind::Text).change;
    };
    QVERIFY(change("internal_note", "anything") == RedactionChange::Dropped);
    QVERIFY(change("contact.handle", "falconer") == RedactionChange::Replaced);
    QVERIFY(change("sku", "4111 1111 1111 1111") == RedactionChange::Unchanged);
}

void RedactionDocumentTest::changesNothingTheSecondTime()
{
    Redactor redactor = redactorWith(R"({"language": 1, "name": "wide",
        "patterns": [{"name": "long", "pattern": "[a-z0-9]{8,}", "leaves": "pseudonym"}]})");
    const std::string once = textAfter(redactor, "mail bob@example.com about abcdefgh12345678");
    QCOMPARE(textAfter(redactor, once), once);
}

void RedactionDocumentTest::refusesWrongDocuments_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, const char* document, const char* problem) {
        QTest::newRow(name) << QByteArray(document) << QByteArray(problem);
    };
    row("no JSON", "rules", "not one JSON object");
    row("another language", R"({"language": 2, "name": "a"})", "'language'");
    row("no name", R"({"language": 1})", "'name'");
    row("unknown member", R"({"language": 1, "name": "a", "denied": []})", "'denied'");
    row("a wrong pattern",
        R"({"language": 1, "name": "a", "patterns": [{"name": "x", "pattern": "("}]})",
        "'patterns'");
    row("a pattern of nothing",
        R"({"language": 1, "name": "a", "patterns": [{"name": "x", "pattern": "a*"}]})",
        "empty text");
    row("an unknown action", R"({"language": 1, "name": "a", "keys": {"x": "hide"}})", "'keys'");
    row("deny is a text", R"({"language": 1, "name": "a", "deny": "x"})", "'deny'");
    row("the program's own rules", R"({"language": 1, "name": "a", "rules": []})", "'rules'");
}

void RedactionDocumentTest::refusesWrongDocuments()
{
    QFETCH(const QByteArray, document);
    QFETCH(const QByteArray, problem);
    const auto read = readRedactionDocument(document.toStdString(), "own.json");
    QVERIFY(!read.ok());
    QVERIFY(read.error().code == ErrorCode::Usage);
    QVERIFY2(read.error().message.find(problem.toStdString()) != std::string::npos,
             read.error().message.c_str());
    QVERIFY(read.error().message.find("own.json") != std::string::npos);
}

void RedactionDocumentTest::readsAFolder()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    QVERIFY((*loadCustomRedaction(path / "missing"))->empty());
    std::ofstream(path / "own.json") << kOwn;
    std::ofstream(path / "notes.txt") << "no document";
    const auto loaded = loadCustomRedaction(path);
    QVERIFY(loaded.ok());
    QCOMPARE((*loaded)->name(), std::string("redact-1 + falcon"));
    std::ofstream(path / "broken.json") << "{";
    QVERIFY(!loadCustomRedaction(path).ok());
}

void RedactionDocumentTest::hashesRawIdsAsTheSourceDoes()
{
    const crypto::SecretKey key = *crypto::SecretKey::fromBytes("an organisation's key");
    RedactionOptions options;
    options.sourceIdHash = std::make_shared<crypto::KeyedHash>(key);
    Redactor redactor(Pseudonymizer(*crypto::SecretKey::fromBytes("0123456789abcdef")), options);
    const std::string hash = crypto::KeyedHash(key).hex("acct_123");
    const auto value = [&redactor](std::string_view name, std::string_view id) {
        return std::string(redactor.redactField(name, id, ValueKind::Text).value);
    };
    QCOMPARE(value("account.id", " acct_123 "), hash);
    QCOMPARE(value("account.id", hash), hash);
    QCOMPARE(value("user.id", "acct_123"), hash);
    QCOMPARE(value("user.id", "bob@example.com"), crypto::KeyedHash(key).hex("bob@example.com"));
    // Sessions and traces are nobody's identity.
    QCOMPARE(value("session.id", "s1"), std::string("s1"));
    QCOMPARE(redactor.takeReport().byRule.at("source_id"), std::uint64_t {3});
}

THROUGHLINE_TEST(RedactionDocumentTest)

} // namespace throughline

#include "tst_redaction_document.moc"

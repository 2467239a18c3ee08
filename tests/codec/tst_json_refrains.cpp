#include "models/base/random.h"
#include "models/codec/json_record.h"
#include "tests/codec/random_json.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace throughline {

using namespace codec;
using namespace codec::test;

namespace {

/// All texts of a document, one to a line.
QByteArray textsOf(const JsonRecordReader& reader)
{
    QByteArray texts = QByteArray::number(static_cast<int>(reader.problem()));
    for (const JsonNode& node : reader.nodes()) {
        texts += '\n';
        texts.append(node.key.data(), static_cast<qsizetype>(node.key.size()));
        texts += '=';
        texts.append(node.text.data(), static_cast<qsizetype>(node.text.size()));
    }
    return texts;
}

QByteArray textsAnew(const std::string& json)
{
    JsonRecordReader reader;
    reader.parseCopy(json);
    return textsOf(reader);
}

/// What each line of a session repeats.
struct Session
{
    std::string id;
    std::string context;
};

/// With a quote in place of each '.
std::string quoted(std::string text)
{
    std::ranges::replace(text, '\'', '"');
    return text;
}

/// Records as a product sends them, some sessions at a time.
class Records
{
public:
    explicit Records(std::string_view contextPattern)
        : m_pattern(contextPattern)
    {
        for (int i = 0; i < 60; ++i) {
            m_sessions.push_back(begun());
        }
    }

    std::string next()
    {
        Session& session = m_sessions[random.below(60)];
        if (random.chance(0.05)) {
            session = begun();
        } else if (random.chance(0.03)) {
            session.context = filled(m_pattern);
        }
        static constexpr std::array<std::string_view, 3> kEnds {
            ",'path':'/#','more':{'ms':#}}", ",'path':'/','more':{'sku':'s#','price':#.#}}",
            ",'error':true,'path':'/#'}"};
        return filled("{'ts':'#Z','name':'n#','session':'") + session.id + session.context
            + filled(kEnds[random.below(kEnds.size())]);
    }

    Random random {20253};

private:
    std::string filled(std::string_view pattern)
    {
        std::string text;
        for (const char c : pattern) {
            text += c == '#' ? std::to_string(random.below(1'000)) : std::string(1, c);
        }
        return quoted(std::move(text));
    }

    Session begun() { return {"s_" + std::to_string(random.next()), filled(m_pattern)}; }

    std::string_view m_pattern;
    std::vector<Session> m_sessions;
};

constexpr const char* kContext =
    "','user':'u#','plan':'pro','country':'D#','device':'desktop','os':'Linux','v':'1.#'";
constexpr const char* kNumberLast =
    "','user':'u#','plan':'pro','country':'D#','device':'desktop','os':'Linux','v':#";
constexpr const char* kLetters = "','user':'\xC3\xA9#','plan':'pro','country':'\xF0\x9F\x98\x80',"
                                 "'device':'d','os':'Linux','v':'1.#'";

} // namespace

class JsonRefrainsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changeNothing_data();
    void changeNothing();
    void sameNumberSameTexts();
    void endWhereANumberEnds();
    void lookAtLettersThatAreNotAscii();
    void findNoneWhereNothingComesBack();
    void giveUpAndBeginAgain();
};

void JsonRefrainsTest::changeNothing_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("texts") << QByteArray(kContext);
    QTest::newRow("a number last") << QByteArray(kNumberLast);
    QTest::newRow("letters that are not ASCII") << QByteArray(kLetters);
}

/// Good and damaged documents are told as by a reader that has met nothing.
void JsonRefrainsTest::changeNothing()
{
    QFETCH(const QByteArray, pattern);
    const std::string kept = pattern.toStdString();
    Records records(kept);
    JsonRecordReader reader;
    int repeated = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string json = records.next();
        if (records.random.chance(0.1)) {
            damage(json, records.random);
        }
        reader.parseCopy(json);
        repeated += reader.shape() != 0 && reader.refrain().number != 0 ? 1 : 0;
        QCOMPARE(textsOf(reader), textsAnew(json));
    }
    QVERIFY2(repeated > 9'000, qPrintable(QString::number(repeated)));
}

void JsonRefrainsTest::sameNumberSameTexts()
{
    Records records(kContext);
    JsonRecordReader reader;
    std::map<std::uint32_t, std::vector<std::string>> known;
    int again = 0;
    for (int i = 0; i < 20'000; ++i) {
        QVERIFY(reader.parseCopy(records.next()));
        const JsonRefrain refrain = reader.refrain();
        if (reader.shape() == 0 || refrain.number == 0) {
            continue;
        }
        QCOMPARE(refrain.first, 2U); // the session; more comes back with it than with any other
        QCOMPARE(refrain.count, 7U);
        const auto texts = reader.texts().subspan(refrain.first, refrain.count);
        const auto [place, added] = known.try_emplace(refrain.number, texts.begin(), texts.end());
        again += added ? 0 : 1;
        QVERIFY(std::ranges::equal(place->second, texts));
    }
    QVERIFY2(again > 12'000, qPrintable(QString::number(again)));
}

/// A refrain of which more follows is not taken for the shorter one.
void JsonRefrainsTest::endWhereANumberEnds()
{
    JsonRecordReader reader;
    const auto json = [](int session, const std::string& number) {
        return quoted("{'s':'s" + std::to_string(session % 10)
                      + "','a':'1','b':'2','c':'3','d':'4','e':'5','n':" + number
                      + ",'t':" + std::to_string(session) + '}');
    };
    for (int i = 0; i < 4'000; ++i) {
        QVERIFY(reader.parseCopy(json(i, "12")));
    }
    QVERIFY(reader.refrain().number != 0);
    QCOMPARE(reader.refrain().count, 7U);
    for (const char* number : {"123", "12.5", "1", "12e1", "12"}) {
        QVERIFY(reader.parseCopy(json(4, number)));
        QCOMPARE(textsOf(reader), textsAnew(json(4, number)));
    }
}

void JsonRefrainsTest::lookAtLettersThatAreNotAscii()
{
    JsonRecordReader reader;
    const auto json = [](int i, const std::string& name) {
        return quoted("{'s':'s" + std::to_string(i % 10) + "','a':'1','b':'" + name
                      + "','c':'3','d':'4','e':'5','t':'" + std::to_string(i) + "'}");
    };
    for (int i = 0; i < 4'000; ++i) {
        QVERIFY(reader.parseCopy(json(i, "J\xC3\xBCrgen")));
    }
    QVERIFY(reader.refrain().number != 0);
    QVERIFY(!reader.parseCopy(json(4, "J\xC3rgen")));
    QCOMPARE(reader.problem(), JsonProblem::Utf8);
    // Broken letters behind a refrain that is known, and whole.
    std::string broken = json(5, "J\xC3\xBCrgen");
    broken.replace(broken.rfind('5'), 1, "\xC3");
    QVERIFY(!reader.parseCopy(broken));
    QCOMPARE(reader.problem(), JsonProblem::Utf8);
}

void JsonRefrainsTest::findNoneWhereNothingComesBack()
{
    Random random(9);
    JsonRecordReader reader;
    for (int i = 0; i < 6'000; ++i) {
        std::string json = "{'i':" + std::to_string(i);
        for (const char* key : {"a", "b", "c", "d", "e", "f"}) {
            json += std::string(",'") + key + "':'" + std::to_string(random.next()) + '\'';
        }
        QVERIFY(reader.parseCopy(quoted(json + '}')));
        QCOMPARE(reader.refrain().number, 0U);
    }
    QVERIFY(reader.shape() != 0);
}

void JsonRefrainsTest::giveUpAndBeginAgain()
{
    JsonRecordReader reader;
    int serial = 0;
    const auto follow = [&](int documents, int sessions) {
        int found = 0;
        for (int i = 0; i < documents; ++i, ++serial) {
            const std::string id = std::to_string(sessions > 0 ? serial % sessions : serial);
            reader.parseCopy(
                quoted("{'s':'s" + id + "','a':'a" + id
                       + "','b':'b','c':'c','d':'d','e':'e','t':" + std::to_string(serial) + '}'));
            found += reader.refrain().number != 0 ? 1 : 0;
        }
        return found;
    };
    QVERIFY(follow(5'000, 20) > 2'000);
    follow(30'000, 0); // each session once: they are looked for in vain
    QCOMPARE(follow(1'000, 20), 0);
    QVERIFY(follow(60'000, 20) > 1'000); // after a while they are found again
}

THROUGHLINE_TEST(JsonRefrainsTest)

} // namespace throughline

#include "tst_json_refrains.moc"

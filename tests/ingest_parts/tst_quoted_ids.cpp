#include "models/ingest/normalize/quoted_ids.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace ingest;

namespace {

using Ids = std::vector<std::string>;

Ids idsOf(std::vector<domain::Field> fields)
{
    domain::Record ticket;
    ticket.signal = domain::Signal::Ticket;
    ticket.fields = std::move(fields);
    return quotedIdsOf(ticket);
}

} // namespace

class QuotedIdsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areFoundInOrderAndOnce();
    void areFoundInConversations_data();
    void areFoundInConversations();
    void areBounded();
};

void QuotedIdsTest::areFoundInOrderAndOnce()
{
    QCOMPARE(idsOf({}), Ids {});
    QCOMPARE(
        idsOf({{"ticket.topic", "session s11 and session s22"}, {"body", "session s22 hangs"}}),
        (Ids {"session:s22", "session:s11"}));
}

void QuotedIdsTest::areFoundInConversations_data()
{
    QTest::addColumn<QByteArray>("conversation");
    QTest::addColumn<bool>("json");
    QTest::addColumn<QByteArray>("id");
    const auto row = [](const char* name, const char* conversation, bool json, const char* id) {
        QTest::newRow(name) << QByteArray(conversation) << json << QByteArray(id);
    };
    row("a text", "see session s99", false, "session:s99");
    row("a body", R"([{"id":"1","body":"<p>see session s99</p>"}])", true, "session:s99");
    row("behind an escaped line end", R"([{"body":"trace:\n4BF92F3577B34DA6A3CE929D0E0E4736"}])",
        true, "trace:4bf92f3577b34da6a3ce929d0e0e4736");
    row("a list of texts", R"(["hello", "see session s99"])", true, "session:s99");
    row("blocks", R"([{"body":{"content":[{"content":[{"text":"session s99"}]}]}}])", true,
        "session:s99");
    row("the desk's own ids", R"([{"id":"4bf92f3577b34da6a3ce929d0e0e4736","body":"hello"}])", true,
        "");
    row("nothing", "[]", true, "");
    row("cut JSON", R"([{"body":"session s99)", true, "session:s99");
}

void QuotedIdsTest::areFoundInConversations()
{
    QFETCH(const QByteArray, conversation);
    QFETCH(const bool, json);
    QFETCH(const QByteArray, id);
    const std::string text = conversation.toStdString();
    const auto kind = json ? domain::ValueKind::Json : domain::ValueKind::Text;
    QCOMPARE(idsOf({{kConversation, text, kind}}), id.isEmpty() ? Ids {} : Ids {id.toStdString()});
}

void QuotedIdsTest::areBounded()
{
    std::string text = "[";
    for (int i = 0; i < 100; ++i) {
        text +=
            (i > 0 ? "," : "") + std::string(R"({"body":"session s10)") + std::to_string(i) + "\"}";
    }
    text += ']';
    QCOMPARE(idsOf({{kConversation, text, domain::ValueKind::Json}}).size(), std::size_t {64});
}

THROUGHLINE_TEST(QuotedIdsTest)

} // namespace throughline

#include "tst_quoted_ids.moc"

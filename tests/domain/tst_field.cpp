#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/domain/record.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <string>

namespace throughline {

using domain::FieldInfo;
using domain::FieldKind;
using domain::Signal;

class FieldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreSortedAndSingle();
    void foldedNamesAreSingle();
    void knowsEveryKeyOfTheRecord();
    void findsByNameAndAlias_data();
    void findsByNameAndAlias();
    void knowsNothingElse_data();
    void knowsNothingElse();
    void keepsUnknownNames();
    void readsShortMoneyWordsInEventsOnly();
    void typesPeopleAndIds();
    void offersTheSegmentFields();
};

void FieldTest::namesAreSortedAndSingle()
{
    const auto fields = domain::knownFields();
    QVERIFY(std::ranges::is_sorted(fields, {}, &FieldInfo::name));
    QVERIFY(std::ranges::adjacent_find(fields, {}, &FieldInfo::name) == fields.end());
    for (const FieldInfo& field : fields) {
        QVERIFY(!field.description.empty());
        QCOMPARE(domain::findField(field.name), &field);
    }
}

void FieldTest::foldedNamesAreSingle()
{
    std::map<std::string, std::string_view> folded;
    for (const FieldInfo& field : domain::knownFields()) {
        std::string name(field.name);
        std::erase_if(name, [](char c) { return c == '.' || c == '_'; });
        QVERIFY2(folded.emplace(name, field.name).second, name.c_str());
    }
}

void FieldTest::knowsEveryKeyOfTheRecord()
{
    namespace key = domain::key;
    for (const std::string_view name :
         {key::kEventName,      key::kSessionId,   key::kUserId,         key::kPseudoUserId,
          key::kAccountId,      key::kTraceId,     key::kSpanId,         key::kParentSpanId,
          key::kSpanName,       key::kSpanKind,    key::kSpanStatus,     key::kSpanStatusMessage,
          key::kSpanEvents,     key::kSpanLinks,   key::kDuration,       key::kSeverity,
          key::kSeverityText,   key::kBody,        key::kExceptionType,  key::kExceptionMessage,
          key::kExceptionStack, key::kServiceName, key::kServiceVersion, key::kEnvironment,
          key::kPlan,           key::kDevice,      key::kCountry,        key::kUrlPath,
          key::kSynthetic,      key::kUserAgent,   key::kRevenue,        key::kCurrency,
          key::kTicketId,       key::kMetricName}) {
        const FieldInfo* field = domain::findField(name);
        QVERIFY2(field != nullptr, std::string(name).c_str());
        QCOMPARE(field->name, name);
    }
}

void FieldTest::findsByNameAndAlias_data()
{
    QTest::addColumn<QByteArray>("alias");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char* alias, const char* canonical) {
        QTest::newRow(alias) << QByteArray(alias) << QByteArray(canonical);
    };
    row("session.id", "session.id");
    row("session_id", "session.id");
    row("sessionId", "session.id");
    row("SESSION-ID", "session.id");
    row("rum.sessionId", "session.id");
    row("userId", "user.id");
    row("user_id", "user.id");
    row("usr.id", "user.id");
    row("anonymousId", "enduser.pseudo.id");
    row("usr.anonymous_id", "enduser.pseudo.id");
    row("usr.email", "user.email");
    row("account_id", "account.id");
    row("accountId", "account.id");
    row("org_id", "account.id");
    row("organization.id", "account.id");
    row("tenant.id", "account.id");
    row("trace.id", "trace_id");
    row("traceid", "trace_id");
    row("traceId", "trace_id");
    row("dd.trace_id", "trace_id");
    row("_dd.trace_id", "trace_id");
    row("dd.span_id", "span_id");
    row("span.id", "span_id");
    row("parentSpanId", "parent_span_id");
    row("app.version", "service.version");
    row("app_version", "service.version");
    row("deployment.environment", "deployment.environment.name");
    row("env", "deployment.environment.name");
    row("environment", "deployment.environment.name");
    row("geo.country", "geo.country.iso_code");
    row("geo.country_iso_code", "geo.country.iso_code");
    row("country", "geo.country.iso_code");
    row("device_type", "device.type");
    row("deviceType", "device.type");
    row("plan", "plan.tier");
    row("plan_tier", "plan.tier");
    row("http.method", "http.request.method");
    row("http.status_code", "http.response.status_code");
    row("http.url", "url.full");
    row("http.user_agent", "user_agent.original");
    row("http.client_ip", "client.address");
    row("http.host", "server.address");
    row("http.scheme", "url.scheme");
    row("peer.service", "service.peer.name");
    row("enduser.role", "user.roles");
    row("feature_flag.variant", "feature_flag.result.variant");
    row("feature_flag.provider_name", "feature_flag.provider.name");
    row("feature_flag.evaluation.reason", "feature_flag.result.reason");
    row("correlation_id", "correlation.id");
    row("event", "event.name");
    row("event_name", "event.name");
    row("msg", "body");
    row("message", "body");
    row("level", "severity_text");
    row("order_total", "revenue");
    row("$revenue", "revenue");
    row("value", "revenue");
}

void FieldTest::findsByNameAndAlias()
{
    QFETCH(QByteArray, alias);
    QFETCH(QByteArray, canonical);
    const FieldInfo* field = domain::findField(alias.toStdString());
    QVERIFY(field != nullptr);
    QCOMPARE(field->name, std::string_view(canonical.constData()));
    QCOMPARE(domain::canonicalName(alias.toStdString()), std::string_view(canonical.constData()));
}

void FieldTest::knowsNothingElse_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"", ".", "id", "user", "name", "session", "sessions.id", "account",
                             "version", "$current_url", "experiment.checkout", "status", "users"}) {
        QTest::newRow(*name != '\0' ? name : "empty") << QByteArray(name);
    }
    QTest::newRow("long") << QByteArray(5000, 'a');
}

void FieldTest::knowsNothingElse()
{
    QFETCH(QByteArray, name);
    QVERIFY(domain::findField(name.toStdString()) == nullptr);
}

void FieldTest::keepsUnknownNames()
{
    QCOMPARE(domain::canonicalName("Cart.Items"), std::string_view("Cart.Items"));
    QCOMPARE(domain::canonicalName(""), std::string_view(""));
}

void FieldTest::readsShortMoneyWordsInEventsOnly()
{
    for (const Signal signal : domain::kAllSignals) {
        const bool event = signal == Signal::Event;
        QCOMPARE(domain::canonicalName("value", signal),
                 event ? std::string_view("revenue") : std::string_view("value"));
        QCOMPARE(domain::canonicalName("Amount", signal),
                 event ? std::string_view("revenue") : std::string_view("Amount"));
        QCOMPARE(domain::canonicalName("order_total", signal), std::string_view("revenue"));
    }
}

void FieldTest::typesPeopleAndIds()
{
    const auto kindOf = [](std::string_view name) { return domain::findField(name)->kind; };
    QVERIFY(kindOf("user.email") == FieldKind::Person);
    QVERIFY(kindOf("user.full_name") == FieldKind::Person);
    QVERIFY(kindOf("user.id") == FieldKind::PersonId);
    QVERIFY(kindOf("account.id") == FieldKind::PersonId);
    QVERIFY(kindOf("trace_id") == FieldKind::Id);
    QVERIFY(kindOf("session.id") == FieldKind::Id);
    QVERIFY(kindOf("body") == FieldKind::Text);
    QVERIFY(kindOf("url.full") == FieldKind::Url);
    QVERIFY(kindOf("device.type") == FieldKind::Word);
    QVERIFY(kindOf("duration_ns") == FieldKind::Number);
}

void FieldTest::offersTheSegmentFields()
{
    const auto offered = [](std::string_view name) { return domain::findField(name)->segment; };
    for (const std::string_view name :
         {"plan.tier", "device.type", "geo.country.iso_code", "service.version", "browser.name",
          "os.name", "deployment.environment.name", "app.channel"}) {
        QVERIFY2(offered(name), std::string(name).c_str());
    }
    for (const std::string_view name : {"service.name", "event.name", "user.id", "url.path"}) {
        QVERIFY2(!offered(name), std::string(name).c_str());
    }
}

THROUGHLINE_TEST(FieldTest)

} // namespace throughline

#include "tst_field.moc"

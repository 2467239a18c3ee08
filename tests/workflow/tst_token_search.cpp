#include "models/base/random.h"
#include "models/codec/json_writer.h"
#include "models/store/record_json.h"
#include "models/workflow/token_search.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>

namespace throughline {

using namespace workflow;

namespace {

/// Values that could mislead: parts of JSON, escapes, beginnings of one another, numbers.
std::string randomValue(Random& random)
{
    static const std::vector<std::string> values {"A-1",
                                                  "A-12",
                                                  "A-123",
                                                  "12345",
                                                  "123",
                                                  "1234.5",
                                                  "true",
                                                  "x\":\"A-1",
                                                  "say \"A-12\"",
                                                  "a\\b",
                                                  "a\\",
                                                  "caf\xC3\xA9",
                                                  "\xE2\x80\xB9"
                                                  "email:x\xE2\x80\xBA",
                                                  "{\"k\":\"A-123\"}",
                                                  "\n",
                                                  "ord",
                                                  "order-77",
                                                  "https://x.example/A-1",
                                                  ""};
    return values[random.below(static_cast<std::uint32_t>(values.size()))];
}

std::string lineOf(Random& random)
{
    std::map<std::string, std::string> members;
    for (std::uint32_t n = random.below(5); n > 0; --n) {
        std::string json;
        if (random.chance(0.3)) {
            json = random.chance(0.5) ? "12345" : random.chance(0.5) ? "123" : "-1.5";
        } else {
            codec::appendJsonString(json, randomValue(random));
        }
        members["k" + std::to_string(n)] = json;
    }
    std::string line = R"({"ts":1772352000000000000)";
    for (const auto& [key, json] : members) {
        line += ",\"" + key + "\":" + json;
    }
    return line + "}";
}

} // namespace

class TokenSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void missesNothingThatParsingFinds();
    void passesOverWhatCannotHoldThem();
    void shortValuesMayBeAnywhere();
};

void TokenSearchTest::missesNothingThatParsingFinds()
{
    Random random(20'261'129);
    store::RecordJsonReader reader;
    int held = 0;
    int needless = 0;
    constexpr int kRounds = 20'000;
    for (int i = 0; i < kRounds; ++i) {
        std::set<std::string> wanted;
        while (wanted.empty()) {
            for (std::uint32_t n = 1 + random.below(4); n > 0; --n) {
                if (std::string value = randomValue(random); value.size() > 2) {
                    wanted.insert(std::move(value));
                }
            }
        }
        const TokenSearch search(wanted);
        const std::string line = lineOf(random);
        const auto record = reader.read(line, domain::Signal::Log);
        QVERIFY2(record.ok(), line.c_str());
        const bool holds = std::ranges::any_of((*record)->fields, [&](const domain::Field& field) {
            return wanted.contains(std::string(field.value));
        });
        QVERIFY2(!holds || search.mayHold(line), line.c_str());
        held += holds ? 1 : 0;
        needless += !holds && search.mayHold(line) ? 1 : 0;
    }
    QVERIFY(held > kRounds / 10);
    QVERIFY2(needless < kRounds / 20, std::to_string(needless).c_str());
}

void TokenSearchTest::passesOverWhatCannotHoldThem()
{
    const std::set<std::string> wanted {"order-77", "A-123"};
    const TokenSearch search(wanted);
    QVERIFY(search.mayHold(R"({"ts":1,"order":"order-77"})"));
    QVERIFY(!search.mayHold(R"({"ts":1,"order":"order-778"})"));
    QVERIFY(!search.mayHold(R"({"ts":1,"order-77":"x","note":"about order-77"})"));
    QVERIFY(!search.mayHold(""));
    QVERIFY(!search.mayHold("{}"));
    QVERIFY(!search.mayHold(R"({"ts":)"));
    QVERIFY(!TokenSearch({}).mayHold(R"({"ts":1,"order":"order-77"})"));
}

void TokenSearchTest::shortValuesMayBeAnywhere()
{
    const std::set<std::string> wanted {"7"};
    QVERIFY(TokenSearch(wanted).mayHold(R"({"ts":1,"n":7})"));
}

THROUGHLINE_TEST(TokenSearchTest)

} // namespace throughline

#include "tst_token_search.moc"

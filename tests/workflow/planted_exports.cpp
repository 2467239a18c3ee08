#include "tests/workflow/planted_exports.h"

namespace throughline::workflow::test {

namespace {

const std::string kBearer =
    "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWFsaWNl";

} // namespace

std::string timedLine(const std::string& members)
{
    return R"({"ts":"2026-03-02T09:00:00Z",)" + members + "}\n";
}

std::string flatExport()
{
    std::string text =
        timedLine(
            R"("msg":"mail alice.miller@example.com, card 4111-1111-1111-1111, ssn 078-05-1126")")
        + timedLine(
            R"("msg":"pay","creditCardCvv":"159-cvv","creditCardNumber":4111111111111111,"amount":5)")
        + timedLine(
            R"("payment":{"card":{"number":"5500005555555559","cvv":"159-cvv"},"iban":"GB82WEST12345698765432"})")
        + timedLine(R"("http.request.header.authorization":[")" + kBearer
                    + R"("],"headers":{"Cookie":"session-cookie-value","Authorization":")" + kBearer
                    + R"("})")
        + timedLine(
            R"("msg":"header )" + kBearer
            + R"( was sent","password":"correct horse","api_key":"tok_live_0123456789abcdef0123456789")")
        + timedLine(
            R"("payload":"{\"user\":{\"email\":\"bob.brown@example.com\",\"password\":\"hunter2\"}}")")
        + timedLine(
            R"("list":[{"email":"bob.brown@example.com"},["alice.miller@example.com"],{"secret":"hunter2"}])")
        + timedLine(R"("alice.miller@example.com":1,"map":{"bob.brown@example.com":{"x":"y"}})")
        + timedLine(
            R"("url.full":"https://bob:hunter2@shop.example/r?email=alice.miller%40example.com&token=tok_live_0123456789abcdef0123456789&page=2","event":"page_view")")
        + timedLine(R"("msg":"alice.miller%2540example.com and alice.miller\u200b@example.com")")
        + timedLine(
            R"("user.id":"alice.miller@example.com","session.id":"s-1","event":"login","user.full_name":"Alice Miller bob.brown","phone":"+1 212 555 0198")")
        + timedLine(R"("event":"click","target":"mailto:bob.brown@example.com","session.id":"s-1")")
        + R"({"time":"2026-03-02T09:00:00Z","kind":"ticket","ticket.id":"T-1","requester.email":"bob.brown@example.com","message":"I am alice.miller@example.com, card 4111 1111 1111 1111, see session s-1","topic":"call +1 212 555 0198"})"
          "\n";
    // Bad ones, which go into quarantine.
    text +=
        R"({"no":"time","user.email":"alice.miller@example.com","password":"hunter2","creditCardCvv":"159-cvv"})"
        "\n"
        + timedLine(R"("a":NaN,"msg":"bob.brown@example.com","authorization":")" + kBearer + '"')
        + R"({"ts":"2026-03-02T09:00:00Z","creditCardCvv":"159-cvv","password":"correct horse","msg":"card 4111-1111-1111-1111","cut":"alice.miller@exam)"
          "\n"
        + "alice.miller@example.com is not JSON at all; " + kBearer + "\n"
        + timedLine(R"("bad":")"
                    "\xff"
                    R"(","mail":"bob.brown@example.com")");
    // Values that lie across the end of what an excerpt shows, and across the head of a long line.
    for (int shift = 0; shift < 40; ++shift) {
        text += R"({"no":"time","x":")" + std::string(4'040 + static_cast<std::size_t>(shift), '.')
            + R"( alice.miller@example.com )" + kBearer
            + R"( 4111-1111-1111-1111 ","end":1})"
              "\n";
    }
    text += timedLine(R"("x":")" + std::string(16'300, '.')
                      + " 4111-1111-1111-1111 alice.miller@example.com "
                      + std::string(17U << 20U, '.') + '"');
    return text;
}

std::string otlpExport()
{
    const auto attribute = [](const std::string& key, const std::string& value) {
        return R"({"key":")" + key + R"(","value":{"stringValue":")" + value + "\"}}";
    };
    const std::string attributes = attribute("user.email", "alice.miller@example.com") + ","
        + attribute("creditCardCvv", "159-cvv") + ","
        + attribute("http.request.header.authorization", kBearer) + ","
        + attribute("note", "card 4111-1111-1111-1111") + ","
        + R"({"key":"map","value":{"kvlistValue":{"values":[)" + attribute("password", "hunter2")
        + "," + attribute("mail", "bob.brown@example.com") + "]}}}";
    return R"({"resourceSpans":[{"resource":{"attributes":[)" + attributes
        + R"(]},"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"mail alice.miller@example.com","startTimeUnixNano":"1772442000000000000","endTimeUnixNano":"1772442001000000000","attributes":[)"
        + attributes
        + R"(],"events":[{"timeUnixNano":"1772442000000000000","name":"exception","attributes":[)"
        + attribute("exception.message", "no card 4111 1111 1111 1111 of bob.brown@example.com")
        + "," + attribute("password", "correct horse")
        + R"(]}],"status":{"code":2,"message":"declined for alice.miller@example.com"}}]}]}]})"
          "\n"
        + R"({"resourceLogs":[{"resource":{"attributes":[)" + attributes
        + R"(]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1772442000000000000","body":{"kvlistValue":{"values":[)"
        + attributes
        + R"(]}}},{"timeUnixNano":"soon","body":{"stringValue":"alice.miller@example.com"},"attributes":[)"
        + attributes + "]}]}]}]}\n";
}

} // namespace throughline::workflow::test

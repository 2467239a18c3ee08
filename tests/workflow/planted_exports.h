#pragma once

#include <string>
#include <vector>

namespace throughline::workflow::test {

/// What must not be found anywhere in a store, in any case of letters.
inline const std::vector<std::string> kNeedles {"alice.miller",
                                                "bob.brown",
                                                "4111-1111-1111-1111",
                                                "4111111111111111",
                                                "4111 1111 1111 1111",
                                                "5500005555555559",
                                                "159-cvv",
                                                "eyJhbGciOiJIUzI1NiJ9",
                                                "c2lnbmF0dXJlLW9mLWFsaWNl",
                                                "tok_live_0123456789abcdef0123456789",
                                                "correct horse",
                                                "session-cookie-value",
                                                "078-05-1126",
                                                "GB82WEST12345698765432",
                                                "+1 212 555 0198",
                                                "hunter2"};

/// A timed record of these JSON members, with its line end.
[[nodiscard]] std::string timedLine(const std::string& members);

/// Every needle in every kind of place of flat JSON, in good records and in bad ones.
[[nodiscard]] std::string flatExport();

/// The same in OTLP spans and logs.
[[nodiscard]] std::string otlpExport();

} // namespace throughline::workflow::test

#pragma once

#include "models/base/assert.h"
#include "tests/cli/command_runner.h"

#include <string>

namespace throughline::cli::test {

/// A visit: looks, tries to pay, perhaps fails, perhaps pays.
inline std::string visit(int number, bool fails, bool pays)
{
    const std::string minute = std::to_string(10 + number % 50);
    const std::string hour = std::to_string(10 + number / 50);
    const std::string who = R"(","session.id":"s)" + std::to_string(number) + R"(","user.id":"u)"
        + std::to_string(number / 2) + "\"}\n";
    const std::string at = R"({"ts":"2026-03-02T)" + hour + ":" + minute;
    std::string text = at + R"(:00Z","event":"look)" + who + at + R"(:10Z","event":"pay)" + who;
    if (fails) {
        text +=
            at + R"(:11Z","level":"error","message":"no answer","exception.type":"Timeout)" + who;
    }
    // Something is seen after every attempt.
    text += at + R"(:20Z","event":")" + (pays ? "paid" : "cart") + who;
    return text;
}

/// A store with a funnel and 30 of 120 visits that fail; one visit more comes a day later.
inline void fillWithVisits(const CommandRunner& runner)
{
    std::string text;
    for (int i = 0; i < 120; ++i) {
        text += visit(i, i % 4 == 0, i % 4 == 0 ? i % 8 == 0 && i < 40 : i % 3 != 0);
    }
    // A day later the outcome of every visit is known.
    text += R"({"ts":"2026-03-03T20:00:00Z","event":"look","session.id":"late","user.id":"late"})";
    TL_ASSERT(runner.import({runner.write("visits.ndjson", text)}).status == 0);
    const Outcome defined =
        runner.withStore({"funnel", "define", "checkout", "--step", "event:look", "--step",
                          "event:pay", "--step", "event:paid", "--window", "30m"});
    TL_ASSERT(defined.status == 0);
}

} // namespace throughline::cli::test

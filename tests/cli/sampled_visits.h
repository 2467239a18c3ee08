#pragma once

#include "tests/cli/command_runner.h"

#include <string>

namespace throughline::cli::test {

/// Forty sessions; every fourth meets an error while paying, every second pays.
inline std::string visits(const std::string& extra = {})
{
    std::string text;
    for (int i = 0; i < 40; ++i) {
        const std::string minute = std::to_string(10 + i);
        const std::string at = R"({"ts":"2026-03-02T10:)" + minute;
        const std::string who = R"(","session.id":"s)" + std::to_string(i) + R"(","user.id":"u)"
            + std::to_string(i) + "\"" + extra + "}\n";
        text += at + R"(:00Z","event":"look)" + who;
        if (i % 4 == 0) {
            text += at + R"(:05Z","level":"error","message":"gone","exception.type":"Gone)" + who;
        }
        if (i % 2 == 0) {
            text += at + R"(:09Z","event":"paid)" + who;
        }
    }
    return text + R"({"ts":"2026-03-03T20:00:00Z","event":"tick","session.id":"late"})" + '\n';
}

} // namespace throughline::cli::test

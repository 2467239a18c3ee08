#pragma once

#include "models/base/result.h"
#include "models/domain/ids.h"
#include "models/store/block_scan.h"
#include "models/workflow/session_build.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// A trace id as a ticket quotes it, `kind` and `value` being the two sides of its colon: 32
/// hexadecimal digits, the low half alone, or that in decimal.
[[nodiscard]] std::optional<domain::TraceId> quotedTrace(const std::string& kind,
                                                         const std::string& value);

/// The traces that others than spans can ask about: those of logs, of errors that clients report,
/// of events that name no session, and those quoted in tickets. Requests of traces that neither
/// they nor spans name need not be remembered while links are made, which for clients that mark
/// each of their events with a trace of its own are nearly all.
class AskedTraces
{
public:
    /// Reads the lists of traces of the blocks and the tickets. Some 10 bytes per trace.
    static Result<AskedTraces> read(const store::Connection& connection,
                                    const std::vector<store::BlockInfo>& blocks,
                                    const SessionTable& sessions, bool withLoaded,
                                    const std::stop_token& stop);

    /// None of them asks about any.
    [[nodiscard]] bool empty() const { return m_lows.empty(); }

    /// By the low half, as traces are joined. For most that are not asked for one look at a bit.
    [[nodiscard]] bool has(std::uint64_t traceLow) const;

private:
    void sift();

    [[nodiscard]] std::uint64_t bitOf(std::uint64_t traceLow) const
    {
        return (traceLow * 0x9E37'79B9'7F4A'7C15ULL) >> m_shift;
    }

    std::vector<std::uint64_t> m_lows; ///< ascending, none twice
    std::vector<std::uint64_t>
        m_sieve; ///< a bit per remainder: clear where none of the lows has it
    unsigned m_shift = 0;
};

} // namespace throughline::workflow

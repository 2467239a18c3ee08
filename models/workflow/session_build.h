#pragma once

#include "models/analysis/session/bot_filter.h"
#include "models/base/result.h"
#include "models/index/event_bits.h"
#include "models/index/session_index.h"
#include "models/index/session_parts.h"
#include "models/store/block_scan.h"
#include "models/store/columns_ahead.h"
#include "models/store/connection.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// A store's session index with what speaks of its ordinals: built from block columns alone, so it
/// can be thrown away and made again at any time. Immutable.
struct SessionTable
{
    index::SessionIndex index;
    index::EventBits errorRecords; ///< events that tell of an error
    std::vector<std::string> sessionIds; ///< by session ordinal, those cut by us at the end
    std::vector<std::string> users;
    std::vector<std::string> accounts;
    std::vector<std::uint32_t> numberOf; ///< session ordinal to number in the index, kNone: none
    std::vector<std::string> contextTexts; ///< by number in the index: the JSON of the store
    std::vector<index::SessionSplit> splits;
    std::string botRule; ///< version of the rule that marked the bots
    Timestamp dataEnd; ///< the last record's time
    std::vector<std::string> names; ///< event, span and log names by ordinal
    /// Blocks of events with an error, or with a record that names no session: the ones whose
    /// traces are asked for. Of a table that was just built; the cache does not keep them.
    std::vector<domain::BlockId> blocksThatAsk;

    [[nodiscard]] const std::string& idOf(std::uint32_t session) const
    {
        return sessionIds[index.id[session]];
    }

    [[nodiscard]] std::string_view userOf(std::uint32_t session) const
    {
        const std::uint32_t user = index.user[session];
        return user == index::kNone ? std::string_view() : std::string_view(users[user]);
    }

    [[nodiscard]] std::string_view accountOf(std::uint32_t session) const
    {
        const std::uint32_t account = index.account[session];
        return account == index::kNone ? std::string_view() : std::string_view(accounts[account]);
    }

    /// The session a row belongs to, by the ordinal in its column and its time; kNone: none.
    [[nodiscard]] std::uint32_t sessionOfRow(std::uint32_t ordinal, Timestamp time) const;
};

/// Builds it from the blocks of visible sources (and of loaded ones, while an import finishes), in
/// two passes over their columns, for who has something to do between them or wants to see the
/// events, too. Linear in the events; some 10 bytes are held for each.
class SessionTableBuild
{
public:
    /// The first pass: which sessions there are. `connection` and `stop` must outlive the build.
    static Result<SessionTableBuild> begin(const store::Connection& connection, bool withLoaded,
                                           const std::stop_token& stop);

    SessionTableBuild(SessionTableBuild&&) noexcept;
    SessionTableBuild& operator=(SessionTableBuild&&) noexcept;
    ~SessionTableBuild();

    /// All but the columns of events. Gone when the build has finished.
    [[nodiscard]] const SessionTable& sessions() const;

    /// Those with a record that tells of an error, in their order.
    [[nodiscard]] const std::vector<store::BlockInfo>& blocksWithErrors() const;

    using EventVisitor = std::function<void(const store::BlockColumns& events)>;

    /// The second pass, over the events alone. `visit` may be empty; it sees each block of them,
    /// with gestures where it wants some, in order, on one thread or another and never at the same
    /// time as this function's caller goes on.
    Result<SessionTable> finish(store::WantedColumns alsoWanted, const EventVisitor& visit) &&;

private:
    class Build;

    explicit SessionTableBuild(std::unique_ptr<Build> build);

    std::unique_ptr<Build> m_build;
};

/// Both passes, where nobody else looks.
Result<SessionTable> buildSessionTable(const store::Connection& connection, bool withLoaded,
                                       const std::stop_token& stop);

/// The rule of resources/bots.
[[nodiscard]] const analysis::BotRule& botRule();

} // namespace throughline::workflow

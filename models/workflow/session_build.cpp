#include "models/workflow/session_build.h"

#include "models/index/event_placer.h"
#include "models/index/index_builder.h"
#include "models/store/columns_ahead.h"
#include "models/store/dictionary.h"
#include "models/store/queries/alias_queries.h"
#include "models/workflow/session_contexts.h"
#include "models/workflow/session_people.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <optional>
#include <utility>

namespace throughline::workflow {

namespace {

using index::kNone;

static_assert(index::kNone == store::kNoOrdinal);

} // namespace

class SessionTableBuild::Build
{
public:
    Build(const store::Connection& connection, const std::stop_token& stop)
        : m_connection(connection)
        , m_stop(stop)
    {
    }

    Result<void> begin(bool withLoaded)
    {
        TL_TRY(readDictionaries());
        store::BlockChoice choice;
        choice.withLoaded = withLoaded;
        TL_ASSIGN(m_blocks, store::chooseBlocks(m_connection, choice));
        TL_ASSIGN(domain::Aliases aliases, store::readAliases(m_connection));
        const SessionPeople people(std::move(aliases), m_table.users, m_table.accounts);
        TL_TRY(cutActors(people));
        m_parts.emplace(static_cast<std::uint32_t>(m_table.sessionIds.size()), m_table.splits);
        m_flags.resize(m_table.sessionIds.size());
        TL_TRY(findSessions(people));
        m_table.numberOf.assign(m_table.sessionIds.size(), kNone);
        for (std::uint32_t s = 0; s < m_table.index.sessionCount(); ++s) {
            m_table.numberOf[m_table.index.id[s]] = s;
        }
        m_table.botRule = botRule().version;
        return {};
    }

    Result<SessionTable> finish(store::WantedColumns wanted, const EventVisitor& visit)
    {
        wanted.revenue = true;
        TL_TRY(placeEvents(wanted, visit));
        return std::move(m_table);
    }

    [[nodiscard]] const SessionTable& sessions() const { return m_table; }

    [[nodiscard]] const std::vector<store::BlockInfo>& blocksWithErrors() const
    {
        return m_blocksWithErrors;
    }

private:
    Result<void> readDictionaries()
    {
        using store::DictionaryKind;
        // As many as all others together.
        TL_ASSIGN(store::Connection reader, m_connection.openReader());
        auto sessionIds = std::async(std::launch::async, [&reader] {
            return store::readDictionary(reader, DictionaryKind::Session);
        });
        TL_ASSIGN(m_table.users, store::readDictionary(m_connection, DictionaryKind::User));
        TL_ASSIGN(m_table.accounts, store::readDictionary(m_connection, DictionaryKind::Account));
        TL_ASSIGN(m_table.names, store::readDictionary(m_connection, DictionaryKind::Name));
        TL_ASSIGN(m_table.contextTexts,
                  store::readDictionary(m_connection, DictionaryKind::Context));
        m_contexts = readContexts(m_table.contextTexts);
        TL_ASSIGN(m_table.sessionIds, sessionIds.get());
        m_firstDerived = m_table.sessionIds.size();
        for (const std::string& id : m_table.sessionIds) {
            m_anyActor = m_anyActor || isActor(id);
        }
        return {};
    }

    /// Cuts the records of actors into sessions with ids of their own.
    Result<void> cutActors(const SessionPeople& people)
    {
        if (!m_anyActor) {
            return {};
        }
        ActorTimes times;
        const auto blocks = eventBlocks();
        store::ColumnsAhead ahead(m_open, blocks, {}, m_stop);
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            TL_ASSIGN(const store::BlockColumns* const block, ahead.next());
            const store::IndexColumns& columns = block->index;
            for (std::size_t row = 0; row < columns.time.size(); ++row) {
                const std::uint32_t session = columns.session[row];
                if (session != kNone && isActor(m_table.sessionIds[session])) {
                    times[session].push_back({columns.time[row]});
                }
            }
        }
        m_table.splits = people.cutActors(times, m_table.sessionIds);
        return {};
    }

    /// The first pass: what sessions there are.
    Result<void> findSessions(const SessionPeople& people)
    {
        index::IndexBuilder builder(*m_parts);
        store::ColumnsAhead ahead(m_open, m_blocks, {}, m_stop);
        for (const store::BlockInfo& block : m_blocks) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            m_table.dataEnd = std::max(m_table.dataEnd, block.last);
            TL_ASSIGN(store::BlockColumns* const read, ahead.next());
            store::IndexColumns& columns = read->index;
            people.apply(columns);
            noteBots(columns, block.signal);
            const bool errors = tellsOfErrors(columns);
            if (errors) {
                m_blocksWithErrors.push_back(block);
            }
            if (block.signal == domain::Signal::Event) {
                if (errors || anyWithoutSession(columns)) {
                    m_table.blocksThatAsk.push_back(block.id);
                }
                builder.addEvents(eventsOf(columns));
            } else {
                addFacts(columns);
            }
        }
        for (const index::SessionFact& fact : m_facts) {
            builder.addSession(fact);
        }
        m_facts = std::vector<index::SessionFact>();
        m_factOf = std::vector<std::uint32_t>();
        for (std::size_t i = m_firstDerived; i < m_flags.size(); ++i) {
            m_flags[i] |= index::SessionIndex::kDerived;
        }
        m_contexts.dictionaries.names = m_table.names;
        TL_ASSIGN(m_contexts.dictionaries.currencies,
                  store::readDictionary(m_connection, store::DictionaryKind::Currency));
        // Money without a currency has one of its own, "".
        m_contexts.dictionaries.currencies.emplace_back();
        TL_ASSIGN(m_table.index,
                  std::move(builder).finish(std::move(m_contexts.dictionaries), m_flags));
        return {};
    }

    /// The second pass, over the events alone.
    Result<void> placeEvents(store::WantedColumns wanted, const EventVisitor& visit)
    {
        index::EventPlacer placer(m_table.index, *m_parts, 1);
        const auto none = static_cast<std::uint32_t>(m_table.index.currencies.size() - 1);
        const auto blocks = eventBlocks();
        store::ColumnsAhead ahead(m_open, blocks, wanted, m_stop);
        while (true) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            TL_ASSIGN(const std::span<store::BlockColumns> some, ahead.nextSome());
            if (some.empty()) {
                break;
            }
            for (store::BlockColumns& block : some) {
                for (std::uint32_t& currency : block.revenue.currency) {
                    currency = currency == kNone ? none : currency;
                }
            }
            // The visitor takes as long as the placing.
            auto visited =
                !visit ? std::future<void>() : std::async(std::launch::async, [some, &visit] {
                    std::ranges::for_each(some, visit);
                });
            std::ranges::for_each(
                some, [&placer](const store::BlockColumns& block) { place(block, placer); });
            if (visited.valid()) {
                visited.get();
            }
        }
        TL_ASSIGN(auto marks, std::move(placer).finish(m_table.index));
        m_table.errorRecords = std::move(marks.front());
        return {};
    }

    static void place(const store::BlockColumns& block, index::EventPlacer& placer)
    {
        std::vector<std::uint8_t> errors;
        errors.reserve(block.index.flags.size());
        for (const std::uint8_t flags : block.index.flags) {
            errors.push_back((flags & store::flag::kError) != 0 ? 1 : 0);
        }
        index::EventColumns events = eventsOf(block.index);
        events.marks = errors;
        events.revenueRow = block.revenue.row;
        events.revenueMicros = block.revenue.micros;
        events.revenueCurrency = block.revenue.currency;
        placer.addEvents(events);
    }

    [[nodiscard]] std::vector<store::BlockInfo> eventBlocks() const
    {
        std::vector<store::BlockInfo> blocks;
        std::ranges::copy_if(
            m_blocks, std::back_inserter(blocks),
            [](const store::BlockInfo& block) { return block.signal == domain::Signal::Event; });
        return blocks;
    }

    static index::EventColumns eventsOf(const store::IndexColumns& columns)
    {
        index::EventColumns events;
        events.session = columns.session;
        events.user = columns.user;
        events.account = columns.account;
        events.timeNs = columns.time;
        events.name = columns.name;
        events.context = columns.context;
        return events;
    }

    static bool tellsOfErrors(const store::IndexColumns& columns)
    {
        return std::ranges::any_of(
            columns.flags, [](std::uint8_t flags) { return (flags & store::flag::kError) != 0; });
    }

    static bool anyWithoutSession(const store::IndexColumns& columns)
    {
        return std::ranges::find(columns.session, kNone) != columns.session.end();
    }

    /// Sessions that are named by logs or spans only.
    void addFacts(const store::IndexColumns& columns)
    {
        m_factOf.resize(m_table.sessionIds.size(), kNone);
        for (std::size_t row = 0; row < columns.time.size(); ++row) {
            const std::uint32_t session = columns.session[row];
            if (session == kNone) {
                continue;
            }
            const Timestamp time {columns.time[row]};
            if (session >= m_factOf.size()) { // damage, which the builder tells of
                m_facts.emplace_back().session = session;
                continue;
            }
            const bool added = m_factOf[session] == kNone;
            if (added) {
                m_factOf[session] = static_cast<std::uint32_t>(m_facts.size());
                m_facts.emplace_back().session = session;
            }
            index::SessionFact& fact = m_facts[m_factOf[session]];
            fact.first = added ? time : std::min(fact.first, time);
            fact.last = added ? time : std::max(fact.last, time);
            fact.user = fact.user == kNone ? columns.user[row] : fact.user;
            fact.account = fact.account == kNone ? columns.account[row] : fact.account;
        }
    }

    void noteBots(const store::IndexColumns& columns, domain::Signal signal)
    {
        for (std::size_t row = 0; row < columns.time.size(); ++row) {
            const std::uint32_t session = columns.session[row];
            if (session == kNone) {
                continue;
            }
            const std::uint32_t context = columns.context[row];
            // A span's user agent is that of the calling service, not of the visitor.
            const bool byContext =
                signal == domain::Signal::Event && context != kNone && m_contexts.bot[context] != 0;
            if (byContext || (columns.flags[row] & store::flag::kBot) != 0) {
                const std::uint32_t part = m_table.splits.empty()
                    ? session
                    : m_table.sessionOfRow(session, {columns.time[row]});
                m_flags[part] |= index::SessionIndex::kBot;
            }
        }
    }

    const store::Connection& m_connection;
    const std::stop_token& m_stop;
    store::ColumnsAhead::Open m_open {[this] { return m_connection.openReader(); }};
    SessionTable m_table;
    SessionContexts m_contexts;
    std::vector<store::BlockInfo> m_blocks;
    std::vector<store::BlockInfo> m_blocksWithErrors;
    std::optional<index::SessionParts> m_parts;
    std::vector<std::uint8_t> m_flags;
    std::vector<index::SessionFact> m_facts;
    std::vector<std::uint32_t> m_factOf; ///< place in those by ordinal; kNone: there is none
    std::size_t m_firstDerived = 0;
    bool m_anyActor = false;
};

SessionTableBuild::SessionTableBuild(std::unique_ptr<Build> build)
    : m_build(std::move(build))
{
}

SessionTableBuild::SessionTableBuild(SessionTableBuild&&) noexcept = default;
SessionTableBuild& SessionTableBuild::operator=(SessionTableBuild&&) noexcept = default;
SessionTableBuild::~SessionTableBuild() = default;

Result<SessionTableBuild> SessionTableBuild::begin(const store::Connection& connection,
                                                   bool withLoaded, const std::stop_token& stop)
{
    auto build = std::make_unique<Build>(connection, stop);
    TL_TRY(build->begin(withLoaded));
    return SessionTableBuild(std::move(build));
}

const SessionTable& SessionTableBuild::sessions() const
{
    return m_build->sessions();
}

const std::vector<store::BlockInfo>& SessionTableBuild::blocksWithErrors() const
{
    return m_build->blocksWithErrors();
}

Result<SessionTable> SessionTableBuild::finish(store::WantedColumns alsoWanted,
                                               const EventVisitor& visit) &&
{
    auto table = m_build->finish(alsoWanted, visit);
    m_build.reset(); // who asked may live on
    return table;
}

std::uint32_t SessionTable::sessionOfRow(std::uint32_t ordinal, Timestamp time) const
{
    if (ordinal == kNone || splits.empty()) {
        return ordinal;
    }
    // Splits stand by actor and time; the last one that begins no later counts.
    const auto after = std::upper_bound(splits.begin(), splits.end(), std::pair(ordinal, time),
                                        [](const auto& wanted, const index::SessionSplit& split) {
                                            return wanted < std::pair(split.session, split.from);
                                        });
    if (after == splits.begin() || std::prev(after)->session != ordinal) {
        return ordinal;
    }
    return std::prev(after)->part;
}

Result<SessionTable> buildSessionTable(const store::Connection& connection, bool withLoaded,
                                       const std::stop_token& stop)
{
    TL_ASSIGN(auto build, SessionTableBuild::begin(connection, withLoaded, stop));
    return std::move(build).finish({}, {});
}

} // namespace throughline::workflow

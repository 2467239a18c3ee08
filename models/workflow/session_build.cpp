#include "models/workflow/session_build.h"

#include "models/analysis/session/sessionizer.h"
#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/store/dictionary.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace throughline::workflow {

namespace {

namespace key = domain::key;
using index::kNone;

static_assert(index::kNone == store::kNoOrdinal);

/// An actor's key in the session dictionary: \x01u:USER or \x01d:DEVICE.
bool isActor(const std::string& id)
{
    return !id.empty() && id.front() == '\x01';
}

/// Contexts of the store as the index wants them, and what they say of bots.
struct Contexts
{
    index::IndexDictionaries dictionaries;
    std::vector<std::uint8_t> bot; ///< by context
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs parseContext(codec::JsonRecordReader& json, const std::string& text)
{
    Pairs pairs;
    if (json.parseCopy(text)) {
        const auto nodes = json.nodes();
        for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
            pairs.emplace_back(nodes[i].key, nodes[i].text);
        }
    }
    return pairs;
}

std::string_view valueOf(const Pairs& pairs, std::string_view field)
{
    for (const auto& [name, value] : pairs) {
        if (name == field) {
            return value;
        }
    }
    return {};
}

Contexts readContexts(const std::vector<std::string>& texts)
{
    Contexts contexts;
    codec::JsonRecordReader json;
    std::vector<Pairs> parsed;
    std::set<std::string> fields;
    for (const std::string& text : texts) {
        parsed.push_back(parseContext(json, text));
        for (const auto& [name, value] : parsed.back()) {
            fields.insert(name);
        }
    }
    index::IndexDictionaries& into = contexts.dictionaries;
    into.contextFields.assign(fields.begin(), fields.end());
    into.values.emplace_back();
    std::unordered_map<std::string, std::uint32_t> places {{"", 0}};
    for (const Pairs& pairs : parsed) {
        std::vector<std::uint32_t> row;
        for (const std::string& field : into.contextFields) {
            const std::string value(valueOf(pairs, field));
            const auto [place, added] =
                places.emplace(value, static_cast<std::uint32_t>(into.values.size()));
            if (added) {
                into.values.push_back(value);
            }
            row.push_back(place->second);
        }
        into.contexts.push_back(std::move(row));
        contexts.bot.push_back(
            analysis::isBot(botRule(),
                            {valueOf(pairs, key::kUserAgent), valueOf(pairs, key::kSynthetic),
                             valueOf(pairs, key::kDevice), valueOf(pairs, "session.type")})
                ? 1
                : 0);
    }
    return contexts;
}

/// Times of records whose source cuts no sessions, by actor.
using ActorTimes = std::map<std::uint32_t, std::vector<Timestamp>>;

/// One build.
class Build
{
public:
    Build(const store::Connection& connection, const std::stop_token& stop)
        : m_connection(connection)
        , m_stop(stop)
    {
    }

    Result<SessionTable> run(bool withLoaded)
    {
        TL_TRY(readDictionaries());
        store::BlockChoice choice;
        choice.withLoaded = withLoaded;
        TL_ASSIGN(m_blocks, store::chooseBlocks(m_connection, choice));
        TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(m_connection));
        TL_TRY(cutActors(reader));
        index::IndexBuilderOptions options;
        options.sessionCount = static_cast<std::uint32_t>(m_table.sessionIds.size());
        options.splits = m_table.splits;
        options.markCount = 1;
        index::IndexBuilder builder(std::move(options));
        m_flags.resize(m_table.sessionIds.size());
        TL_TRY(addBlocks(reader, builder));
        for (std::size_t i = m_firstDerived; i < m_flags.size(); ++i) {
            m_flags[i] |= index::SessionIndex::kDerived;
        }
        m_contexts.dictionaries.names = m_table.names;
        TL_ASSIGN(m_contexts.dictionaries.currencies,
                  store::readDictionary(m_connection, store::DictionaryKind::Currency));
        // Money without a currency has one of its own, "".
        m_contexts.dictionaries.currencies.emplace_back();
        TL_ASSIGN(index::BuiltIndex built,
                  std::move(builder).finish(std::move(m_contexts.dictionaries), m_flags));
        m_table.index = std::move(built.index);
        m_table.errorRecords = std::move(built.marks.front());
        m_table.numberOf.assign(m_table.sessionIds.size(), kNone);
        for (std::uint32_t s = 0; s < m_table.index.sessionCount(); ++s) {
            m_table.numberOf[m_table.index.id[s]] = s;
        }
        m_table.botRule = botRule().version;
        return std::move(m_table);
    }

private:
    Result<void> readDictionaries()
    {
        using store::DictionaryKind;
        TL_ASSIGN(m_table.sessionIds, store::readDictionary(m_connection, DictionaryKind::Session));
        TL_ASSIGN(m_table.users, store::readDictionary(m_connection, DictionaryKind::User));
        TL_ASSIGN(m_table.accounts, store::readDictionary(m_connection, DictionaryKind::Account));
        TL_ASSIGN(m_table.names, store::readDictionary(m_connection, DictionaryKind::Name));
        TL_ASSIGN(m_table.contextTexts,
                  store::readDictionary(m_connection, DictionaryKind::Context));
        m_contexts = readContexts(m_table.contextTexts);
        m_firstDerived = m_table.sessionIds.size();
        for (const std::string& id : m_table.sessionIds) {
            m_anyActor = m_anyActor || isActor(id);
        }
        return {};
    }

    /// Cuts the records of actors into sessions with ids of their own.
    Result<void> cutActors(store::BlockReader& reader)
    {
        if (!m_anyActor) {
            return {};
        }
        ActorTimes times;
        store::IndexColumns columns;
        for (const store::BlockInfo& block : m_blocks) {
            if (block.signal != domain::Signal::Event) {
                continue;
            }
            TL_TRY(reader.index(block.id, columns));
            for (std::size_t row = 0; row < columns.time.size(); ++row) {
                const std::uint32_t session = columns.session[row];
                if (session != kNone && isActor(m_table.sessionIds[session])) {
                    times[session].push_back({columns.time[row]});
                }
            }
        }
        for (auto& [actor, moments] : times) {
            std::sort(moments.begin(), moments.end());
            const std::string id = m_table.sessionIds[actor];
            const auto kind =
                id[1] == 'u' ? analysis::ActorKind::User : analysis::ActorKind::Device;
            for (const std::size_t cut : analysis::sessionCuts(moments)) {
                const auto part = static_cast<std::uint32_t>(m_table.sessionIds.size());
                m_table.splits.push_back({actor, moments[cut], part});
                m_table.sessionIds.push_back(
                    analysis::derivedSessionId(kind, std::string_view(id).substr(3), moments[cut]));
            }
        }
        return {};
    }

    Result<void> addBlocks(store::BlockReader& reader, index::IndexBuilder& builder)
    {
        store::IndexColumns columns;
        store::RevenueColumns revenue;
        for (const store::BlockInfo& block : m_blocks) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            m_table.dataEnd = std::max(m_table.dataEnd, block.last);
            TL_TRY(reader.index(block.id, columns));
            noteBots(columns, block.signal);
            if (block.signal == domain::Signal::Event) {
                if (asksForTraces(columns)) {
                    m_table.blocksThatAsk.push_back(block.id);
                }
                TL_TRY(reader.revenue(block.id, revenue));
                addEvents(builder, columns, revenue);
            } else {
                addFacts(builder, columns);
            }
        }
        for (const auto& [session, fact] : m_facts) {
            builder.addSession(fact);
        }
        return {};
    }

    static bool asksForTraces(const store::IndexColumns& columns)
    {
        const auto isError = [](std::uint8_t flags) { return (flags & store::flag::kError) != 0; };
        return std::any_of(columns.flags.begin(), columns.flags.end(), isError)
            || std::find(columns.session.begin(), columns.session.end(), kNone)
            != columns.session.end();
    }

    void addEvents(index::IndexBuilder& builder, const store::IndexColumns& columns,
                   store::RevenueColumns& revenue)
    {
        for (std::uint32_t& currency : revenue.currency) {
            // "" stands behind all currencies that were written.
            currency = currency == kNone ? m_currencyCount : currency;
        }
        index::EventColumns events;
        events.session = columns.session;
        events.user = columns.user;
        events.account = columns.account;
        events.timeNs = columns.time;
        events.name = columns.name;
        events.context = columns.context;
        m_errorMarks.clear();
        for (const std::uint8_t flags : columns.flags) {
            m_errorMarks.push_back((flags & store::flag::kError) != 0 ? 1 : 0);
        }
        events.marks = m_errorMarks;
        events.revenueRow = revenue.row;
        events.revenueMicros = revenue.micros;
        events.revenueCurrency = revenue.currency;
        builder.addEvents(events);
    }

    /// Sessions that are named by logs or spans only.
    void addFacts(index::IndexBuilder& /*builder*/, const store::IndexColumns& columns)
    {
        for (std::size_t row = 0; row < columns.time.size(); ++row) {
            const std::uint32_t session = columns.session[row];
            if (session == kNone) {
                continue;
            }
            const Timestamp time {columns.time[row]};
            const auto [place, added] = m_facts.try_emplace(session);
            index::SessionFact& fact = place->second;
            fact.session = session;
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
    SessionTable m_table;
    Contexts m_contexts;
    std::vector<store::BlockInfo> m_blocks;
    std::vector<std::uint8_t> m_flags;
    std::vector<std::uint8_t> m_errorMarks; ///< of the block at hand
    std::unordered_map<std::uint32_t, index::SessionFact> m_facts;
    std::size_t m_firstDerived = 0;
    std::uint32_t m_currencyCount = 0;
    bool m_anyActor = false;

    friend Result<SessionTable> throughline::workflow::buildSessionTable(const store::Connection&,
                                                                         bool,
                                                                         const std::stop_token&);
};

} // namespace

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
    Build build(connection, stop);
    TL_ASSIGN(const auto currencies,
              store::readDictionary(connection, store::DictionaryKind::Currency));
    build.m_currencyCount = static_cast<std::uint32_t>(currencies.size());
    return build.run(withLoaded);
}

} // namespace throughline::workflow

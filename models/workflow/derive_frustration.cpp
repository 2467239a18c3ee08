#include "models/analysis/frustration/rage_click.h"
#include "models/analysis/frustration/reload.h"
#include "models/store/dictionary.h"
#include "models/workflow/derived_data.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

using index::kNone;

/// One click or load with its session.
struct SessionGesture
{
    std::uint32_t session = 0;
    Timestamp time;
    std::uint32_t target = kNone;
    std::uint8_t kind = 0;
    std::int32_t x = 0;
    std::int32_t y = 0;
};

constexpr std::uint8_t kClick = 1;
constexpr std::uint8_t kReload = 3;

/// Counts the clusters of one session's gestures, which stand in time order.
void countSession(std::span<const SessionGesture> gestures, const std::vector<std::string>& targets,
                  Frustration& counts)
{
    std::vector<analysis::Click> clicks;
    std::vector<analysis::PageLoad> loads;
    for (const SessionGesture& gesture : gestures) {
        const std::string_view target = gesture.target == kNone
            ? std::string_view()
            : std::string_view(targets[gesture.target]);
        if (gesture.kind == kClick) {
            analysis::Click click;
            click.time = gesture.time;
            click.target = target;
            if (gesture.x != 0 || gesture.y != 0) {
                click.point = analysis::ScreenPoint {static_cast<double>(gesture.x),
                                                     static_cast<double>(gesture.y)};
            }
            clicks.push_back(click);
        } else {
            loads.push_back({gesture.time, target,
                             gesture.kind == kReload ? analysis::Navigation::Reload
                                                     : analysis::Navigation::Unknown,
                             false});
        }
    }
    const std::uint32_t session = gestures.front().session;
    counts.rageClicks[session] = static_cast<std::uint32_t>(analysis::rageClicks(clicks).size());
    counts.reloads[session] = static_cast<std::uint32_t>(analysis::reloads(loads).size());
}

} // namespace

Result<Frustration> findFrustration(const store::Connection& connection,
                                    const SessionTable& sessions, bool withLoaded)
{
    Frustration counts;
    counts.rageClicks.resize(sessions.index.sessionCount());
    counts.reloads.resize(sessions.index.sessionCount());
    TL_ASSIGN(const auto targets, store::readDictionary(connection, store::DictionaryKind::Target));
    store::BlockChoice choice;
    choice.withLoaded = withLoaded;
    choice.signalList = {domain::Signal::Event};
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, choice));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    std::vector<SessionGesture> gestures;
    store::IndexColumns index;
    store::GestureColumns columns;
    for (const store::BlockInfo& block : blocks) {
        TL_ASSIGN(const bool any, reader.gesture(block.id, columns));
        if (!any) {
            continue;
        }
        TL_TRY(reader.index(block.id, index));
        for (std::size_t i = 0; i < columns.row.size(); ++i) {
            const std::uint32_t row = columns.row[i];
            const std::uint32_t ordinal =
                sessions.sessionOfRow(index.session[row], {index.time[row]});
            if (ordinal != kNone && sessions.numberOf[ordinal] != kNone) {
                gestures.push_back({sessions.numberOf[ordinal],
                                    {index.time[row]},
                                    columns.target[i],
                                    columns.kind[i],
                                    columns.x[i],
                                    columns.y[i]});
            }
        }
    }
    std::sort(gestures.begin(), gestures.end(),
              [](const SessionGesture& a, const SessionGesture& b) {
                  return std::tie(a.session, a.time, a.kind, a.target)
                      < std::tie(b.session, b.time, b.kind, b.target);
              });
    for (std::size_t from = 0; from < gestures.size();) {
        std::size_t to = from;
        while (to < gestures.size() && gestures[to].session == gestures[from].session) {
            ++to;
        }
        countSession(std::span(gestures).subspan(from, to - from), targets, counts);
        from = to;
    }
    return counts;
}

} // namespace throughline::workflow

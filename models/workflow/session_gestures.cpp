#include "models/workflow/session_gestures.h"

#include "models/store/dictionary.h"
#include "models/workflow/block_walk.h"

#include <algorithm>
#include <tuple>

namespace throughline::workflow {

Result<SessionGestures> readGestures(const store::Connection& connection,
                                     const SessionTable& sessions, bool withLoaded,
                                     std::span<const std::uint8_t> wanted,
                                     const std::stop_token& stop)
{
    SessionGestures gestures;
    TL_ASSIGN(gestures.targets, store::readDictionary(connection, store::DictionaryKind::Target));
    store::BlockChoice choice;
    choice.withLoaded = withLoaded;
    choice.signalList = {domain::Signal::Event};
    store::IndexColumns index;
    store::GestureColumns columns;
    const auto readBlock = [&](store::BlockReader& reader,
                               const store::BlockInfo& block) -> Result<void> {
        TL_ASSIGN(const bool any, reader.gesture(block.id, columns));
        if (!any) {
            return {};
        }
        TL_TRY(reader.index(block.id, index));
        for (std::size_t i = 0; i < columns.row.size(); ++i) {
            const std::uint32_t row = columns.row[i];
            const std::uint32_t ordinal =
                sessions.sessionOfRow(index.session[row], {index.time[row]});
            const std::uint32_t session =
                ordinal == index::kNone ? index::kNone : sessions.numberOf[ordinal];
            if (session == index::kNone) {
                continue;
            }
            const bool click = columns.kind[i] == SessionGesture::kClick;
            (click ? gestures.anyClick : gestures.anyLoad) = true;
            if (wanted.empty() || wanted[session] != 0) {
                gestures.all.push_back({session,
                                        {index.time[row]},
                                        columns.target[i],
                                        columns.kind[i],
                                        columns.x[i],
                                        columns.y[i]});
            }
        }
        return {};
    };
    TL_TRY(walkBlocks(connection, choice, stop, readBlock));
    std::sort(gestures.all.begin(), gestures.all.end(),
              [](const SessionGesture& a, const SessionGesture& b) {
                  return std::tie(a.session, a.time, a.kind, a.target)
                      < std::tie(b.session, b.time, b.kind, b.target);
              });
    return gestures;
}

} // namespace throughline::workflow

#pragma once

#include "models/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stop_token>

namespace throughline::analysis {

/// Calls work(room, i) once for each i of [0, count), at the same time on as many processors as
/// there are; each has a room of its own, made by makeRoom(), for what it would else make for every
/// i. None is begun after a stop. Otherwise as forEachAtOnce.
template<typename MakeRoom, typename Work>
void forEachInRooms(std::size_t count, const std::stop_token& stop, const MakeRoom& makeRoom,
                    const Work& work)
{
    std::atomic<std::size_t> next = 0;
    forEachAtOnce(std::min(count, processors()), [&](std::size_t) {
        auto room = makeRoom();
        for (std::size_t i = next++; i < count && !stop.stop_requested(); i = next++) {
            work(room, i);
        }
    });
}

} // namespace throughline::analysis

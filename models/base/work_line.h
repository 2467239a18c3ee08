#pragma once

#include "models/base/result.h"

#include <cstddef>
#include <span>

namespace throughline {

/// A station of a line of work, such as reading or writing: one step at a time, each by whichever
/// thread is free, in the order they come.
class Station
{
public:
    Station() = default;
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;
    virtual ~Station() = default;

    /// Whether step() has something to do and room for what comes of it. On any thread, never
    /// during a step of this station; cheap.
    [[nodiscard]] virtual bool ready() const = 0;

    /// Whether the stations behind it will soon have nothing to do: it goes first then. As ready().
    [[nodiscard]] virtual bool isAwaited() const { return false; }

    /// Some milliseconds of work at most, so that nobody waits long for it. Never waits for another
    /// station. On any thread, but only one at a time.
    virtual Result<void> step() = 0;
};

/// Works until no station is ready any more, or one has failed; returns its error then, the first
/// one, when all threads have ended. This thread and `threads - 1` more take turns: each takes the
/// last station that is ready, so that little lies between them, and what one has just made is
/// worked on while the processor still has it at hand; but one that is awaited goes first, since a
/// thread that has worked off all there is would have to wait for it. A thread per station instead,
/// each waiting for its neighbours, left one of two processors idle for a quarter of an import.
/// What a step throws is thrown here.
Result<void> workThrough(std::span<Station* const> stations, std::size_t threads);

} // namespace throughline

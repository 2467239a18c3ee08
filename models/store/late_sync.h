#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

#include <memory>

namespace throughline::store {

/// While it lives, commits of a connection do not wait for the disk: the system is asked to write
/// what was committed while the next commit is prepared. What a loss of power takes away are the
/// last of them, whole, and never one before another. For work of many commits that is of use only
/// once a later one, after end(), has waited for all. Not inside a transaction. One thread.
class LateSync
{
public:
    static Result<LateSync> begin(Connection& connection);

    LateSync(LateSync&&) noexcept;
    LateSync& operator=(LateSync&&) noexcept;
    ~LateSync();

    /// Something was committed.
    void committed();

    /// Commits wait again, for all that came before them, too.
    Result<void> end();

private:
    struct State;
    explicit LateSync(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace throughline::store

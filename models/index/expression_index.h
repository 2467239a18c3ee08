#pragma once

#include "models/base/id_set.h"
#include "models/base/result.h"
#include "models/filter/expression.h"
#include "models/index/session_index.h"

#include <functional>

namespace throughline::index {

/// Answers a term the index cannot: full text, error.group, ticket, ids, attributes. Gives the
/// sessions (numbers in the index) with any record for which the term without its negation holds.
using TermResolver = std::function<Result<IdSet>(const filter::Term&)>;

/// The sessions for which every term holds. A term holds for a session when any of its records has
/// the value, a negated one when none has. Asks the resolver once per term the index does not
/// know; its error is passed on; without one such a term is ErrorCode::Usage.
/// Linear in the sessions per term, in the events for terms on event.name.
[[nodiscard]] Result<IdSet> matchingSessions(const SessionIndex& index,
                                             const filter::Expression& expression,
                                             const TermResolver& resolver = {});

} // namespace throughline::index

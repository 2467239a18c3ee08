#pragma once

#include "models/notebook/notebook.h"
#include "models/workflow/snapshot.h"

#include <stop_token>

namespace throughline::workflow {

/// Asks a question as the commands do and keeps what came of it: the result in the shape of the
/// command line, the versions of rules and the digests of what it was asked of. The question comes
/// back with what it left open (the group's fingerprint). Usage error: unknown names, expressions
/// that cannot be read.
Result<notebook::PinnedResult> pinnedAnswer(const Workspace& workspace,
                                            const SnapshotPointer& snapshot,
                                            notebook::Question question, Timestamp now,
                                            const std::stop_token& stop);

} // namespace throughline::workflow

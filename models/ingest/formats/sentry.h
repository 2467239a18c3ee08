#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Events of Sentry and its kin, as SDKs send them and as their "JSON" downloads: one, an array,
/// one a line, or envelopes, whose headers are passed over and whose other items are refused by
/// name. An event becomes one log with `exception.*`, or, where it names the session of a client,
/// an event of that session; a chain of exceptions is one error, its type and message those of the
/// outermost. The level is error unless another is given. Local variables, source context, module
/// lists but for the debug ids of scripts, cookies, request bodies and most request headers are
/// left out. Tags that carry one of our fields of few values or ids are that field, others
/// `tags.<name>`.
[[nodiscard]] Format sentryFormat();

} // namespace throughline::ingest

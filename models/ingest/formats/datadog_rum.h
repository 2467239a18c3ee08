#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Datadog RUM events: views, actions, resources, errors, long tasks and vitals as the SDKs send
/// them, one object, one a line or in an array, or the answer of the events API. Each is an event
/// of its session: `view`, `resource`, `error`, `long_task`; an action is named by its type, a
/// custom one by its target. A resource is the client's end of a request and, by its decimal trace
/// id, the link to the backend. An error with causes is one error. Synthetic sessions are marked.
[[nodiscard]] Format datadogRumFormat();

} // namespace throughline::ingest

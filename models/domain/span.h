#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"

#include <string>

namespace throughline::domain {

/// One operation of a trace.
struct Span
{
    TraceId trace;
    SpanId id;
    SpanId parent; ///< invalid: a root
    std::string service;
    std::string name;
    std::string kind; ///< "server", "client", ...; empty where the source says nothing
    std::string status; ///< "unset", "ok", "error"
    Timestamp start;
    Duration duration;
    RecordRef record;

    bool operator==(const Span&) const = default;
};

} // namespace throughline::domain

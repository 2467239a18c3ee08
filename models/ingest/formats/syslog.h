#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Lines of syslog: RFC 5424 and RFC 3164, with and without their priority, as senders, rsyslog,
/// syslog-ng and journalctl write them. Code, since a document can neither split the priority into
/// facility and severity, nor name attributes by what structured data holds, nor find the year that
/// RFC 3164 leaves out: it is the latest with which the time is no more than a day behind the last
/// change of the file.
[[nodiscard]] Format syslogFormat();

} // namespace throughline::ingest

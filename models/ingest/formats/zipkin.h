#pragma once

#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Zipkin JSON, version 2 and 1: an array of spans, an array of such arrays, or one a line. The two
/// halves of a call that share an id stay two records that differ in kind; a version 1 span that
/// both sides have reported becomes its two halves. Annotations become span events, tags are text,
/// a tag `error` is a failed span. A span without a time has that of its first annotation.
[[nodiscard]] Format zipkinFormat();

} // namespace throughline::ingest

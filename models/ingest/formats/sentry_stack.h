#pragma once

#include "models/ingest/json_fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The exceptions of a Sentry event, oldest cause first, from {"values": [...]} or a bare list.
[[nodiscard]] std::vector<std::uint32_t> sentryExceptions(const JsonFields& json,
                                                          std::uint32_t event);

/// The exceptions and frames of an event as the runtime of its platform prints them, so that error
/// grouping reads one stack whatever product collected it. Platforms without a form of their own
/// (php, ruby, native ...) get JavaScript's. A frame that the SDK says is not the application's
/// shows its absolute path, which tells why. Empty where there is nothing but one type and message.
[[nodiscard]] std::string sentryStack(const JsonFields& json, std::uint32_t event,
                                      std::string_view platform);

} // namespace throughline::ingest

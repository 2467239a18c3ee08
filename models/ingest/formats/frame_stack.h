#pragma once

#include "models/ingest/json_fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The exceptions of a Sentry event, oldest cause first, from {"values": [...]} or a bare list.
[[nodiscard]] std::vector<std::uint32_t> sentryExceptions(const JsonFields& json,
                                                          std::uint32_t list);

/// The exceptions, or without any the frames of the event itself, as the runtime of its platform
/// prints them, so that error grouping reads one stack whatever product collected it. Platforms
/// without a form of their own (php, ruby, native ...) get JavaScript's. A frame that the SDK says
/// is not the application's shows its absolute path, which tells why. Empty where there is nothing
/// but one type and message.
[[nodiscard]] std::string sentryStack(const JsonFields& json,
                                      const std::vector<std::uint32_t>& exceptions,
                                      std::string_view platform);

} // namespace throughline::ingest

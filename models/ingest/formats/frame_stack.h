#pragma once

#include "models/ingest/json_fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The exceptions of a Sentry event, oldest cause first, from {"values": [...]} or a bare list.
[[nodiscard]] std::vector<std::uint32_t> sentryExceptions(const JsonFields& json,
                                                          std::uint32_t list);

/// The exceptions, oldest cause first, or without any the frames of the event itself, as the
/// runtime of its platform prints them, so that error grouping reads one stack whatever product
/// collected it. Platforms without a form of their own (php, ruby, native ...) get JavaScript's. A
/// frame that the SDK says is not the application's shows its absolute path, which tells why. Empty
/// where there is nothing but one type and message.
[[nodiscard]] std::string frameStack(const JsonFields& json,
                                     const std::vector<std::uint32_t>& exceptions,
                                     std::string_view platform);

/// The same of a bare list, which is the whole JSON, the outermost exception first; `platform` is
/// empty where the frames tell it themselves.
[[nodiscard]] std::string listedStack(const JsonFields& json, std::string_view platform);

/// Whether stacks of this platform ("python", "javascript") are printed in a form of their own.
[[nodiscard]] bool isStackLanguage(std::string_view platform);

} // namespace throughline::ingest

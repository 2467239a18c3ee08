#pragma once

#include "models/base/random.h"
#include "models/demo/scenario.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::demo {

/// An exception as the program that threw it reports it.
struct ExceptionText
{
    std::string_view type;
    std::string message; ///< with ids and numbers of this occurrence
    std::string stack; ///< in the way of the program's language; empty where there is none
};

/// What goes into the message of one occurrence.
struct IncidentDetail
{
    std::uint64_t order = 0;
    std::uint64_t milliseconds = 0; ///< how long it took until it failed
    std::uint64_t attempt = 0; ///< from 1
};

/// One occurrence's text. Line numbers, bundle names and addresses differ by release and
/// occurrence; type and functions do not.
[[nodiscard]] ExceptionText describe(ErrorKind kind, Release release, const IncidentDetail& detail,
                                     Random& random);

/// The bundle a release serves to browsers:
/// "https://cdn.shop.example/assets/storefront.8f3a91c2.js".
[[nodiscard]] std::string bundleUrl(Release release);

} // namespace throughline::demo

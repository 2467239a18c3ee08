#pragma once

#include "models/domain/ids.h"

#include <cstdint>
#include <string>

namespace throughline::domain {

/// Where a record stands in its file. Offset and line are those of the decompressed stream.
struct Provenance
{
    SourceId source;
    std::uint64_t offset = 0; ///< of the line or document that holds the record
    std::uint32_t length = 0; ///< of that line or document
    std::uint32_t line = 0; ///< from 1
    std::uint32_t part = 0; ///< which record of that line, from 0

    bool operator==(const Provenance&) const = default;
};

/// The same for people: names instead of numbers.
struct SourcePlace
{
    std::string file;
    std::string member; ///< inside an archive; empty otherwise
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t line = 0;

    bool operator==(const SourcePlace&) const = default;
};

} // namespace throughline::domain

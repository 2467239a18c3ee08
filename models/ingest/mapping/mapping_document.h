#pragma once

#include "models/base/result.h"
#include "models/domain/mapping.h"

namespace throughline::ingest {

/// What keeps a mapping from being a format: Usage error in plain words. A time is needed, a name,
/// what the kind of record needs (models/README.md), and no meaning twice.
[[nodiscard]] Result<void> checkMapping(const domain::Mapping& mapping);

/// The mapping as a format document (resources/formats/README.md), which recognises files with the
/// same columns. Errors: as checkMapping().
[[nodiscard]] Result<std::string> documentOfMapping(const domain::Mapping& mapping);

} // namespace throughline::ingest

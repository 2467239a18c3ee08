#pragma once

#include "models/store/block_writer.h"

#include <string>
#include <string_view>

namespace throughline::store {

/// Checkpoint and account of a running source as the JSON text of its row, and back.
[[nodiscard]] std::string checkpointText(const Checkpoint& checkpoint,
                                         const SourceAccount& account);
/// False: the text is none of ours.
[[nodiscard]] bool readCheckpoint(std::string_view text, Checkpoint& checkpoint,
                                  SourceAccount& account);

/// Puts an account's reasons, warnings and rules into the summary of its source.
void addAccount(domain::SourceSummary& source, const SourceAccount& account);

/// {"event":"<32 hex>", ...}; signals without records are left out.
[[nodiscard]] std::string digestText(const SignalDigest& digest);
[[nodiscard]] SignalDigest readDigest(std::string_view text);

} // namespace throughline::store

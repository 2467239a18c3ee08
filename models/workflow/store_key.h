#pragma once

#include "models/base/result.h"
#include "models/crypto/secret_key.h"
#include "models/store/connection.h"

#include <filesystem>
#include <string>

namespace throughline::workflow {

/// The key behind a store's pseudonyms, and where it lies.
struct StoreKey
{
    crypto::SecretKey key;
    std::filesystem::path file;
    bool made = false; ///< by this call
};

/// Loads the named key file, or the store's own (made with the store), and holds it against the
/// check value in the store. Store error for another key, or a key file that has gone.
Result<StoreKey> storeKey(store::Connection& connection, const std::filesystem::path& named);

} // namespace throughline::workflow

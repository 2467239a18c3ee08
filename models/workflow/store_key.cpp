#include "models/workflow/store_key.h"

#include "models/crypto/keyed_hash.h"
#include "models/store/store_file.h"

namespace throughline::workflow {

Result<StoreKey> storeKey(store::Connection& connection, const std::filesystem::path& named)
{
    TL_ASSIGN(const std::string uuid, store::readSetting(connection, store::setting::kStoreId));
    TL_ASSIGN(const std::string check, store::readSetting(connection, store::setting::kKeyCheck));
    const std::filesystem::path file =
        named.empty() ? store::StoreFile::keyFolder() / (uuid + ".key") : named;
    std::error_code failed;
    const bool there = std::filesystem::exists(file, failed);
    if (!there && !check.empty()) {
        return storeError("The key file of this store is missing: " + file.string(),
                          "Put it back, or name it with --key-file; without it the same person "
                          "would get a second pseudonym");
    }
    TL_ASSIGN(crypto::SecretKey key,
              there ? crypto::KeyFile::load(file) : crypto::KeyFile::create(file));
    const std::string found = crypto::KeyedHash(key).checkValue();
    if (check.empty()) {
        TL_TRY(store::writeSetting(connection, store::setting::kKeyCheck, found));
    } else if (check != found) {
        return storeError("The key in " + file.string()
                              + " is not the one this store was made with",
                          "Name the right one with --key-file");
    }
    return StoreKey {std::move(key), file, !there};
}

} // namespace throughline::workflow

#include "models/workflow/reading_rules.h"

#include "models/base/user_folders.h"
#include "models/crypto/digest.h"
#include "models/crypto/secret_key.h"
#include "models/domain/sampling.h"
#include "models/store/queries/source_queries.h"
#include "models/store/store_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRawIds = "-raw";
constexpr std::string_view kPseudonyms = "-pseudonyms";

std::string idsWord(const ReadingRules& rules)
{
    return std::string(rules.redaction.pseudonymiseIds ? kPseudonyms : kRawIds);
}

/// What stands in the user's redaction documents, for the fingerprint.
std::string bytesOf(const fs::path& folder)
{
    std::string all;
    std::vector<fs::path> files;
    std::error_code none;
    for (auto entry = fs::directory_iterator(folder, none);
         !none && entry != fs::directory_iterator(); entry.increment(none)) {
        if (entry->path().extension() == ".json") {
            files.push_back(entry->path());
        }
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
        all += '\x1f';
    }
    return all;
}

} // namespace

Result<ReadingRules> readingRules(const ReadingWishes& wishes)
{
    ReadingRules rules;
    std::string told = "zone " + (wishes.zone.empty() ? "UTC" : wishes.zone);
    if (!wishes.zone.empty()) {
        TL_ASSIGN(rules.time.zone, TimeZone::named(wishes.zone));
    }
    if (wishes.samplingRate) {
        if (!(*wishes.samplingRate > 0 && *wishes.samplingRate <= 1)) {
            return usageError("A sampling rate is a share above 0 and up to 1",
                              "As 0.1 or 10 % where one session of ten was kept");
        }
        rules.samplingRate = wishes.samplingRate;
        told += " rate " + domain::samplingRateText(*wishes.samplingRate);
    }
    const fs::path folder = userConfigFolder() / "redaction";
    TL_ASSIGN(rules.redaction.custom, ingest::loadCustomRedaction(folder));
    told += " rules " + rules.redaction.custom->name() + bytesOf(folder);
    rules.redaction.pseudonymiseIds = wishes.pseudonymiseAll;
    rules.salvage = wishes.salvage;
    if (!wishes.sourceIdKey.empty()) {
        TL_ASSIGN(const crypto::SecretKey key, crypto::KeyFile::loadForeign(wishes.sourceIdKey));
        auto hash = std::make_shared<crypto::KeyedHash>(key);
        told += " key " + hash->checkValue();
        rules.redaction.sourceIdHash = std::move(hash);
    }
    rules.fingerprint = crypto::sha256Hex(told).substr(0, 16) + idsWord(rules);
    return rules;
}

Result<void> followIdentityPolicy(store::Connection& connection, ReadingRules& rules)
{
    TL_ASSIGN(std::string policy, store::readSetting(connection, store::setting::kIdentityPolicy));
    if (policy.empty()) {
        // A store of an earlier version has the ids as they came.
        TL_ASSIGN(const bool filled, store::anySource(connection));
        policy = filled ? std::string(kRawIds) : idsWord(rules);
        TL_TRY(store::writeSetting(connection, store::setting::kIdentityPolicy, policy));
    }
    if (rules.redaction.pseudonymiseIds && policy == kRawIds) {
        return usageError(
            "This store holds the ids of users and accounts as they came, so the same "
            "person would be in it twice",
            "Import into a new store with --pseudonymise all");
    }
    rules.fingerprint.resize(rules.fingerprint.size() - idsWord(rules).size());
    rules.redaction.pseudonymiseIds = policy != kRawIds;
    rules.fingerprint += idsWord(rules);
    return {};
}

} // namespace throughline::workflow

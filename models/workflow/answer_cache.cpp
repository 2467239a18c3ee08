#include "models/workflow/answer_cache.h"

#include "models/base/user_folders.h"
#include "models/base/whole_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 32;

fs::path folder()
{
    return userCacheFolder() / "answers";
}

void removeOldest()
{
    std::error_code ignored;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (fs::directory_iterator at(folder(), ignored), end; at != end; at.increment(ignored)) {
        const fs::file_time_type time = at->last_write_time(ignored);
        files.emplace_back(time, at->path());
    }
    if (files.size() <= AnswerCache::kMostAnswers) {
        return;
    }
    std::sort(files.begin(), files.end());
    files.resize(files.size() - AnswerCache::kMostAnswers);
    for (const auto& [time, path] : files) {
        fs::remove(path, ignored);
    }
}

} // namespace

std::optional<std::string> AnswerCache::read(const Hash128& question)
{
    std::ifstream file(folder() / toHex(question), std::ios::binary);
    std::string bytes {std::istreambuf_iterator<char>(file), {}};
    // The first digits name the rest, so that half a file is noticed.
    if (bytes.size() < kHashDigits
        || std::string_view(bytes).substr(0, kHashDigits)
            != toHex(hash128(std::string_view(bytes).substr(kHashDigits)))) {
        return std::nullopt;
    }
    bytes.erase(0, kHashDigits);
    return bytes;
}

void AnswerCache::keep(const Hash128& question, std::string_view answer)
{
    std::error_code failed;
    fs::create_directories(folder(), failed);
    const std::string bytes = toHex(hash128(answer)).append(answer);
    static_cast<void>(writeWholeFile(folder() / toHex(question), bytes).ok());
    removeOldest();
}

} // namespace throughline::workflow

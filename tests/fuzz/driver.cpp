#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

/// Plays files and all files in folders back to a target: each whole, and cut at a few places.
int main(int count, char** arguments)
{
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (int i = 1; i < count; ++i) {
        const fs::path path = arguments[i];
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            if (entry.is_regular_file()) {
                files.push_back(entry.path());
            }
        }
    }
    std::size_t runs = 0;
    for (const fs::path& path : files) {
        std::ifstream in(path, std::ios::binary);
        const std::string bytes {std::istreambuf_iterator<char>(in), {}};
        for (const std::size_t part : {8U, 7U, 5U, 3U, 1U}) {
            const std::size_t size = bytes.size() * part / 8;
            // In memory of exactly this size, so that a sanitizer sees a step too far.
            const std::vector<std::uint8_t> exact(
                bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
            LLVMFuzzerTestOneInput(exact.data(), exact.size());
            ++runs;
        }
    }
    std::printf("%zu runs over %zu files\n", runs, files.size());
    return files.empty() ? 1 : 0;
}

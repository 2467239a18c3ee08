#include "models/workflow/whole_file.h"

#include "models/codec/byte_source.h"

#include <algorithm>
#include <vector>

namespace throughline::workflow {

Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t mostBytes)
{
    TL_ASSIGN(const auto source, codec::openFile(path));
    std::string text;
    std::vector<char> chunk(std::min(mostBytes + 1, codec::kReadChunkBytes));
    while (true) {
        TL_ASSIGN(const std::size_t got, source->read(chunk));
        if (got == 0) {
            return text;
        }
        text.append(chunk.data(), got);
        if (text.size() > mostBytes) {
            return badInputError(path.string() + " is longer than "
                                     + std::to_string(mostBytes / 1'000'000) + " MB",
                                 "Name the right file");
        }
    }
}

} // namespace throughline::workflow

#include "models/notebook/source_account.h"

#include "models/base/text.h"
#include "models/notebook/number_text.h"

#include <cstdint>
#include <map>
#include <vector>

namespace throughline::notebook {

std::string redactedText(std::span<const domain::SourceSummary> sources)
{
    std::map<std::string, std::uint64_t> sums;
    for (const domain::SourceSummary& source : sources) {
        for (const auto& [name, count] : source.redactions) {
            sums[name] += count;
        }
    }
    std::vector<std::string> parts;
    parts.reserve(sums.size());
    for (const auto& [name, count] : sums) {
        parts.push_back(countText(count) + ' ' + name);
    }
    return parts.empty() ? "nothing" : join(parts, ", ");
}

std::string rejectedText(std::span<const domain::SourceSummary> sources)
{
    std::uint64_t read = 0;
    std::uint64_t rejected = 0;
    for (const domain::SourceSummary& source : sources) {
        read += source.read;
        rejected += source.rejected;
    }
    return countText(rejected) + " of " + countOf(read, "record");
}

} // namespace throughline::notebook

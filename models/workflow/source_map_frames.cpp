#include "models/workflow/source_map_frames.h"

#include "models/base/text.h"
#include "models/codec/compress.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

constexpr std::size_t kMostMapBytes = 256U << 20U;

std::size_t sharedSegments(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    const std::size_t most = std::min(a.size(), b.size());
    std::size_t shared = 0;
    while (shared < most && a[shared] == b[shared]) {
        ++shared;
    }
    return shared;
}

} // namespace

std::string sourcePath(std::string_view source)
{
    if (source.starts_with("webpack://")) {
        source.remove_prefix(10);
        const std::size_t slash = source.find('/'); // behind it the name of the bundle, if any
        source.remove_prefix(slash == std::string_view::npos ? 0 : slash + 1);
    }
    source = source.substr(0, source.find('?'));
    while (source.starts_with("./") || source.starts_with("../") || source.starts_with("/")) {
        source.remove_prefix(source.find('/') + 1);
    }
    return std::string(source);
}

std::vector<std::string> scriptSegments(std::string_view file)
{
    if (const std::size_t scheme = file.find("://"); scheme != std::string_view::npos) {
        file.remove_prefix(scheme + 3);
        const std::size_t slash = file.find('/');
        file.remove_prefix(slash == std::string_view::npos ? file.size() : slash);
    }
    file = file.substr(0, file.find_first_of("?#"));
    std::vector<std::string> segments;
    for (const std::string_view segment : split(file, '/')) {
        if (!segment.empty() && segment != "." && segment != "~") {
            segments.emplace_back(segment);
        }
    }
    std::reverse(segments.begin(), segments.end());
    return segments;
}

SourceMapFrames::SourceMapFrames(std::vector<store::StoredSourceMap> maps)
{
    for (store::StoredSourceMap& map : maps) {
        std::vector<std::string> path = scriptSegments(map.script);
        m_entries.push_back({std::move(map), std::move(path), std::nullopt, false});
    }
}

const codec::SourceMap* SourceMapFrames::mapFor(std::string_view file,
                                                std::string_view version) const
{
    const std::vector<std::string> wanted = scriptSegments(file);
    Entry* best = nullptr;
    std::size_t most = 0;
    bool doubtful = false;
    for (Entry& entry : m_entries) {
        if (!entry.stored.version.empty() && entry.stored.version != version) {
            continue;
        }
        const std::size_t shared = sharedSegments(entry.path, wanted);
        if (shared == 0 || shared < most) {
            continue;
        }
        doubtful = best != nullptr && shared == most && entry.path != best->path;
        most = shared;
        best = &entry;
    }
    if (best == nullptr || doubtful) {
        return nullptr;
    }
    if (!best->read) {
        best->read = true;
        if (const auto json = codec::decompress(best->stored.data, kMostMapBytes)) {
            if (auto map = codec::SourceMap::parse(*json); map.ok()) {
                best->map = *std::move(map);
            }
        }
        best->stored.data.clear();
    }
    return best->map ? &*best->map : nullptr;
}

std::optional<analysis::OriginalCall> SourceMapFrames::resolve(const domain::StackFrame& frame,
                                                               std::string_view version) const
{
    if (frame.line == 0 || frame.column == 0 || frame.file.empty() || !frame.module.empty()) {
        return std::nullopt;
    }
    const codec::SourceMap* map = mapFor(frame.file, version);
    const auto place = map == nullptr ? std::nullopt : map->find(frame.line, frame.column);
    if (!place) {
        return std::nullopt;
    }
    return analysis::OriginalCall {sourcePath(place->source), place->line, place->column,
                                   std::string(place->name)};
}

} // namespace throughline::workflow

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

/// Of the script that a record means by this path: the one that agrees in most folders. Empty: it
/// names none, or two that agree as far and are of other builds.
std::string debugIdAmong(std::span<const analysis::ScriptId> scripts,
                         const std::vector<std::string>& path)
{
    std::string best;
    std::size_t most = 0;
    for (const analysis::ScriptId& script : scripts) {
        const std::size_t shared = sharedSegments(scriptSegments(script.file), path);
        if (shared == 0 || shared < most) {
            continue;
        }
        const std::string debugId = codec::debugIdOf(script.debugId);
        best = shared == most && best != debugId ? std::string() : debugId;
        most = shared;
    }
    return best;
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

SourceMapFrames::Entry* SourceMapFrames::ofBuild(const std::string& debugId) const
{
    const auto last = std::find_if(m_entries.rbegin(), m_entries.rend(), [&](const Entry& entry) {
        return !debugId.empty() && entry.stored.debugId == debugId;
    });
    return last == m_entries.rend() ? nullptr : &*last;
}

/// A map of a known build is of no other.
SourceMapFrames::Entry* SourceMapFrames::ofName(const std::vector<std::string>& script,
                                                std::string_view version, bool buildKnown) const
{
    Entry* best = nullptr;
    std::size_t most = 0;
    bool doubtful = false;
    for (Entry& entry : m_entries) {
        if ((!entry.stored.version.empty() && entry.stored.version != version)
            || (buildKnown && !entry.stored.debugId.empty())) {
            continue;
        }
        const std::size_t shared = sharedSegments(entry.path, script);
        if (shared == 0 || shared < most) {
            continue;
        }
        doubtful = best != nullptr && shared == most && entry.path != best->path;
        most = shared;
        best = &entry;
    }
    return doubtful ? nullptr : best;
}

const codec::SourceMap* SourceMapFrames::read(Entry& entry)
{
    if (!entry.read) {
        entry.read = true;
        if (const auto json = codec::decompress(entry.stored.data, kMostMapBytes)) {
            if (auto map = codec::SourceMap::parse(*json); map.ok()) {
                entry.map = *std::move(map);
            }
        }
        entry.stored.data.clear();
    }
    return entry.map ? &*entry.map : nullptr;
}

std::optional<analysis::OriginalCall>
SourceMapFrames::resolve(const domain::StackFrame& frame, const analysis::RunningCode& code) const
{
    if (frame.line == 0 || frame.column == 0 || frame.file.empty() || !frame.module.empty()) {
        return std::nullopt;
    }
    const std::vector<std::string> script = scriptSegments(frame.file);
    const std::string debugId = debugIdAmong(code.scripts, script);
    Entry* entry = ofBuild(debugId);
    entry = entry != nullptr ? entry : ofName(script, code.version, !debugId.empty());
    const codec::SourceMap* map = entry == nullptr ? nullptr : read(*entry);
    const auto place = map == nullptr ? std::nullopt : map->find(frame.line, frame.column);
    if (!place) {
        return std::nullopt;
    }
    return analysis::OriginalCall {sourcePath(place->source), place->line, place->column,
                                   std::string(place->name)};
}

} // namespace throughline::workflow

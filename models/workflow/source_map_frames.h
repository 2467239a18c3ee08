#pragma once

#include "models/analysis/error/grouping_rules.h"
#include "models/codec/source_map.h"
#include "models/store/queries/group_queries.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow {

/// Finds where minified code was written, by source maps of a store. A map belongs to a frame when
/// the record names the debug id of the frame's script and the map has the same, whatever both are
/// called. Where no map has it, names decide among the maps that have none: a map belongs to a
/// frame when both name the same file; of several the one whose path agrees in most folders, of
/// equals the one that came last. Two paths of one coming that agree as far do not tell which is
/// meant: none is. Maps are read when a frame first needs them. Used by one thread.
class SourceMapFrames : public analysis::FrameResolver
{
public:
    explicit SourceMapFrames(std::vector<store::StoredSourceMap> maps);

    [[nodiscard]] std::optional<analysis::OriginalCall>
    resolve(const domain::StackFrame& frame, const analysis::RunningCode& code) const override;

private:
    struct Entry
    {
        store::StoredSourceMap stored;
        std::vector<std::string> path; ///< segments of the script, last first
        std::optional<codec::SourceMap> map;
        bool read = false;
    };

    [[nodiscard]] Entry* ofBuild(const std::string& debugId) const;
    [[nodiscard]] Entry* ofName(const std::vector<std::string>& script, std::string_view version,
                                bool buildKnown) const;
    [[nodiscard]] static const codec::SourceMap* read(Entry& entry);

    mutable std::vector<Entry> m_entries;
};

/// A source's path as people know it: without webpack's scheme, query and leading dots.
[[nodiscard]] std::string sourcePath(std::string_view source);

/// The path of a script's URL or file, by segments, last first.
[[nodiscard]] std::vector<std::string> scriptSegments(std::string_view file);

} // namespace throughline::workflow

#include "models/workflow/regroup_workflow.h"

#include "models/codec/compress.h"
#include "models/codec/source_map.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/group_queries.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/group_apply.h"
#include "models/workflow/grouping_document.h"
#include "models/workflow/source_map_frames.h"
#include "models/workflow/whole_file.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;
using domain::GroupRule;
using domain::GroupRuleKind;

constexpr std::size_t kMostMapBytes = 64U << 20U;
constexpr std::size_t kMostPackedBytes = 48U << 20U; ///< no value of a store may be larger than 64

Result<std::string> documentOf(const fs::path& path)
{
    std::error_code failed;
    if (!path.empty() && !fs::exists(path, failed)) {
        return usageError("There is no file " + path.string(), "Name a document of rules");
    }
    return readGroupingDocument(path.empty() ? groupingDocumentPath() : path);
}

struct FoundMaps
{
    std::vector<store::StoredSourceMap> maps;
    std::vector<std::string> refused;
};

/// The debug id that the script beside "main.js.map" names: builds put it there, too.
std::string debugIdBeside(const fs::path& map)
{
    fs::path script = map;
    script.replace_extension();
    std::error_code failed;
    if (!fs::is_regular_file(script, failed)) {
        return {};
    }
    const auto text = readWholeFile(script, kMostMapBytes);
    return text ? codec::debugIdOfScript(*text) : std::string();
}

Result<store::StoredSourceMap> readMap(const fs::path& file, const SourceMapRequest& request)
{
    TL_ASSIGN(const std::string text, readWholeFile(file, kMostMapBytes));
    TL_ASSIGN(const codec::SourceMap map, codec::SourceMap::parse(text));
    TL_ASSIGN(const std::string lean, codec::withoutSourceText(text));
    store::StoredSourceMap stored;
    fs::path script = file.lexically_relative(request.folder);
    script.replace_extension(); // "main.js.map" is of "main.js"
    if (!map.file().empty() && script.extension() == file.stem().extension()) {
        const std::string named = fs::path(map.file()).filename().string();
        script.replace_filename(named.empty() ? script.filename().string() : named);
    }
    stored.script = script.generic_string();
    stored.version = request.version;
    stored.debugId = map.debugId().empty() ? debugIdBeside(file) : map.debugId();
    stored.data = codec::compress(lean);
    if (stored.data.size() > kMostPackedBytes) {
        return badInputError("it is too large");
    }
    return stored;
}

Result<FoundMaps> findMaps(const SourceMapRequest& request, const std::stop_token& stop)
{
    std::error_code failed;
    if (!fs::is_directory(request.folder, failed)) {
        return usageError("There is no folder " + request.folder.string(),
                          "Name the folder that holds the source maps");
    }
    std::vector<fs::path> files;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator entry(request.folder, options, failed), end;
         !failed && entry != end; entry.increment(failed)) {
        if (entry->path().extension() == ".map" && entry->is_regular_file(failed)) {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    FoundMaps found;
    for (const fs::path& file : files) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        if (auto map = readMap(file, request); map.ok()) {
            found.maps.push_back(*std::move(map));
        } else {
            found.refused.push_back(file.lexically_relative(request.folder).string() + ": "
                                    + map.error().message);
        }
    }
    if (found.maps.empty()) {
        return usageError("There is no source map in " + request.folder.string()
                              + (found.refused.empty() ? std::string()
                                                       : " that can be read; " + found.refused[0]),
                          "Name a folder with files such as main.js.map");
    }
    return found;
}

/// The rules in force with these maps besides.
Result<analysis::GroupingRules> rulesWith(const store::Connection& connection,
                                          const std::string& document,
                                          const std::vector<store::StoredSourceMap>& maps)
{
    TL_ASSIGN(analysis::GroupingRules rules, groupingRulesFrom(document));
    TL_ASSIGN(std::vector<store::StoredSourceMap> all, store::sourceMaps(connection));
    all.insert(all.end(), maps.begin(), maps.end());
    if (!all.empty()) {
        rules.frames = std::make_shared<const SourceMapFrames>(std::move(all));
    }
    return rules;
}

Result<RegroupPreview> preview(const store::Connection& connection, const GroupingState& state,
                               const analysis::GroupingRules& rules, const std::stop_token& stop)
{
    RegroupPreview preview;
    TL_ASSIGN(const analysis::GroupingRules before, groupingRulesFrom(state.document));
    preview.ruleSetBefore = before.ruleSet();
    preview.ruleSetAfter = rules.ruleSet();
    TL_ASSIGN(preview.before, store::errorGroups(connection));
    TL_ASSIGN(StoredErrors stored, storedErrors(connection));
    TL_ASSIGN(
        Regrouping regrouping,
        regroupStored(connection, std::move(stored), rules, state.inForce, KeyChange::Forth, stop));
    preview.change = std::move(regrouping.change);
    preview.after = std::move(regrouping.after.groups);
    return preview;
}

/// Adds the decision with what it brings and applies it, in one transaction.
Result<RuleOutcome> decide(const Workspace& workspace, GroupRule rule,
                           const std::vector<store::StoredSourceMap>& maps,
                           const std::stop_token& stop)
{
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file(), stop));
    TL_ASSIGN(store::Connection connection, lock.openWriter(stop));
    TL_ASSIGN(store::Transaction transaction, store::Transaction::begin(connection));
    TL_ASSIGN(const GroupingState before, groupingState(connection));
    if (rule.kind == GroupRuleKind::Regroup && rule.text == before.document) {
        return RuleOutcome {rule, {}};
    }
    TL_ASSIGN(rule.id, store::addGroupRule(connection, rule));
    for (const store::StoredSourceMap& map : maps) {
        TL_TRY(store::addSourceMap(connection, rule.id, map));
    }
    TL_ASSIGN(const GroupingState state, groupingState(connection));
    TL_ASSIGN(const analysis::GroupingRules rules, groupingRules(connection, state.document));
    TL_ASSIGN(StoredErrors stored, storedErrors(connection));
    TL_ASSIGN(
        const Regrouping regrouping,
        regroupStored(connection, std::move(stored), rules, state.inForce, KeyChange::Forth, stop));
    TL_TRY(writeRegrouping(connection, regrouping, rule.id));
    TL_TRY(transaction.commit());
    return RuleOutcome {std::move(rule), regrouping.change};
}

} // namespace

bool RegroupPreview::empty() const
{
    return ruleSetBefore == ruleSetAfter && change.empty() && mapsUsed == 0;
}

Result<RegroupPreview> previewRegroup(const Workspace& workspace, const fs::path& document,
                                      const std::stop_token& stop)
{
    TL_ASSIGN(const std::string text, documentOf(document));
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const GroupingState state, groupingState(connection));
    TL_ASSIGN(const analysis::GroupingRules rules, groupingRules(connection, text));
    return preview(connection, state, rules, stop);
}

Result<RuleOutcome> regroup(const Workspace& workspace, const fs::path& document, Timestamp now,
                            const std::stop_token& stop)
{
    GroupRule rule;
    rule.kind = GroupRuleKind::Regroup;
    rule.created = now;
    TL_ASSIGN(rule.text, documentOf(document));
    return decide(workspace, std::move(rule), {}, stop);
}

Result<RegroupPreview> previewSourceMaps(const Workspace& workspace,
                                         const SourceMapRequest& request,
                                         const std::stop_token& stop)
{
    TL_ASSIGN(const FoundMaps found, findMaps(request, stop));
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const GroupingState state, groupingState(connection));
    TL_ASSIGN(const analysis::GroupingRules rules,
              rulesWith(connection, state.document, found.maps));
    TL_ASSIGN(RegroupPreview result, preview(connection, state, rules, stop));
    result.mapsUsed = found.maps.size();
    result.mapsOfKnownBuild = static_cast<std::uint64_t>(
        std::count_if(found.maps.begin(), found.maps.end(),
                      [](const store::StoredSourceMap& map) { return !map.debugId.empty(); }));
    result.mapsRefused = found.refused;
    return result;
}

Result<RuleOutcome> applySourceMaps(const Workspace& workspace, const SourceMapRequest& request,
                                    Timestamp now, const std::stop_token& stop)
{
    TL_ASSIGN(const FoundMaps found, findMaps(request, stop));
    GroupRule rule;
    rule.kind = GroupRuleKind::SourceMaps;
    rule.created = now;
    rule.text = request.folder.filename().string();
    return decide(workspace, std::move(rule), found.maps, stop);
}

} // namespace throughline::workflow

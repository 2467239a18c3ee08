#include "models/workflow/grouping_state.h"

#include "models/store/queries/group_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/grouping_document.h"
#include "models/workflow/source_map_frames.h"

namespace throughline::workflow {

namespace {

/// In the setting: grouped without a document, other than never grouped.
constexpr std::string_view kNoDocument = "{}";

} // namespace

Result<analysis::GroupingRules> groupingRules(const store::Connection& connection,
                                              const std::string& document)
{
    TL_ASSIGN(analysis::GroupingRules rules, groupingRulesFrom(document));
    TL_ASSIGN(auto maps, store::sourceMaps(connection));
    if (!maps.empty()) {
        rules.frames = std::make_shared<const SourceMapFrames>(std::move(maps));
    }
    return rules;
}

Result<GroupingState> groupingState(const store::Connection& connection)
{
    GroupingState state;
    TL_ASSIGN(state.all, store::groupRules(connection));
    TL_ASSIGN(const std::string first,
              store::readSetting(connection, store::setting::kGroupingRules));
    state.document = first == kNoDocument ? std::string() : first;
    for (const domain::GroupRule& rule : state.all) {
        if (rule.undone) {
            continue;
        }
        state.inForce.push_back(rule);
        if (rule.kind == domain::GroupRuleKind::Regroup) {
            state.document = rule.text;
        }
    }
    return state;
}

Result<void> adoptGroupingDocument(store::Connection& connection)
{
    TL_ASSIGN(const std::string known,
              store::readSetting(connection, store::setting::kGroupingRules));
    if (!known.empty()) {
        return {};
    }
    TL_ASSIGN(const std::string document, readGroupingDocument(groupingDocumentPath()));
    return store::writeSetting(connection, store::setting::kGroupingRules,
                               document.empty() ? kNoDocument : std::string_view(document));
}

} // namespace throughline::workflow

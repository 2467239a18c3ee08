#include "models/workflow/asked_question.h"

namespace throughline::workflow {

namespace {

Error anotherGroup(const std::string& group)
{
    return usageError(group + " is another error now", "Pin the result again");
}

} // namespace

Result<EvaluatedFunnelPointer> AskedQuestion::evaluated() const
{
    if (!hasFunnel()) {
        return usageError("The question names no funnel",
                          "Add --funnel NAME, or --step once per step");
    }
    return evaluateFunnel(m_workspace, *m_snapshot, m_question.funnel, m_question.scope, m_stop);
}

bool AskedQuestion::means(const domain::ErrorGroup& group) const
{
    return m_question.fingerprint.empty() || group.fingerprint == m_question.fingerprint;
}

void AskedQuestion::complete(const domain::ErrorGroup& group)
{
    m_question.fingerprint = group.fingerprint;
    m_ruleSet = group.ruleSet;
}

Result<ErrorDetail> AskedQuestion::group()
{
    TL_ASSIGN(const domain::ErrorGroupId id, errorGroupNamed(m_question.errorGroup));
    TL_ASSIGN(ErrorDetail detail, showError(m_workspace, id));
    if (!means(detail.group)) {
        return anotherGroup(m_question.errorGroup);
    }
    complete(detail.group);
    return detail;
}

Result<domain::ErrorGroupId> AskedQuestion::groupId()
{
    TL_ASSIGN(const domain::ErrorGroupId id, errorGroupNamed(m_question.errorGroup));
    TL_ASSIGN(const domain::ErrorGroup group, findErrorGroup(m_workspace, id));
    if (!means(group)) {
        return anotherGroup(m_question.errorGroup);
    }
    complete(group);
    return id;
}

} // namespace throughline::workflow

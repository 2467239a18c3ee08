#pragma once

#include "models/notebook/notebook.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/snapshot.h"

#include <stop_token>
#include <string>

namespace throughline::workflow {

/// A question a notebook keeps, on its way to an answer: what several kinds of questions need. What
/// it is made of must outlive it.
class AskedQuestion
{
public:
    AskedQuestion(const Workspace& workspace, const SnapshotPointer& snapshot,
                  notebook::Question& question, const std::stop_token& stop)
        : m_workspace(workspace)
        , m_snapshot(snapshot)
        , m_question(question)
        , m_stop(stop)
    {
    }

    [[nodiscard]] const Workspace& workspace() const { return m_workspace; }

    [[nodiscard]] const SnapshotPointer& snapshot() const { return m_snapshot; }

    [[nodiscard]] const notebook::Question& question() const { return m_question; }

    [[nodiscard]] const std::stop_token& stop() const { return m_stop; }

    /// Of the group that was asked about; empty: of none.
    [[nodiscard]] const std::string& ruleSet() const { return m_ruleSet; }

    [[nodiscard]] bool hasFunnel() const { return !m_question.funnel.steps.empty(); }

    /// Usage error: the question has no funnel.
    Result<EvaluatedFunnelPointer> evaluated() const;

    /// The group the question means: by its number, and where that is another's by now, a usage
    /// error; the fingerprint tells. Completes the question.
    Result<ErrorDetail> group();
    Result<domain::ErrorGroupId> groupId();

private:
    void complete(const domain::ErrorGroup& group);
    [[nodiscard]] bool means(const domain::ErrorGroup& group) const;

    const Workspace& m_workspace;
    const SnapshotPointer& m_snapshot;
    notebook::Question& m_question;
    const std::stop_token& m_stop;
    std::string m_ruleSet;
};

} // namespace throughline::workflow

#pragma once

#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <QStringList>

#include <cstdint>
#include <memory>
#include <vector>

class QPushButton;

namespace throughline::widgets {

class DataTable;
class PlainLabel;

/// Occurrences that would go from one group to another.
struct RegroupFlowRow
{
    QString from; ///< "E2"
    QString fromName;
    QString to;
    QString toName;
    std::uint64_t occurrences = 0;

    bool operator==(const RegroupFlowRow&) const = default;
};

/// What grouping the whole store anew would do, before it is done: a sentence, the moves, and the
/// buttons that do it or leave it.
class RegroupPanel : public Panel
{
    Q_OBJECT

public:
    using Rows = std::shared_ptr<const std::vector<RegroupFlowRow>>;

    explicit RegroupPanel(QWidget* parent = nullptr);

    /// The versions whose errors alone may be grouped anew; none: nothing to choose from. Chosen
    /// until others are offered: all.
    void offerVersions(const QStringList& versions);
    /// While it is being worked out.
    void showWaiting(const QString& what);
    /// `rules` names what groups: "TL-1 becomes TL-1+3fa9c1d2". Without `applicable` there is
    /// nothing to do.
    void showPreview(const QString& rules, const QString& sentence, Rows rows, bool applicable);

Q_SIGNALS:
    void applyRequested();
    /// Only errors of this version; empty: all.
    void versionChosen(const QString& version);
    void closed();

private:
    void showVersion(const QString& version);

    ValueTableModel<RegroupFlowRow>* m_model;
    DataTable* m_table;
    PlainLabel* m_sentence;
    QPushButton* m_version;
    QPushButton* m_apply;
};

} // namespace throughline::widgets

#include "widgets/impact/regroup_panel.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace throughline::widgets {

namespace {

ValueColumn<RegroupFlowRow> textColumn(const QString& title, QString RegroupFlowRow::*member)
{
    return {title, Qt::AlignLeft | Qt::AlignVCenter,
            [member](const RegroupFlowRow& row, int role) -> QVariant {
                if (role == Qt::DisplayRole) {
                    return oneLine(row.*member);
                }
                return role == Qt::ToolTipRole ? QVariant(asToolTip(row.*member)) : QVariant();
            }};
}

std::vector<ValueColumn<RegroupFlowRow>> columns()
{
    return {textColumn(RegroupPanel::tr("From"), &RegroupFlowRow::from),
            textColumn(RegroupPanel::tr("Error"), &RegroupFlowRow::fromName),
            textColumn(RegroupPanel::tr("To"), &RegroupFlowRow::to),
            textColumn(RegroupPanel::tr("Error there"), &RegroupFlowRow::toName),
            {RegroupPanel::tr("Occurrences"), Qt::AlignRight | Qt::AlignVCenter,
             [](const RegroupFlowRow& row, int role) -> QVariant {
                 if (role == Qt::DisplayRole) {
                     return formatCount(row.occurrences);
                 }
                 return role == SortRole ? QVariant::fromValue<qulonglong>(row.occurrences)
                                         : QVariant();
             }}};
}

} // namespace

RegroupPanel::RegroupPanel(QWidget* parent)
    : Panel(tr("Group anew"), parent)
    , m_model(new ValueTableModel<RegroupFlowRow>(columns(), this))
    , m_table(new DataTable(tr("Moves between groups"), this))
    , m_sentence(new PlainLabel(TextTone::Normal, this))
    , m_version(makeButton({}, "choice", QStringLiteral("regroupVersion"), this))
    , m_apply(makeButton(tr("Apply"), "primary", QStringLiteral("regroupApply"), this))
{
    setObjectName(QStringLiteral("regroupPanel"));
    m_table->setObjectName(QStringLiteral("regroupFlows"));
    m_sentence->setObjectName(QStringLiteral("regroupSentence"));
    m_sentence->setWordWrap(true);
    m_table->setSource(m_model);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_table->setColumnWidth(0, 64);
    m_table->setColumnWidth(2, 64);
    auto* close = makeButton(tr("Close"), "flat", QStringLiteral("regroupClose"), this);
    m_version->setMenu(new QMenu(m_version));
    offerVersions({});
    addToHeader(m_version);
    addToHeader(m_apply);
    addToHeader(close);
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(12, 8, 12, 8);
    line->addWidget(m_sentence);
    column->addLayout(line);
    column->addWidget(m_table, 1);
    setBody(body);
    connect(m_apply, &QPushButton::clicked, this, &RegroupPanel::applyRequested);
    connect(close, &QPushButton::clicked, this, &RegroupPanel::closed);
}

void RegroupPanel::offerVersions(const QStringList& versions)
{
    m_version->setVisible(!versions.isEmpty());
    QMenu* menu = m_version->menu();
    menu->clear();
    const auto add = [this, menu](const QString& text, const QString& version) {
        menu->addAction(literal(text), this, [this, version] {
            showVersion(version);
            Q_EMIT versionChosen(version);
        });
    };
    add(tr("All versions"), {});
    menu->addSeparator();
    for (const QString& version : versions) {
        add(version, version);
    }
    showVersion({});
}

void RegroupPanel::showVersion(const QString& version)
{
    const QString text = version.isEmpty() ? tr("All versions") : tr("Version %1").arg(version);
    m_version->setText(withMenuMark(literal(text)));
    m_version->setAccessibleName(tr("Errors to map: %1").arg(text));
}

void RegroupPanel::showWaiting(const QString& what)
{
    setSubtitle({});
    m_apply->setEnabled(false);
    m_model->setRows(nullptr);
    setEmptyText(what);
}

void RegroupPanel::showPreview(const QString& rules, const QString& sentence, Rows rows,
                               bool applicable)
{
    setSubtitle(rules);
    m_sentence->setText(sentence);
    m_table->setVisible(rows != nullptr && !rows->empty());
    m_model->setRows(std::move(rows));
    m_apply->setEnabled(applicable);
    setEmptyText(m_model->rowCount() == 0 ? sentence : QString());
}

} // namespace throughline::widgets

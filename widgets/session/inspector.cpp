#include "widgets/session/inspector.h"

#include "widgets/session/alias_bar.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/flow_layout.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/theme.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

QVariant shared(const InspectorRow& row, int role)
{
    switch (role) {
    case IdRole:
        return row.key;
    case FieldRole:
        return row.filterable ? QVariant(row.key) : QVariant();
    case ValueRole:
        return row.value;
    case Qt::AccessibleTextRole:
        return QString(row.key + QStringLiteral(": ") + row.value);
    case Qt::ToolTipRole:
        return asToolTip(row.key + QLatin1Char('\n') + row.value);
    default:
        return {};
    }
}

QVariant keyData(const InspectorRow& row, int role)
{
    if (role == Qt::DisplayRole) {
        return row.key;
    }
    return role == Qt::ForegroundRole ? QVariant(Theme::current().colour(Role::Muted))
                                      : shared(row, role);
}

QVariant valueData(const InspectorRow& row, int role)
{
    return role == Qt::DisplayRole ? QVariant(row.value) : shared(row, role);
}

/// Key of the row that tells where the record stands; activating it opens the record.
QString sourceKey()
{
    return Inspector::tr("source");
}

/// An id that may have other spellings.
bool namesPerson(const InspectorRow& row)
{
    return !row.value.isEmpty()
        && (row.key == QLatin1String("user.id") || row.key == QLatin1String("account.id"));
}

QString placeText(const domain::SourcePlace& place)
{
    const QString file = QFileInfo(toQString(place.file)).fileName();
    const QString whole =
        place.member.empty() ? file : file + QStringLiteral(" \u203A ") + toQString(place.member);
    return Inspector::tr("%1 line %2").arg(whole, formatCount(place.line));
}

} // namespace

Inspector::Inspector(QWidget* parent)
    : Panel(tr("Inspector"), parent)
    , m_model(new ValueTableModel<InspectorRow>(
          {{tr("Attribute"), Qt::AlignLeft, keyData}, {tr("Value"), Qt::AlignLeft, valueData}},
          this))
    , m_table(new DataTable(tr("Attributes"), this))
    , m_for(makeButton(tr("Filter for"), "link", QStringLiteral("inspectorFilterFor"), this))
    , m_out(makeButton(tr("Filter out"), "link", QStringLiteral("inspectorFilterOut"), this))
    , m_copy(makeButton(tr("Copy"), "link", QStringLiteral("inspectorCopy"), this))
    , m_link(makeButton({}, "link", QStringLiteral("inspectorLink"), this))
    , m_alias(
          makeButton(tr("Same person as\u2026"), "link", QStringLiteral("inspectorAlias"), this))
    , m_aliasBar(new AliasBar(this))
{
    setObjectName(QStringLiteral("inspector"));
    m_table->setObjectName(QStringLiteral("inspectorTable"));
    m_table->setSource(m_model);
    m_table->setSortingEnabled(false);
    m_table->horizontalHeader()->hide();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(true);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->setColumnWidth(0, 150);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->verticalHeader()->setMinimumSectionSize(m_table->fontMetrics().height() + 6);
    m_table->setCellMargin(3);
    auto* actions = new QWidget(this);
    auto* flow = new FlowLayout(8, actions);
    flow->setContentsMargins(9, 6, 9, 6);
    for (QPushButton* button : {m_for, m_out, m_copy, m_alias, m_link}) {
        flow->addWidget(button);
    }
    auto* footer = new QWidget(this);
    auto* rows = new QVBoxLayout(footer);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(actions);
    rows->addWidget(m_aliasBar);
    setFooter(footer);
    setBody(m_table);
    clear();
    connect(m_table, &DataTable::idSelected, this, &Inspector::updateActions);
    connect(m_table, &DataTable::filterRequested, this, &Inspector::filterRequested);
    connect(m_for, &QPushButton::clicked, this, [this] { filter(false); });
    connect(m_out, &QPushButton::clicked, this, [this] { filter(true); });
    connect(m_copy, &QPushButton::clicked, this, &Inspector::copy);
    connect(m_alias, &QPushButton::clicked, this, &Inspector::askAlias);
    connect(m_aliasBar, &AliasBar::accepted, this,
            [this](const QString& name, const QString& owner) {
                Q_EMIT aliasGiven(m_aliasField, name, owner);
            });
    connect(m_table, &DataTable::sourceRecordRequested, this, &Inspector::sourceRecordRequested);
    connect(m_table, &DataTable::idActivated, this, [this](const QVariant& id) {
        if (id.toString() == sourceKey()) {
            Q_EMIT sourceRecordRequested();
        }
    });
    connect(m_link, &QPushButton::clicked, this, &Inspector::linkActivated);
}

void Inspector::setSubject(const InspectorSubject& subject)
{
    setTitle(subject.kind);
    setSubtitle(subject.name);
    auto rows = std::make_shared<std::vector<InspectorRow>>(subject.rows);
    if (subject.place) {
        rows->push_back({sourceKey(), placeText(*subject.place), false});
    }
    m_model->setRows(std::move(rows));
    m_table->setOffersSourceRecord(subject.place.has_value());
    m_link->setText(subject.link.isEmpty() ? QString()
                                           : literal(subject.link) + QStringLiteral(" \u203A"));
    m_link->setAccessibleName(subject.link);
    m_link->setVisible(!subject.link.isEmpty());
    m_copy->setVisible(true);
    setEmptyText({});
    updateActions();
}

void Inspector::clear()
{
    setTitle(tr("Inspector"));
    setSubtitle({});
    m_model->setRows(nullptr);
    m_link->hide();
    m_copy->hide();
    updateActions();
    setEmptyText(tr("Select anything to see its attributes and where it came from."));
}

const InspectorRow* Inspector::currentRow() const
{
    const QString key = m_table->currentId().toString();
    for (int row = 0; !key.isEmpty() && row < m_model->rowCount(); ++row) {
        if (m_model->rowAt(row)->key == key) {
            return m_model->rowAt(row);
        }
    }
    return nullptr;
}

void Inspector::filter(bool negated)
{
    if (const InspectorRow* row = currentRow(); row != nullptr && row->filterable) {
        Q_EMIT filterRequested(row->key, row->value, negated);
    }
}

void Inspector::copy()
{
    if (const InspectorRow* row = currentRow()) {
        QGuiApplication::clipboard()->setText(row->value);
    } else {
        m_table->copy(CopyFormat::Text);
    }
}

void Inspector::askAlias()
{
    if (const InspectorRow* row = currentRow(); row != nullptr && namesPerson(*row)) {
        m_aliasField = row->key;
        m_aliasBar->ask(row->value);
    }
}

void Inspector::updateActions()
{
    const InspectorRow* row = currentRow();
    m_alias->setVisible(row != nullptr && namesPerson(*row));
    const bool possible = row != nullptr && row->filterable;
    m_for->setVisible(m_model->rowCount() > 0);
    m_out->setVisible(m_model->rowCount() > 0);
    m_for->setEnabled(possible);
    m_out->setEnabled(possible);
}

} // namespace throughline::widgets

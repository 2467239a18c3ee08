#include "widgets/impact/difference_view.h"

#include "widgets/impact/engagement_view.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace throughline::widgets {

namespace {

using analysis::FeatureKind;
using analysis::SetDifference;

QString nameOf(const SetDifference& one)
{
    const QString value =
        one.value.empty() ? DifferenceView::tr("(none)") : oneLine(toQString(one.value));
    switch (one.kind) {
    case FeatureKind::Field:
        return toQString(one.field) + QStringLiteral(": ") + value;
    case FeatureKind::Event:
        return DifferenceView::tr("event: %1").arg(value);
    case FeatureKind::ErrorGroup:
        return DifferenceView::tr("error: %1").arg(value);
    }
    return {};
}

/// How many a share stands for; beside it there is no room for names.
QString countOf(std::uint64_t count)
{
    return DifferenceView::tr("%1 sessions").arg(formatCount(count));
}

QString changeOf(const SetDifference& one)
{
    if (!one.interval) {
        return DifferenceView::tr("not enough data");
    }
    return QStringLiteral("%1 (%2)").arg(
        formatSignedPoints(one.difference),
        formatRange(formatSignedPoints(one.interval->low), formatSignedPoints(one.interval->high)));
}

double sureness(const SetDifference& one)
{
    return one.interval ? std::max(one.interval->low, -one.interval->high) : -2;
}

ValueColumn<SetDifference> column(const QString& title, Qt::Alignment alignment,
                                  std::function<QVariant(const SetDifference&)> text,
                                  std::function<QVariant(const SetDifference&)> sort,
                                  std::function<QString(const SetDifference&)> tip = {})
{
    return {title, alignment | Qt::AlignVCenter,
            [text = std::move(text), sort = std::move(sort),
             tip = std::move(tip)](const SetDifference& one, int role) -> QVariant {
                switch (role) {
                case Qt::DisplayRole:
                    return text(one);
                case Qt::ToolTipRole:
                    return tip ? QVariant(asToolTip(tip(one))) : QVariant();
                case SortRole:
                    return sort(one);
                case FieldRole:
                    return one.kind == FeatureKind::Field ? QVariant(toQString(one.field))
                        : one.kind == FeatureKind::ErrorGroup
                        ? QVariant(QStringLiteral("error.group"))
                        : QVariant(QStringLiteral("event.name"));
                case ValueRole:
                    return toQString(one.value);
                default:
                    return {};
                }
            }};
}

std::vector<ValueColumn<SetDifference>> columns()
{
    using One = SetDifference;
    return {
        column(
            DifferenceView::tr("What"), Qt::AlignLeft,
            [](const One& one) { return QVariant(nameOf(one)); },
            [](const One& one) { return QVariant(nameOf(one)); }, nameOf),
        column(
            DifferenceView::tr("First"), Qt::AlignRight,
            [](const One& one) { return QVariant(formatPercent(one.firstShare)); },
            [](const One& one) { return QVariant(one.firstShare); },
            [](const One& one) { return countOf(one.first); }),
        column(
            DifferenceView::tr("Other"), Qt::AlignRight,
            [](const One& one) { return QVariant(formatPercent(one.secondShare)); },
            [](const One& one) { return QVariant(one.secondShare); },
            [](const One& one) { return countOf(one.second); }),
        column(
            DifferenceView::tr("Points (95% CI)"), Qt::AlignRight,
            [](const One& one) { return QVariant(changeOf(one)); },
            [](const One& one) { return QVariant(sureness(one)); }),
        column(
            DifferenceView::tr("q"), Qt::AlignRight,
            [](const One& one) {
                return QVariant(one.qValue ? formatChance(*one.qValue) : QString());
            },
            [](const One& one) { return QVariant(one.qValue.value_or(2)); }),
    };
}

} // namespace

DifferenceView::DifferenceView(QWidget* parent)
    : QWidget(parent)
    , m_first(new QLineEdit(this))
    , m_second(new QLineEdit(this))
    , m_ask(makeButton(tr("Compare"), "", QStringLiteral("differenceAsk"), this))
    , m_sentence(new PlainLabel(TextTone::Normal, this))
    , m_model(new ValueTableModel<SetDifference>(columns(), this))
    , m_table(new DataTable(tr("What tells the sessions apart, surest first"), this))
{
    setObjectName(QStringLiteral("differenceView"));
    m_first->setObjectName(QStringLiteral("differenceFirst"));
    m_first->setAccessibleName(tr("First sessions, as an expression"));
    m_first->setPlaceholderText(tr("affected sessions"));
    m_second->setObjectName(QStringLiteral("differenceSecond"));
    m_second->setAccessibleName(tr("Other sessions, as an expression"));
    m_second->setPlaceholderText(tr("their controls"));
    m_sentence->setObjectName(QStringLiteral("differenceSentence"));
    m_sentence->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("differenceTable"));
    m_table->setSource(m_model);
    m_table->setFirstColumnYields();
    auto* sets = new QHBoxLayout;
    sets->setContentsMargins(14, 8, 14, 0);
    sets->setSpacing(8);
    sets->addWidget(m_first, 1);
    sets->addWidget(new PlainLabel(tr("against"), TextTone::Muted, this));
    sets->addWidget(m_second, 1);
    sets->addWidget(m_ask);
    auto* inset = new QHBoxLayout;
    inset->setContentsMargins(14, 0, 14, 0);
    inset->addWidget(m_sentence);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(sets);
    column->addLayout(inset);
    column->addWidget(m_table, 1);
    const auto ask = [this] {
        m_second->setPlaceholderText(first().isEmpty() ? tr("their controls")
                                                       : tr("all other sessions"));
        Q_EMIT setsChosen(first(), second());
    };
    connect(m_ask, &QPushButton::clicked, this, ask);
    connect(m_first, &QLineEdit::returnPressed, this, ask);
    connect(m_second, &QLineEdit::returnPressed, this, ask);
    connect(m_table, &DataTable::filterRequested, this, &DifferenceView::filterRequested);
}

void DifferenceView::setDifferences(
    const std::shared_ptr<const analysis::SetDifferences>& differences, const QString& sentence)
{
    QStringList words {sentence};
    if (!differences->leftOut.empty()) {
        QStringList fields;
        for (const std::string& field : differences->leftOut) {
            fields.append(toQString(field));
        }
        words.append(tr("Left out, for nearly every session has its own value: %1.")
                         .arg(fields.join(QStringLiteral(", "))));
    }
    m_sentence->setText(words.join(QLatin1Char(' ')));
    m_model->setRows({differences, &differences->values});
    m_table->setVisible(!differences->values.empty());
}

void DifferenceView::showNote(const QString& note)
{
    m_sentence->setText(note);
    m_model->setRows(nullptr);
    m_table->hide();
}

QString DifferenceView::first() const
{
    return m_first->text().trimmed();
}

QString DifferenceView::second() const
{
    return m_second->text().trimmed();
}

void DifferenceView::reset()
{
    m_first->clear();
    m_second->clear();
    m_second->setPlaceholderText(tr("their controls"));
}

} // namespace throughline::widgets

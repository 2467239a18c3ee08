#include "widgets/impact/checks_view.h"

#include "widgets/impact/engagement_view.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QVBoxLayout>

#include <array>
#include <cmath>
#include <memory>
#include <string_view>

namespace throughline::widgets {

namespace {

using analysis::Comparison;
using analysis::Estimate;

QString methodName(std::string_view method)
{
    struct Name
    {
        std::string_view method;
        const char* text;
    };

    static constexpr std::array<Name, 9> kNames {
        {{"opportunity_matched",
          QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "Matched on opportunity")},
         {"at_risk_stratified",
          QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "At risk, like segments")},
         {"at_risk", QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "At risk")},
         {"unstratified",
          QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "Matched, no segments")},
         {"any_activity",
          QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "Matched, any activity")},
         {"landmark", QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "From a landmark on")},
         {"placebo", QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "Placebo, by lot")},
         {"history", QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "Same users before")},
         {"naive", QT_TRANSLATE_NOOP("throughline::widgets::ChecksView", "Naive")}}};
    for (const Name& name : kNames) {
        if (name.method == method) {
            return ChecksView::tr(name.text);
        }
    }
    return toQString(std::string(method));
}

QString differenceOf(const Estimate& estimate)
{
    if (!estimate.difference) {
        return ChecksView::tr("not enough data");
    }
    const QString difference = formatSignedPoints(*estimate.difference);
    return estimate.interval
        ? QStringLiteral("%1 (%2)").arg(difference,
                                        formatRange(formatSignedPoints(estimate.interval->low),
                                                    formatSignedPoints(estimate.interval->high)))
        : difference;
}

CheckRow methodRow(const Estimate& estimate)
{
    return {methodName(estimate.method),
            formatCount(estimate.affected),
            formatCount(estimate.control),
            differenceOf(estimate),
            estimate.pValue ? formatChance(*estimate.pValue) : QString(),
            estimate.note ? toQString(*estimate.note) : QString()};
}

CheckRow balanceRow(const analysis::Imbalance& imbalance)
{
    const QString value =
        imbalance.value.empty() ? ChecksView::tr("none") : toQString(imbalance.value);
    return {
        QStringLiteral("%1: %2").arg(toQString(imbalance.field), value),
        formatPercent(imbalance.affected),
        formatPercent(imbalance.control),
        ChecksView::tr("%1 SD", "standard deviations").arg(formatSigned(imbalance.standardised, 2)),
        {},
        ChecksView::tr("Not matched on: the share of the affected and of their controls")};
}

ValueColumn<CheckRow> column(const QString& title, QString CheckRow::*member, Qt::Alignment side)
{
    return {title, side | Qt::AlignVCenter, [member](const CheckRow& row, int role) -> QVariant {
                switch (role) {
                case Qt::DisplayRole:
                    return oneLine(row.*member);
                case Qt::ToolTipRole:
                    return row.note.isEmpty() ? QVariant() : QVariant(asToolTip(row.note));
                default:
                    return {};
                }
            }};
}

QString historySentence(const analysis::ComparisonChecks& checks)
{
    if (!checks.history.difference) {
        return checks.history.note
            ? ChecksView::tr("What the same users did before could not be compared: %1.")
                  .arg(toQString(*checks.history.note))
            : QString();
    }
    const QString points = formatSignedPoints(*checks.history.difference);
    if (!checks.differedBefore) {
        return ChecksView::tr("Before the error the same users did not differ surely (%1 pts).")
            .arg(points);
    }
    return checks.removedBy.empty()
        ? ChecksView::tr("The same users differed before the error, too (%1 pts): part of the "
                         "effect may be theirs.")
              .arg(points)
        : ChecksView::tr("The same users differed before the error, too (%1 pts); matched on %2 "
                         "as well they would not.")
              .arg(points, toQString(checks.removedBy));
}

} // namespace

std::vector<CheckRow> checkRows(const Comparison& comparison)
{
    std::vector<CheckRow> rows;
    for (const Estimate* estimate :
         {&comparison.opportunityMatched, &comparison.atRiskStratified, &comparison.atRisk,
          &comparison.unstratified, &comparison.anyActivity, &comparison.landmark,
          &comparison.placebo, &comparison.checks.history, &comparison.naive}) {
        if (!estimate->method.empty()) {
            rows.push_back(methodRow(*estimate));
        }
    }
    for (const analysis::Imbalance& imbalance : comparison.checks.balance) {
        if (std::abs(imbalance.standardised) > analysis::kWorthALook) {
            rows.push_back(balanceRow(imbalance));
        }
    }
    return rows;
}

QStringList checkSentences(const Comparison& comparison)
{
    const Estimate& headline = comparison.headline;
    QStringList sentences {
        ChecksView::tr("The figure that leads: %1.").arg(methodName(headline.method))};
    if (headline.note) {
        sentences.append(ChecksView::tr("Note: %1.").arg(toQString(*headline.note)));
    }
    if (headline.method == comparison.opportunityMatched.method && headline.affected > 0) {
        sentences.append(
            ChecksView::tr("%1 of %2 affected are matched; %3 hang on no event to "
                           "compare at, %4 have no comparable session.")
                .arg(formatCount(headline.matchedAffected), formatCount(headline.affected),
                     formatCount(comparison.withoutEvent), formatCount(comparison.withoutControl)));
    }
    if (headline.differenceNotYet && headline.laterExposedShare) {
        sentences.append(
            ChecksView::tr("Against sessions not yet hit: %1 pts; %2 of them are hit later.")
                .arg(formatSignedPoints(*headline.differenceNotYet),
                     formatPercent(*headline.laterExposedShare)));
    }
    if (const QString history = historySentence(comparison.checks); !history.isEmpty()) {
        sentences.append(history);
    }
    if (comparison.checks.eValue) {
        sentences.append(
            ChecksView::tr("E-value: a cause that nobody sees would need a risk ratio of %1 with "
                           "both the error and converting to explain this away, %2 to reach no "
                           "effect with the interval.")
                .arg(formatSigned(comparison.checks.eValue->estimate, 2).remove(QLatin1Char('+')),
                     formatSigned(comparison.checks.eValue->limit, 2).remove(QLatin1Char('+'))));
    }
    if (comparison.minimumDetectableEffect) {
        sentences.append(
            ChecksView::tr("Effects from %1 pts on would show.")
                .arg(formatSigned(std::abs(*comparison.minimumDetectableEffect) * 100, 1)
                         .remove(QLatin1Char('+'))));
    }
    return sentences;
}

ChecksView::ChecksView(QWidget* parent)
    : QWidget(parent)
    , m_model(new ValueTableModel<CheckRow>(
          {column(tr("Method or value"), &CheckRow::what, Qt::AlignLeft),
           column(tr("Affected"), &CheckRow::affected, Qt::AlignRight),
           column(tr("Control"), &CheckRow::control, Qt::AlignRight),
           column(tr("Difference, pts (95% CI)"), &CheckRow::difference, Qt::AlignRight),
           column(tr("p"), &CheckRow::chance, Qt::AlignRight)},
          this))
    , m_table(new DataTable(tr("The difference by other methods, and what is not balanced"), this))
    , m_sentences(new PlainLabel(TextTone::SmallMuted, this))
{
    setObjectName(QStringLiteral("checksView"));
    m_table->setObjectName(QStringLiteral("checksTable"));
    m_table->setSource(m_model);
    m_table->setFirstColumnYields();
    m_table->setSortingEnabled(false); // the order is from the surest method on
    m_sentences->setObjectName(QStringLiteral("checksSentences"));
    m_sentences->setWordWrap(true);
    m_sentences->setContentsMargins(14, 0, 14, 8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    column->addWidget(m_sentences);
}

void ChecksView::setComparison(const Comparison& comparison)
{
    m_model->setRows(std::make_shared<const std::vector<CheckRow>>(checkRows(comparison)));
    m_sentences->setText(checkSentences(comparison).join(QLatin1Char('\n')));
}

} // namespace throughline::widgets

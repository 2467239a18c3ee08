#include "widgets/session/log_view.h"

#include "widgets/delegates/two_line_delegate.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/selection_reporter.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace throughline::widgets {

namespace {

constexpr int kPadding = 12;
constexpr std::uint8_t kErrorSeverity = 17;
constexpr std::uint8_t kWarnSeverity = 13;

QString severityOf(const LogLine& line)
{
    if (!line.severityText.isEmpty()) {
        return line.severityText.toUpper();
    }
    if (line.severity >= kErrorSeverity) {
        return QStringLiteral("ERROR");
    }
    return line.severity >= kWarnSeverity ? QStringLiteral("WARN") : QStringLiteral("INFO");
}

/// Time, severity and service in the line's tone, then its text.
class LogDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const auto* model = static_cast<const ValueTableModel<LogLine>*>(index.model());
        const LogLine* line = model->rowAt(index.row());
        if (line == nullptr) {
            return;
        }
        const Theme& theme = Theme::current();
        painter->save();
        if (option.state & QStyle::State_Selected) {
            painter->fillRect(option.rect, theme.colour(Role::Selection));
        }
        const QFont code = codeFont(option.font);
        const QFontMetricsF metrics(code);
        painter->setFont(code);
        const QString head = QStringLiteral("%1 %2 %3 ")
                                 .arg(formatClock(line->time), severityOf(*line).leftJustified(5),
                                      line->service.leftJustified(8));
        const Role tone = line->severity >= kErrorSeverity ? Role::ErrorText
            : line->severity >= kWarnSeverity              ? Role::WarningText
                                                           : Role::Muted;
        QRectF box = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
        painter->setPen(theme.colour(tone));
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, head);
        box.setLeft(box.left() + metrics.horizontalAdvance(head));
        painter->setPen(theme.colour(Role::Text));
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          metrics.elidedText(oneLine(line->text), Qt::ElideRight, box.width()));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex&) const override
    {
        return {200, QFontMetrics(codeFont(option.font)).height() + 5};
    }
};

QVariant dataOf(const LogLine& line, int role)
{
    const QString text =
        QStringLiteral("%1 %2 %3 %4")
            .arg(formatClock(line.time), severityOf(line), line.service, oneLine(line.text));
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case Qt::ToolTipRole:
        return asToolTip(line.text);
    case IdRole:
        return QVariant::fromValue(line.record);
    default:
        return {};
    }
}

} // namespace

LogView::LogView(QWidget* parent)
    : QListView(parent)
    , m_model(new ValueTableModel<LogLine>({{tr("Log"), Qt::AlignLeft, dataOf}}, this))
{
    setObjectName(QStringLiteral("logView"));
    setAccessibleName(tr("Log lines of the trace"));
    setModel(m_model);
    setLook(this, "lower");
    setUniformItemSizes(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setItemDelegate(new LogDelegate(this));
    auto* reporter = new SelectionReporter(this);
    connect(reporter, &SelectionReporter::selected, this,
            [this](const QVariant& id) { Q_EMIT lineSelected(id.value<domain::RecordRef>()); });
    connect(reporter, &SelectionReporter::activated, this,
            [this](const QVariant& id) { Q_EMIT lineActivated(id.value<domain::RecordRef>()); });
}

void LogView::setLines(Lines lines)
{
    m_model->setRows(std::move(lines));
}

} // namespace throughline::widgets

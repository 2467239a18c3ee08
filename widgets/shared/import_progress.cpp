#include "widgets/shared/import_progress.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr int kSteps = 1000;

} // namespace

QString progressText(const Progress& progress)
{
    QStringList parts;
    if (progress.bytesTotal > 0) {
        parts.append(ImportProgress::tr("%1 of %2", "bytes done of bytes in all")
                         .arg(formatBytes(progress.bytesDone), formatBytes(progress.bytesTotal)));
    } else if (progress.bytesDone > 0) {
        parts.append(formatBytes(progress.bytesDone));
    }
    if (progress.records > 0) {
        parts.append(ImportProgress::tr("%1 records").arg(formatCount(progress.records)));
    }
    if (progress.recordsPerSecond >= 1) {
        parts.append(
            ImportProgress::tr("%1 records/s").arg(formatWhole(progress.recordsPerSecond)));
    }
    if (progress.secondsLeft >= 0) {
        const double seconds = std::max(1.0, progress.secondsLeft);
        parts.append(ImportProgress::tr("%1 left", "time left")
                         .arg(formatLength(Duration::seconds(
                             static_cast<std::int64_t>(std::min(seconds, 1e9))))));
    }
    return parts.join(QStringLiteral(" \u00B7 "));
}

ImportProgress::ImportProgress(QWidget* parent)
    : QFrame(parent)
    , m_what(new PlainLabel(TextTone::Strong, this))
    , m_bar(new QProgressBar(this))
    , m_numbers(new PlainLabel(TextTone::Muted, this))
    , m_cancel(makeButton(tr("Cancel"), "", QStringLiteral("importCancel"), this))
{
    setObjectName(QStringLiteral("importProgress"));
    setLook(this, "message-note");
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Import progress"));
    m_bar->setMinimumWidth(180);
    m_cancel->setAccessibleName(tr("Cancel import"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(12);
    row->addWidget(m_what, 1);
    row->addWidget(m_bar, 1);
    row->addWidget(m_numbers, 2);
    row->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this, &ImportProgress::cancelRequested);
    hide();
}

void ImportProgress::setProgress(const Progress& progress)
{
    if (m_cancel->isEnabled()) {
        m_what->setText(progress.what.empty() ? tr("Importing\u2026")
                                              : tr("Importing %1").arg(toQString(progress.what)));
    }
    if (progress.bytesTotal > 0) {
        const double share = static_cast<double>(std::min(progress.bytesDone, progress.bytesTotal))
            / static_cast<double>(progress.bytesTotal);
        m_bar->setRange(0, kSteps);
        m_bar->setValue(static_cast<int>(share * kSteps));
    } else {
        m_bar->setRange(0, 0);
    }
    m_numbers->setText(progressText(progress));
    setVisible(true);
}

void ImportProgress::setCancelling()
{
    m_what->setText(tr("Cancelling\u2026"));
    m_cancel->setEnabled(false);
}

void ImportProgress::finish()
{
    m_cancel->setEnabled(true);
    hide();
}

} // namespace throughline::widgets

#include "widgets/shared/empty_state.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"
#include "widgets/theme/icons.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

QStringList localFiles(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

QPushButton* choice(const QString& text, Icon picture, const char* look, const QString& name,
                    QWidget* parent)
{
    QPushButton* button = makeButton(text, look, name, parent);
    if (*look == '\0') {
        button->setIcon(icon(picture));
    } else {
        button->setIcon(QIcon(iconPixmap(picture, Theme::light().colour(Role::AccentText), 16, 2)));
    }
    button->setMinimumHeight(36);
    return button;
}

} // namespace

EmptyState::EmptyState(QWidget* parent)
    : QFrame(parent)
    , m_drop(new QFrame(this))
    , m_recent(new QWidget(this))
    , m_recentRows(new QVBoxLayout(m_recent))
{
    setObjectName(QStringLiteral("emptyState"));
    setLook(this, "window");
    setAcceptDrops(true);
    setLook(m_drop, "drop");
    auto* inner = new QVBoxLayout(m_drop);
    inner->setContentsMargins(40, 36, 40, 36);
    inner->setSpacing(12);
    inner->addWidget(new PlainLabel(tr("Nothing imported yet"), TextTone::Large, m_drop));
    auto* lead =
        new PlainLabel(tr("Bring in exports of events, errors, logs, traces and tickets. They "
                          "stay on this computer; personal data is redacted on the way in."),
                       TextTone::Muted, m_drop);
    lead->setWordWrap(true);
    inner->addWidget(lead);
    inner->addSpacing(8);
    inner->addWidget(makeChoices());
    inner->addWidget(
        new PlainLabel(tr("or drop files or a folder here"), TextTone::SmallMuted, m_drop));
    m_recentRows->setContentsMargins(0, 12, 0, 0);
    m_recentRows->setSpacing(2);
    inner->addWidget(m_recent);
    m_recent->hide();
    m_drop->setFixedWidth(600);
    auto* column = new QVBoxLayout(this);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_drop);
    row->addStretch(1);
    column->addStretch(2);
    column->addLayout(row);
    column->addStretch(3);
}

QWidget* EmptyState::makeChoices()
{
    auto* row = new QWidget(m_drop);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    QPushButton* import = choice(tr("&Import files\u2026"), Icon::Import, "primary",
                                 QStringLiteral("emptyImport"), row);
    QPushButton* open =
        choice(tr("&Open store\u2026"), Icon::OpenStore, "", QStringLiteral("emptyOpen"), row);
    QPushButton* demo =
        choice(tr("&Try it with demo data"), Icon::Demo, "", QStringLiteral("emptyDemo"), row);
    import->setAccessibleName(tr("Import files"));
    open->setAccessibleName(tr("Open store"));
    demo->setAccessibleName(tr("Try it with demo data"));
    import->setToolTip(tr("Ctrl+I"));
    open->setToolTip(tr("Ctrl+O"));
    for (QPushButton* button : {import, open, demo}) {
        layout->addWidget(button);
    }
    layout->addStretch(1);
    connect(import, &QPushButton::clicked, this, &EmptyState::importRequested);
    connect(open, &QPushButton::clicked, this, &EmptyState::openStoreRequested);
    connect(demo, &QPushButton::clicked, this, &EmptyState::demoRequested);
    return row;
}

void EmptyState::setRecentStores(const std::vector<RecentStore>& stores)
{
    while (QLayoutItem* item = m_recentRows->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->setParent(nullptr);
            widget->deleteLater();
        }
        delete item;
    }
    m_recent->setVisible(!stores.empty());
    if (stores.empty()) {
        return;
    }
    m_recentRows->addWidget(new PlainLabel(tr("Recent stores"), TextTone::Strong, m_recent));
    for (const RecentStore& store : stores) {
        addRecent(store);
    }
}

void EmptyState::addRecent(const RecentStore& store)
{
    auto* row = new QWidget(m_recent);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    QPushButton* name = makeButton(store.name, "link", QStringLiteral("recentStore"), row);
    name->setText(literal(store.name));
    name->setToolTip(asToolTip(store.path));
    name->setAccessibleName(tr("Open recent store %1").arg(store.name));
    layout->addWidget(name);
    layout->addWidget(new PlainLabel(store.path, TextTone::SmallMuted, row), 1);
    auto* detail = new PlainLabel(store.detail, TextTone::SmallMuted, row);
    detail->setNeverShortened();
    layout->addWidget(detail);
    m_recentRows->addWidget(row);
    connect(name, &QPushButton::clicked, this,
            [this, path = store.path] { Q_EMIT storeChosen(path); });
}

void EmptyState::dragEnterEvent(QDragEnterEvent* event)
{
    if (!localFiles(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        setLook(m_drop, "drop-active");
    }
}

void EmptyState::dragLeaveEvent(QDragLeaveEvent*)
{
    setLook(m_drop, "drop");
}

void EmptyState::dropEvent(QDropEvent* event)
{
    setLook(m_drop, "drop");
    const QStringList paths = localFiles(event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT filesDropped(paths);
    }
}

} // namespace throughline::widgets

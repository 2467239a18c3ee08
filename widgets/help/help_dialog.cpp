#include "widgets/help/help_dialog.h"

#include "models/notebook/help_pages.h"
#include "widgets/help/help_view.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

constexpr int kIndexWidth = 232;

QListWidgetItem* itemOf(const notebook::HelpPage& page, const QString& about)
{
    auto* item = new QListWidgetItem(toQString(page.title));
    item->setData(Qt::UserRole, toQString(page.name));
    item->setToolTip(asToolTip(about));
    return item;
}

} // namespace

HelpDialog::HelpDialog(QWidget* parent)
    : QDialog(parent)
    , m_search(new QLineEdit(this))
    , m_index(new QListWidget(this))
    , m_nothing(new PlainLabel(tr("No page holds these words."), TextTone::Muted, this))
    , m_back(makeButton(tr("Back"), "flat", QStringLiteral("helpBack"), this))
    , m_forward(makeButton(tr("Forward"), "flat", QStringLiteral("helpForward"), this))
    , m_view(new HelpView(this))
{
    setObjectName(QStringLiteral("helpDialog"));
    setWindowTitle(tr("Help"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeIndex());
    row->addWidget(m_view, 1);
    for (QPushButton* button : {m_back, m_forward}) {
        button->setEnabled(false);
        button->setAutoDefault(false);
    }
    connect(m_search, &QLineEdit::textChanged, this, &HelpDialog::fillIndex);
    connect(m_search, &QLineEdit::returnPressed, this, &HelpDialog::openCurrent);
    connect(m_index, &QListWidget::currentItemChanged, this, &HelpDialog::openCurrent);
    connect(m_view, &QTextBrowser::sourceChanged, this, &HelpDialog::followPage);
    connect(m_view, &QTextBrowser::backwardAvailable, m_back, &QWidget::setEnabled);
    connect(m_view, &QTextBrowser::forwardAvailable, m_forward, &QWidget::setEnabled);
    connect(m_back, &QPushButton::clicked, m_view, &QTextBrowser::backward);
    connect(m_forward, &QPushButton::clicked, m_view, &QTextBrowser::forward);
    auto* find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_search, [this] { m_search->setFocus(); });
    fillIndex();
    resize(980, 720);
}

QWidget* HelpDialog::makeIndex()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(kIndexWidth);
    m_search->setObjectName(QStringLiteral("helpSearch"));
    m_search->setAccessibleName(tr("Search the help"));
    m_search->setPlaceholderText(tr("Search the help (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_index->setObjectName(QStringLiteral("helpIndex"));
    m_index->setAccessibleName(tr("Pages of the help"));
    m_index->setFrameShape(QFrame::NoFrame);
    m_index->setSpacing(3);
    m_index->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing->setWordWrap(true);
    m_nothing->hide();
    auto* ways = new QHBoxLayout;
    ways->setSpacing(4);
    ways->addWidget(m_back);
    ways->addWidget(m_forward);
    ways->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(8);
    column->addLayout(ways);
    column->addWidget(m_search);
    column->addWidget(m_nothing);
    column->addWidget(m_index, 1);
    return side;
}

void HelpDialog::fillIndex()
{
    const QString shown = page();
    const QSignalBlocker quiet(m_index);
    m_index->clear();
    const QString words = m_search->text().trimmed();
    if (words.isEmpty()) {
        for (const notebook::HelpPage& each : notebook::helpPages()) {
            m_index->addItem(itemOf(each, toQString(each.title)));
        }
    } else {
        for (const notebook::HelpHit& hit : notebook::searchHelp(words.toStdString())) {
            m_index->addItem(itemOf(*notebook::findHelpPage(hit.page), toQString(hit.excerpt)));
        }
        m_index->setCurrentRow(0);
    }
    m_nothing->setVisible(m_index->count() == 0);
    if (words.isEmpty() && !shown.isEmpty()) {
        followPage();
    }
}

void HelpDialog::openCurrent()
{
    if (const QListWidgetItem* item = m_index->currentItem()) {
        m_view->showPage(item->data(Qt::UserRole).toString());
    }
}

void HelpDialog::followPage()
{
    const QSignalBlocker quiet(m_index);
    for (int row = 0; row < m_index->count(); ++row) {
        if (m_index->item(row)->data(Qt::UserRole).toString() == page()) {
            m_index->setCurrentRow(row);
        }
    }
    const notebook::HelpPage* shown = notebook::findHelpPage(page().toStdString());
    if (shown != nullptr) {
        setWindowTitle(tr("%1 - Help").arg(toQString(shown->title)));
    }
}

void HelpDialog::showPage(const QString& name)
{
    const bool known = notebook::findHelpPage(name.toStdString()) != nullptr;
    m_view->showPage(known ? name : toQString(notebook::helpPages().front().name));
}

QString HelpDialog::page() const
{
    return m_view->page();
}

void HelpDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_view->setAgain();
    }
}

void HelpDialog::keyPressEvent(QKeyEvent* event)
{
    if (m_search->hasFocus() && event->key() == Qt::Key_Down) {
        m_index->setFocus();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace throughline::widgets

#include "widgets/help/help_view.h"

#include "models/notebook/help_pages.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr int kMargin = 24;
constexpr double kLineHeight = 130; ///< percent

const notebook::HelpPage* pageOf(const QUrl& url)
{
    QString name = url.path();
    if (name.endsWith(QLatin1String(".md"))) {
        name.chop(3);
    }
    return notebook::findHelpPage(name.toStdString());
}

/// Headings of level 1 and 2 are half and a fifth larger than the text.
QTextCharFormat headingFormat(int level)
{
    QTextCharFormat format;
    format.setProperty(QTextFormat::FontSizeAdjustment, std::max(0, 3 - level));
    format.setFontWeight(QFont::DemiBold);
    return format;
}

void setTable(QTextTable& table, const Theme& theme)
{
    QTextTableFormat format = table.format();
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(theme.colour(Role::Rule));
    format.setBorderCollapse(true);
    format.setCellSpacing(0);
    format.setCellPadding(5);
    format.setTopMargin(6);
    format.setBottomMargin(12);
    table.setFormat(format);
}

} // namespace

HelpView::HelpView(QWidget* parent)
    : QTextBrowser(parent)
{
    setObjectName(QStringLiteral("helpText"));
    setAccessibleName(tr("Help page"));
    setOpenExternalLinks(false);
    setFrameShape(QFrame::NoFrame);
    setUndoRedoEnabled(false);
    document()->setDocumentMargin(kMargin);
    connect(this, &QTextBrowser::sourceChanged, this, &HelpView::readSource);
}

void HelpView::showPage(const QString& name)
{
    const QUrl url(name + QStringLiteral(".md"));
    if (url != source()) {
        setSource(url, QTextDocument::MarkdownResource);
    }
}

void HelpView::setAgain()
{
    if (!source().isEmpty()) {
        const int place = verticalScrollBar()->value();
        reload();
        verticalScrollBar()->setValue(place);
    }
}

QVariant HelpView::loadResource(int /*type*/, const QUrl& name)
{
    const notebook::HelpPage* page = pageOf(name);
    return page == nullptr ? QVariant() : QVariant(toQString(page->text));
}

void HelpView::doSetSource(const QUrl& name, QTextDocument::ResourceType type)
{
    // Only pages of ours: a link to anything else leads nowhere.
    if (pageOf(name) != nullptr) {
        QTextBrowser::doSetSource(name, type);
    }
}

void HelpView::readSource(const QUrl& url)
{
    m_page = toQString(pageOf(url)->name);
    setLooks();
}

void HelpView::setLooks()
{
    const Theme& theme = Theme::current();
    const QFont code = codeFont(font());
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        const bool isCode = format.hasProperty(QTextFormat::BlockCodeFence)
            || format.hasProperty(QTextFormat::BlockCodeLanguage);
        const int level = format.headingLevel();
        format.setLineHeight(kLineHeight, QTextBlockFormat::ProportionalHeight);
        if (isCode) {
            format.setBackground(theme.colour(Role::Window));
            format.setLeftMargin(8);
            format.setNonBreakableLines(false);
        } else if (level > 0) {
            format.setTopMargin(level == 1 ? 0 : 16);
            format.setBottomMargin(6);
        }
        cursor.setBlockFormat(format);
        if (level > 0) {
            cursor.select(QTextCursor::BlockUnderCursor);
            cursor.mergeCharFormat(headingFormat(level));
        }
        for (auto at = block.begin(); !at.atEnd(); ++at) {
            const QTextFragment fragment = at.fragment();
            QTextCharFormat letters;
            if (fragment.charFormat().isAnchor()) {
                letters.setForeground(theme.colour(Role::Link));
                letters.setFontUnderline(true);
            } else if (fragment.charFormat().fontFixedPitch()) {
                letters.setFont(code, QTextCharFormat::FontPropertiesSpecifiedOnly);
                letters.setFontFamilies(code.families());
                letters.setFontPointSize(code.pointSizeF());
            } else {
                continue;
            }
            QTextCursor part(document());
            part.setPosition(fragment.position());
            part.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
            part.mergeCharFormat(letters);
        }
    }
    for (QTextFrame* frame : document()->rootFrame()->childFrames()) {
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            setTable(*table, theme);
        }
    }
}

} // namespace throughline::widgets

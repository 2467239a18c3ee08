#include "app/window/shortcut_sheet.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"

#include <QAction>
#include <QGridLayout>
#include <QKeySequence>
#include <QScrollArea>
#include <QVBoxLayout>

namespace throughline::app {

namespace {

using widgets::PlainLabel;
using widgets::TextTone;

ShortcutLine line(const char* keys, const QString& what)
{
    return {QString::fromUtf8(keys), what};
}

std::vector<ShortcutLine> everywhere()
{
    return {line("Ctrl+K", ShortcutSheet::tr("Search or jump to anything")),
            line("Ctrl+L", ShortcutSheet::tr("The filter as text")),
            line("Alt+Left  Alt+Right", ShortcutSheet::tr("Back and forward")),
            line("Ctrl+1 \u2026 Ctrl+4", ShortcutSheet::tr("Impact, Session, Data, Notebook")),
            line("J  K", ShortcutSheet::tr("Next and previous row of a table")),
            line("Enter", ShortcutSheet::tr("Open what is selected")),
            line("Ctrl+C", ShortcutSheet::tr("Copy the selected rows with headers")),
            line("Menu", ShortcutSheet::tr("Filter for, filter out, copy as \u2026"))};
}

std::vector<ShortcutLine> ofPerspective(const QString& perspective)
{
    if (perspective == QLatin1String("impact")) {
        return {line("Ctrl+M", ShortcutSheet::tr("Errors: merge the selected groups")),
                line("Ctrl+Shift+M", ShortcutSheet::tr("Errors: split a group")),
                line("Ctrl+/", ShortcutSheet::tr("Errors: why two groups are apart")),
                line("F2  Shift+F2", ShortcutSheet::tr("Errors: rename, assign")),
                line("Ctrl+R  Ctrl+Shift+R",
                     ShortcutSheet::tr("Errors: resolve as of now, in a version")),
                line("Del", ShortcutSheet::tr("Errors: ignore")),
                line("Ctrl+Z  Ctrl+Shift+Z",
                     ShortcutSheet::tr("Errors: undo and redo decisions about groups")),
                line("Left  Right", ShortcutSheet::tr("Funnel: previous and next step")),
                line("Up  Down", ShortcutSheet::tr("Funnel: without and with the error")),
                line("Shift+Left  Shift+Right", ShortcutSheet::tr("Overview: brush a time range"))};
    }
    if (perspective == QLatin1String("session")) {
        return {line("W  S", ShortcutSheet::tr("Timeline: zoom in and out")),
                line("A  D", ShortcutSheet::tr("Timeline: pan; faster with Shift")),
                line("F", ShortcutSheet::tr("Timeline: the whole session")),
                line(".  ,", ShortcutSheet::tr("Timeline: next and previous item")),
                line("E", ShortcutSheet::tr("Timeline and trace: next error"))};
    }
    if (perspective == QLatin1String("notebook")) {
        return {line("Up  Down", ShortcutSheet::tr("Previous and next cell")),
                line("Alt+Up  Alt+Down", ShortcutSheet::tr("Move the cell")),
                line("Enter  Esc", ShortcutSheet::tr("Write in the cell, show it")),
                line("Ctrl+Enter  Ctrl+Space", ShortcutSheet::tr("SQL: run, complete")),
                line("Del", ShortcutSheet::tr("Remove the cell")),
                line("Ctrl+Z  Ctrl+Shift+Z", ShortcutSheet::tr("Undo and redo"))};
    }
    return {};
}

} // namespace

std::vector<ShortcutLine> shortcutLines(const QList<QAction*>& commands, const QString& perspective)
{
    std::vector<ShortcutLine> lines = everywhere();
    for (const ShortcutLine& each : ofPerspective(perspective)) {
        lines.push_back(each);
    }
    for (const QAction* command : commands) {
        QStringList keys;
        for (const QKeySequence& sequence : command->shortcuts()) {
            keys.append(sequence.toString(QKeySequence::NativeText));
        }
        if (!keys.isEmpty()) {
            lines.push_back(
                {keys.join(QStringLiteral("  ")), command->text().remove(QLatin1Char('&'))});
        }
    }
    return lines;
}

ShortcutSheet::ShortcutSheet(const std::vector<ShortcutLine>& lines, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    widgets::setLook(content, "surface");
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(20, 16, 20, 16);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(7);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const int row = static_cast<int>(i);
        auto* keys = new PlainLabel(lines[i].keys, TextTone::Strong, content);
        keys->setNeverShortened();
        auto* what = new PlainLabel(lines[i].what, TextTone::Normal, content);
        what->setNeverShortened();
        grid->addWidget(keys, row, 0);
        grid->addWidget(what, row, 1);
    }
    grid->setRowStretch(static_cast<int>(lines.size()), 1);
    grid->setColumnStretch(2, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("Keyboard shortcuts"));
    scroll->setObjectName(QStringLiteral("shortcutScroll"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll);
    resize(520, 560);
}

} // namespace throughline::app

#pragma once

#include <QDialog>
#include <QList>
#include <QString>

#include <vector>

class QAction;

namespace throughline::app {

/// A key and what it does.
struct ShortcutLine
{
    QString keys;
    QString what;

    bool operator==(const ShortcutLine&) const = default;
};

/// Keys of the window, read from its commands, and those of one perspective's views.
[[nodiscard]] std::vector<ShortcutLine> shortcutLines(const QList<QAction*>& commands,
                                                      const QString& perspective);

/// The shortcut sheet: non-modal, closed by Esc.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const std::vector<ShortcutLine>& lines, QWidget* parent);
};

} // namespace throughline::app

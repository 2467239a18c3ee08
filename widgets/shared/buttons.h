#pragma once

#include <QString>

class QFrame;
class QPushButton;
class QWidget;

namespace throughline::widgets {

/// A push button in one of the style sheet's looks ("", "primary", "flat", "link", "choice",
/// "crumb", "here", "view"), with the object name tests and accessibility find it by.
[[nodiscard]] QPushButton* makeButton(const QString& text, const char* look,
                                      const QString& objectName, QWidget* parent = nullptr);

/// Gives a widget a look of the style sheet; also after it was shown.
void setLook(QWidget* widget, const char* look);

/// A hairline between rows ("rule") or around regions ("edge").
[[nodiscard]] QFrame* makeRule(const char* look, QWidget* parent = nullptr);

/// Data as the text of a button or menu entry: an ampersand is no shortcut.
[[nodiscard]] QString literal(QString text);

/// Text of a button that opens a menu.
[[nodiscard]] QString withMenuMark(const QString& text);

} // namespace throughline::widgets

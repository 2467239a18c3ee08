#pragma once

#include "models/base/error.h"

#include <QFrame>

class QPlainTextEdit;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// Says in place what went wrong, where, and what to do; never a box of its own. Hidden until it
/// has something to say.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Message and hint, with the context behind *Details*.
    void showError(const Error& error);
    /// A friendly sentence; `details` may be empty.
    void showNote(const QString& text, const QString& details = {});
    /// A button beside the message, until the next message; an empty text removes it.
    void setAction(const QString& text);
    void dismiss();

    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void actionTriggered();
    void dismissed();

private:
    void show(const QString& text, const QString& details);
    void toggleDetails();

    PlainLabel* m_icon;
    PlainLabel* m_text;
    QPushButton* m_action;
    QPushButton* m_detailsButton;
    QPushButton* m_copy;
    QPushButton* m_close;
    QPlainTextEdit* m_details;
};

} // namespace throughline::widgets

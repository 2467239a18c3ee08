#pragma once

#include <QFrame>

class QLineEdit;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// One line in which somebody says that an id is another spelling of a second one, and is told what
/// came of it. Hidden until it is asked for.
class AliasBar : public QFrame
{
    Q_OBJECT

public:
    explicit AliasBar(QWidget* parent = nullptr);

    /// Asks whose spelling it is.
    void ask(const QString& name);
    /// A sentence; with a button to take the word back where it was one.
    void say(const QString& sentence, bool undoable);
    void dismiss();

    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void accepted(const QString& name, const QString& owner);
    void undoRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void accept();
    void arrange(bool asks);

    PlainLabel* m_sentence;
    QLineEdit* m_owner;
    QPushButton* m_accept;
    QPushButton* m_undo;
    QPushButton* m_close;
    QString m_name;
};

} // namespace throughline::widgets

#pragma once

#include "models/domain/group_rule.h"

#include <QFrame>
#include <QString>
#include <QStringList>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// A way to split a group, as it is offered.
struct SplitOffer
{
    QString field;
    QString text; ///< "service.version: 3 values (1.0, 1.1, 2.0)"
};

/// The line below the error list: it asks what a decision needs, and says what came of it with a
/// button that takes it back. Hidden while there is neither.
class GroupBar : public QFrame
{
    Q_OBJECT

public:
    explicit GroupBar(QWidget* parent = nullptr);

    /// A sentence; with a button to take the decision back where it was one.
    void say(const QString& sentence, bool undoable);
    /// Asks for the text of a rule of this kind about a group; `text` is what stands there now.
    void ask(domain::GroupRuleKind kind, domain::ErrorGroupId group, const QString& text);
    /// Asks by which field to split.
    void askSplit(domain::ErrorGroupId group, const std::vector<SplitOffer>& offers);
    void dismiss();

    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    /// All but the moment is filled in.
    void decided(const throughline::domain::GroupRule& rule);
    void undoRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void accept();
    void arrange(bool asks, bool splits);

    PlainLabel* m_sentence;
    QLineEdit* m_text;
    QComboBox* m_fields;
    QPushButton* m_accept;
    QPushButton* m_undo;
    QPushButton* m_close;
    domain::GroupRule m_rule;
};

} // namespace throughline::widgets

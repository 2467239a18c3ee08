#pragma once

#include <QFrame>
#include <QStringList>

#include <vector>

class QHBoxLayout;
class QPushButton;

namespace throughline::widgets {

class JumpField;
struct JumpSuggestion;

/// The top line: back and forward, where the user is, the jump field, and the window's few buttons.
class ContextBar : public QFrame
{
    Q_OBJECT

public:
    explicit ContextBar(QWidget* parent = nullptr);

    void setCanGoBack(bool possible);
    void setCanGoForward(bool possible);
    /// From the widest to where the user is now; the last one is set strong.
    void setTrail(const QStringList& crumbs);
    /// Answers to the last jumpTextEdited, best first.
    void setSuggestions(const std::vector<JumpSuggestion>& suggestions);
    /// A further button between the jump field and Import, such as *Pin to notebook*.
    QPushButton* addButton(const QString& text, const QString& objectName);
    void setImportEnabled(bool enabled);
    void focusJumpField();

Q_SIGNALS:
    void backRequested();
    void forwardRequested();
    void crumbActivated(int place);
    void jumpTextEdited(const QString& text);
    /// One of the suggestions was chosen.
    void jumpChosen(const QString& id);
    /// Enter without a suggestion: a pasted id or words to search for.
    void jumpSubmitted(const QString& text);
    void importRequested();

private:
    QPushButton* makeArrow(const QString& name, const QString& objectName);

    QPushButton* m_back;
    QPushButton* m_forward;
    QHBoxLayout* m_trail;
    JumpField* m_jump;
    QHBoxLayout* m_buttons;
    QPushButton* m_import;
    QStringList m_crumbs;
};

} // namespace throughline::widgets

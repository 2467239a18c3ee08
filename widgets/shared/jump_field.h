#pragma once

#include <QLineEdit>

#include <vector>

class QCompleter;
class QStandardItemModel;

namespace throughline::widgets {

/// One thing the user may want to go to.
struct JumpSuggestion
{
    QString id; ///< handed back when it is chosen
    QString kind; ///< "error", "session", "ticket": shown at the right
    QString title;
    QString detail; ///< second line

    bool operator==(const JumpSuggestion&) const = default;
};

/// *Search or jump to...*: Ctrl+K from anywhere; answers come from outside through setSuggestions.
class JumpField : public QLineEdit
{
    Q_OBJECT

public:
    explicit JumpField(QWidget* parent = nullptr);

    void setSuggestions(const std::vector<JumpSuggestion>& suggestions);

Q_SIGNALS:
    void edited(const QString& text);
    void chosen(const QString& id);
    void submitted(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void submit();
    void choose(const QModelIndex& index);

    QStandardItemModel* m_model;
    QCompleter* m_completer;
};

} // namespace throughline::widgets

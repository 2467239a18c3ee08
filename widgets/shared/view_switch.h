#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QButtonGroup;
class QHBoxLayout;
class QPushButton;

namespace throughline::widgets {

/// A row of words of which one is chosen: the views of one panel.
class ViewSwitch : public QWidget
{
    Q_OBJECT

public:
    /// `name` is said before the words: "Views of the funnel".
    explicit ViewSwitch(const QString& name, QWidget* parent = nullptr);

    /// One button with the chosen view and a menu of all, in place of a row of words.
    void setCompact();
    /// Adds a view at the end, the first one chosen; `objectName` is its button's.
    void addView(const QString& title, const QString& objectName);
    [[nodiscard]] int current() const;
    /// Chooses without telling.
    void setCurrent(int view);

Q_SIGNALS:
    /// The user chose another view.
    void viewChosen(int view);

private:
    void showChosen();

    QButtonGroup* m_views;
    QPushButton* m_menu = nullptr; ///< compact only
    QHBoxLayout* m_row;
};

} // namespace throughline::widgets

#pragma once

#include "widgets/theme/icons.h"

#include <QFrame>

#include <vector>

class QButtonGroup;
class QVBoxLayout;

namespace throughline::widgets {

/// One named arrangement of panels.
struct Perspective
{
    QString id; ///< "impact"
    QString title;
    Icon icon = Icon::Impact;

    bool operator==(const Perspective&) const = default;
};

/// The perspectives down the left edge; the first nine answer to Ctrl+1 ... Ctrl+9.
class PerspectiveRail : public QFrame
{
    Q_OBJECT

public:
    explicit PerspectiveRail(QWidget* parent = nullptr);

    void setPerspectives(const std::vector<Perspective>& perspectives);
    /// Marks one; says nothing.
    void setCurrent(const QString& id);
    [[nodiscard]] QString current() const;

Q_SIGNALS:
    void perspectiveChosen(const QString& id);

private:
    void addButton(const Perspective& perspective, int place);

    std::vector<Perspective> m_perspectives;
    QButtonGroup* m_group;
    QVBoxLayout* m_column;
};

} // namespace throughline::widgets

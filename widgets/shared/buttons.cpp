#include "widgets/shared/buttons.h"

#include <QFrame>
#include <QPushButton>
#include <QStyle>
#include <QVariant>

namespace throughline::widgets {

QPushButton* makeButton(const QString& text, const char* look, const QString& objectName,
                        QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    button->setCursor(Qt::PointingHandCursor);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setLook(button, look);
    return button;
}

void setLook(QWidget* widget, const char* look)
{
    const QString name = QString::fromLatin1(look);
    if (widget->property("look").toString() == name) {
        return;
    }
    widget->setProperty("look", name);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QFrame* makeRule(const char* look, QWidget* parent)
{
    auto* rule = new QFrame(parent);
    setLook(rule, look);
    rule->setFixedHeight(1);
    return rule;
}

QString literal(QString text)
{
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString withMenuMark(const QString& text)
{
    return text + QStringLiteral(" \u25BE");
}

} // namespace throughline::widgets

#pragma once

#include <QFrame>

namespace throughline::widgets {

class PlainLabel;

/// The bottom line: which store at the left, what the answer stands on at the right.
class StatusLine : public QFrame
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setStore(const QString& text);
    void setFacts(const QString& text);

private:
    PlainLabel* m_store;
    PlainLabel* m_facts;
};

} // namespace throughline::widgets

#pragma once

#include <QFrame>

class QBoxLayout;
class QStackedWidget;

namespace throughline::widgets {

class PlainLabel;

/// The frame of everything in the window: a header line, a body, perhaps a footer; and a sentence
/// in the middle when there is nothing to show.
class Panel : public QFrame
{
    Q_OBJECT

public:
    explicit Panel(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    [[nodiscard]] QString title() const;
    /// Muted text after the title; shortened when the header is narrow.
    void setSubtitle(const QString& subtitle);
    /// The subtitle keeps its full width; the panel cannot be made narrower than its header.
    void keepSubtitleWhole();
    /// Right-hand text of the header.
    void setAside(const QString& text);
    /// Puts a widget right after the subtitle.
    void addAfterSubtitle(QWidget* widget);
    /// Puts a widget at the right end of the header.
    void addToHeader(QWidget* widget);

    /// What the panel is about; takes ownership. Its accessible name is the panel's title unless it
    /// has one of its own.
    void setBody(QWidget* body);
    /// Below the body behind a rule; takes ownership.
    void setFooter(QWidget* footer);

    /// Below all, without a rule: what hides itself while it has nothing to say; takes ownership.
    void addBelow(QWidget* widget);

    /// A sentence in place of the body; an empty text shows the body.
    void setEmptyText(const QString& text);
    [[nodiscard]] bool showsEmptyText() const;

private:
    PlainLabel* m_title;
    PlainLabel* m_subtitle;
    PlainLabel* m_aside;
    QBoxLayout* m_header;
    QBoxLayout* m_column;
    QStackedWidget* m_stack;
    PlainLabel* m_empty;
};

} // namespace throughline::widgets

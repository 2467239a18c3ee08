#pragma once

#include <QPlainTextEdit>
#include <QStringList>

class QCompleter;

namespace throughline::widgets {

/// Text of a cell while it is written, as tall as it is. Undo and redo are the notebook's.
class CellEditor : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit CellEditor(QWidget* parent = nullptr);

    /// From outside: no sign of it, the caret stays where it can.
    void showText(const QString& text);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void textTyped(const QString& text);
    void left(); ///< Escape
    void submitted(); ///< Ctrl+Enter

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    bool m_showing = false;
};

/// A question in SQL, with completion of tables, columns and keywords: while a word is written, and
/// on Ctrl+Space.
class SqlEditor : public CellEditor
{
    Q_OBJECT

public:
    explicit SqlEditor(QWidget* parent = nullptr);

    void setWords(const QStringList& words);

    [[nodiscard]] QCompleter* completer() const { return m_completer; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QString wordBeforeCaret() const;
    void complete(const QString& word);
    void offer(bool always);

    QCompleter* m_completer;
};

} // namespace throughline::widgets

#pragma once

#include "app/window/window_services.h"
#include "widgets/shared/pin_request.h"

#include <QList>
#include <QSplitter>
#include <QString>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

namespace throughline::widgets {
class Panel;
}

namespace throughline::app {

/// One perspective: panels in splitters whose sizes are remembered. While it is hidden it only
/// notes that something changed; it asks and shows when it is seen.
class PerspectivePage : public QWidget
{
    Q_OBJECT

public:
    PerspectivePage(const QString& id, const WindowServices& services);

    [[nodiscard]] const QString& id() const { return m_id; }

    [[nodiscard]] const std::vector<widgets::Panel*>& panels() const { return m_panels; }

    /// What the numbers of this page stand on; empty: the scope's counts.
    [[nodiscard]] const QString& basis() const { return m_basis; }

    /// What the status line says at its right; empty: the store's facts.
    [[nodiscard]] const QString& facts() const { return m_facts; }

    /// What this part of the page, or what has the keyboard, can be pinned as; without a widget
    /// what the page is about.
    [[nodiscard]] std::optional<notebook::Question>
    pinOf(const QWidget* origin, widgets::PinExtent extent = widgets::PinExtent::One) const;

    void restoreLayout();
    void saveLayout() const;
    /// As designed, all panels shown.
    void resetLayout();

Q_SIGNALS:
    void basisChanged();

protected:
    /// Asks for what is not shown yet. Called in the window's thread, once for several changes.
    virtual void refresh() = 0;

    void showEvent(QShowEvent* event) override;
    bool event(QEvent* event) override;

    /// Says what is pinned; nothing while there is nothing to pin.
    using PinSource = std::function<std::optional<notebook::Question>()>;

    /// What a part of the page shows, for *Pin to notebook*: the first of these kinds that the
    /// selection has. What was named for a part or a part of it earlier is preferred.
    void addPin(QWidget* part, const std::vector<notebook::QuestionKind>& kinds);
    /// The same where the selection alone does not tell.
    void addPin(QWidget* part, PinSource source);
    /// The same for a table that a question in SQL answers; it says "" while there is none.
    void addTablePin(QWidget* part, std::function<std::string()> sql);
    /// What the part lists, for *Pin list to notebook*.
    void addListPin(QWidget* part, PinSource source);

    /// Something this page shows has changed.
    void markDirty();
    void setBasis(const QString& basis, const QString& facts);
    /// The splitter that holds the whole page.
    void setBody(QSplitter* body);
    QSplitter* addSplitter(Qt::Orientation orientation, const QString& name,
                           const QList<QWidget*>& parts, const QList<int>& sizes);
    void addPanel(widgets::Panel* panel);

    [[nodiscard]] const WindowServices& services() const { return m_services; }

private:
    void refreshIfShown();

    struct Pin
    {
        QWidget* part;
        widgets::PinExtent extent;
        PinSource source;
    };

    struct Part
    {
        QSplitter* splitter;
        QList<int> sizes;
    };

    QString m_id;
    WindowServices m_services;
    std::vector<Part> m_parts;
    std::vector<Pin> m_pins;
    std::vector<widgets::Panel*> m_panels;
    QString m_basis;
    QString m_facts;
    bool m_dirty = true;
    bool m_scheduled = false;
};

} // namespace throughline::app

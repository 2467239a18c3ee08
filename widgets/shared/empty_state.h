#pragma once

#include <QFrame>
#include <QStringList>

#include <vector>

class QVBoxLayout;

namespace throughline::widgets {

/// A store that was open before.
struct RecentStore
{
    QString path;
    QString name;
    QString detail; ///< "2 days ago"

    bool operator==(const RecentStore&) const = default;
};

/// What the window shows before it has a store: the ways to get one.
class EmptyState : public QFrame
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setRecentStores(const std::vector<RecentStore>& stores);

Q_SIGNALS:
    void importRequested();
    void openStoreRequested();
    void demoRequested();
    void storeChosen(const QString& path);
    void filesDropped(const QStringList& paths);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeChoices();
    void addRecent(const RecentStore& store);

    QFrame* m_drop;
    QWidget* m_recent;
    QVBoxLayout* m_recentRows;
};

} // namespace throughline::widgets

#pragma once

#include <QString>
#include <QTextBrowser>

namespace throughline::widgets {

/// One page of the help, set in the colours and fonts of the window. Links lead to other pages;
/// nothing is fetched from anywhere else.
class HelpView : public QTextBrowser
{
    Q_OBJECT

public:
    explicit HelpView(QWidget* parent = nullptr);

    void showPage(const QString& name);

    /// Name of the page shown.
    [[nodiscard]] const QString& page() const { return m_page; }

    /// Again in the colours of today.
    void setAgain();

protected:
    QVariant loadResource(int type, const QUrl& name) override;
    void doSetSource(const QUrl& name, QTextDocument::ResourceType type) override;

private:
    void readSource(const QUrl& url);
    void setLooks();

    QString m_page;
};

} // namespace throughline::widgets

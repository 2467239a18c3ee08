#include "app/window/notebook_page.h"

#include "app/window/store_facts.h"
#include "models/qt/qt_text.h"
#include "models/workflow/sql_workflow.h"
#include "widgets/notebook/notebook_list.h"
#include "widgets/notebook/notebook_view.h"
#include "widgets/notebook/template_dialog.h"
#include "widgets/shared/format.h"
#include "widgets/shared/message_bar.h"

#include <QEvent>
#include <QUndoStack>

namespace throughline::app {

namespace {

/// Tables, columns, and the words of SQL that questions are made of.
QStringList sqlWords()
{
    QStringList words {
        QStringLiteral("select"),   QStringLiteral("from"),     QStringLiteral("where"),
        QStringLiteral("group by"), QStringLiteral("order by"), QStringLiteral("having"),
        QStringLiteral("limit"),    QStringLiteral("join"),     QStringLiteral("left join"),
        QStringLiteral("on"),       QStringLiteral("and"),      QStringLiteral("or"),
        QStringLiteral("not"),      QStringLiteral("null"),     QStringLiteral("is"),
        QStringLiteral("in"),       QStringLiteral("like"),     QStringLiteral("between"),
        QStringLiteral("case"),     QStringLiteral("when"),     QStringLiteral("then"),
        QStringLiteral("else"),     QStringLiteral("end"),      QStringLiteral("as"),
        QStringLiteral("distinct"), QStringLiteral("desc"),     QStringLiteral("count"),
        QStringLiteral("sum"),      QStringLiteral("avg"),      QStringLiteral("min"),
        QStringLiteral("max"),      QStringLiteral("with"),     QStringLiteral("union all"),
        QStringLiteral("exists"),   QStringLiteral("coalesce"), QStringLiteral("round")};
    for (const domain::SqlTable& table : workflow::sqlTables()) {
        words.append(qt::toQString(table.name));
        for (const domain::SqlTable::Column& column : table.columns) {
            words.append(qt::toQString(column.name));
        }
    }
    return words;
}

} // namespace

NotebookPage::NotebookPage(const WindowServices& services)
    : PerspectivePage(QStringLiteral("notebook"), services)
    , m_desk(services.notebooks)
    , m_list(new widgets::NotebookList(this))
    , m_view(new widgets::NotebookView(this))
    , m_messages(new widgets::MessageBar(this))
{
    addPanel(m_list);
    addPanel(m_view);
    m_messages->setObjectName(QStringLiteral("notebookMessages"));
    m_view->addBelow(m_messages);
    m_view->setSqlWords(sqlWords());
    setBody(addSplitter(Qt::Horizontal, QStringLiteral("notebookParts"), {m_list, m_view},
                        {240, 1100}));
    connectDesk();
    connectViews();
    showNotebook();
}

void NotebookPage::connectDesk()
{
    using qt::NotebookDesk;
    connect(&m_desk, &NotebookDesk::listChanged, this, &NotebookPage::showList);
    connect(&m_desk, &NotebookDesk::notebookChanged, this, &NotebookPage::showNotebook);
    connect(&m_desk, &NotebookDesk::savedChanged, m_view, &widgets::NotebookView::setSaved);
    connect(&m_desk, &NotebookDesk::cellsRenumbered, m_view, &widgets::NotebookView::renumber);
    connect(&m_desk, &NotebookDesk::removed, this, &NotebookPage::showRemoved);
    connect(&m_desk, &NotebookDesk::noted, this,
            [this](const QString& text) { m_messages->showNote(text); });
    connect(&m_desk, &NotebookDesk::failed, this, [this](const Error& error) {
        m_messages->showError(error);
        showList(); // what was typed into it is not so
    });
    connect(&m_desk, &NotebookDesk::cellFailed, this,
            [this](qint64 cell, const Error& error) { m_view->setFailure(cell, error); });
    connect(&m_desk, &NotebookDesk::rerunningChanged, m_view, &widgets::NotebookView::setRunning);
    connect(m_messages, &widgets::MessageBar::actionTriggered, this, [this] {
        m_messages->dismiss();
        m_desk.restoreRemoved();
    });
}

void NotebookPage::connectViews()
{
    using widgets::NotebookList;
    using widgets::NotebookView;
    const auto create = [this] { m_desk.create(m_desk.freshName(tr("Notebook"))); };
    connect(m_list, &NotebookList::notebookChosen, &m_desk, &qt::NotebookDesk::open);
    connect(m_list, &NotebookList::renameRequested, &m_desk, &qt::NotebookDesk::rename);
    connect(m_list, &NotebookList::removeRequested, &m_desk, &qt::NotebookDesk::remove);
    connect(m_list, &NotebookList::newRequested, this, create);
    connect(m_list, &NotebookList::templateRequested, this, &NotebookPage::askTemplates);
    connect(m_view, &NotebookView::newRequested, this, create);
    connect(m_view, &NotebookView::templateRequested, this, &NotebookPage::askTemplates);
    connect(m_view, &NotebookView::notebookEdited, &m_desk, &qt::NotebookDesk::edit);
    connect(m_view, &NotebookView::typingEnded, &m_desk, &qt::NotebookDesk::endTyping);
    connect(m_view, &NotebookView::askRequested, &m_desk, &qt::NotebookDesk::askCell);
    connect(m_view, &NotebookView::rerunRequested, &m_desk, &qt::NotebookDesk::rerun);
    connect(m_view, &NotebookView::exportRequested, this, &NotebookPage::reportRequested);
}

void NotebookPage::refresh()
{
    showList();
}

void NotebookPage::showEvent(QShowEvent* event)
{
    PerspectivePage::showEvent(event);
    m_desk.lookAgain();
}

bool NotebookPage::event(QEvent* event)
{
    // The user may come from a terminal.
    if (event->type() == QEvent::WindowActivate && isVisible()) {
        m_desk.lookAgain();
    }
    return PerspectivePage::event(event);
}

void NotebookPage::showList()
{
    std::vector<widgets::NotebookRow> rows;
    for (const workflow::NotebookSummary& each : m_desk.list()) {
        rows.push_back({qt::toQString(each.name),
                        tr("%1, changed %2")
                            .arg(widgets::formatCountOf(each.cells, tr("%1 cell"), tr("%1 cells")),
                                 widgets::formatMoment(each.changed))});
    }
    m_list->setNotebooks(rows);
    showNotebook();
}

void NotebookPage::showNotebook()
{
    const qt::NotebookPointer notebook = m_desk.notebook();
    m_view->setSteps(m_desk.steps());
    m_view->setNotebook(notebook, !m_desk.list().empty());
    m_view->setSaved(m_desk.isSaved());
    m_list->setCurrent(notebook == nullptr ? QString() : qt::toQString(notebook->name));
}

void NotebookPage::askTemplates()
{
    services().session.ask<workflow::TemplateList>(
        {.slot = QStringLiteral("notebook.templates"),
         .context = this,
         .ask = [](const qt::OpenStore&, const std::stop_token&) -> Result<workflow::TemplateList> {
             return workflow::listTemplates(workflow::templateFolder());
         },
         .deliver = [this](const workflow::TemplateList& list) { showTemplates(list); }});
}

void NotebookPage::showTemplates(const workflow::TemplateList& list)
{
    std::vector<notebook::NotebookTemplate> forms;
    for (const workflow::TemplateList::Entry& entry : list.templates) {
        forms.push_back(entry.form);
    }
    if (!list.problems.empty()) {
        m_messages->showError(list.problems.front());
    }
    const qt::Selection& selection = services().context.selection();
    widgets::TemplateDefaults defaults;
    defaults.funnel = selection.funnel;
    defaults.scope = services().context.scope();
    if (selection.errorGroup.value() != 0) {
        defaults.errorGroup = domain::toText(selection.errorGroup);
    }
    if (const auto facts = services().facts.facts()) {
        const TimeRange& range = facts->info.range;
        defaults.at = Timestamp {range.from.ns + (range.to.ns - range.from.ns) / 2};
    }
    auto* dialog = new widgets::TemplateDialog(std::move(forms), std::move(defaults), this);
    connect(dialog, &widgets::TemplateDialog::chosen, this,
            [this](const QString& wish, const notebook::NotebookTemplate& form,
                   const notebook::TemplateInputs& inputs) {
                m_messages->showNote(tr("Filling in the template\u2026"));
                m_desk.createFrom(m_desk.freshName(wish), {form, inputs});
            });
    dialog->open();
}

void NotebookPage::showRemoved(const QString& name)
{
    m_messages->showNote(tr("The notebook %1 is deleted.").arg(name));
    m_messages->setAction(tr("Undo"));
}

} // namespace throughline::app

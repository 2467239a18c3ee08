#include "models/qt/notebook_desk.h"

#include "models/notebook/notebook_edit.h"
#include "models/notebook/notebook_merge.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"

#include <QUndoCommand>
#include <QUndoStack>

#include <algorithm>
#include <optional>
#include <utility>

namespace throughline::qt {

using notebook::Notebook;

namespace {

/// So long after a change it goes to the store, whether or not more follow.
constexpr int kSaveAfterMs = 400;

const workflow::NotebookSummary* newestOf(const std::vector<workflow::NotebookSummary>& list)
{
    const auto newest =
        std::max_element(list.begin(), list.end(), [](const auto& left, const auto& right) {
            return left.changed < right.changed;
        });
    return newest == list.end() ? nullptr : &*newest;
}

} // namespace

/// A change of one notebook as what it was and what it is.
class NotebookDesk::Step : public QUndoCommand
{
public:
    Step(NotebookDesk& desk, const QString& name, const QString& what, NotebookPointer before,
         NotebookPointer after)
        : QUndoCommand(what)
        , m_desk(desk)
        , m_name(name)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_numbers(desk.m_desks.value(name).renumbered.size())
    {
    }

    void setTyping(std::int64_t cell, int run)
    {
        m_cell = cell;
        m_run = run;
    }

    [[nodiscard]] const NotebookPointer& before() const { return m_before; }

    [[nodiscard]] const NotebookPointer& after() const { return m_after; }

    /// How many of the desk's new numbers its cells have.
    [[nodiscard]] std::size_t numbers() const { return m_numbers; }

    void undo() override { m_desk.takeBack(m_name, *this, true); }

    void redo() override { m_desk.takeBack(m_name, *this, false); }

    [[nodiscard]] int id() const override { return m_cell == 0 ? -1 : 1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* later = dynamic_cast<const Step*>(other);
        if (later == nullptr || later->m_cell != m_cell || later->m_run != m_run
            || later->m_numbers != m_numbers || *later->m_before != *m_after) {
            return false;
        }
        m_after = later->m_after;
        return true;
    }

private:
    NotebookDesk& m_desk;
    QString m_name;
    NotebookPointer m_before;
    NotebookPointer m_after;
    std::size_t m_numbers;
    std::int64_t m_cell = 0;
    int m_run = 0;
};

NotebookDesk::NotebookDesk(WorkspaceSession& session, NotebookWriter& writer, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_writer(writer)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSaveAfterMs);
    connect(&m_soon, &QTimer::timeout, this, &NotebookDesk::save);
    connect(&session, &WorkspaceSession::storeReplaced, this, [this] {
        saveAll();
        m_desks.clear();
        m_current.clear();
        m_removed = nullptr;
        m_list.clear();
        Q_EMIT rerunningChanged(false);
        m_listed = false;
        Q_EMIT listChanged();
        Q_EMIT notebookChanged();
    });
    connect(&session, &WorkspaceSession::storeChanged, this, &NotebookDesk::readStore);
}

NotebookDesk::~NotebookDesk()
{
    saveAll();
}

NotebookPointer NotebookDesk::notebook() const
{
    return m_desks.value(m_current).notebook;
}

QUndoStack* NotebookDesk::steps() const
{
    return m_desks.value(m_current).steps.get();
}

QString NotebookDesk::freshName(const QString& wish) const
{
    const auto taken = [this](const QString& name) {
        return m_desks.contains(name)
            || std::any_of(m_list.begin(), m_list.end(),
                           [&](const auto& each) { return toQString(each.name) == name; });
    };
    QString name = wish;
    for (int i = 2; taken(name); ++i) {
        name = QStringLiteral("%1 %2").arg(wish).arg(i);
    }
    return name;
}

void NotebookDesk::readStore()
{
    m_store = m_session.store();
    lookAgain();
}

void NotebookDesk::lookAgain()
{
    if (m_store == nullptr) {
        return;
    }
    readList();
    if (notebook() == nullptr) {
        return;
    }
    // Empty: there is none of this name any more.
    using Stored = std::optional<Notebook>;
    m_session.ask<Stored>(
        {.slot = QStringLiteral("notebook.look"),
         .context = this,
         .ask = [name = toStdString(m_current)](const OpenStore& store,
                                                const std::stop_token&) -> Result<Stored> {
             auto stored = workflow::openNotebook(store.workspace, name);
             if (!stored.ok() && stored.error().code == ErrorCode::Usage) {
                 return Stored();
             }
             TL_TRY(stored);
             return Stored(*std::move(stored));
         },
         .deliver =
             [this, name = m_current](const Stored& stored) {
                 if (stored) {
                     compareWithStore(name, *stored);
                 } else if (m_desks.contains(name) && isSaved()) {
                     leaveRemoved(name, m_desks.value(name).notebook);
                 }
             }});
}

void NotebookDesk::readList()
{
    using List = std::vector<workflow::NotebookSummary>;
    m_session.ask<List>({.slot = QStringLiteral("notebook.list"),
                         .context = this,
                         .ask = [](const OpenStore& store, const std::stop_token&) -> Result<List> {
                             return workflow::listNotebooks(store.workspace);
                         },
                         .deliver =
                             [this](List list) {
                                 m_list = std::move(list);
                                 m_listed = true;
                                 Q_EMIT listChanged();
                                 const auto* newest = newestOf(m_list);
                                 if (m_current.isEmpty() && newest != nullptr) {
                                     open(toQString(newest->name));
                                 }
                             }});
}

void NotebookDesk::open(const QString& name)
{
    if (m_desks.contains(name)) {
        if (m_current != name) {
            m_current = name;
            Q_EMIT notebookChanged();
        }
        return;
    }
    m_session.ask<Notebook>(
        {.slot = QStringLiteral("notebook.open"),
         .context = this,
         .ask = [name = toStdString(name)](const OpenStore& store, const std::stop_token&)
             -> Result<Notebook> { return workflow::openNotebook(store.workspace, name); },
         .deliver =
             [this](Notebook opened) {
                 put(std::make_shared<const Notebook>(std::move(opened)), true, true);
             },
         .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

void NotebookDesk::put(const NotebookPointer& notebook, bool show, bool isStored)
{
    const QString name = toQString(notebook->name);
    Desk desk;
    desk.notebook = notebook;
    desk.steps = std::make_shared<QUndoStack>();
    desk.kept = std::make_shared<Kept>();
    if (isStored) {
        desk.kept->sent = *notebook;
        desk.kept->stored.notebook = *notebook;
    }
    m_desks.insert(name, desk);
    if (show) {
        m_current = name;
        Q_EMIT notebookChanged();
    }
}

void NotebookDesk::adopt(const QString& name, const NotebookPointer& notebook)
{
    const auto desk = m_desks.find(name);
    if (desk == m_desks.end() || desk->notebook == notebook) {
        return;
    }
    desk->notebook = notebook;
    needSave(name);
    if (name == m_current) {
        Q_EMIT notebookChanged();
    }
}

void NotebookDesk::takeBack(const QString& name, const Step& step, bool undo)
{
    const Desk desk = m_desks.value(name);
    const NotebookPointer& from = undo ? step.after() : step.before();
    const NotebookPointer& to = undo ? step.before() : step.after();
    if (desk.notebook == nullptr || desk.notebook == from || *desk.notebook == *from) {
        adopt(name, to);
        return;
    }
    // Others wrote since: only what this step did is taken back, in the numbers of today.
    Notebook base = *from;
    Notebook mine = *to;
    for (std::size_t i = step.numbers(); i < desk.renumbered.size(); ++i) {
        notebook::renumberCells(base, desk.renumbered[i]);
        notebook::renumberCells(mine, desk.renumbered[i]);
    }
    auto merged = notebook::mergeNotebooks(base, mine, *desk.notebook);
    adopt(name, std::make_shared<const Notebook>(std::move(merged.notebook)));
}

void NotebookDesk::create(const QString& name)
{
    if (m_store != nullptr) {
        write(
            [store = m_store, name = toStdString(name), now = currentTime()]() -> Result<void> {
                TL_TRY(workflow::newNotebook(store->workspace, name, now));
                return {};
            },
            name);
    }
}

void NotebookDesk::rename(const QString& from, const QString& to)
{
    if (m_store == nullptr || from == to) {
        return;
    }
    saveAll(); // under its old name, before it has another
    if (m_current == from) {
        m_current.clear();
    }
    m_desks.remove(from);
    const bool free = freshName(to) == to;
    write([store = m_store, from = toStdString(from),
           to = toStdString(to)] { return workflow::renameNotebook(store->workspace, from, to); },
          to);
    if (!free) {
        open(from);
    }
}

void NotebookDesk::remove(const QString& name)
{
    if (m_store == nullptr) {
        return;
    }
    saveAll();
    auto content = std::make_shared<Notebook>();
    ++m_saving;
    m_writer.write(
        this,
        [store = m_store, name = toStdString(name), content]() -> Result<void> {
            TL_ASSIGN(*content, workflow::openNotebook(store->workspace, name));
            return workflow::deleteNotebook(store->workspace, name);
        },
        [this, name, content](const Result<void>& result) {
            --m_saving;
            if (!result.ok()) {
                Q_EMIT failed(result.error());
                return;
            }
            m_unsaved = m_saving > 0 || !m_toSave.isEmpty();
            leaveRemoved(name, content);
        });
}

void NotebookDesk::leaveRemoved(const QString& name, const NotebookPointer& content)
{
    m_removed = content;
    m_desks.remove(name);
    if (m_current == name) {
        m_current.clear();
        Q_EMIT notebookChanged();
    }
    readList();
    Q_EMIT removed(name);
}

void NotebookDesk::restoreRemoved()
{
    if (m_removed == nullptr || m_store == nullptr) {
        return;
    }
    auto notebook = *m_removed;
    notebook.name = toStdString(freshName(toQString(notebook.name)));
    const QString name = toQString(notebook.name);
    m_removed = nullptr;
    write(
        [store = m_store, notebook = std::move(notebook), now = currentTime()]() -> Result<void> {
            TL_TRY(workflow::saveNotebook(store->workspace, {}, notebook, now));
            return {};
        },
        name);
}

void NotebookDesk::edit(const QString& what, Notebook after, std::int64_t typing)
{
    change(m_current, what, std::move(after), typing);
}

void NotebookDesk::change(const QString& name, const QString& what, Notebook after,
                          std::int64_t typing)
{
    const Desk desk = m_desks.value(name);
    if (desk.notebook == nullptr || *desk.notebook == after) {
        return;
    }
    auto step = std::make_unique<Step>(*this, name, what, desk.notebook,
                                       std::make_shared<const Notebook>(std::move(after)));
    step->setTyping(typing, m_typingRun);
    if (typing == 0) {
        endTyping();
    }
    desk.steps->push(step.release());
}

void NotebookDesk::endTyping()
{
    ++m_typingRun;
}

} // namespace throughline::qt

// How what is on the desk comes into the store, and what others wrote there onto the desk.

#include "models/notebook/notebook_merge.h"
#include "models/qt/notebook_desk.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"

#include <utility>

namespace throughline::qt {

using notebook::Notebook;

void NotebookDesk::compareWithStore(const QString& name, const Notebook& stored)
{
    const Desk desk = m_desks.value(name);
    // What is on its way meets the others' changes by itself.
    if (desk.notebook != nullptr && isSaved() && *desk.notebook != stored) {
        needSave(name);
        save();
    }
}

void NotebookDesk::markUnsaved()
{
    if (!m_soon.isActive()) {
        m_soon.start();
    }
    if (!m_unsaved) {
        m_unsaved = true;
        Q_EMIT savedChanged(false);
    }
}

void NotebookDesk::needSave(const QString& name)
{
    if (!m_toSave.contains(name)) {
        m_toSave.append(name);
    }
    markUnsaved();
}

void NotebookDesk::save()
{
    m_soon.stop();
    QStringList later;
    for (const QString& name : std::exchange(m_toSave, {})) {
        const auto desk = m_desks.find(name);
        if (desk == m_desks.end() || m_store == nullptr) {
            continue;
        }
        if (desk->saving) {
            later.append(name); // it has to be known what the last save met
        } else {
            startSave(name, *desk);
        }
    }
    m_toSave = later;
}

void NotebookDesk::saveAll()
{
    m_soon.stop();
    for (const QString& name : std::exchange(m_toSave, {})) {
        const auto desk = m_desks.find(name);
        if (desk != m_desks.end() && m_store != nullptr) {
            startSave(name, *desk);
        }
    }
}

void NotebookDesk::startSave(const QString& name, Desk& desk)
{
    auto saving = std::make_shared<Saving>();
    saving->name = name;
    saving->sent = desk.notebook;
    saving->kept = desk.kept;
    saving->merges = desk.merges;
    desk.saving = true;
    ++m_saving;
    m_writer.write(
        this, [store = m_store, saving, now = currentTime()] { return keep(*saving, *store, now); },
        [this, saving](const Result<void>& result) { finishSave(*saving, result); });
}

Result<void> NotebookDesk::keep(Saving& saving, const OpenStore& store, Timestamp now)
{
    Kept& kept = *saving.kept;
    Notebook mine = *saving.sent;
    if (kept.merges > saving.merges) {
        // The window went before it heard of the others' changes.
        mine = notebook::rebaseNotebook(kept.sent, kept.stored, mine).notebook;
    }
    TL_ASSIGN(saving.saved,
              workflow::saveNotebook(store.workspace, kept.stored.notebook, mine, now));
    kept.sent = *saving.sent;
    kept.stored = saving.saved.merged;
    kept.merges += kept.stored.tookTheirs ? 1 : 0;
    return {};
}

void NotebookDesk::finishSave(const Saving& saving, const Result<void>& result)
{
    --m_saving;
    const auto desk = m_desks.find(saving.name);
    if (desk != m_desks.end() && desk->kept == saving.kept) {
        desk->saving = false;
        if (result.ok() && saving.saved.merged.tookTheirs) {
            joinTheirs(*desk, saving);
        }
    }
    if (!result.ok()) {
        Q_EMIT failed(result.error());
    } else {
        tellTheirs(saving.saved);
    }
    if (!m_toSave.isEmpty()) {
        markUnsaved();
    } else if (m_saving == 0) {
        m_unsaved = false;
        Q_EMIT savedChanged(true);
    }
    readList();
}

void NotebookDesk::joinTheirs(Desk& desk, const Saving& saving)
{
    const notebook::MergedNotebook& stored = saving.saved.merged;
    auto joined = notebook::rebaseNotebook(*saving.sent, stored, *desk.notebook);
    ++desk.merges;
    desk.renumbered.push_back(joined.renumbered);
    const bool more = joined.notebook != stored.notebook;
    desk.notebook = std::make_shared<const Notebook>(std::move(joined.notebook));
    if (more) {
        needSave(saving.name);
    }
    if (saving.name == m_current) {
        endTyping();
        if (!joined.renumbered.empty()) {
            Q_EMIT cellsRenumbered(joined.renumbered);
        }
        Q_EMIT notebookChanged();
    }
}

void NotebookDesk::tellTheirs(const workflow::SavedNotebook& saved)
{
    QStringList facts;
    const QString name = toQString(saved.merged.notebook.name);
    if (saved.wasGone) {
        facts.append(tr("%1 was deleted or renamed by another program; with what you changed it is "
                        "kept under this name.")
                         .arg(name));
    } else if (saved.merged.tookTheirs) {
        facts.append(
            tr("%1 was changed by another program; it holds those changes and yours.").arg(name));
    }
    if (!saved.merged.doubled.empty()) {
        facts.append(tr("What both wrote in is there twice, yours below the other."));
    }
    if (!facts.isEmpty()) {
        Q_EMIT noted(facts.join(QLatin1Char(' ')));
    }
}

void NotebookDesk::write(NotebookWriter::Change change, const QString& opened)
{
    ++m_saving;
    m_writer.write(this, std::move(change), [this, opened](const Result<void>& result) {
        --m_saving;
        if (!result.ok()) {
            Q_EMIT failed(result.error());
        } else if (!opened.isEmpty()) {
            open(opened);
        }
        if (m_saving == 0 && m_toSave.isEmpty()) {
            m_unsaved = false;
            Q_EMIT savedChanged(true);
        }
        readList();
    });
}

} // namespace throughline::qt

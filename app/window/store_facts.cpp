#include "app/window/store_facts.h"

#include "models/qt/qt_text.h"

#include <algorithm>
#include <utility>

namespace throughline::app {

StoreFacts::StoreFacts(qt::WorkspaceSession& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &qt::WorkspaceSession::storeChanged, this, &StoreFacts::ask);
}

bool StoreFacts::canFilterBy(const std::string& field) const
{
    return m_facts != nullptr
        && std::any_of(m_facts->fields.begin(), m_facts->fields.end(),
                       [&](const workflow::FieldValues& each) { return each.field == field; });
}

QString StoreFacts::errorName(domain::ErrorGroupId group) const
{
    if (m_facts != nullptr) {
        if (const auto found = m_facts->errorTypes.find(group);
            found != m_facts->errorTypes.end()) {
            return qt::toQString(found->second);
        }
    }
    return qt::toQString(domain::toText(group));
}

void StoreFacts::ask()
{
    if (!m_session.isOpen()) {
        m_facts.reset();
        Q_EMIT factsChanged();
        return;
    }
    using Answer = std::shared_ptr<const Facts>;
    m_session.ask<Answer>(
        {.slot = QStringLiteral("store.facts"),
         .context = this,
         .ask = [](const qt::OpenStore& store, const std::stop_token& stop) -> Result<Answer> {
             auto facts = std::make_shared<Facts>();
             TL_ASSIGN(facts->info, workflow::storeInfo(store.workspace));
             facts->fields = workflow::segmentFields(*store.snapshot);
             TL_ASSIGN(const workflow::ErrorList errors,
                       workflow::listErrors(store.workspace, std::nullopt, {}, stop));
             for (const workflow::ErrorRow& row : errors.rows) {
                 facts->errorTypes.emplace(row.group.id, row.group.type);
             }
             return Answer(std::move(facts));
         },
         .deliver =
             [this](Answer facts) {
                 m_facts = std::move(facts);
                 Q_EMIT factsChanged();
             }});
}

} // namespace throughline::app

#include "app/window/alias_controller.h"

#include "models/qt/qt_text.h"
#include "widgets/session/alias_bar.h"
#include "widgets/session/inspector.h"
#include "widgets/shared/format.h"

namespace throughline::app {

namespace {

using workflow::AliasOutcome;

QString slotName()
{
    return QStringLiteral("ids.alias");
}

} // namespace

AliasController::AliasController(widgets::Inspector& inspector, const WindowServices& services)
    : QObject(&inspector)
    , m_inspector(inspector)
    , m_services(services)
{
    connect(&inspector, &widgets::Inspector::aliasGiven, this,
            [this](const QString& field, const QString& name, const QString& owner) {
                add(field == QLatin1String("account.id") ? domain::AliasKind::Account
                                                         : domain::AliasKind::User,
                    name, owner);
            });
    connect(&inspector.aliasBar(), &widgets::AliasBar::undoRequested, this,
            &AliasController::takeBack);
    connect(&services.session, &qt::WorkspaceSession::storeReplaced, this, [this] {
        m_last.reset();
        m_inspector.aliasBar().dismiss();
    });
}

void AliasController::add(domain::AliasKind kind, const QString& name, const QString& owner)
{
    const domain::Alias alias {kind, qt::toStdString(name), qt::toStdString(owner)};
    run(
        [alias](const workflow::Workspace& workspace, const std::stop_token& stop) {
            return workflow::addAliases(workspace, alias.kind, alias.owner, {alias.name}, stop);
        },
        [this, alias, name, owner](const AliasOutcome& outcome) {
            m_last = alias;
            m_inspector.aliasBar().say(tr("%1 counts as %2 now, who has %n session(s).", nullptr,
                                          static_cast<int>(outcome.sessionsAfter))
                                           .arg(name, owner),
                                       true);
        });
}

void AliasController::takeBack()
{
    if (!m_last) {
        return;
    }
    const domain::Alias alias = *m_last;
    run(
        [alias](const workflow::Workspace& workspace, const std::stop_token& stop) {
            return workflow::removeAliases(workspace, alias.kind, {alias.name}, stop);
        },
        [this, alias](const AliasOutcome&) {
            m_last.reset();
            m_inspector.aliasBar().say(
                tr("%1 stands for itself again.").arg(qt::toQString(alias.name)), false);
        });
}

void AliasController::run(const Work& work, const std::function<void(const AliasOutcome&)>& done)
{
    const qt::OpenStorePointer store = m_services.session.store();
    if (store == nullptr || m_services.session.jobs().busy(slotName())) {
        return; // what is being written is not stopped half-way
    }
    m_services.session.jobs().run<AliasOutcome>(
        {.slot = slotName(),
         .context = this,
         .job = [store, work](
                    const qt::JobControl& control) { return work(store->workspace, control.stop); },
         .deliver =
             [this, done](const Result<AliasOutcome>& result) {
                 if (!result.ok()) {
                     m_inspector.aliasBar().say(qt::toQString(describe(result.error())), false);
                     return;
                 }
                 done(result.value());
                 m_services.session.reload();
             }});
}

} // namespace throughline::app

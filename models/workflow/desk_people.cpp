#include "models/workflow/desk_people.h"

#include "models/domain/record.h"
#include "models/store/record_json.h"
#include "models/workflow/block_walk.h"

#include <algorithm>
#include <array>

namespace throughline::workflow {

namespace {

namespace key = domain::key;

/// What the formats of these exports call their records; the desk stands before the point.
constexpr std::array<std::string_view, 2> kUserRecords {"zendesk.user", "intercom.contact"};
constexpr std::string_view kOrganizationRecord = "zendesk.organization";

constexpr std::string_view kProductUser = "enduser.id";
constexpr std::string_view kProductAccount = "desk.organization.id";
constexpr std::string_view kEmail = "user.email";

std::string atDesk(std::string_view desk, std::string_view id)
{
    return std::string(desk.substr(0, desk.find('.'))) + '\n' + std::string(id);
}

void addName(std::vector<std::string>& names, std::string_view name)
{
    if (!name.empty() && std::ranges::find(names, name) == names.end()) {
        names.emplace_back(name);
    }
}

enum class Subject : std::uint8_t
{
    Other,
    User,
    Organization
};

/// By ordinal of the name.
std::vector<Subject> subjectsOf(const std::vector<std::string>& names)
{
    std::vector<Subject> subjects;
    subjects.reserve(names.size());
    for (const std::string& name : names) {
        const bool user = std::ranges::find(kUserRecords, name) != kUserRecords.end();
        subjects.push_back(user                              ? Subject::User
                               : name == kOrganizationRecord ? Subject::Organization
                                                             : Subject::Other);
    }
    return subjects;
}

/// Adds what the records of a block say, without a look at its lines where none speaks of anybody.
Result<void> readBlock(store::BlockReader& reader, const store::BlockInfo& block,
                       const std::vector<Subject>& subjects, DeskPeople& people)
{
    const auto subjectOf = [&subjects](std::uint32_t name) {
        return name < subjects.size() ? subjects[name] : Subject::Other;
    };
    store::IndexColumns index;
    TL_TRY(reader.index(block.id, index));
    if (std::ranges::all_of(
            index.name, [&](std::uint32_t name) { return subjectOf(name) == Subject::Other; })) {
        return {};
    }
    store::RecordJsonReader json;
    TL_ASSIGN(const auto* lines, reader.lines(block.id));
    for (std::uint32_t row = 0; row < lines->size(); ++row) {
        const Subject subject = subjectOf(index.name[row]);
        if (subject == Subject::Other) {
            continue;
        }
        TL_ASSIGN(const domain::Record* record, json.read((*lines)[row], block.signal));
        if (subject == Subject::User) {
            people.addUser(*record);
        } else {
            people.addOrganization(*record);
        }
    }
    return {};
}

} // namespace

void DeskPeople::addUser(const domain::Record& record)
{
    const std::string_view id = record.text(key::kUserId);
    if (id.empty()) {
        return;
    }
    Person& person = m_users[atDesk(record.text(key::kEventName), id)];
    addName(person.names, record.text(kProductUser));
    addName(person.names, record.text(kEmail));
    if (const std::string_view account = record.text(key::kAccountId); !account.empty()) {
        person.account = account;
    }
}

void DeskPeople::addOrganization(const domain::Record& record)
{
    const std::string_view own = record.text(kProductAccount);
    if (!own.empty()) {
        m_organizations[atDesk(record.text(key::kEventName), record.text(key::kAccountId))] = own;
    }
}

void DeskPeople::tell(const domain::Ticket& ticket, link::TicketFacts& facts) const
{
    addName(facts.users, domain::valueOf(ticket.attributes, kEmail));
    addName(facts.users, domain::valueOf(ticket.attributes, kProductUser));
    const auto person = m_users.find(atDesk(ticket.source, ticket.userId));
    if (person != m_users.end()) {
        for (const std::string& name : person->second.names) {
            addName(facts.users, name);
        }
        facts.account = facts.account.empty() ? person->second.account : facts.account;
    }
    const auto organization = m_organizations.find(atDesk(ticket.source, facts.account));
    if (organization != m_organizations.end()) {
        facts.account = organization->second;
    }
}

Result<DeskPeople> deskPeople(const store::Connection& connection, const SessionTable& sessions,
                              bool withLoaded, const std::stop_token& stop)
{
    DeskPeople people;
    const std::vector<Subject> subjects = subjectsOf(sessions.names);
    if (std::ranges::all_of(subjects, [](Subject s) { return s == Subject::Other; })) {
        return people;
    }
    store::BlockChoice choice;
    choice.signalList = {domain::Signal::Log};
    choice.withLoaded = withLoaded;
    TL_TRY(walkBlocks(connection, choice, stop, [&](auto& reader, const auto& block) {
        return readBlock(reader, block, subjects, people);
    }));
    return people;
}

} // namespace throughline::workflow

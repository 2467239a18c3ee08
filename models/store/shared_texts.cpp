#include "models/store/shared_texts.h"

#include "models/base/digits.h"
#include "models/base/same_text.h"
#include "models/base/text.h"
#include "models/store/record_facts.h"

#include <algorithm>
#include <bit>

namespace throughline::store {

namespace {

/// The upper bits of a product are mixed best.
std::size_t slotOf(std::uint64_t mark, unsigned bits)
{
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
    return mark * kOdd >> (64U - bits);
}

BatchEntry::Part put(RecordBatch& batch, std::string_view text)
{
    const BatchEntry::Part part {static_cast<std::uint32_t>(batch.text.size()),
                                 static_cast<std::uint32_t>(text.size())};
    batch.text += text;
    return part;
}

/// All members that belong to the context are texts, as they are in the line and in the context.
bool isContextInLine(const ShapedRecord& record)
{
    const RecordShape& shape = record.shape();
    return shape.contextInRuns && std::ranges::all_of(shape.context, [&](std::uint16_t member) {
               const domain::Field& field = record.record().fields[shape.order[member]];
               return field.kind == domain::ValueKind::Text && !field.value.empty();
           });
}

/// The context is made of these members of the line, but for the sign before the first.
bool isContext(std::string_view context, const RecordShape& shape, const ShapedLine& line)
{
    const auto& [text, members] = line;
    std::size_t at = 1; // behind its brace
    for (const auto& [first, behind] : shape.contextRuns) {
        const std::size_t size = members[behind] - members[first];
        if (at + size > context.size() + 1
            || text.substr(members[first] + 1, size - 1) != context.substr(at, size - 1)) {
            return false;
        }
        at += size;
    }
    return shape.contextRuns.empty() ? context.empty() : at == context.size();
}

/// This very text, not an equal one.
bool isView(std::string_view a, std::string_view b)
{
    return a.data() == b.data() && a.size() == b.size() && !a.empty();
}

/// The link column gives such an id back as it is written.
bool isTraceText(std::string_view value, const domain::TraceId& trace)
{
    if (!trace.valid() || value.size() != 2 * sizeof trace) {
        return false;
    }
    bool lower = true;
    for (std::size_t at = 0; at < value.size(); at += digits::kLetters) {
        lower = lower && digits::areLowerHex(digits::load(value.data() + at));
    }
    return lower;
}

/// The link column gives such a number, which was read from this text, back as it is written.
bool isDurationText(std::string_view value, std::int64_t ns)
{
    return ns >= 0 && isAsciiDigit(value.front()) && (value.front() != '0' || value.size() == 1);
}

} // namespace

void SharedTexts::clear()
{
    m_actors.fill(0);
    m_names.fill(0);
    m_repeated.fill({});
    m_gestures.clear();
}

std::uint32_t SharedTexts::putName(RecordBatch& batch, std::string_view name)
{
    std::uint32_t& last = m_names[slotOf(textMark(name), kNameBits)];
    if (last == 0 || !sameText(batch.view(batch.names[last - 1]), name)) {
        batch.names.push_back(store::put(batch, name));
        m_gestures.push_back(isClickName(name) || isViewName(name) ? 1 : 0);
        last = static_cast<std::uint32_t>(batch.names.size());
    }
    return last - 1;
}

std::uint32_t SharedTexts::putActor(RecordBatch& batch, const ShapedRecord& record,
                                    const ShapedLine& line, const Ids& ids, bool inLine)
{
    const RecordShape& shape = record.shape();
    const std::size_t before = batch.text.size();
    std::uint64_t mark = textMark(ids.session) ^ std::rotl(textMark(ids.account), 31);
    if (!inLine) {
        appendContext(batch.text, record, line);
        mark ^= std::rotl(textMark(std::string_view(batch.text).substr(before)), 11);
    } else if (!shape.contextRuns.empty()) {
        const auto& [first, behind] = shape.contextRuns.back();
        const std::size_t from = line.members[first];
        mark ^= std::rotl(textMark(line.text.substr(from, line.members[behind] - from)), 11);
    }
    std::uint32_t& last = m_actors[slotOf(mark, kActorBits)];
    if (last > 0) {
        const BatchActor& actor = batch.actors[last - 1];
        const std::string_view context = batch.view(actor.context);
        if (sameText(batch.view(actor.session), ids.session)
            && sameText(batch.view(actor.user), ids.user)
            && sameText(batch.view(actor.account), ids.account)
            && (inLine ? isContext(context, shape, line)
                       : context == std::string_view(batch.text).substr(before))) {
            batch.text.resize(before);
            return last - 1;
        }
    }
    if (inLine) {
        appendContext(batch.text, record, line);
    }
    BatchActor& actor = batch.actors.emplace_back();
    actor.context = {static_cast<std::uint32_t>(before),
                     static_cast<std::uint32_t>(batch.text.size() - before)};
    actor.session = store::put(batch, ids.session);
    actor.user = store::put(batch, ids.user);
    actor.account = store::put(batch, ids.account);
    last = static_cast<std::uint32_t>(batch.actors.size());
    return last - 1;
}

/// As LinePacker would find comparing letters; false where that takes a closer look.
bool SharedTexts::isTold(const ShapedRecord& record, const Ids& ids, std::string_view name,
                         const BatchEntry& entry)
{
    for (const auto& [place, source] : record.shape().told) {
        const domain::Field& field = record.record().fields[place];
        const bool plainText = field.kind == domain::ValueKind::Text && field.plain;
        bool told = false;
        switch (source) {
        case MemberSource::Session:
            told = plainText && isView(field.value, ids.session);
            break;
        case MemberSource::User:
            told = plainText && isView(field.value, ids.user);
            break;
        case MemberSource::Account:
            told = plainText && isView(field.value, ids.account);
            break;
        case MemberSource::Name:
            told = plainText && isView(field.value, name);
            break;
        case MemberSource::Trace:
            told = plainText && isTraceText(field.value, entry.trace);
            break;
        case MemberSource::Duration:
            told = field.kind == domain::ValueKind::Number
                && isDurationText(field.value, entry.durationNs);
            break;
        case MemberSource::Line:
        case MemberSource::Context:
        case MemberSource::Id:
            break;
        }
        if (!told) {
            return false;
        }
    }
    return true;
}

/// The actor of a record; one that has it from a refrain need not be compared with others.
SharedTexts::Repeated SharedTexts::actorOf(RecordBatch& batch, const ShapedRecord& record,
                                           const ShapedLine& line, const Ids& ids)
{
    const RecordShape& shape = record.shape();
    const std::uint64_t refrain = record.record().refrain;
    const bool repeats = refrain != 0 && shape.actorFields != 0
        && (shape.actorFields & ~record.record().repeated) == 0;
    Repeated& known = m_repeated[slotOf(refrain ^ shape.actorNames, kActorBits)];
    if (repeats && known.refrain == refrain && known.names == shape.actorNames) {
        return known;
    }
    const bool inLine = isContextInLine(record);
    const Repeated found {refrain, shape.actorNames, putActor(batch, record, line, ids, inLine),
                          inLine};
    if (repeats) {
        known = found;
    }
    return found;
}

void SharedTexts::put(RecordBatch& batch, const ShapedRecord& record, const ShapedLine& line,
                      BatchEntry& entry)
{
    const std::string_view name = nameOf(record);
    entry.name = putName(batch, name);
    const std::string_view session = record[Fact::SessionId];
    const std::string key = session.empty() ? actorKey(record) : std::string();
    const std::string_view user = record[Fact::UserId];
    const Ids ids {session.empty() ? std::string_view(key) : session,
                   user.empty() ? record[Fact::PseudoUserId] : user, record[Fact::AccountId]};
    if (record.record().signal != domain::Signal::Ticket) {
        const Repeated who = actorOf(batch, record, line, ids);
        entry.actor = who.actor;
        entry.told = who.inLine && isTold(record, ids, name, entry);
        return;
    }
    entry.actor = static_cast<std::uint32_t>(batch.actors.size());
    BatchActor& actor = batch.actors.emplace_back();
    actor.session = store::put(batch, ids.session);
    actor.user = store::put(batch, ids.user);
    actor.account = store::put(batch, ids.account);
    actor.context = store::put(batch, record[Fact::QuotedIds]);
}

} // namespace throughline::store

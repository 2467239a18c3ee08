#include "models/store/record_shape.h"

#include "models/base/hash.h"
#include "models/base/same_text.h"
#include "models/codec/json_writer.h"
#include "models/domain/sampling.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>

namespace throughline::store {

namespace {

namespace key = domain::key;

/// Files whose every record has fields of its own must not fill the memory.
constexpr std::size_t kMostShapes = 2'000;

constexpr std::array<std::string_view, static_cast<std::size_t>(Fact::Count)> kNames {
    key::kSessionId,
    key::kUserId,
    key::kPseudoUserId,
    key::kAccountId,
    key::kTraceId,
    key::kSpanId,
    key::kDuration,
    key::kEventName,
    key::kSpanName,
    key::kMetricName,
    key::kTicketId,
    key::kQuotedIds,
    key::kSpanKind,
    key::kSpanStatus,
    key::kParentSpanId,
    key::kSynthetic,
    key::kSeverity,
    key::kExceptionType,
    key::kExceptionMessage,
    key::kExceptionStack,
    key::kSpanEvents,
    key::kRevenue,
    key::kCurrency,
    key::kUrlPath,
    "target",
    "click.target",
    "app.widget.id",
    "element",
    "x",
    "app.screen.coordinate.x",
    "y",
    "app.screen.coordinate.y",
    "browser.web_vital.navigation_type",
    "navigation_type"};

constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;

std::uint64_t hashOfKeys(const domain::Record& record)
{
    std::uint64_t hash = record.fields.size();
    for (const domain::Field& field : record.fields) {
        hash = (std::rotl(hash, 5) ^ textMark(field.key)) * kOdd;
    }
    return hash;
}

/// Nothing where a key has no number.
std::optional<std::uint64_t> hashOfNumbers(const domain::Record& record)
{
    std::uint64_t hash = ~record.fields.size();
    for (const domain::Field& field : record.fields) {
        if (field.keyNumber == 0) {
            return std::nullopt;
        }
        hash = (std::rotl(hash, 5) ^ field.keyNumber) * kOdd;
    }
    return hash;
}

} // namespace

RecordShape::RecordShape(const domain::Record& record)
    : number(domain::nextKeyNumber())
    , order(record.fields.size())
{
    for (const domain::Field& field : record.fields) {
        keys.emplace_back(field.key);
        numbers.push_back(field.keyNumber);
    }
    if (std::find(numbers.begin(), numbers.end(), 0U) != numbers.end()) {
        numbers.clear();
    }
    std::iota(order.begin(), order.end(), std::uint16_t {0});
    std::sort(order.begin(), order.end(),
              [this](std::uint16_t a, std::uint16_t b) { return keys[a] < keys[b]; });
    for (const std::uint16_t place : order) {
        std::string& label = labels.emplace_back(",");
        codec::appendJsonString(label, keys[place]);
        label += ':';
        pieces.push_back({static_cast<std::uint32_t>(labelText.size()),
                          static_cast<std::uint32_t>(label.size()), place});
        labelText += label;
        if (isContextName(keys[place])) {
            context.push_back(static_cast<std::uint16_t>(labels.size() - 1));
        }
    }
    labelText.append(kLabelRoom, ' ');
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto found = std::find(keys.begin(), keys.end(), kNames[i]);
        facts[i] = static_cast<std::int16_t>(found == keys.end() ? -1 : found - keys.begin());
    }
    findSources();
    findActorFields();
}

void RecordShape::findActorFields()
{
    std::vector<std::uint16_t> fields;
    for (const std::uint16_t member : context) {
        fields.push_back(order[member]);
    }
    for (const Fact fact : {Fact::SessionId, Fact::UserId, Fact::PseudoUserId, Fact::AccountId}) {
        if (const std::int16_t place = facts[static_cast<std::size_t>(fact)]; place >= 0) {
            fields.push_back(static_cast<std::uint16_t>(place));
        }
    }
    std::string names;
    for (const std::uint16_t field : fields) {
        actorFields |= field < 64 ? std::uint64_t {1} << field : 0;
        names += keys[field] + '\n';
    }
    actorNames = hash64(names);
    if (std::ranges::any_of(fields, [](std::uint16_t field) { return field >= 64; })) {
        actorFields = 0;
    }
}

void RecordShape::setSource(Fact fact, MemberSource source)
{
    const std::int16_t place = facts[static_cast<std::size_t>(fact)];
    if (place >= 0) {
        const auto member =
            std::find(order.begin(), order.end(), static_cast<std::uint16_t>(place));
        sources[static_cast<std::size_t>(member - order.begin())] = source;
    }
}

void RecordShape::findSources()
{
    const auto has = [this](Fact fact) { return facts[static_cast<std::size_t>(fact)] >= 0; };
    sources.assign(order.size(), MemberSource::Line);
    for (const std::uint16_t member : context) {
        sources[member] = MemberSource::Context;
    }
    setSource(Fact::SessionId, MemberSource::Session);
    setSource(has(Fact::UserId) ? Fact::UserId : Fact::PseudoUserId, MemberSource::User);
    setSource(Fact::AccountId, MemberSource::Account);
    for (const Fact name : {Fact::EventName, Fact::SpanName, Fact::MetricName}) {
        if (has(name)) {
            setSource(name, MemberSource::Name);
            break;
        }
    }
    setSource(Fact::TraceId, MemberSource::Trace);
    setSource(Fact::SpanId, MemberSource::Id);
    setSource(Fact::ParentSpanId, MemberSource::Id);
    setSource(Fact::Duration, MemberSource::Duration);
    for (std::uint16_t i = 0; i < sources.size(); ++i) {
        if (sources[i] != MemberSource::Context) {
            continue;
        }
        if (contextRuns.empty() || contextRuns.back().second != i) {
            contextRuns.emplace_back(i, i);
        }
        ++contextRuns.back().second;
    }
    contextInRuns = std::ranges::all_of(
        context, [this](std::uint16_t member) { return sources[member] == MemberSource::Context; });
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (sources[i] == MemberSource::Line) {
            inLine.push_back(static_cast<std::uint16_t>(i));
        } else if (sources[i] != MemberSource::Context) {
            told.emplace_back(order[i], sources[i]);
        }
    }
    for (const MemberSource source : sources) {
        if (source >= MemberSource::Session && source <= MemberSource::Context) {
            tables |= 1U << (static_cast<unsigned>(source) - 1);
        }
    }
}

bool RecordShape::fits(const domain::Record& record) const
{
    if (numbers.size() == record.fields.size()
        && std::equal(numbers.begin(), numbers.end(), record.fields.begin(),
                      [](std::uint32_t wanted, const domain::Field& field) {
                          return field.keyNumber == wanted;
                      })) {
        return true;
    }
    return std::equal(keys.begin(), keys.end(), record.fields.begin(), record.fields.end(),
                      [](const std::string& key, const domain::Field& field) {
                          return sameText(field.key, key);
                      });
}

const RecordShape& RecordShapes::find(const domain::Record& record)
{
    const auto byNumber = hashOfNumbers(record);
    const std::uint64_t hash = byNumber ? *byNumber : hashOfKeys(record);
    const auto known = m_shapes.find(hash);
    if (known != m_shapes.end() && known->second->fits(record)) {
        m_byKeys.keep(record.keys, known->second.get());
        return *known->second;
    }
    if (known != m_shapes.end() || m_shapes.size() >= kMostShapes) {
        m_byKeys.clear(); // one of them, or all, will be gone
    }
    if (m_shapes.size() >= kMostShapes) {
        m_shapes.clear();
    }
    auto& shape = m_shapes[hash];
    shape = std::make_shared<const RecordShape>(record);
    m_byKeys.keep(record.keys, shape.get());
    return *shape;
}

bool isContextName(std::string_view key)
{
    const domain::FieldInfo* info = domain::findField(key);
    if (info != nullptr && info->name == key) {
        return info->segment || key == key::kServiceName || key == key::kSynthetic
            || key == key::kUserAgent || key == domain::kSamplingRate;
    }
    return key == "session.type" || key.substr(0, 11) == "experiment.";
}

} // namespace throughline::store

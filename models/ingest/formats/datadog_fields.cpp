#include "models/ingest/formats/datadog_fields.h"

#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/ingest/normalize/trace_id_normalizer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using domain::Field;
using domain::ValueKind;

struct Name
{
    std::string_view from;
    std::string_view to;
};

constexpr std::array kNames {
    Name {"_dd.action.position.x", "app.screen.coordinate.x"},
    Name {"_dd.action.position.y", "app.screen.coordinate.y"},
    Name {"_dd.parent_span_id", key::kParentSpanId},
    Name {"_dd.span_id", key::kSpanId},
    Name {"_dd.trace_id", key::kTraceId},
    Name {"dd.env", key::kEnvironment},
    Name {"dd.service", key::kServiceName},
    Name {"dd.span_id", key::kSpanId},
    Name {"dd.trace_id", key::kTraceId},
    Name {"dd.version", key::kServiceVersion},
    Name {"device.brand", "device.manufacturer"},
    Name {"device.model", "device.model.name"},
    Name {"error.kind", key::kExceptionType},
    Name {"error.message", key::kExceptionMessage},
    Name {"error.stack", key::kExceptionStack},
    Name {"error.type", key::kExceptionType},
    Name {"logger.name", "log.logger"},
    Name {"usr.name", "user.full_name"},
    Name {"version", key::kServiceVersion},
};

constexpr std::size_t kRememberedNames = 10'000;
/// Of the largest 64-bit number.
constexpr std::size_t kLongestDecimal = 20;

/// The high half of a trace id stands apart where the low one is told as a number.
void joinHalves(JsonFields::Fields& fields, TextArena& arena)
{
    const auto high = std::find_if(fields.begin(), fields.end(), [](const Field& field) {
        return field.key == "_dd.p.tid" || field.key == "dd.p.tid" || field.key == "meta._dd.p.tid";
    });
    const auto trace = std::find_if(fields.begin(), fields.end(),
                                    [](const Field& f) { return f.key == key::kTraceId; });
    if (high == fields.end() || trace == fields.end()) {
        return;
    }
    if (const auto low = domain::traceIdFromHex(trace->value)) {
        trace->value = arena.keep(toHex(withHighHalf(*low, high->value)));
        trace->kind = ValueKind::Text;
    }
}

} // namespace

const DatadogNames::Known& DatadogNames::known(std::string_view name)
{
    m_lookup.assign(name);
    const auto found = m_known.find(m_lookup);
    if (found != m_known.end()) {
        return found->second;
    }
    if (m_known.size() > kRememberedNames) {
        m_known.clear();
    }
    const auto* ours = std::find_if(kNames.begin(), kNames.end(),
                                    [name](const Name& n) { return n.from == name; });
    Known known {ours == kNames.end() ? m_lookup : std::string(ours->to), 0};
    const std::string_view canonical = domain::canonicalName(known.name);
    known.idDigits = canonical == key::kTraceId                        ? 32
        : canonical == key::kSpanId || canonical == key::kParentSpanId ? 16
                                                                       : 0;
    return m_known.emplace(m_lookup, std::move(known)).first->second;
}

void DatadogNames::apply(JsonFields::Fields& fields, TextArena& arena)
{
    for (Field& field : fields) {
        const Known& name = known(field.key);
        field.key = arena.keep(name.name);
        const bool id =
            name.idDigits > 0 && (field.kind == ValueKind::Text || field.kind == ValueKind::Number);
        if (id) {
            const std::string_view hex = datadogId(field.value, name.idDigits, arena);
            field.kind = hex.data() == field.value.data() ? field.kind : ValueKind::Text;
            field.value = hex;
        }
    }
    joinHalves(fields, arena);
}

std::string_view datadogId(std::string_view id, std::size_t digits, TextArena& arena)
{
    const auto number = id.size() <= kLongestDecimal ? parseUnsigned(id) : std::nullopt;
    if (!number || *number == 0) {
        return id;
    }
    std::string hex(digits, '0');
    std::uint64_t rest = *number;
    for (std::size_t i = digits; rest != 0; rest >>= 4U) {
        hex[--i] = "0123456789abcdef"[rest & 15U];
    }
    return arena.keep(hex);
}

void addDatadogTags(JsonFields::Fields& fields, JsonFields& json, std::uint32_t tags)
{
    if (tags == 0) {
        return;
    }
    std::vector<std::string_view> list;
    if (json.node(tags).kind == JsonKind::String) {
        list = split(json.node(tags).text, ',');
    }
    json.each(tags, [&](std::uint32_t i) { list.push_back(json.node(i).text); });
    for (const auto& [tag, field] :
         {Name {"env:", key::kEnvironment}, Name {"environment:", key::kEnvironment},
          Name {"version:", key::kServiceVersion}}) {
        std::string_view value;
        bool several = false;
        for (const std::string_view entry : list) {
            if (entry.starts_with(tag)) {
                several = several || (!value.empty() && value != entry.substr(tag.size()));
                value = entry.substr(tag.size());
            }
        }
        if (!value.empty() && !several) {
            fields.push_back(textField(field, value));
        }
    }
    json.add(fields, "datadog.tags", tags);
}

} // namespace throughline::ingest

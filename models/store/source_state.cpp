#include "models/store/source_state.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"

#include <algorithm>

namespace throughline::store {

namespace {

void writeCounts(codec::JsonWriter& json, std::string_view name,
                 const std::map<std::string, std::uint64_t>& counts)
{
    json.key(name).beginObject();
    for (const auto& [what, count] : counts) {
        json.member(what, count);
    }
    json.endObject();
}

class Reading
{
public:
    explicit Reading(const codec::JsonRecordReader& reader)
        : m_reader(reader)
    {
    }

    [[nodiscard]] std::uint64_t number(std::string_view key) const
    {
        const std::uint32_t node = m_reader.child(0, key);
        return node == 0 ? 0 : parseUnsigned(m_reader.nodes()[node].text).value_or(0);
    }

    [[nodiscard]] std::string text(std::string_view key) const
    {
        const std::uint32_t node = m_reader.child(0, key);
        return node == 0 ? std::string() : std::string(m_reader.nodes()[node].text);
    }

    [[nodiscard]] std::map<std::string, std::uint64_t> counts(std::string_view key) const
    {
        std::map<std::string, std::uint64_t> counts;
        const auto nodes = m_reader.nodes();
        const std::uint32_t object = m_reader.child(0, key);
        for (std::uint32_t i = object + 1; object != 0 && i < nodes[object].next;
             i = nodes[i].next) {
            counts[std::string(nodes[i].key)] = parseUnsigned(nodes[i].text).value_or(0);
        }
        return counts;
    }

private:
    const codec::JsonRecordReader& m_reader;
};

Hash128 hashFromHex(std::string_view hex)
{
    const auto id = domain::traceIdFromHex(hex);
    return id ? Hash128 {id->low, id->high} : Hash128 {};
}

} // namespace

std::string checkpointText(const Checkpoint& checkpoint, const SourceAccount& account)
{
    codec::JsonWriter json;
    json.beginObject();
    json.member("offset", checkpoint.offset);
    json.member("line", checkpoint.line);
    json.member("frames", checkpoint.frames);
    json.member("prefix", toHex(checkpoint.prefixHash));
    json.member("normalizer", checkpoint.normalizer);
    json.member("read", account.read);
    json.member("rejected", account.rejected);
    json.member("accepted", account.accepted);
    json.member("duplicates", account.duplicates);
    writeCounts(json, "reasons", account.rejectedByReason);
    writeCounts(json, "warnings", account.warnings);
    writeCounts(json, "redactions", account.redactions);
    json.endObject();
    return json.text();
}

bool readCheckpoint(std::string_view text, Checkpoint& checkpoint, SourceAccount& account)
{
    codec::JsonRecordReader reader;
    if (!reader.parseCopy(text) || reader.nodes()[0].kind != codec::JsonKind::Object
        || reader.child(0, "offset") == 0) {
        return false;
    }
    const Reading json(reader);
    checkpoint.offset = json.number("offset");
    checkpoint.line = static_cast<std::uint32_t>(json.number("line"));
    checkpoint.frames = json.number("frames");
    checkpoint.prefixHash = hashFromHex(json.text("prefix"));
    checkpoint.normalizer = json.text("normalizer");
    account.read = json.number("read");
    account.rejected = json.number("rejected");
    account.accepted = json.number("accepted");
    account.duplicates = json.number("duplicates");
    account.rejectedByReason = json.counts("reasons");
    account.warnings = json.counts("warnings");
    account.redactions = json.counts("redactions");
    return true;
}

void addAccount(domain::SourceSummary& source, const SourceAccount& account)
{
    using Kind = domain::FieldCount::Kind;
    const auto add = [&source](Kind kind, const std::map<std::string, std::uint64_t>& counts) {
        for (const auto& [name, count] : counts) {
            const std::size_t tab = std::min(name.find('\t'), name.size());
            const std::string field = tab < name.size() ? name.substr(tab + 1) : std::string();
            domain::addCount(source, {kind, name.substr(0, tab), field, count});
        }
    };
    add(Kind::Rejected, account.rejectedByReason);
    add(Kind::Warning, account.warnings);
    add(Kind::Redaction, account.redactions);
}

std::string digestText(const SignalDigest& digest)
{
    codec::JsonWriter json;
    json.beginObject();
    for (const domain::Signal signal : domain::kAllSignals) {
        const Hash128& hash = digest[static_cast<std::size_t>(signal)];
        if (hash != Hash128 {}) {
            json.member(toText(signal), toHex(hash));
        }
    }
    json.endObject();
    return json.text();
}

SignalDigest readDigest(std::string_view text)
{
    SignalDigest digest {};
    codec::JsonRecordReader reader;
    if (reader.parseCopy(text)) {
        for (const domain::Signal signal : domain::kAllSignals) {
            if (const std::uint32_t node = reader.child(0, toText(signal)); node != 0) {
                digest[static_cast<std::size_t>(signal)] = hashFromHex(reader.nodes()[node].text);
            }
        }
    }
    return digest;
}

} // namespace throughline::store

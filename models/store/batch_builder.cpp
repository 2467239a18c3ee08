#include "models/store/batch_builder.h"

#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/crypto/digest.h"
#include "models/store/block_columns.h"
#include "models/store/record_facts.h"

#include <algorithm>

namespace throughline::store {

namespace {

constexpr std::size_t kBatchBytes = 512 << 10; // with its entries it stays near the processor
constexpr std::uint64_t kKeptPerReason = 1'000;
/// A frame with longer lines than this is handed over in parts.
constexpr std::size_t kPartBytes = 8 << 20;
/// Fields of their own in an account; a hostile file has a new one in each record.
constexpr std::size_t kCountedFields = 10'000;

/// Whether the detail of such a rejection is the name of a field.
bool namesField(domain::IssueCode reason)
{
    using enum domain::IssueCode;
    switch (reason) {
    case TimeMissing:
    case TimeUnreadable:
    case TimeOutOfRange:
    case TimeUnitContradiction:
    case BadId:
    case IdRadixContradiction:
    case FieldMissing:
        return true;
    default:
        return false;
    }
}

/// "email\tuser.id", or "email" where there is no field.
std::string countedName(std::string_view name, std::string_view field)
{
    std::string counted(name);
    if (!field.empty()) {
        counted += '\t';
        counted += field;
    }
    return counted;
}

void count(std::map<std::string, std::uint64_t>& counts, const std::string& name,
           std::uint64_t times)
{
    if (counts.size() < kCountedFields || counts.contains(name)) {
        counts[name] += times;
    } else {
        counts[name.substr(0, name.find('\t')) + "\t(other)"] += times;
    }
}

} // namespace

Hash128 chainHash(const Hash128& before, std::string_view frame)
{
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
    const Hash128 hash = hash128(frame);
    return {before.low * kOdd + hash.low, before.high * kOdd + hash.high};
}

BatchBuilder::BatchBuilder(BatchQueue& queue, SourceAccount account, Checkpoint checkpoint,
                           std::function<std::string(std::string_view)> redact)
    : m_queue(queue)
    , m_account(std::move(account))
    , m_checkpoint(std::move(checkpoint))
    , m_redact(std::move(redact))
    , m_batch(queue.empty())
{
    for (const auto& [name, times] : m_account.rejectedByReason) {
        m_keptPerReason[name.substr(0, name.find('\t'))] += times;
    }
}

BatchEntry::Part BatchBuilder::put(std::string_view text)
{
    const BatchEntry::Part part {static_cast<std::uint32_t>(m_batch->text.size()),
                                 static_cast<std::uint32_t>(text.size())};
    m_batch->text += text;
    return part;
}

/// The shape's place in the batch.
std::uint32_t BatchBuilder::putShape(const RecordShape& shape)
{
    const std::uint32_t* place = m_recentShapes.find(shape.number);
    if (place == nullptr) {
        const auto next = static_cast<std::uint32_t>(m_batch->shapes.size());
        const auto [known, added] = m_shapeInBatch.try_emplace(shape.number, next);
        if (added) {
            m_batch->shapes.push_back(shape.shared_from_this());
        }
        place = &known->second;
        m_recentShapes.keep(shape.number, place);
    }
    return *place;
}

/// The line at hand as the writer needs it.
void BatchBuilder::putLine(std::string_view line, const RecordShape& shape, BatchEntry& entry)
{
    entry.lineBytes = static_cast<std::uint32_t>(line.size());
    m_batch->bytes += line.size();
    if (!entry.told) {
        entry.line = put(line);
        entry.members = static_cast<std::uint32_t>(m_batch->members.size());
        for (const std::uint32_t place : m_members) {
            m_batch->members.push_back(entry.line.from + place);
        }
        return;
    }
    std::string& text = m_batch->text;
    entry.line.from = static_cast<std::uint32_t>(text.size());
    for (const std::uint16_t member : shape.inLine) {
        const std::size_t value = m_members[member] + shape.labels[member].size();
        text += line.substr(value, m_members[member + 1U] - value);
        text += '\n';
    }
    entry.line.size = static_cast<std::uint32_t>(text.size()) - entry.line.from;
}

BatchEntry::Part BatchBuilder::putRedactions(std::span<const domain::RedactionHit> redactions)
{
    if (redactions.empty()) {
        return {};
    }
    std::string text;
    for (const domain::RedactionHit& hit : redactions) {
        const std::string name = std::string(hit.rule) + '\t' + std::string(hit.field);
        count(m_account.redactions, name, hit.count);
        text += name + '\t' + std::to_string(hit.count) + '\n';
    }
    return put(text);
}

void BatchBuilder::fillEvent(const ShapedRecord& record, BatchEntry& entry)
{
    if (m_texts.namesGesture(entry.name)) {
        const Gesture gesture = gestureOf(record);
        entry.gesture = static_cast<std::uint8_t>(gesture.kind);
        entry.target = put(gesture.target);
        entry.x = gesture.x;
        entry.y = gesture.y;
    }
    if (const auto micros = toMicros(record[Fact::Revenue])) {
        entry.hasRevenue = true;
        entry.revenueMicros = *micros;
        entry.currency = put(record[Fact::Currency]);
    }
}

Result<void> BatchBuilder::record(const domain::Record& plain, const domain::Provenance& place,
                                  std::span<const domain::RedactionHit> redactions)
{
    ++m_account.read;
    const ShapedRecord record(plain, m_shapes.of(plain));
    BatchEntry& entry = m_batch->entries.emplace_back();
    entry.signal = plain.signal;
    entry.time = plain.time;
    entry.place = place;
    const std::string_view line = writeRecordJson(m_room, record, m_members);
    entry.shape = putShape(record.shape());
    entry.hash = recordHash(line, record);
    entry.errors = errorsOn(record);
    entry.flags = flagsOf(record, entry.errors);
    entry.redactions = putRedactions(redactions);
    entry.trace = domain::traceIdFromHex(record[Fact::TraceId]).value_or(domain::TraceId {});
    entry.durationNs = parseInteger(record[Fact::Duration]).value_or(-1);
    m_texts.put(*m_batch, record, {line, m_members}, entry);
    putLine(line, record.shape(), entry);
    if (plain.signal == domain::Signal::Event) {
        fillEvent(record, entry);
    }
    if (m_batch->bytes >= kPartBytes) {
        push(false);
    }
    return {};
}

Result<void> BatchBuilder::reject(domain::IssueCode reason, std::string_view detail,
                                  const domain::Provenance& place, std::string_view raw)
{
    ++m_account.read;
    ++m_account.rejected;
    const std::string name(domain::issueInfo(reason).text);
    count(m_account.rejectedByReason, countedName(name, namesField(reason) ? detail : ""), 1);
    if (++m_keptPerReason[name] > kKeptPerReason) {
        return {};
    }
    BatchReject kept;
    kept.reason = reason;
    kept.detail = detail;
    kept.place = place;
    kept.sha256 = crypto::sha256Hex(raw);
    kept.excerpt = m_redact(raw);
    m_batch->rejects.push_back(std::move(kept));
    return {};
}

void BatchBuilder::note(domain::IssueCode code, std::string_view field)
{
    count(m_account.warnings, countedName(domain::issueInfo(code).text, field), 1);
}

void BatchBuilder::frameDone(std::uint64_t offset, std::uint32_t line, std::string_view frame,
                             const std::function<std::string()>& normalizerState)
{
    m_checkpoint.offset = offset;
    m_checkpoint.line = line;
    ++m_checkpoint.frames;
    m_checkpoint.prefixHash = chainHash(m_checkpoint.prefixHash, frame);
    if (m_batch->bytes >= kBatchBytes) {
        m_checkpoint.normalizer = normalizerState();
        push(true);
    }
}

void BatchBuilder::finish(const std::function<std::string()>& normalizerState)
{
    m_checkpoint.normalizer = normalizerState();
    push(true);
}

void BatchBuilder::push(bool wholeFrames)
{
    m_batch->wholeFrames = wholeFrames;
    m_batch->account = m_account;
    m_batch->checkpoint = m_checkpoint;
    m_queue.push(std::move(m_batch));
    m_batch = m_queue.empty();
    m_recentShapes.clear();
    m_shapeInBatch.clear();
    m_texts.clear();
}

} // namespace throughline::store

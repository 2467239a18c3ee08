#include "tests/store/store_fixture.h"

#include "models/base/assert.h"
#include "models/store/batch_builder.h"
#include "models/store/queries/source_queries.h"
#include "models/store/statement.h"
#include "tests/support/must.h"

namespace throughline::store::test {

namespace {

using throughline::test::must;

constexpr Timestamp kStart {1'767'225'600'000'000'000};

/// All records of a source as one batch.
std::unique_ptr<RecordBatch> batchOf(const std::vector<OwnedRecord>& records,
                                     domain::SourceId source)
{
    BatchQueue queue;
    BatchBuilder builder(queue, {}, {}, [](std::string_view text) { return std::string(text); });
    std::uint64_t offset = 0;
    std::uint32_t line = 0;
    for (const OwnedRecord& record : records) {
        must(builder.record(record.view(), {source, offset, 10, ++line, 0}, {}));
        offset += 11;
    }
    builder.finish([] { return std::string(); });
    auto batch = queue.tryPop();
    TL_ASSERT(batch.has_value());
    return *std::move(batch);
}

} // namespace

domain::Record OwnedRecord::view() const
{
    domain::Record record;
    record.signal = signal;
    record.time = {ns};
    for (const OwnedField& field : fields) {
        record.fields.push_back({field.key, field.value, field.kind});
    }
    return record;
}

Timestamp moment(std::int64_t second)
{
    return kStart + Duration::seconds(second);
}

OwnedRecord eventAt(std::string_view session, std::int64_t second, std::string_view name)
{
    return {domain::Signal::Event,
            moment(second).ns,
            {{"session.id", std::string(session)}, {"event.name", std::string(name)}}};
}

StoreFixture::StoreFixture()
{
    m_file.emplace(must(StoreFile::findOrCreate(m_workspace.store(), kStart)));
    m_lock.emplace(must(WriterLock::acquire(*m_file)));
    m_connection.emplace(must(m_lock->openWriter()));
    must(m_dictionaries.load(*m_connection));
}

domain::SourceSummary StoreFixture::write(const std::string& name,
                                          const std::vector<OwnedRecord>& records, Until until)
{
    domain::SourceSummary source;
    source.path = name;
    source.format = "ndjson";
    source.id = must(insertSource(*m_connection, source));
    BlockWriter writer = must(BlockWriter::create(*m_connection, m_dictionaries, source, {}, {}));
    auto batch = batchOf(records, source.id);
    if (until == Until::Committed) {
        // As large as what makes a writer commit.
        batch->bytes += 16 << 20;
        must(writer.write(*batch));
        return source;
    }
    must(writer.write(*batch));
    const domain::SourceSummary summary = must(writer.finish({name, 1, "ndjson", ""}));
    if (until == Until::Done) {
        must(markDone(*m_connection, {source.id}, kStart));
    }
    return summary;
}

SignalDigest StoreFixture::digest()
{
    SignalDigest total {};
    for (const SourceDigest& source : must(sourceDigests(*m_connection))) {
        for (std::size_t i = 0; i < total.size(); ++i) {
            total[i] += source.digest[i];
        }
    }
    return total;
}

std::int64_t StoreFixture::count(std::string_view sql)
{
    Statement statement = must(Statement::prepare(*m_connection, sql));
    return must(statement.step()) ? statement.integer(0) : -1;
}

} // namespace throughline::store::test

#include "models/workflow/session_table_bytes.h"

#include "models/base/byte_pack.h"

namespace throughline::workflow {

namespace {

constexpr std::string_view kFormat = "sessions-3";

/// Every part of a table in one order, for writing and reading alike.
template<typename Table, typename Visit>
void visitParts(Table& table, Visit& visit)
{
    auto& index = table.index;
    visit(index.start);
    visit(index.endRest);
    visit(index.otherEnd);
    visit(index.longest);
    visit(index.firstEvent);
    visit(index.user);
    visit(index.account);
    visit(index.id);
    visit(index.flags);
    visit(index.firstContext);
    visit(index.contextOf);
    visit(index.offset);
    visit(index.nameAndOrder);
    visit(index.revenueEvent);
    visit(index.revenueMicros);
    visit(index.revenueCurrency);
    visit(index.names);
    visit(index.currencies);
    visit(index.contextFields);
    visit(index.contextCount);
    visit(index.contextValues);
    visit(index.values);
    visit(table.errorRecords.words);
    visit(table.sessionIds);
    visit(table.users);
    visit(table.accounts);
    visit(table.numberOf);
    visit(table.contextTexts);
    visit(table.splits);
    visit(table.botRule);
    visit(table.dataEnd);
    visit(table.names);
}

} // namespace

void writeBytes(const SessionTable& table, const ByteSink& sink)
{
    BytePacker writer(sink);
    writer(std::string(kFormat));
    visitParts(table, writer);
    writer.finish();
}

std::optional<SessionTable> sessionTableFromBytes(std::string_view bytes)
{
    ByteUnpacker reader(bytes);
    std::string format;
    reader(format);
    if (format != kFormat) {
        return std::nullopt;
    }
    SessionTable table;
    visitParts(table, reader);
    if (!reader.finished() || table.botRule != botRule().version
        || !table.errorRecords.covers(table.index.eventCount())) {
        return std::nullopt;
    }
    return table;
}

} // namespace throughline::workflow

#include "models/workflow/search_workflow.h"

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/domain/ids.h"
#include "models/store/queries/search_queries.h"
#include "models/store/queries/trace_queries.h"
#include "models/store/store_file.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

constexpr std::size_t kMaxWords = 32;
constexpr std::size_t kMaxText = 1'000;
constexpr std::size_t kExcerpt = 120;

/// A stretch of the text around the first word.
std::string excerpt(const std::string& text, const std::string& word)
{
    const std::size_t at = toLowerAscii(text).find(toLowerAscii(word));
    std::size_t from = at == std::string::npos || at < kExcerpt / 3 ? 0 : at - kExcerpt / 3;
    while (from > 0 && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) {
        --from;
    }
    const std::string_view cut = cutUtf8(std::string_view(text).substr(from), kExcerpt);
    return (from > 0 ? "..." : "") + std::string(trim(cut))
        + (from + cut.size() < text.size() ? "..." : "");
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    for (const std::string_view part : split(text.substr(0, kMaxText), ' ')) {
        if (!trim(part).empty() && words.size() < kMaxWords) {
            words.emplace_back(trim(part));
        }
    }
    return words;
}

bool isExact(const SearchHit& hit, const std::string& text)
{
    return equalsIgnoringAsciiCase(hit.id, text);
}

Result<void> addTraces(const store::Connection& connection, const std::string& text,
                       std::vector<SearchHit>& hits)
{
    std::vector<domain::TraceId> ids;
    if (const auto hex = domain::traceIdFromHex(text); hex && text.size() >= 8) {
        ids.push_back(*hex);
    }
    if (const auto decimal = parseUnsigned(text); decimal && text.size() >= 16) {
        ids.push_back({0, *decimal});
    }
    for (const domain::TraceId& id : ids) {
        TL_ASSIGN(const auto traces, store::findTraces(connection, id));
        for (const store::TraceInfo& trace : traces) {
            hits.push_back({SearchKind::Trace, domain::toHex(trace.id),
                            trace.service + ' ' + trace.name, "", trace.start});
        }
    }
    return {};
}

} // namespace

std::string_view toText(SearchKind kind)
{
    switch (kind) {
    case SearchKind::Error:
        return "error";
    case SearchKind::Ticket:
        return "ticket";
    case SearchKind::Session:
        return "session";
    case SearchKind::Trace:
        return "trace";
    case SearchKind::User:
        return "user";
    case SearchKind::Account:
        return "account";
    }
    return "";
}

Result<SearchResult> search(const Workspace& workspace, const std::string& text,
                            std::uint64_t limit, const std::stop_token& stop)
{
    SearchResult result;
    std::string wanted(trim(text));
    if (!wanted.empty() && wanted.front() == '#') {
        wanted.erase(0, 1);
    }
    const std::vector<std::string> words = wordsOf(wanted);
    if (words.empty()) {
        return result;
    }
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    std::vector<SearchHit> hits;
    TL_TRY(addTraces(connection, wanted, hits));
    using store::SearchTable;
    static constexpr std::pair<SearchTable, SearchKind> kTables[] = {
        {SearchTable::Error, SearchKind::Error},
        {SearchTable::Session, SearchKind::Session},
        {SearchTable::User, SearchKind::User},
        {SearchTable::Account, SearchKind::Account},
        {SearchTable::Ticket, SearchKind::Ticket}};
    for (const auto& [table, kind] : kTables) {
        TL_ASSIGN(const auto rows, store::searchRows(connection, table, words, limit));
        for (const store::FoundRow& row : rows) {
            const bool hasText = kind == SearchKind::Error || kind == SearchKind::Ticket;
            hits.push_back({kind, row.id, row.title.empty() ? row.id : row.title,
                            hasText ? excerpt(row.text, words.front()) : std::string(), row.time});
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [&](const SearchHit& a, const SearchHit& b) {
        return isExact(a, wanted) && !isExact(b, wanted);
    });
    result.total = hits.size();
    if (hits.size() > limit) {
        hits.resize(limit);
    }
    result.hits = std::move(hits);
    return result;
}

} // namespace throughline::workflow

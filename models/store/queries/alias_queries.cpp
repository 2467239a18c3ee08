#include "models/store/queries/alias_queries.h"

#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"
#include "models/store/block_columns.h"
#include "models/store/dictionary.h"
#include "models/store/session_names.h"
#include "models/store/store_file.h"

namespace throughline::store {

namespace {

constexpr std::string_view kSetting = "ids.aliases";

} // namespace

Result<domain::Aliases> readAliases(const Connection& connection)
{
    TL_ASSIGN(const std::string text, readSetting(connection, kSetting));
    std::vector<domain::Alias> all;
    codec::JsonRecordReader json;
    if (text.empty() || !json.parseCopy(text)) {
        return domain::Aliases();
    }
    const auto nodes = json.nodes();
    for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
        const auto member = [&](std::string_view name) {
            const std::uint32_t at = json.child(i, name);
            return at == 0 ? std::string() : std::string(nodes[at].text);
        };
        if (const auto kind = domain::aliasKindFromText(member("kind"))) {
            all.push_back({*kind, member("name"), member("owner")});
        }
    }
    return domain::Aliases(all);
}

Result<void> writeAliases(Connection& connection, const domain::Aliases& aliases)
{
    codec::JsonWriter json;
    json.beginArray();
    for (const domain::Alias& alias : aliases.all()) {
        json.beginObject().member("kind", domain::toText(alias.kind));
        json.member("name", alias.name).member("owner", alias.owner).endObject();
    }
    json.endArray();
    return writeSetting(connection, kSetting, json.text());
}

Result<bool> anyRecordOf(const Connection& connection, domain::AliasKind kind,
                         std::string_view name)
{
    TL_ASSIGN(const std::uint32_t ordinal,
              findOrdinal(connection,
                          kind == domain::AliasKind::Account ? DictionaryKind::Account
                                                             : DictionaryKind::User,
                          name));
    return ordinal != kNoOrdinal;
}

Result<std::uint64_t> sessionsOf(const Connection& connection, domain::AliasKind kind,
                                 std::string_view name)
{
    TL_ASSIGN(SessionNames names, SessionNames::create(connection.handle()));
    TL_ASSIGN(const auto sessions,
              names.sessionsOf(
                  kind == domain::AliasKind::Account ? NameKind::Account : NameKind::User, name));
    return sessions.size();
}

} // namespace throughline::store

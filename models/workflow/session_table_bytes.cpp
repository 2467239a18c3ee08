#include "models/workflow/session_table_bytes.h"

#include <cstring>
#include <type_traits>

namespace throughline::workflow {

namespace {

constexpr std::string_view kFormat = "sessions-2";

/// Numbers as the processor keeps them; a store is not carried between processors of other order,
/// and if it were, the cache would be refused by its format and built anew.
class Writer
{
public:
    template<typename T>
    void operator()(const std::vector<T>& values)
    {
        if constexpr (std::is_trivially_copyable_v<T>) {
            size(values.size());
            m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
        } else {
            size(values.size());
            for (const T& value : values) {
                (*this)(value);
            }
        }
    }

    void operator()(const std::string& text)
    {
        size(text.size());
        m_bytes += text;
    }

    void operator()(const Timestamp& time)
    {
        m_bytes.append(reinterpret_cast<const char*>(&time.ns), sizeof time.ns);
    }

    std::string take() { return std::move(m_bytes); }

private:
    void size(std::uint64_t count)
    {
        m_bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
    }

    std::string m_bytes;
};

/// The same in reverse; never reads beyond the bytes.
class Reader
{
public:
    explicit Reader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    template<typename T>
    void operator()(std::vector<T>& values)
    {
        const std::uint64_t count = size();
        if constexpr (std::is_trivially_copyable_v<T>) {
            if (m_bytes.size() / sizeof(T) < count) {
                m_good = false;
                return;
            }
            values.resize(count);
            if (count > 0) {
                std::memcpy(values.data(), m_bytes.data(), count * sizeof(T));
            }
            m_bytes.remove_prefix(count * sizeof(T));
        } else {
            // Each takes at least the eight bytes of its own size.
            if (m_bytes.size() / sizeof(std::uint64_t) < count) {
                m_good = false;
                return;
            }
            values.resize(count);
            for (T& value : values) {
                (*this)(value);
            }
        }
    }

    void operator()(std::string& text)
    {
        const std::uint64_t count = size();
        if (m_bytes.size() < count) {
            m_good = false;
            return;
        }
        text.assign(m_bytes.substr(0, count));
        m_bytes.remove_prefix(count);
    }

    void operator()(Timestamp& time)
    {
        if (m_bytes.size() < sizeof time.ns) {
            m_good = false;
            return;
        }
        std::memcpy(&time.ns, m_bytes.data(), sizeof time.ns);
        m_bytes.remove_prefix(sizeof time.ns);
    }

    [[nodiscard]] bool finished() const { return m_good && m_bytes.empty(); }

private:
    std::uint64_t size()
    {
        std::uint64_t count = 0;
        if (!m_good || m_bytes.size() < sizeof count) {
            m_good = false;
            return 0;
        }
        std::memcpy(&count, m_bytes.data(), sizeof count);
        m_bytes.remove_prefix(sizeof count);
        return count;
    }

    std::string_view m_bytes;
    bool m_good = true;
};

/// Every part of a table in one order, for writing and reading alike.
template<typename Table, typename Visit>
void visitParts(Table& table, Visit& visit)
{
    auto& index = table.index;
    visit(index.start);
    visit(index.end);
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
    visit(index.contexts);
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

std::string toBytes(const SessionTable& table)
{
    Writer writer;
    writer(std::string(kFormat));
    visitParts(table, writer);
    return writer.take();
}

std::optional<SessionTable> sessionTableFromBytes(std::string_view bytes)
{
    Reader reader(bytes);
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

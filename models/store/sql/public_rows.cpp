#include "models/store/sql/public_rows.h"

namespace throughline::store {

namespace {

constexpr int kSliceSession = 0;
constexpr int kSliceTime = 1;
constexpr int kFirstColumn = 2;

} // namespace

PublicRows::PublicRows(Statement statement, const PublicTable& table, const StoreSlice& slice)
    : m_statement(std::move(statement))
    , m_table(&table)
    , m_slice(&slice)
{
}

Result<PublicRows> PublicRows::create(const Connection& connection, const PublicTable& table,
                                      const StoreSlice& slice)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, table.sql));
    return PublicRows(std::move(statement), table, slice);
}

Result<bool> PublicRows::next()
{
    while (true) {
        TL_ASSIGN(const bool row, m_statement.step());
        if (!row || !m_slice->keepRow) {
            return row;
        }
        std::optional<std::uint32_t> session;
        std::optional<std::int64_t> ns;
        if (!m_statement.isNull(kSliceSession)) {
            session = static_cast<std::uint32_t>(m_statement.integer(kSliceSession));
        }
        if (!m_statement.isNull(kSliceTime)) {
            ns = m_statement.integer(kSliceTime);
        }
        // What belongs to neither is of the store as a whole.
        if ((!session && !ns) || m_slice->keepRow(session, ns)) {
            return true;
        }
    }
}

CellView PublicRows::cell(std::size_t column) const
{
    const int place = static_cast<int>(column) + kFirstColumn;
    if (m_statement.isNull(place)) {
        return {};
    }
    const std::string_view type = m_table->columns[column].type;
    if (type == "INTEGER") {
        return m_statement.integer(place);
    }
    return type == "REAL" ? CellView(m_statement.real(place)) : CellView(m_statement.text(place));
}

} // namespace throughline::store

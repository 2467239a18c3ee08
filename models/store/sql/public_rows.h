#pragma once

#include "models/base/result.h"
#include "models/store/sql/public_tables.h"
#include "models/store/sql/store_slice.h"
#include "models/store/statement.h"

namespace throughline::store {

/// Steps through the rows of a public table that a slice keeps. Constant memory.
class PublicRows
{
public:
    static Result<PublicRows> create(const Connection& connection, const PublicTable& table,
                                     const StoreSlice& slice);

    /// True: at a row. False: there are no more.
    Result<bool> next();

    /// The value in a column of the table; good until the next row.
    [[nodiscard]] CellView cell(std::size_t column) const;

private:
    PublicRows(Statement statement, const PublicTable& table, const StoreSlice& slice);

    Statement m_statement;
    const PublicTable* m_table;
    const StoreSlice* m_slice;
};

} // namespace throughline::store

#include "models/store/statement.h"

#include "models/store/sqlite_error.h"

#include <sqlite3.h>

#include <utility>

namespace throughline::store {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

Statement::Statement(sqlite3_stmt* statement)
    : m_statement(statement)
{
}

Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Result<Statement> Statement::prepare(const Connection& connection, std::string_view sql)
{
    return prepare(connection.handle(), sql);
}

Result<Statement> Statement::prepare(sqlite3* database, std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        return errorOf(database, code, "a question");
    }
    return Statement(statement);
}

void Statement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), parameter, value);
}

void Statement::bind(int parameter, double value)
{
    sqlite3_bind_double(m_statement.get(), parameter, value);
}

void Statement::bind(int parameter, std::string_view text)
{
    // An empty view may have no data; SQLite would take that for NULL.
    const char* data = text.data() != nullptr ? text.data() : "";
    sqlite3_bind_text64(m_statement.get(), parameter, data, text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void Statement::bind(int parameter, Blob blob)
{
    const char* data = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
    sqlite3_bind_blob64(m_statement.get(), parameter, data, blob.bytes.size(), SQLITE_STATIC);
}

void Statement::bind(int parameter, std::nullptr_t)
{
    sqlite3_bind_null(m_statement.get(), parameter);
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    Error error = errorOf(sqlite3_db_handle(m_statement.get()), code, "a question");
    sqlite3_reset(m_statement.get());
    return error;
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

std::string_view Statement::text(int column) const
{
    const auto* text =
        reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return text == nullptr ? std::string_view()
                           : std::string_view(text, static_cast<std::size_t>(size));
}

std::string_view Statement::blob(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return bytes == nullptr ? std::string_view()
                            : std::string_view(bytes, static_cast<std::size_t>(size));
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

Transaction::Transaction(Connection& connection)
    : m_connection(&connection)
{
}

Result<Transaction> Transaction::begin(Connection& connection)
{
    TL_TRY(connection.execute("BEGIN IMMEDIATE"));
    return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
{
}

Transaction::~Transaction()
{
    if (m_connection != nullptr && sqlite3_get_autocommit(m_connection->handle()) == 0) {
        // A failed rollback changes nothing: the next open rolls back.
        sqlite3_exec(m_connection->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

Result<void> Transaction::commit()
{
    TL_TRY(m_connection->execute("COMMIT"));
    m_connection = nullptr;
    return {};
}

} // namespace throughline::store

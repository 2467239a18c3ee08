#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/store/connection.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace throughline::store {

/// Bytes to bind as a BLOB; text binds as TEXT.
struct Blob
{
    std::string_view bytes;
};

/// A prepared statement of one connection, used by its thread. Parameters count from 1, columns
/// from 0. Bound text must live until the next reset.
class Statement
{
public:
    static Result<Statement> prepare(const Connection& connection, std::string_view sql);

    /// The same for who is called by SQLite and knows no more than its handle.
    static Result<Statement> prepare(sqlite3* database, std::string_view sql);

    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    void bind(int parameter, std::int64_t value);
    void bind(int parameter, double value);
    void bind(int parameter, std::string_view text);
    void bind(int parameter, Blob blob);
    void bind(int parameter, std::nullptr_t);

    void bind(int parameter, Timestamp time) { bind(parameter, time.ns); }

    /// Binds in order, from 1, and starts over.
    template<typename... Values>
    void bindAll(const Values&... values)
    {
        reset();
        int parameter = 0;
        bindMore(parameter, values...);
    }

    /// Binds in order behind that parameter, which is the last one bound then.
    template<typename... Values>
    void bindMore(int& parameter, const Values&... values)
    {
        (bindOne(++parameter, values), ...);
    }

    /// True: a row stands ready. False: done.
    Result<bool> step();

    /// For statements without rows: bind all, run, reset.
    template<typename... Values>
    Result<void> run(const Values&... values)
    {
        bindAll(values...);
        auto stepped = step();
        reset();
        if (!stepped) {
            return std::move(stepped).error();
        }
        return {};
    }

    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    /// Good until the next step.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string_view blob(int column) const;
    [[nodiscard]] bool isNull(int column) const;

    [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }

    [[nodiscard]] Timestamp time(int column) const { return {integer(column)}; }

    [[nodiscard]] std::uint64_t count(int column) const
    {
        return static_cast<std::uint64_t>(integer(column));
    }

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt* statement) const;
    };

    explicit Statement(sqlite3_stmt* statement);

    template<typename T>
    void bindOne(int parameter, const T& value)
    {
        if constexpr (std::is_null_pointer_v<T>) {
            bind(parameter, nullptr);
        } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            bind(parameter, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_convertible_v<T, std::string_view>) {
            bind(parameter, std::string_view(value));
        } else {
            bind(parameter, value);
        }
    }

    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

/// Rolls back at the end of its life unless it was committed.
class Transaction
{
public:
    /// Immediate: takes the write lock at once, so a later step cannot fail for it.
    static Result<Transaction> begin(Connection& connection);

    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(Connection& connection);

    Connection* m_connection;
};

} // namespace throughline::store

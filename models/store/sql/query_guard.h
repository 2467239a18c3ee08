#pragma once

#include "models/base/result.h"
#include "models/domain/sql_answer.h"

#include <chrono>
#include <cstdint>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

struct sqlite3;

namespace throughline::store {

/// Keeps a connection to what a question may do: read the public tables, call functions of a list,
/// for a limited time, in limited memory. Lives as long as the connection is armed; one thread.
class QueryGuard
{
public:
    /// `tables` are the names that may be read. Environment error: no random numbers.
    static Result<QueryGuard> create(const domain::SqlLimits& limits, std::set<std::string> tables,
                                     std::stop_token stop);

    /// From here on the connection is guarded and the time runs. The guard must not move any more.
    void arm(sqlite3* database);

    /// The start of names nobody can know before the question is asked: what our own views call
    /// what lies behind them.
    [[nodiscard]] const std::string& hiddenPrefix() const { return m_hiddenPrefix; }

    /// True once the question has to end. Cheap.
    bool expired();

    enum class End : std::uint8_t
    {
        None,
        Stopped,
        Time,
        Memory
    };

    [[nodiscard]] End end() const { return m_end; }

    /// What was asked for and is not allowed; empty: nothing.
    [[nodiscard]] const std::string& refusal() const { return m_refusal; }

    /// The word of the question that was refused, to point at.
    [[nodiscard]] const std::string& refusedWord() const { return m_refusedWord; }

    /// While it lives our own statements run, which may read everything.
    class Inside
    {
    public:
        explicit Inside(QueryGuard& guard)
            : m_guard(guard)
        {
            ++m_guard.m_inside;
        }

        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

        ~Inside() { --m_guard.m_inside; }

    private:
        QueryGuard& m_guard;
    };

private:
    QueryGuard(const domain::SqlLimits& limits, std::set<std::string> tables, std::stop_token stop,
               std::string hiddenPrefix);

    static int authorize(void* self, int action, const char* first, const char* second,
                         const char* database, const char* view);
    static int progress(void* self);
    bool allows(int action, std::string_view first, std::string_view second,
                std::string_view database, std::string_view view);
    bool allowsRead(std::string_view table, std::string_view column, std::string_view database,
                    std::string_view view);
    bool refuse(std::string what, std::string_view word);

    domain::SqlLimits m_limits;
    std::set<std::string> m_tables;
    std::stop_token m_stop;
    std::string m_hiddenPrefix;
    std::chrono::steady_clock::time_point m_until;
    std::int64_t m_memoryAtStart = 0;
    int m_inside = 0;
    End m_end = End::None;
    std::string m_refusal;
    std::string m_refusedWord;
};

} // namespace throughline::store

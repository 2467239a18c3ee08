#pragma once

#include "models/base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace throughline {

/// A value or the Error that kept us from it. May not be ignored.
template<typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::move(value))
    {
    }

    Result(Error error)
        : m_state(tl::unexpect, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.has_value(); }

    bool ok() const { return m_state.has_value(); }

    T& value() & { return *m_state; }

    const T& value() const& { return *m_state; }

    T&& value() && { return *std::move(m_state); }

    T& operator*() & { return *m_state; }

    const T& operator*() const& { return *m_state; }

    T&& operator*() && { return *std::move(m_state); }

    T* operator->() { return &*m_state; }

    const T* operator->() const { return &*m_state; }

    const Error& error() const& { return m_state.error(); }

    Error&& error() && { return std::move(m_state).error(); }

    T valueOr(T fallback) && { return m_state ? *std::move(m_state) : std::move(fallback); }

private:
    tl::expected<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;

    Result(Error error)
        : m_state(tl::unexpect, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.has_value(); }

    bool ok() const { return m_state.has_value(); }

    const Error& error() const& { return m_state.error(); }

    Error&& error() && { return std::move(m_state).error(); }

private:
    tl::expected<void, Error> m_state;
};

} // namespace throughline

#define TL_JOIN_INNER(a, b) a##b
#define TL_JOIN(a, b) TL_JOIN_INNER(a, b)

/// Evaluates a Result and returns its error from this function, if it has one.
#define TL_TRY(expression)                                                                         \
    do {                                                                                           \
        if (auto tlResult = (expression); !tlResult.ok()) {                                        \
            return std::move(tlResult).error();                                                    \
        }                                                                                          \
    } while (false)

/// `TL_ASSIGN(auto value, compute());` declares value, or returns the error from this function.
#define TL_ASSIGN(declaration, expression)                                                         \
    auto TL_JOIN(tlResult, __LINE__) = (expression);                                               \
    if (!TL_JOIN(tlResult, __LINE__).ok()) {                                                       \
        return std::move(TL_JOIN(tlResult, __LINE__)).error();                                     \
    }                                                                                              \
    declaration = *std::move(TL_JOIN(tlResult, __LINE__))

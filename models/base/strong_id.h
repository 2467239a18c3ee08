#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace throughline {

/// An integer that cannot be mixed up with another kind of integer. `Tag` is any type name.
template<typename Tag, typename Integer = std::int64_t>
class StrongId
{
public:
    constexpr StrongId() = default;

    constexpr explicit StrongId(Integer value)
        : m_value(value)
    {
    }

    [[nodiscard]] constexpr Integer value() const { return m_value; }

    constexpr auto operator<=>(const StrongId&) const = default;

private:
    Integer m_value = 0;
};

} // namespace throughline

template<typename Tag, typename Integer>
struct std::hash<throughline::StrongId<Tag, Integer>>
{
    std::size_t operator()(throughline::StrongId<Tag, Integer> id) const noexcept
    {
        return std::hash<Integer> {}(id.value());
    }
};

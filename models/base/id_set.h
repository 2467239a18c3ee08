#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace throughline {

/// A set of 32-bit numbers (sessions, users), compressed. A value: copies are independent.
class IdSet
{
public:
    IdSet();
    explicit IdSet(const std::vector<std::uint32_t>& ids);
    IdSet(const IdSet& other);
    IdSet(IdSet&& other) noexcept;
    IdSet& operator=(const IdSet& other);
    IdSet& operator=(IdSet&& other) noexcept;
    ~IdSet();

    /// All ids from 0 to count - 1.
    static IdSet firstIds(std::uint32_t count);

    void add(std::uint32_t id);
    [[nodiscard]] bool contains(std::uint32_t id) const;
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] bool empty() const;

    /// In ascending order.
    [[nodiscard]] std::vector<std::uint32_t> toVector() const;
    void forEach(const std::function<void(std::uint32_t)>& visit) const;

    IdSet& operator&=(const IdSet& other);
    IdSet& operator|=(const IdSet& other);
    IdSet& operator-=(const IdSet& other);
    bool operator==(const IdSet& other) const;

private:
    struct Bitmap;
    std::unique_ptr<Bitmap> m_bitmap;
};

} // namespace throughline

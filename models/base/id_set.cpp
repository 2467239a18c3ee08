#include "models/base/id_set.h"

#include <roaring/roaring.hh>

namespace throughline {

struct IdSet::Bitmap
{
    Roaring roaring;
};

IdSet::IdSet()
    : m_bitmap(std::make_unique<Bitmap>())
{
}

IdSet::IdSet(const std::vector<std::uint32_t>& ids)
    : IdSet()
{
    m_bitmap->roaring.addMany(ids.size(), ids.data());
}

IdSet::IdSet(const IdSet& other)
    : m_bitmap(std::make_unique<Bitmap>(*other.m_bitmap))
{
}

IdSet::IdSet(IdSet&& other) noexcept = default;

IdSet& IdSet::operator=(const IdSet& other)
{
    if (this != &other) {
        m_bitmap = std::make_unique<Bitmap>(*other.m_bitmap);
    }
    return *this;
}

IdSet& IdSet::operator=(IdSet&& other) noexcept = default;
IdSet::~IdSet() = default;

IdSet IdSet::firstIds(std::uint32_t count)
{
    IdSet set;
    set.m_bitmap->roaring.addRange(0, count);
    return set;
}

void IdSet::add(std::uint32_t id)
{
    m_bitmap->roaring.add(id);
}

bool IdSet::contains(std::uint32_t id) const
{
    return m_bitmap->roaring.contains(id);
}

std::uint64_t IdSet::size() const
{
    return m_bitmap->roaring.cardinality();
}

bool IdSet::empty() const
{
    return m_bitmap->roaring.isEmpty();
}

std::vector<std::uint32_t> IdSet::toVector() const
{
    std::vector<std::uint32_t> ids(size());
    m_bitmap->roaring.toUint32Array(ids.data());
    return ids;
}

void IdSet::forEach(const std::function<void(std::uint32_t)>& visit) const
{
    for (const std::uint32_t id : m_bitmap->roaring) {
        visit(id);
    }
}

IdSet& IdSet::operator&=(const IdSet& other)
{
    m_bitmap->roaring &= other.m_bitmap->roaring;
    return *this;
}

IdSet& IdSet::operator|=(const IdSet& other)
{
    m_bitmap->roaring |= other.m_bitmap->roaring;
    return *this;
}

IdSet& IdSet::operator-=(const IdSet& other)
{
    m_bitmap->roaring -= other.m_bitmap->roaring;
    return *this;
}

bool IdSet::operator==(const IdSet& other) const
{
    return m_bitmap->roaring == other.m_bitmap->roaring;
}

} // namespace throughline

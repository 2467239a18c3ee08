#pragma once

#include "models/base/name_cache.h"
#include "models/base/number_cache.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace throughline {

/// What is known of names, found out once per name and kept. Names that come again and again are
/// found in one look by their number, where they have one, else in one look and one comparison;
/// the others in a table. Entries stay where they are. Not thread-safe.
template<typename T>
class KnownNames
{
public:
    /// Nullptr: nothing is known of it yet. `number` 0: it has none.
    [[nodiscard]] T* find(std::string_view name, std::uint32_t number = 0)
    {
        if (T* const met = m_byNumber.find(number)) {
            return met;
        }
        T* known = m_byName.find(name);
        if (known == nullptr) {
            const auto entry = m_table.find(name);
            if (entry == m_table.end()) {
                return nullptr;
            }
            known = entry->second.get();
            m_byName.keep(entry->first, known);
        }
        m_byNumber.keep(number, known);
        return known;
    }

    /// A new entry for a name nothing is known of.
    T& add(std::string_view name, std::uint32_t number = 0)
    {
        const auto entry = m_table.insert_or_assign(std::string(name), std::make_unique<T>()).first;
        m_byName.keep(entry->first, entry->second.get());
        m_byNumber.keep(number, entry->second.get());
        return *entry->second;
    }

    [[nodiscard]] std::size_t size() const { return m_table.size(); }

    void clear()
    {
        m_byNumber.clear();
        m_byName.clear();
        m_table.clear();
    }

    /// All entries, in no order.
    template<typename Visit>
    void forEach(Visit visit)
    {
        for (auto& [name, entry] : m_table) {
            visit(*entry);
        }
    }

private:
    struct Hash
    {
        using is_transparent = void;

        std::size_t operator()(std::string_view name) const
        {
            return std::hash<std::string_view> {}(name);
        }
    };

    NumberCache<T> m_byNumber;
    NameCache<T> m_byName;
    std::unordered_map<std::string, std::unique_ptr<T>, Hash, std::equal_to<>> m_table;
};

} // namespace throughline

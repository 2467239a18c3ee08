#pragma once

#include "models/base/known_names.h"
#include "models/base/same_text.h"
#include "models/domain/record.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// Numbers for the keys of a file whose format gives them none, so that its records, too, are known
/// by their keys without comparing them. Not thread-safe.
class KeyNumbers
{
public:
    /// A record begins: its first key is nearly always the one that began the last.
    void beginRecord() { m_before = nullptr; }

    /// Gives the field a number and a key that lives as long as this does; keys beyond the most
    /// that are kept stay as they are.
    void number(domain::Field& field)
    {
        Key*& next = m_before != nullptr ? m_before->next : m_first;
        if (next == nullptr || !sameText(next->text, field.key)) {
            Key* const known = keyOf(field.key);
            if (known == nullptr) {
                m_before = nullptr;
                return;
            }
            next = known;
        }
        m_before = next;
        field.key = next->text;
        field.keyNumber = next->number;
    }

private:
    static constexpr std::size_t kMostKeys = 20'000;

    struct Key
    {
        std::string text;
        std::uint32_t number = 0;
        Key* next = nullptr; ///< that followed the last time
    };

    Key* keyOf(std::string_view text)
    {
        if (Key* const known = m_keys.find(text)) {
            return known;
        }
        if (m_keys.size() >= kMostKeys) {
            return nullptr;
        }
        Key& key = m_keys.add(text);
        key.text = text;
        key.number = domain::nextKeyNumber();
        return &key;
    }

    KnownNames<Key> m_keys;
    Key* m_first = nullptr;
    Key* m_before = nullptr;
};

} // namespace throughline::ingest

#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

enum class DictionaryKind : std::uint8_t
{
    Session,
    User,
    Account,
    Name,
    Context,
    Currency,
    Target
};

/// The name of the kind in the store.
[[nodiscard]] std::string_view toText(DictionaryKind kind);

/// Texts and their ordinals in the order of first use, for writing: about 20 bytes per text
/// besides its letters. Loaded whole; new texts are written with the transaction that uses them.
class Dictionary
{
public:
    explicit Dictionary(DictionaryKind kind);

    Result<void> load(const Connection& connection);

    /// The ordinal of a text, a new one where it is new; kNoOrdinal for the empty text.
    std::uint32_t ordinal(std::string_view text);

    /// This text will be asked for soon: what is needed to find it comes nearer meanwhile.
    void expect(std::string_view text) const;

    /// Writes the texts added since the last call.
    Result<void> writeNew(const Connection& connection);

    [[nodiscard]] std::string_view text(std::uint32_t ordinal) const;

    [[nodiscard]] std::uint32_t size() const
    {
        return static_cast<std::uint32_t>(m_starts.size() - 1);
    }

private:
    void grow();
    void append(std::string_view text, std::uint64_t hash);
    void place(std::uint64_t hash, std::uint32_t ordinal);

    DictionaryKind m_kind;
    std::string m_letters;
    std::vector<std::uint64_t> m_starts {0}; ///< size + 1 borders in m_letters
    /// By hash, linear probing: ordinal + 1, and above it the upper half of the hash, so that
    /// texts are compared only where they are nearly surely the same.
    std::vector<std::uint64_t> m_slots;
    std::uint32_t m_written = 0;
};

/// All texts of a kind by ordinal, for reading.
Result<std::vector<std::string>> readDictionary(const Connection& connection, DictionaryKind kind);

/// The ordinal of one text, or kNoOrdinal. Linear in the dictionary.
Result<std::uint32_t> findOrdinal(const Connection& connection, DictionaryKind kind,
                                  std::string_view text);

} // namespace throughline::store

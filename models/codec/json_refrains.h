#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// Neighbouring values of a document that come again and again together, letter by letter and with
/// the same keys: the context that each line of a session, a process or a pod repeats. All
/// documents of a reader that tell the same number have the same texts there, under the same keys.
struct JsonRefrain
{
    std::uint32_t number = 0; ///< 0: none is known
    std::uint32_t first = 0; ///< of the document's texts
    std::uint32_t count = 0;
};

struct JsonPlace;

/// The refrains of the documents of one file: where they begin and how long they are, which is
/// found out by watching documents for a while, and those that were met last, by their first value.
/// A document that goes on behind that value with the bytes it went on with last time is known up
/// to the end of the refrain by comparing memory. Not thread-safe.
class JsonRefrains
{
public:
    struct Text
    {
        std::uint32_t from = 0; ///< in the bytes
        std::uint32_t size = 0;
    };

    struct Known
    {
        std::uint32_t number = 0;
        std::string bytes; ///< from the first value on, with the one behind the last
        std::vector<Text> texts; ///< of all values but the first
        JsonPlace* last = nullptr; ///< that of the last value
        bool notAscii = false; ///< some value but the first may have letters that are not
    };

    /// All places are gone.
    void clear();

    /// Whether refrains begin with the value of this place.
    [[nodiscard]] bool beginAt(const JsonPlace* place) const { return place == m_first; }

    /// How many values a refrain has behind its first.
    [[nodiscard]] std::size_t length() const { return m_length; }

    /// The refrain that stands in the text, its first value there; nullptr: it is not known.
    [[nodiscard]] const Known* find(std::string_view first, const char* end);

    /// Keeps one that was not known, all of its values in order, and tells its number.
    std::uint32_t keep(std::span<const std::string_view> values, const char* end, JsonPlace* last,
                       bool notAscii);

    /// Whether documents are watched: each value is to be told, then that the document was whole,
    /// or was not.
    [[nodiscard]] bool watches() const { return m_watches; }

    void watch(const JsonPlace* place, std::string_view value);
    void watched(bool whole);

private:
    /// A value of a watched document.
    struct Seen
    {
        const JsonPlace* place = nullptr;
        std::uint64_t mark = 0; ///< of its text
    };

    /// Where refrains could begin and how far they would go.
    struct Choice
    {
        const JsonPlace* first = nullptr;
        std::size_t length = 0;
        std::size_t saved = 0; ///< values, in all documents watched
    };

    [[nodiscard]] std::span<const Seen> documentAt(std::size_t number) const;
    [[nodiscard]] Choice bestFrom(std::size_t place, const JsonPlace* first) const;
    void choose();
    [[nodiscard]] Known& slotOf(std::string_view first);
    void spend();

    const JsonPlace* m_first = nullptr;
    std::size_t m_length = 0;
    std::vector<Known> m_known;
    std::uint32_t m_numbers = 0;
    int m_credit = 0; ///< of refrains that may be looked for in vain

    bool m_watches = true;
    std::size_t m_rest = 0; ///< documents until they are watched again
    std::vector<Seen> m_seen;
    std::vector<std::size_t> m_ends; ///< of the documents among those
};

} // namespace throughline::codec

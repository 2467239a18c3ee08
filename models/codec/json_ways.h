#pragma once

#include "models/codec/json_node.h"
#include "models/codec/json_refrains.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// What the text of a value may be, for all that have the same shape.
enum class JsonFreedom : std::uint8_t
{
    Fixed, ///< what it was in the first one
    Filled, ///< anything but nothing
    Free
};

/// The ways in which pieces of JSON that are written alike go on from value to value. A piece of a
/// known shape is read from its first letter to its last, each free value up to its end, with
/// nothing asked of what stands between but that it is the same. What hardly comes back soon is no
/// longer looked for, and what is kept stays small. Not thread-safe.
class JsonWays
{
public:
    /// Pieces with more nodes are hardly ever repeated.
    static constexpr std::size_t kMostNodes = 512;

    /// `whole`: a piece ends where the text does; refrains are looked for in such pieces only.
    explicit JsonWays(bool whole);
    JsonWays(const JsonWays&) = delete;
    JsonWays& operator=(const JsonWays&) = delete;
    ~JsonWays();

    /// The number of the shape of the piece that begins at `at`, which is behind it then; its free
    /// values come behind the first `used` of `values`. 0: it has no known one, which says nothing
    /// about it. The text must be padded as JsonRecordReader::kPadding says.
    [[nodiscard]] std::uint32_t follow(const char*& at, const char* end,
                                       std::vector<std::string_view>& values, std::size_t& used);

    /// Some value of the piece that was followed last may have letters that are not ASCII.
    [[nodiscard]] bool notAscii() const { return m_notAscii; }

    /// That of the piece that was followed last; first counts from its own first value.
    [[nodiscard]] const JsonRefrain& refrain() const { return m_refrain; }

    /// Shapes up to this number are forgotten.
    [[nodiscard]] std::uint32_t forgotten() const { return m_forgotten; }

    /// What was followed was of no use after all.
    void missed() { spend(kMissed); }

    /// Remembers how a piece is written; the number of its shape: from 1 on, in the order in which
    /// they were learnt; 0: it is not remembered. `nodes` are its own, all of whose texts stand in
    /// it; `freedoms` one for each of them, none: all texts are free. Linear.
    std::uint32_t learn(std::string_view text, std::span<const JsonNode> nodes,
                        std::span<const JsonFreedom> freedoms);

private:
    static constexpr int kMissed = 1;

    using Place = JsonPlace;
    using Ways = std::vector<std::unique_ptr<Place>>;

    [[nodiscard]] bool isWorthwhile();
    void spend(int price);
    [[nodiscard]] Place* next(Ways& ways, const char*& at, const char* end,
                              std::string_view& value);
    [[nodiscard]] Place* walk(const char*& at, const char* end,
                              std::vector<std::string_view>& values, std::size_t& count);
    [[nodiscard]] Place* repeat(Place* place, const char*& at, const char* end,
                                std::vector<std::string_view>& values, std::size_t& count);
    [[nodiscard]] Place* placeFor(Ways& ways, std::string_view before, JsonKind kind, bool filled);

    bool m_whole;
    bool m_notAscii = false;
    JsonRefrains m_refrains;
    JsonRefrain m_refrain; ///< of the piece at hand
    Ways m_first; ///< ways to begin
    std::size_t m_places = 0;
    std::size_t m_bytes = 0; ///< of what stands between values
    std::uint32_t m_shapes = 0;
    std::uint32_t m_forgotten = 0;
    int m_credit; ///< of pieces that may be looked at in vain
    int m_rest = 0; ///< pieces until it is tried again
};

/// What is known of the shapes that are not forgotten, by number.
template<typename T>
class JsonShapeList
{
public:
    /// Adds what is known of a shape that was just learnt; nullptr: it was known before.
    T* add(std::uint32_t shape, const JsonWays& ways)
    {
        if (m_before != ways.forgotten()) {
            m_before = ways.forgotten();
            m_known.clear();
        }
        return shape == m_before + m_known.size() + 1
            ? m_known.emplace_back(std::make_unique<T>()).get()
            : nullptr;
    }

    [[nodiscard]] T* of(std::uint32_t shape) { return m_known[shape - m_before - 1].get(); }

private:
    std::vector<std::unique_ptr<T>> m_known;
    std::uint32_t m_before = 0; ///< the number ahead of theirs
};

} // namespace throughline::codec

#include "models/codec/json_refrains.h"

#include "models/base/same_text.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace throughline::codec {

namespace {

// As many as are told of sessions that are under way at the same time; they stay near the
// processor.
constexpr unsigned kKnownBits = 10;
constexpr std::size_t kLongest = 1'024; ///< bytes of one that is kept

// Enough that sessions come back, and little to look through.
constexpr std::size_t kWatchedDocuments = 2'048;
constexpr std::size_t kWatchedValues = 64 << 10;
constexpr std::size_t kFirstPlaces = 32; ///< of a document, where a refrain may begin
/// Looking for one costs as much as reading so many values.
constexpr std::size_t kPrice = 3;

constexpr int kFirstCredit = 2'000;
constexpr int kMostCredit = 20'000;
constexpr std::size_t kRest = 50'000;

constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;

} // namespace

void JsonRefrains::clear()
{
    m_first = nullptr;
    m_length = 0;
    m_known.clear();
    m_watches = true;
    m_rest = 0;
    m_seen.clear();
    m_ends.clear();
}

JsonRefrains::Known& JsonRefrains::slotOf(std::string_view first)
{
    return m_known[textMark(first) * kOdd >> (64U - kKnownBits)];
}

const JsonRefrains::Known* JsonRefrains::find(std::string_view first, const char* end)
{
    const Known& known = slotOf(first);
    const auto left = static_cast<std::size_t>(end - first.data());
    if (known.number != 0 && known.bytes.size() <= left
        && std::memcmp(known.bytes.data(), first.data(), known.bytes.size()) == 0) {
        m_credit = std::min(m_credit + 1, kMostCredit);
        return &known;
    }
    spend();
    return nullptr;
}

/// One was looked for in vain.
void JsonRefrains::spend()
{
    if (--m_credit < 0) {
        clear();
        m_watches = false;
        m_rest = kRest;
    }
}

std::uint32_t JsonRefrains::keep(std::span<const std::string_view> values, const char* end,
                                 JsonPlace* last, bool notAscii)
{
    const char* const from = values.front().data();
    const char* const behind = values.back().data() + values.back().size();
    const auto size = static_cast<std::size_t>(behind - from) + 1;
    if (m_known.empty() || behind >= end || size > kLongest || m_numbers == UINT32_MAX) {
        return 0;
    }
    Known& known = slotOf(values.front());
    known.number = ++m_numbers;
    known.bytes.assign(from, size);
    known.texts.clear();
    for (const std::string_view value : values.subspan(1)) {
        known.texts.push_back({static_cast<std::uint32_t>(value.data() - from),
                               static_cast<std::uint32_t>(value.size())});
    }
    known.last = last;
    known.notAscii = notAscii;
    return known.number;
}

void JsonRefrains::watch(const JsonPlace* place, std::string_view value)
{
    m_seen.push_back({place, textMark(value)});
}

void JsonRefrains::watched(bool whole)
{
    if (!m_watches) {
        m_watches = m_first == nullptr && m_rest > 0 && --m_rest == 0;
        return;
    }
    if (!whole) {
        m_seen.resize(m_ends.empty() ? 0 : m_ends.back());
        return;
    }
    m_ends.push_back(m_seen.size());
    if (m_ends.size() >= kWatchedDocuments || m_seen.size() >= kWatchedValues) {
        choose();
        m_watches = false;
        m_seen = std::vector<Seen>();
        m_ends = std::vector<std::size_t>();
    }
}

std::span<const JsonRefrains::Seen> JsonRefrains::documentAt(std::size_t number) const
{
    const std::size_t from = number == 0 ? 0 : m_ends[number - 1];
    return std::span(m_seen).subspan(from, m_ends[number] - from);
}

/// How much would have been saved in the documents watched by refrains that begin there, each at
/// this place of its values.
JsonRefrains::Choice JsonRefrains::bestFrom(std::size_t place, const JsonPlace* first) const
{
    std::unordered_map<std::uint64_t, std::span<const Seen>> last; // by the mark of the first value
    std::vector<std::size_t> runs; // how many documents repeated so many values behind it
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        auto document = documentAt(i);
        if (document.size() <= place || document[place].place != first) {
            continue;
        }
        document = document.subspan(place);
        std::span<const Seen>& before = last[document.front().mark];
        std::size_t run = 0;
        while (run < std::min(document.size(), before.size())
               && document[run].place == before[run].place
               && document[run].mark == before[run].mark) {
            ++run;
        }
        before = document;
        if (run > 0) {
            runs.resize(std::max(runs.size(), run));
            ++runs[run - 1];
        }
    }
    Choice best;
    std::size_t documents = 0;
    for (std::size_t length = runs.size(); length-- > kPrice + 1;) {
        documents += runs[length];
        const std::size_t saved = documents * (length - kPrice);
        if (2 * documents >= m_ends.size() && saved > best.saved) {
            best = {first, length, saved};
        }
    }
    return best;
}

void JsonRefrains::choose()
{
    Choice best;
    for (std::size_t place = 0; place < kFirstPlaces; ++place) {
        // The place that most documents are likely to have there, as their way is one there still.
        std::unordered_map<const JsonPlace*, std::size_t> counts;
        for (std::size_t i = 0; i < m_ends.size(); ++i) {
            const auto document = documentAt(i);
            if (document.size() > place) {
                ++counts[document[place].place];
            }
        }
        for (const auto& [first, count] : counts) {
            if (2 * count >= m_ends.size()) {
                const Choice choice = bestFrom(place, first);
                best = choice.saved > best.saved ? choice : best;
            }
        }
    }
    m_first = best.first;
    m_length = best.length;
    m_credit = kFirstCredit;
    m_rest = kRest;
    m_known.clear();
    m_known.resize(m_first != nullptr ? std::size_t {1} << kKnownBits : 0);
}

} // namespace throughline::codec

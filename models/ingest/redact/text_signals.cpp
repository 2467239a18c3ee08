#include "models/ingest/redact/text_signals.h"

#include "models/base/digits.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace throughline::ingest {

namespace {

using namespace text_signal;

// A table over pairs of neighbouring bytes answers most texts with one look-up per byte: it knows
// the signs, and the rarest pair of each word. Only a stretch with such a pair is compared with
// the words themselves.

/// In the table only: a pair out of one of the words.
constexpr std::uint8_t kWordPair = kSecret;
/// In the table only: two digits.
constexpr std::uint8_t kDigitPair = kDigits;

/// In the table only: a dot before a digit, a colon before a hexadecimal digit or a colon.
constexpr std::uint8_t kAddressPair = kAddress;

/// In the table only: a dash before a hexadecimal digit.
constexpr std::uint8_t kDashPair = kAssignment;

/// Of windows only: the start of a home folder's path.
constexpr std::uint8_t kHome = kDigits;

constexpr std::size_t kPairs = 65'536;
using PairTable = std::array<std::uint8_t, kPairs>;

constexpr std::size_t pairIndex(unsigned first, unsigned second)
{
    return std::endian::native == std::endian::little ? first | second << 8U : first << 8U | second;
}

/// The pair in the upper and lower case of both letters.
constexpr void addFolded(PairTable& table, char first, char second)
{
    for (const unsigned foldFirst : {0U, 0x20U}) {
        for (const unsigned foldSecond : {0U, 0x20U}) {
            table[pairIndex(static_cast<unsigned char>(first) - foldFirst,
                            static_cast<unsigned char>(second) - foldSecond)] |= kWordPair;
        }
    }
}

constexpr void addExact(PairTable& table, char first, char second)
{
    table[pairIndex(static_cast<unsigned char>(first), static_cast<unsigned char>(second))] |=
        kWordPair;
}

constexpr void addSigns(PairTable& table)
{
    for (unsigned second = 0; second < 256; ++second) {
        table[pairIndex('@', second)] |= kAt;
        table[pairIndex('%', second)] |= kEncoded;
        table[pairIndex('=', second)] |= kEquals;
        for (unsigned first = 0x80; first < 256; ++first) {
            table[pairIndex(first, second)] |= kEncoded;
        }
    }
    table[pairIndex('\\', 'u')] |= kEncoded;
    for (unsigned first = '0'; first <= '9'; ++first) {
        table[pairIndex('+', first)] |= kPlus;
        table[pairIndex('.', first)] |= kAddressPair;
        table[pairIndex(':', first)] |= kAddressPair;
        table[pairIndex('-', first)] |= kDashPair;
        for (unsigned second = '0'; second <= '9'; ++second) {
            table[pairIndex(first, second)] |= kDigitPair;
        }
    }
    table[pairIndex(':', ':')] |= kAddressPair;
    for (unsigned letter = 'a'; letter <= 'f'; ++letter) {
        table[pairIndex(':', letter)] |= kAddressPair;
        table[pairIndex(':', letter - 0x20U)] |= kAddressPair;
        table[pairIndex('-', letter)] |= kDashPair;
        table[pairIndex('-', letter - 0x20U)] |= kDashPair;
    }
}

constexpr PairTable makePairTable()
{
    PairTable table {};
    addSigns(table);
    // eyJ, AKIA and ASIA, AIza, gh?_, github_pat_, sk_, sk-, whsec_, npm_, glpat-, PEM, /home and
    // Users
    for (const char* pair :
         {"yJ", "IA", "Iz", "gh", "b_", "k_", "k-", "c_", "np", "lp", "--", "/h", "/U", "\\U"}) {
        addExact(table, pair[0], pair[1]);
    }
    // xox and xapp, Bearer, Basic
    for (const char* pair : {"xo", "xa", "be", "ba"}) {
        addFolded(table, pair[0], pair[1]);
    }
    // password and passwd, passphrase, pwd, secret and credential, token and cookie, cvv and cvc,
    // jwt, authorization
    for (const char* pair : {"sw", "ph", "wd", "cr", "ok", "cv", "jw", "za"}) {
        addFolded(table, pair[0], pair[1]);
    }
    for (const char sign : {'=', ':', '"', '\'', '\\'}) {
        addExact(table, 'y', sign);
        addExact(table, 'Y', sign);
    }
    return table;
}

constexpr PairTable kPairTable = makePairTable();

std::uint8_t pairAt(const char* at)
{
    std::uint16_t pair = 0;
    std::memcpy(&pair, at, sizeof pair);
    return kPairTable[pair];
}

/// Everything the table knows about the pairs that begin in [from, to); the byte at `to` is read.
std::uint8_t pairsOf(const char* from, const char* to)
{
    unsigned found = 0;
    for (; from + 4 <= to; from += 4) {
        found |= static_cast<unsigned>(pairAt(from)) | pairAt(from + 1);
        found |= static_cast<unsigned>(pairAt(from + 2)) | pairAt(from + 3);
    }
    for (; from < to; ++from) {
        found |= pairAt(from);
    }
    return static_cast<std::uint8_t>(found);
}

constexpr std::size_t kLanes = 16;
/// A window looks at the three bytes behind it.
constexpr std::size_t kReach = kLanes + 3;

// GCC's and Clang's portable vectors: SSE2 here, NEON elsewhere, plain code at worst.
using Lanes [[gnu::vector_size(kLanes)]] = std::uint8_t;

/// Four neighbouring bytes at each of 16 places, as they are and with letters in lower case.
class Window
{
public:
    explicit Window(const char* at)
    {
        std::memcpy(&m_raw0, at, sizeof m_raw0);
        std::memcpy(&m_raw1, at + 1, sizeof m_raw1);
        std::memcpy(&m_raw2, at + 2, sizeof m_raw2);
        std::memcpy(&m_raw3, at + 3, sizeof m_raw3);
    }

    /// The signals of the known words that begin in this window.
    [[nodiscard]] Lanes words() const
    {
        return (secrets() & kSecret) | (homes() & kHome) | (assignments() & kAssignment);
    }

    /// Nonzero where four digits in a row begin.
    [[nodiscard]] Lanes fourDigits() const
    {
        return digit(m_raw0) & digit(m_raw1) & digit(m_raw2) & digit(m_raw3);
    }

private:
    static Lanes digit(Lanes lanes)
    {
        return reinterpret_cast<Lanes>((lanes - static_cast<std::uint8_t>('0')) <= 9);
    }

    static Lanes is(Lanes lanes, char c)
    {
        return reinterpret_cast<Lanes>((lanes | 0x20) == static_cast<std::uint8_t>(c));
    }

    static Lanes isRaw(Lanes lanes, char c)
    {
        return reinterpret_cast<Lanes>(lanes == static_cast<std::uint8_t>(c));
    }

    [[nodiscard]] Lanes secrets() const
    {
        Lanes found = isRaw(m_raw0, 'e') & isRaw(m_raw1, 'y') & isRaw(m_raw2, 'J');
        found |=
            (isRaw(m_raw0, 'K') | isRaw(m_raw0, 'S')) & isRaw(m_raw1, 'I') & isRaw(m_raw2, 'A');
        found |= isRaw(m_raw0, 'A') & isRaw(m_raw1, 'I') & isRaw(m_raw2, 'z');
        found |= isRaw(m_raw0, 'g') & isRaw(m_raw1, 'h') & isRaw(m_raw3, '_');
        found |= isRaw(m_raw0, 'b') & isRaw(m_raw1, '_') & isRaw(m_raw2, 'p');
        found |= is(m_raw0, 'x') & (is(m_raw1, 'o') | is(m_raw1, 'a'))
            & (is(m_raw2, 'x') | is(m_raw2, 'p'));
        found |=
            isRaw(m_raw0, 'k') & isRaw(m_raw1, '_') & (isRaw(m_raw2, 'l') | isRaw(m_raw2, 't'));
        found |= isRaw(m_raw0, 's') & isRaw(m_raw1, 'e') & isRaw(m_raw2, 'c') & isRaw(m_raw3, '_');
        found |= isRaw(m_raw0, 's') & isRaw(m_raw1, 'k') & isRaw(m_raw2, '-');
        found |= isRaw(m_raw0, 'l') & isRaw(m_raw1, 'p') & isRaw(m_raw2, 'a') & isRaw(m_raw3, 't');
        found |= isRaw(m_raw0, 'n') & isRaw(m_raw1, 'p') & isRaw(m_raw2, 'm') & isRaw(m_raw3, '_');
        found |= isRaw(m_raw0, '-') & isRaw(m_raw1, '-') & isRaw(m_raw2, '-') & isRaw(m_raw3, '-');
        found |= is(m_raw0, 'b') & is(m_raw1, 'e') & is(m_raw2, 'a') & is(m_raw3, 'r');
        found |= is(m_raw0, 'b') & is(m_raw1, 'a') & is(m_raw2, 's') & is(m_raw3, 'i');
        return found;
    }

    [[nodiscard]] Lanes homes() const
    {
        const Lanes home =
            isRaw(m_raw0, '/') & isRaw(m_raw1, 'h') & isRaw(m_raw2, 'o') & isRaw(m_raw3, 'm');
        const Lanes users = (isRaw(m_raw0, '/') | isRaw(m_raw0, '\\')) & isRaw(m_raw1, 'U')
            & isRaw(m_raw2, 's') & isRaw(m_raw3, 'e');
        return home | users;
    }

    [[nodiscard]] Lanes assignments() const
    {
        const Lanes sign = isRaw(m_raw3, '=') | isRaw(m_raw3, ':') | isRaw(m_raw3, '"')
            | isRaw(m_raw3, '\'') | isRaw(m_raw3, '\\');
        Lanes found = is(m_raw0, 's') & is(m_raw1, 's') & is(m_raw2, 'w');
        found |= is(m_raw0, 's') & is(m_raw1, 'p') & is(m_raw2, 'h');
        found |= is(m_raw0, 'p') & is(m_raw1, 'w') & is(m_raw2, 'd');
        found |= is(m_raw0, 'e') & is(m_raw1, 'c') & is(m_raw2, 'r') & is(m_raw3, 'e');
        found |= is(m_raw0, 'c') & is(m_raw1, 'r') & is(m_raw2, 'e') & is(m_raw3, 'd');
        found |= is(m_raw0, 't') & is(m_raw1, 'o') & is(m_raw2, 'k') & is(m_raw3, 'e');
        found |= is(m_raw0, 'k') & is(m_raw1, 'e') & is(m_raw2, 'y') & sign;
        found |= is(m_raw0, 'c') & is(m_raw1, 'v') & (is(m_raw2, 'v') | is(m_raw2, 'c'));
        found |= is(m_raw0, 'c') & is(m_raw1, 'c') & is(m_raw2, 'v');
        found |= is(m_raw0, 'j') & is(m_raw1, 'w') & is(m_raw2, 't');
        found |= is(m_raw0, 'o') & is(m_raw1, 'o') & is(m_raw2, 'k') & is(m_raw3, 'i');
        found |= is(m_raw0, 'r') & is(m_raw1, 'i') & is(m_raw2, 'z') & is(m_raw3, 'a');
        return found;
    }

    Lanes m_raw0;
    Lanes m_raw1;
    Lanes m_raw2;
    Lanes m_raw3;
};

std::uint8_t anyLane(Lanes lanes)
{
    std::array<std::uint64_t, 2> halves {};
    std::memcpy(halves.data(), &lanes, sizeof lanes);
    std::uint64_t all = halves[0] | halves[1];
    all |= all >> 32U;
    all |= all >> 16U;
    all |= all >> 8U;
    return static_cast<std::uint8_t>(all);
}

/// What `look` says about the windows over [from, to) of the text, which may end anywhere.
template<typename Look>
std::uint8_t overWindows(std::string_view text, std::size_t from, std::size_t to, Look look)
{
    Lanes found {};
    for (; from < to; from += kLanes) {
        if (from + kReach <= text.size()) {
            found |= look(Window(text.data() + from));
            continue;
        }
        std::array<char, kReach + 1> padded {};
        const std::size_t rest = std::min(text.size() - from, kReach);
        std::memcpy(padded.data(), text.data() + from, rest);
        found |= look(Window(padded.data()));
    }
    return anyLane(found);
}

/// Nine digits in all, four of them in a row: the least a detector of numbers wants.
bool hasNumber(std::string_view text)
{
    constexpr std::ptrdiff_t kFewestDigits = 9;
    return std::ranges::count_if(text, isAsciiDigit) >= kFewestDigits
        && overWindows(text, 0, text.size(),
                       [](const Window& window) { return window.fourDigits(); })
        != 0;
}

/// The whole beginning of a path that leads into a home folder.
bool hasHome(std::string_view text)
{
    return text.find("/home/") != std::string_view::npos
        || text.find("/Users/") != std::string_view::npos
        || text.find("\\Users\\") != std::string_view::npos;
}

/// Five signs with two characters between each and the next: a hardware address.
bool hasPairs(std::string_view text, char sign)
{
    constexpr std::size_t kStep = 3;
    constexpr std::size_t kSigns = 5;
    for (std::size_t at = text.find(sign); at != std::string_view::npos;
         at = text.find(sign, at + 1)) {
        std::size_t signs = 1;
        while (signs < kSigns && at + signs * kStep < text.size()
               && text[at + signs * kStep] == sign) {
            ++signs;
        }
        if (signs == kSigns) {
            return true;
        }
    }
    return false;
}

/// Three dots before digits, the colons of a version 6 address, eight groups or fewer with a double
/// colon, or those of a hardware address.
bool hasAddress(std::string_view text)
{
    constexpr int kDots = 3;
    constexpr int kColons = 7;
    constexpr int kHardwareColons = 5;
    int dots = 0;
    int colons = 0;
    bool shortened = false;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        dots += text[i] == '.' && isAsciiDigit(text[i + 1]) ? 1 : 0;
        colons += text[i] == ':' ? 1 : 0;
        shortened = shortened || (text[i] == ':' && text[i + 1] == ':');
    }
    return dots >= kDots || colons >= kColons || shortened
        || (colons >= kHardwareColons && hasPairs(text, ':'));
}

} // namespace

std::uint8_t textSignals(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    constexpr std::size_t kStretch = 64;
    const char* const begin = text.data();
    const std::size_t last = text.size() - 1;
    unsigned signals = 0;
    bool dashes = false;
    for (std::size_t from = 0; from <= last; from += kStretch) {
        const std::size_t to = std::min(from + kStretch, last);
        unsigned found = pairsOf(begin + from, begin + to);
        if (to == last) {
            found |= kPairTable[pairIndex(static_cast<unsigned char>(text.back()), 0)];
        }
        dashes = dashes || (found & kDashPair) != 0;
        found &= ~static_cast<unsigned>(kDashPair);
        if ((found & kWordPair) != 0) {
            // The pair may be the fourth and fifth byte of its word, in the stretch before.
            const std::size_t wordsFrom = from >= kLanes ? from - kLanes : 0;
            found &= ~static_cast<unsigned>(kWordPair);
            unsigned words =
                overWindows(text, wordsFrom, to, [](const Window& w) { return w.words(); });
            if ((words & kHome) != 0) {
                words &= ~static_cast<unsigned>(kHome);
                words |= hasHome(text) ? kSecret : 0U; // a page called /home is none
            }
            found |= words;
        }
        signals |= found;
        if (to == last) {
            break;
        }
    }
    if ((signals & kDigitPair) != 0 && !hasNumber(text)) {
        signals &= ~static_cast<unsigned>(kDigits);
    }
    if ((signals & kAddressPair) != 0 && !hasAddress(text)) {
        signals &= ~static_cast<unsigned>(kAddress);
    }
    if (dashes && hasPairs(text, '-')) {
        signals |= kAddress;
    }
    return static_cast<std::uint8_t>(signals);
}

bool hasPersonSign(std::string_view text)
{
    const auto signsOf = [](std::uint64_t letters) {
        std::uint64_t found = letters & digits::everywhere(0x80);
        for (const char sign : {'@', '%', '+', '\\'}) {
            found |= digits::between(letters, sign, sign);
        }
        return found;
    };
    if (text.size() < digits::kLetters) {
        std::uint64_t letters = 0;
        for (const char letter : text) {
            letters = letters << 8U | static_cast<unsigned char>(letter);
        }
        return signsOf(letters) != 0;
    }
    const std::size_t last = text.size() - digits::kLetters;
    std::uint64_t found = signsOf(digits::load(text.data() + last));
    for (std::size_t at = 0; at < last; at += digits::kLetters) {
        found |= signsOf(digits::load(text.data() + at));
    }
    return found != 0;
}

} // namespace throughline::ingest

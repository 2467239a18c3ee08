#include "tests/support/planted_values.h"

#include "models/base/text.h"

namespace throughline::test {

namespace {

std::string randomOf(Random& random, std::string_view alphabet, std::size_t length)
{
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
        text += alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
    }
    return text;
}

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kAlnum =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// The digits with the check digit that makes them a card.
std::string withCheckDigit(std::string digits)
{
    for (char check = '0'; check <= '9'; ++check) {
        int sum = 0;
        const std::string whole = digits + check;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            int digit = whole[whole.size() - 1 - i] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }
        if (sum % 10 == 0) {
            return whole;
        }
    }
    return digits;
}

std::string randomCard(Random& random)
{
    static constexpr std::array<std::string_view, 6> kStarts {"4",    "52",   "2345",
                                                              "6011", "3530", "62"};
    std::string digits(oneOf(random, kStarts));
    return withCheckDigit(digits + randomOf(random, kDigits, 15 - digits.size()));
}

std::string grouped(const std::string& digits, std::string_view separator)
{
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        text += i > 0 && i % 4 == 0 ? std::string(separator) : std::string();
        text += digits[i];
    }
    return text;
}

std::string randomIban(Random& random)
{
    const std::string account = randomOf(random, kDigits, 18);
    for (int check = 2; check < 99; ++check) {
        const std::string digits = (check < 10 ? "0" : "") + std::to_string(check);
        int rest = 0;
        for (const char c : account + "1314" + digits) {
            rest = (rest * 10 + (c - '0')) % 97;
        }
        if (rest == 1) {
            return "DE" + digits + account;
        }
    }
    return {};
}

std::string randomEmail(Random& random)
{
    static constexpr std::array<std::string_view, 6> kTops {"com",   "org", "de",
                                                            "co.uk", "io",  "museum"};
    static constexpr std::array<std::string_view, 4> kJoints {".", "_", "+", "-"};
    return randomOf(random, kLetters, 2 + random.below(8)) + std::string(oneOf(random, kJoints))
        + randomOf(random, kAlnum, 2 + random.below(5)) + "@"
        + randomOf(random, kLetters, 2 + random.below(9)) + "." + std::string(oneOf(random, kTops));
}

/// A number of the range, never one of the private, shared or special ranges.
std::string randomQuad(Random& random)
{
    static constexpr std::array<std::string_view, 8> kNetworks {
        "203.0", "91.12", "84.170", "5.61", "193.9", "62.201", "188.40", "79.3"};
    return std::string(oneOf(random, kNetworks)) + "." + std::to_string(100 + random.below(156))
        + "." + std::to_string(random.below(256));
}

/// In one of the spellings of a public address: all groups, or zeros left out.
std::string randomLongAddress(Random& random)
{
    std::string address = random.chance(0.5) ? "2001:db8" : "2a02:8109";
    const std::uint32_t groups = random.chance(0.5) ? 6 : 1 + random.below(4);
    address += groups < 6 ? ":" : "";
    for (std::uint32_t i = 0; i < groups; ++i) {
        address += ":" + randomOf(random, "123456789abcdef", 1)
            + randomOf(random, "0123456789abcdef", random.below(4));
    }
    return random.chance(0.2) ? toUpperAscii(address) : address;
}

} // namespace

Planted plant(Random& random, std::uint32_t kind)
{
    switch (kind) {
    case 0: {
        const std::string email = randomEmail(random);
        return {email, email};
    }
    case 1: {
        const std::string email = randomEmail(random);
        return {replaceAll(email, "@", random.chance(0.5) ? "%40" : "%2540"),
                email.substr(0, email.find('@'))};
    }
    case 2: {
        const std::string card = randomCard(random);
        const std::string text = grouped(card, random.chance(0.5) ? " " : "-");
        return {text, text};
    }
    case 3: {
        const std::string card = randomCard(random);
        return {"card " + card, card};
    }
    case 4: {
        const std::string iban = randomIban(random);
        const std::string text = random.chance(0.5) ? grouped(iban, " ") : iban;
        return {text, text};
    }
    case 5: {
        const std::string token = randomOf(random, kAlnum, 20 + random.below(20)) + "7";
        return {(random.chance(0.5) ? "Authorization: Bearer " : "bearer ") + token, token};
    }
    case 6: {
        const std::string secret = randomOf(random, kAlnum, 12);
        return {"https://app:" + secret + "@db.example.com:5432/x", secret};
    }
    case 7: {
        const std::string secret = randomOf(random, kAlnum, 12);
        static constexpr std::array<std::string_view, 5> kNames {"token", "api_key", "sig", "code",
                                                                 "access_token"};
        return {"/cb?a=1&" + std::string(oneOf(random, kNames)) + "=" + secret + "&b=2", secret};
    }
    case 8: {
        const std::string key = "AKIA" + randomOf(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
        return {key, key};
    }
    case 9: {
        const std::string key =
            (random.chance(0.5) ? "ghp_" : "gho_") + randomOf(random, kAlnum, 36);
        return {key, key};
    }
    case 10: {
        const std::string key = "sk_live_" + randomOf(random, kAlnum, 24);
        return {key, key};
    }
    case 11: {
        const std::string jwt = "eyJ" + randomOf(random, kAlnum, 30) + ".eyJ"
            + randomOf(random, kAlnum, 40) + "." + randomOf(random, kAlnum, 43);
        return {jwt, jwt};
    }
    case 12: {
        const std::string secret = randomOf(random, kAlnum, 10);
        static constexpr std::array<std::string_view, 4> kForms {"password=", "\"api_key\":\"",
                                                                 "client_secret='", "pwd="};
        return {std::string(oneOf(random, kForms)) + secret, secret};
    }
    case 13: {
        const std::string address = randomQuad(random);
        static constexpr std::array<std::string_view, 4> kBefore {"", "client ", "http://", "ip="};
        static constexpr std::array<std::string_view, 3> kAfter {"", ":443", "/24"};
        return {std::string(oneOf(random, kBefore)) + address + std::string(oneOf(random, kAfter)),
                address};
    }
    case 14: {
        const std::string address = randomLongAddress(random);
        return {random.chance(0.3) ? "[" + address + "]:443" : address, address};
    }
    case 15: {
        const std::string latitude =
            std::to_string(20 + random.below(60)) + "." + randomOf(random, "123456789", 6);
        static constexpr std::array<std::string_view, 3> kBefore {"", "at ", "geo:"};
        static constexpr std::array<std::string_view, 3> kBetween {",", ", ", ";"};
        return {std::string(oneOf(random, kBefore)) + latitude
                    + std::string(oneOf(random, kBetween)) + std::to_string(random.below(180)) + "."
                    + randomOf(random, "123456789", 6),
                latitude};
    }
    case 16: {
        const std::string sign = random.chance(0.6) ? ":" : "-";
        std::string address = randomOf(random, "2468ace", 1) + "c";
        for (int i = 0; i < 5; ++i) {
            address += sign + randomOf(random, "0123456789abcdef", 2);
        }
        address = random.chance(0.5) ? toUpperAscii(address) : address;
        static constexpr std::array<std::string_view, 3> kBefore {"", "MAC ", "link/ether "};
        return {std::string(oneOf(random, kBefore)) + address, address};
    }
    case 17: {
        const std::string imei = withCheckDigit("35" + randomOf(random, kDigits, 12));
        static constexpr std::array<std::string_view, 3> kBefore {"IMEI ", "imei=", "IMEI: "};
        return {std::string(oneOf(random, kBefore)) + imei, imei};
    }
    case 18: {
        const std::string user = "q" + randomOf(random, kLetters, 9);
        static constexpr std::array<std::string_view, 4> kRoots {"/home/", "/Users/", "C:\\Users\\",
                                                                 "file:///home/"};
        const std::string root(oneOf(random, kRoots));
        return {root + user + (root[0] == 'C' ? "\\shop\\cart.ts" : "/shop/cart.ts:12:5"), user};
    }
    default: {
        const std::string cookie = "sid=" + randomOf(random, kAlnum, 24);
        return {"Cookie: " + cookie, cookie};
    }
    }
}

} // namespace throughline::test

#include "models/ingest/redact/key_words.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

/// Words that are written together, and the words they are.
struct Compound
{
    std::string_view together;
    std::string_view apart;
};

constexpr std::array kCompounds {
    Compound {"accesskey", "access key"},
    Compound {"accesstoken", "access token"},
    Compound {"apikey", "api key"},
    Compound {"authtoken", "auth token"},
    Compound {"birthdate", "birth date"},
    Compound {"birthday", "birth date"},
    Compound {"cardcvv", "card cvv"},
    Compound {"cardholder", "card holder"},
    Compound {"cardholdername", "card holder name"},
    Compound {"cardnumber", "card number"},
    Compound {"ccnumber", "cc number"},
    Compound {"ccnum", "cc number"},
    Compound {"clientip", "client ip"},
    Compound {"clientsecret", "client secret"},
    Compound {"creditcard", "credit card"},
    Compound {"creditcardnumber", "credit card number"},
    Compound {"customername", "customer name"},
    Compound {"dateofbirth", "birth date"},
    Compound {"debitcard", "debit card"},
    Compound {"emailaddress", "email"},
    Compound {"encryptionkey", "encryption key"},
    Compound {"familyname", "family name"},
    Compound {"firstname", "first name"},
    Compound {"fname", "first name"},
    Compound {"fullname", "full name"},
    Compound {"givenname", "given name"},
    Compound {"idtoken", "id token"},
    Compound {"ipaddr", "ip address"},
    Compound {"ipaddress", "ip address"},
    Compound {"lastname", "last name"},
    Compound {"lname", "last name"},
    Compound {"maidenname", "maiden name"},
    Compound {"middlename", "middle name"},
    Compound {"mobilenumber", "mobile number"},
    Compound {"newpassword", "new password"},
    Compound {"oldpassword", "old password"},
    Compound {"phonenumber", "phone number"},
    Compound {"postalcode", "postal code"},
    Compound {"postcode", "postal code"},
    Compound {"privatekey", "private key"},
    Compound {"refreshtoken", "refresh token"},
    Compound {"remoteaddr", "remote ip"},
    Compound {"secretkey", "secret key"},
    Compound {"securitycode", "security code"},
    Compound {"sessiontoken", "session token"},
    Compound {"setcookie", "set cookie"},
    Compound {"signingkey", "signing key"},
    Compound {"streetaddress", "street address"},
    Compound {"surname", "last name"},
    Compound {"useremail", "user email"},
    Compound {"username", "user name"},
    Compound {"userpassword", "user password"},
    Compound {"xapikey", "api key"},
    Compound {"xauthtoken", "auth token"},
    Compound {"zipcode", "postal code"},
};

void addWord(std::vector<std::string>& words, std::string_view word)
{
    const auto* compound = std::ranges::find(kCompounds, word, &Compound::together);
    if (compound == kCompounds.end()) {
        words.emplace_back(word);
        return;
    }
    for (const std::string_view part : split(compound->apart, ' ')) {
        words.emplace_back(part);
    }
}

/// A new word begins at an upper-case letter behind a lower-case one, and at the last letter of an
/// upper-case run before a lower-case one (APIKey, userID).
bool startsWord(std::string_view key, std::size_t at)
{
    const auto upper = [key](std::size_t i) { return key[i] >= 'A' && key[i] <= 'Z'; };
    const auto lower = [key](std::size_t i) { return key[i] >= 'a' && key[i] <= 'z'; };
    if (at == 0 || !upper(at)) {
        return false;
    }
    return !upper(at - 1) || (at + 1 < key.size() && lower(at + 1));
}

} // namespace

std::vector<std::string> wordsOfKey(std::string_view key)
{
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&words, &word] {
        if (!word.empty()) {
            addWord(words, word);
        }
        word.clear();
    };
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (startsWord(key, i)) {
            finish();
        }
        const bool letter = isAsciiLetter(key[i]) || static_cast<unsigned char>(key[i]) >= 0x80;
        if (!letter) {
            finish();
        } else {
            word += key[i] >= 'A' && key[i] <= 'Z' ? static_cast<char>(key[i] - 'A' + 'a') : key[i];
        }
    }
    finish();
    return words;
}

} // namespace throughline::ingest

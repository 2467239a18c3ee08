#include "models/base/text.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/number_context.h"
#include "models/ingest/redact/redaction_document.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

constexpr std::size_t kLongestName = 64;

/// Ends a path that is not in quotes.
constexpr std::string_view kEnds = " \t\r\n\"'<>|?*;,()[]{}\x01";

/// Folders that only a person's home has.
constexpr std::array<std::string_view, 7> kFolders {"Library",  "Documents", "Desktop", "Downloads",
                                                    "Pictures", "AppData",   "OneDrive"};

bool isService(std::string_view user)
{
    const std::string lower = toLowerAscii(user);
    return std::ranges::find(builtInRedaction().words.serviceUsers, lower)
        != builtInRedaction().words.serviceUsers.end();
}

/// GET /home/products/list.json asks a site.
bool isAskedFor(std::string_view before)
{
    if (!before.ends_with(' ')) {
        return false;
    }
    before.remove_suffix(1);
    const std::string_view verb = before.substr(before.find_last_of(" \"'\t\n") + 1);
    return verb.size() >= 3 && verb.size() <= 7
        && std::ranges::all_of(verb, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The path may begin here: not in the middle of one, nor behind the host of an address.
bool beginsPath(std::string_view text, std::size_t at)
{
    if (at == 0) {
        return true;
    }
    const char before = text[at - 1];
    const bool drive = isAsciiLetter(before) && at > 1 && text[at - 2] == '/';
    return drive || text.substr(0, at).ends_with("file://")
        || (!detail::isWordChar(before) && before != '/' && before != '-' && before != '~'
            && static_cast<unsigned char>(before) < 0x80);
}

/// A page of a site may be called /home/products: a file has an ending, a home its own folders.
bool leadsToFile(std::string_view path)
{
    path = path.substr(0, path.find_first_of(kEnds));
    return path.find('.') != std::string_view::npos
        || std::ranges::any_of(
               kFolders, [path](std::string_view folder) { return path.starts_with(folder); });
}

/// Forward slashes: the length of the name at the front; 0 where it is none of a person.
std::size_t nameLength(std::string_view rest)
{
    const std::size_t length =
        rest.substr(0, kLongestName).find_first_of("/:" + std::string(kEnds));
    const bool folder = length != std::string_view::npos && length > 0 && rest[length] == '/';
    return folder && !isService(rest.substr(0, length)) && leadsToFile(rest.substr(length + 1))
        ? length
        : 0;
}

/// Backslashes: names may hold blanks.
std::size_t windowsNameLength(std::string_view rest)
{
    const std::size_t length = rest.substr(0, kLongestName).find_first_of("\\/:\"'<>|?*\r\n\t\x01");
    const bool folder = length != std::string_view::npos && length > 0 && rest[length] == '\\'
        && length + 1 < rest.size();
    return folder && !isService(rest.substr(0, length)) ? length : 0;
}

void add(std::size_t begin, std::size_t length, std::vector<Finding>& findings)
{
    if (length > 0) {
        findings.push_back({begin, begin + length, RedactionRule::UserPath, "user", {}, {}});
    }
}

} // namespace

void detail::findHomeFolders(std::string_view text, TextPlace place, std::vector<Finding>& findings)
{
    for (const std::string_view root : {std::string_view("/home/"), std::string_view("/Users/")}) {
        for (std::size_t at = text.find(root); at != std::string_view::npos;
             at = text.find(root, at + 1)) {
            const std::size_t name = at + root.size();
            const bool parameter = at > 0 && (text[at - 1] == '=' || text[at - 1] == ':');
            const bool path = place.insideAddress
                ? parameter || text.substr(0, at).ends_with("file://")
                : beginsPath(text, at) && !isAskedFor(text.substr(0, at));
            add(name, path ? nameLength(text.substr(name)) : 0, findings);
        }
    }
    for (std::size_t at = text.find("\\Users\\"); at != std::string_view::npos;
         at = text.find("\\Users\\", at + 1)) {
        std::size_t name = at + 7;
        name += name < text.size() && text[name] == '\\' ? 1 : 0; // escaped once more
        add(name, windowsNameLength(text.substr(name)), findings);
    }
}

} // namespace throughline::ingest

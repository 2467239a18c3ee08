#include "models/notebook/help_pages.h"

#include "models/base/embedded.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

constexpr std::string_view kHeading = "# ";
constexpr std::string_view kEnding = ".md";

std::string_view lineAt(std::string_view text, std::size_t begin)
{
    return text.substr(begin, text.find('\n', begin) - begin);
}

/// The first sentence below the heading, which may run over several lines.
std::string_view firstSentence(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of("\n", text.find('\n'));
    if (begin == std::string_view::npos) {
        return {};
    }
    const std::string_view paragraph = text.substr(begin, text.find("\n\n", begin) - begin);
    for (std::size_t dot = paragraph.find('.'); dot != std::string_view::npos;
         dot = paragraph.find('.', dot + 1)) {
        if (dot + 1 == paragraph.size() || paragraph[dot + 1] == ' '
            || paragraph[dot + 1] == '\n') {
            return paragraph.substr(0, dot + 1);
        }
    }
    return paragraph;
}

HelpPage readPage(const embedded::File& file)
{
    HelpPage page;
    page.name = file.name.substr(0, file.name.size() - kEnding.size());
    page.title = trim(lineAt(file.text, 0).substr(kHeading.size()));
    page.summary = firstSentence(file.text);
    page.text = file.text;
    return page;
}

std::vector<HelpPage> readPages()
{
    std::vector<HelpPage> pages;
    for (const embedded::File& file : embedded::help()) {
        pages.push_back(readPage(file));
    }
    return pages;
}

std::size_t countOf(std::string_view text, std::string_view word)
{
    std::size_t found = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + word.size())) {
        ++found;
    }
    return found;
}

/// The line around a place, without the marks of a heading, list or table.
std::string excerptAt(std::string_view text, std::size_t place)
{
    const std::size_t before = text.rfind('\n', place);
    std::string_view line = lineAt(text, before == std::string_view::npos ? 0 : before + 1);
    const std::size_t begin = line.find_first_not_of("#*->| ");
    line = begin == std::string_view::npos ? line : line.substr(begin);
    return std::string(trim(line.substr(0, line.find_last_not_of("| ") + 1)));
}

struct Ranked
{
    HelpHit hit;
    bool titled = false;
};

} // namespace

std::span<const HelpPage> helpPages()
{
    static const std::vector<HelpPage> pages = readPages();
    return pages;
}

const HelpPage* findHelpPage(std::string_view name)
{
    const auto pages = helpPages();
    const auto found = std::find_if(pages.begin(), pages.end(),
                                    [name](const HelpPage& page) { return page.name == name; });
    return found == pages.end() ? nullptr : &*found;
}

std::vector<HelpHit> searchHelp(std::string_view words)
{
    std::vector<std::string> wanted;
    for (const std::string_view word : split(words, ' ')) {
        if (!trim(word).empty()) {
            wanted.push_back(toLowerAscii(trim(word)));
        }
    }
    std::vector<Ranked> ranked;
    for (const HelpPage& page : helpPages()) {
        const std::string text = toLowerAscii(page.text);
        const std::string title = toLowerAscii(page.title);
        Ranked each {{page.name, {}, 0}, false};
        bool all = !wanted.empty();
        for (const std::string& word : wanted) {
            const std::size_t found = countOf(text, word);
            all = all && found > 0;
            each.hit.occurrences += found;
            each.titled = each.titled || title.find(word) != std::string::npos;
        }
        if (all) {
            each.hit.excerpt = excerptAt(page.text, text.find(wanted.front()));
            ranked.push_back(std::move(each));
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
        return a.titled != b.titled ? a.titled : a.hit.occurrences > b.hit.occurrences;
    });
    std::vector<HelpHit> hits;
    for (Ranked& each : ranked) {
        hits.push_back(std::move(each.hit));
    }
    return hits;
}

} // namespace throughline::notebook

#include "app/cli/commands/commands.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/notebook/help_pages.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

using notebook::HelpHit;
using notebook::HelpPage;

/// The pages a search finds, or all of them.
std::vector<HelpHit> listed(const std::string& words)
{
    if (!words.empty()) {
        return notebook::searchHelp(words);
    }
    std::vector<HelpHit> all;
    for (const HelpPage& page : notebook::helpPages()) {
        all.push_back({page.name, replaceAll(std::string(page.summary), "\n", " "), 0});
    }
    return all;
}

class HelpCommand : public Command
{
public:
    std::string name() const override { return "help"; }

    std::string summary() const override
    {
        return "the pages of the help, as the window shows them";
    }

    std::string example() const override { return "throughline help comparison"; }

    void addOptions(CLI::App& app) override
    {
        auto* page = app.add_option("page", m_page, "name of a page (default: list them)");
        app.add_option("--search", m_words, "list the pages that hold all these words")
            ->excludes(page);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        if (m_page.empty()) {
            list(common, world.out);
            return 0;
        }
        const HelpPage* page = notebook::findHelpPage(m_page);
        if (page == nullptr) {
            return usageError("There is no page '" + m_page + "' in the help",
                              "throughline help lists them; throughline COMMAND --help tells about "
                              "a command");
        }
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().key("page").beginObject();
            writePage(json, *page);
            json.member("text", page->text).endObject().endObject();
            world.out << json.text() << '\n';
        } else {
            world.out << page->text;
        }
        return 0;
    }

private:
    static void writePage(codec::JsonWriter& json, const HelpPage& page)
    {
        json.member("name", page.name).member("title", page.title);
    }

    void list(const CommonOptions& common, std::ostream& out) const
    {
        const std::vector<HelpHit> hits = listed(m_words);
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", static_cast<std::uint64_t>(hits.size()));
            json.key("pages").beginArray();
            for (const HelpHit& hit : hits) {
                json.beginObject();
                writePage(json, *notebook::findHelpPage(hit.page));
                json.member("excerpt", hit.excerpt).endObject();
            }
            json.endArray().endObject();
            out << json.text() << '\n';
            return;
        }
        if (hits.empty()) {
            out << "No page of the help holds these words.\n";
            return;
        }
        Table table({{"page"}, {"title"}, {"about"}});
        for (const HelpHit& hit : hits) {
            table.add({std::string(hit.page), std::string(notebook::findHelpPage(hit.page)->title),
                       hit.excerpt});
        }
        table.print(out);
    }

    std::string m_page;
    std::string m_words;
};

} // namespace

Commands helpCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<HelpCommand>());
    return commands;
}

} // namespace throughline::cli

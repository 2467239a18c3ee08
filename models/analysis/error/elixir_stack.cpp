#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

/// Applications of the language and of the libraries most programs stand on.
constexpr auto kLibraries = std::to_array<std::string_view>({
    "bandit",
    "cowboy",
    "db_connection",
    "ecto",
    "ecto_sql",
    "eex",
    "elixir",
    "erts",
    "ex_unit",
    "finch",
    "gen_stage",
    "hackney",
    "jason",
    "kernel",
    "logger",
    "mint",
    "mix",
    "oban",
    "phoenix",
    "phoenix_live_view",
    "plug",
    "plug_cowboy",
    "postgrex",
    "ranch",
    "sentry",
    "stdlib",
    "telemetry",
    "tesla",
    "thousand_island",
});

/// "(shop 0.1.0) " at the begin of a frame; the application's name.
std::string_view takeApplication(std::string_view& line)
{
    if (line.empty() || line[0] != '(') {
        return {};
    }
    const std::size_t close = line.find(") ");
    if (close == std::string_view::npos) {
        return {};
    }
    const std::string_view inside = line.substr(1, close - 1);
    line.remove_prefix(close + 2);
    return inside.substr(0, inside.find(' '));
}

/// "Shop.Cart.charge/2", "anonymous fn/1 in Shop.Cart.run/1", ":gen_server.call/3".
bool readFunction(std::string_view text, FrameText& frame)
{
    if (const std::size_t in = text.find("/"); text.starts_with("anonymous fn/")) {
        const std::size_t name = text.find(" in ", in);
        text = name == std::string_view::npos ? std::string_view() : text.substr(name + 4);
    }
    const std::size_t arity = text.rfind('/');
    std::size_t paren = text.find('('); // "charge(1, 2)": the arguments in place of their number
    if (arity == std::string_view::npos && paren == std::string_view::npos) {
        return false;
    }
    const bool counted = arity != std::string_view::npos
        && parseUnsigned(text.substr(arity + 1)).has_value() && arity < paren;
    text = text.substr(0, counted ? arity : paren);
    skipPrefix(text, ":");
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || text.find(' ') != std::string_view::npos) {
        return false;
    }
    frame.module = text.substr(0, dot);
    frame.function = text.substr(dot + 1);
    return !frame.function.empty();
}

struct ElixirFrame
{
    FrameText frame;
    std::string_view application;
};

std::optional<ElixirFrame> readLine(std::string_view line)
{
    if (line.empty() || (line[0] != ' ' && line[0] != '\t')) {
        return std::nullopt;
    }
    line = trim(line);
    ElixirFrame read;
    read.application = takeApplication(line);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos) {
        const FrameText place = readLocation(line.substr(0, colon));
        const bool known = place.file.ends_with(".ex") || place.file.ends_with(".exs")
            || place.file.ends_with(".erl") || place.file.ends_with(".eex");
        if (place.line > 0 && known && readFunction(line.substr(colon + 2), read.frame)) {
            read.frame.file = place.file;
            read.frame.line = place.line;
            return read;
        }
    }
    // Without a place it is a frame only where its application is named.
    if (!read.application.empty() && readFunction(line, read.frame)) {
        return read;
    }
    return std::nullopt;
}

bool isLibrary(std::string_view application)
{
    return std::find(kLibraries.begin(), kLibraries.end(), application) != kLibraries.end();
}

} // namespace

std::optional<FrameText> readElixirFrame(std::string_view line)
{
    const auto read = readLine(line);
    return read ? std::optional(read->frame) : std::nullopt;
}

ParsedStack parseElixirStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::Elixir;
    domain::ExceptionLink link;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        if (const auto read = readLine(line)) {
            addFrame(link, read->frame);
            if (isLibrary(read->application) && !link.frames.empty()) {
                domain::StackFrame& frame = link.frames.back();
                frame.file = "deps/" + std::string(read->application) + '/' + frame.file;
            }
        } else if (link.frames.empty()) {
            std::string_view said = trim(line);
            const std::size_t mark = said.find("** (");
            if (mark != std::string_view::npos) {
                stack.uncaught = stack.uncaught || !link.type.empty(); // of a process that ended
                link = {};
                said.remove_prefix(mark + 4);
                const std::size_t close = said.find(')');
                link.type = said.substr(0, close);
                said.remove_prefix(std::min(
                    said.size(), close == std::string_view::npos ? said.size() : close + 1));
            }
            addMessageLine(link, trim(said));
        }
    }
    stack.chain.push_back(std::move(link));
    return stack;
}

} // namespace throughline::analysis

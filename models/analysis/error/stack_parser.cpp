#include "models/analysis/error/stack_parser.h"

#include "models/analysis/error/in_app.h"
#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"
#include "models/base/utf8.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace throughline::analysis {

namespace {

constexpr std::size_t kLanguages = 11;
constexpr std::size_t kEnoughVotes = 48;

/// The language of which the line is a frame.
StackLanguage languageOf(std::string_view line)
{
    const std::string_view text = trimLeft(line);
    if (text.empty()) {
        return StackLanguage::Unknown;
    }
    if (text.substr(0, 6) == "File \"") {
        return readPythonFrame(text) ? StackLanguage::Python : StackLanguage::Unknown;
    }
    if (readGoLocation(line)) {
        return StackLanguage::Go;
    }
    if (text[0] == '#') {
        return readPhpFrame(text)   ? StackLanguage::Php
            : readNativeFrame(text) ? StackLanguage::Native
                                    : StackLanguage::Unknown;
    }
    if (readRustLocation(text)) {
        return StackLanguage::Rust;
    }
    if (readRubyFrame(text)) {
        return StackLanguage::Ruby;
    }
    if (readElixirFrame(line)) {
        return StackLanguage::Elixir;
    }
    if (readJavaScriptFrame(text)) {
        return StackLanguage::JavaScript;
    }
    if (readJavaFrame(text)) {
        return StackLanguage::Java;
    }
    if (readDotNetFrame(line)) {
        return StackLanguage::DotNet;
    }
    return readNativeFrame(text) ? StackLanguage::Native : StackLanguage::Unknown;
}

/// A line of a group tree without its bar.
std::string_view withoutBar(std::string_view line)
{
    const std::string_view text = trimLeft(line);
    return text.substr(0, 2) == "| " ? text.substr(2) : line;
}

ParsedStack parseAs(std::string_view text, StackLanguage language)
{
    switch (language) {
    case StackLanguage::JavaScript:
        return parseJavaScriptStack(text);
    case StackLanguage::Java:
        return parseJavaStack(text);
    case StackLanguage::Python:
        return parsePythonStack(text);
    case StackLanguage::Go:
        return parseGoStack(text);
    case StackLanguage::DotNet:
        return parseDotNetStack(text);
    case StackLanguage::Ruby:
        return parseRubyStack(text);
    case StackLanguage::Php:
        return parsePhpStack(text);
    case StackLanguage::Rust:
        return parseRustStack(text);
    case StackLanguage::Elixir:
        return parseElixirStack(text);
    case StackLanguage::Native:
        return parseNativeStack(text);
    case StackLanguage::Unknown:
        break;
    }
    return {};
}

/// Some exporters write the stack as one JSON string, its line ends as "\\n".
bool isEscaped(std::string_view text)
{
    return text.find('\n') == std::string_view::npos && text.find("\\n") != std::string_view::npos;
}

std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const char c = text[++i];
        result += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
    const bool quoted = result.size() >= 2 && result.front() == '"' && result.back() == '"';
    return quoted ? result.substr(1, result.size() - 2) : result;
}

void markInApp(domain::ExceptionChain& chain)
{
    for (domain::ExceptionLink& link : chain) {
        for (domain::StackFrame& frame : link.frames) {
            frame.inApp = isInApp(frame);
        }
    }
}

} // namespace

StackLanguage stackLanguageFromText(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, StackLanguage>, 29> kWords {{
        {"webjs", StackLanguage::JavaScript},
        {"nodejs", StackLanguage::JavaScript},
        {"node", StackLanguage::JavaScript},
        {"javascript", StackLanguage::JavaScript},
        {"typescript", StackLanguage::JavaScript},
        {"java", StackLanguage::Java},
        {"kotlin", StackLanguage::Java},
        {"scala", StackLanguage::Java},
        {"groovy", StackLanguage::Java},
        {"android", StackLanguage::Java},
        {"python", StackLanguage::Python},
        {"go", StackLanguage::Go},
        {"golang", StackLanguage::Go},
        {"dotnet", StackLanguage::DotNet},
        {".net", StackLanguage::DotNet},
        {"csharp", StackLanguage::DotNet},
        {"c#", StackLanguage::DotNet},
        {"fsharp", StackLanguage::DotNet},
        {"vb", StackLanguage::DotNet},
        {"ruby", StackLanguage::Ruby},
        {"php", StackLanguage::Php},
        {"rust", StackLanguage::Rust},
        {"elixir", StackLanguage::Elixir},
        {"erlang", StackLanguage::Elixir},
        {"cpp", StackLanguage::Native},
        {"c", StackLanguage::Native},
        {"native", StackLanguage::Native},
        {"swift", StackLanguage::Native},
        {"objc", StackLanguage::Native},
    }};
    const auto found = std::find_if(kWords.begin(), kWords.end(), [word](const auto& entry) {
        return equalsIgnoringAsciiCase(entry.first, word);
    });
    return found == kWords.end() ? StackLanguage::Unknown : found->second;
}

StackLanguage detectStackLanguage(std::string_view text, StackLanguage hint)
{
    std::array<std::size_t, kLanguages> votes {};
    std::size_t counted = 0;
    LineReader lines(text);
    for (std::string_view line; counted < kEnoughVotes && lines.next(line);) {
        const StackLanguage language = languageOf(withoutBar(line));
        if (language != StackLanguage::Unknown) {
            ++votes[static_cast<std::size_t>(language)];
            ++counted;
        }
    }
    const auto best = std::max_element(votes.begin(), votes.end());
    if (*best == 0) {
        return StackLanguage::Unknown;
    }
    if (votes[static_cast<std::size_t>(hint)] == *best) {
        return hint;
    }
    return static_cast<StackLanguage>(best - votes.begin());
}

ParsedStack parseStack(std::string_view text, StackLanguage hint)
{
    if (!isAscii(text) && !isValidUtf8(text)) {
        return parseStack(repairUtf8(text), hint);
    }
    if (isEscaped(text)) {
        return parseStack(unescaped(text) + '\n', hint);
    }
    ParsedStack stack = parseAs(text, detectStackLanguage(text, hint));
    markInApp(stack.chain);
    for (domain::ExceptionChain& member : stack.members) {
        markInApp(member);
    }
    return stack;
}

domain::ExceptionChain exceptionChain(const ExceptionText& exception)
{
    ParsedStack stack = parseStack(exception.stack, exception.language);
    domain::ExceptionChain chain = std::move(stack.chain);
    for (domain::ExceptionChain& member : stack.members) {
        std::move(member.begin(), member.end(), std::back_inserter(chain));
    }
    if (chain.empty() && exception.type.empty() && exception.message.empty()) {
        return chain;
    }
    if (chain.empty()) {
        chain.emplace_back();
    }
    if (!exception.type.empty()) {
        chain.front().type = exception.type;
    }
    if (!exception.message.empty()) {
        chain.front().message = exception.message;
    }
    return chain;
}

} // namespace throughline::analysis

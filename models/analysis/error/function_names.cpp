#include "models/analysis/error/function_names.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

constexpr auto kAnonymous = std::to_array<std::string_view>({
    "(anonymous function)",
    "(anonymous)",
    "<anonymous>",
    "<computed>",
    "<dictcomp>",
    "<genexpr>",
    "<lambda>",
    "<listcomp>",
    "<setcomp>",
    "?",
    "Anonymous function",
    "[native code]",
    "anonymous",
    "eval",
    "eval code",
    "global code",
    "module code",
    "native code",
});

bool isAnonymous(std::string_view function)
{
    return function.empty() || std::binary_search(kAnonymous.begin(), kAnonymous.end(), function);
}

void cutFrom(std::string& text, std::string_view mark)
{
    if (const std::size_t at = text.find(mark); at != std::string::npos) {
        text.erase(at);
    }
}

void cutTrailingDigits(std::string& text)
{
    while (!text.empty() && isAsciiDigit(text.back())) {
        text.pop_back();
    }
}

/// Removes each `mark` that digits follow, and those digits: "Foo$1$bar" is "Foo$bar".
std::string withoutNumbered(std::string_view text, char mark)
{
    std::string kept;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t end = i + 1;
        while (text[i] == mark && end < text.size() && isAsciiDigit(text[end])) {
            ++end;
        }
        const bool numbered = end > i + 1
            && (end == text.size() || text[end] == mark || text[end] == '.' || text[end] == '[');
        if (numbered) {
            i = end - 1;
        } else {
            kept += text[i];
        }
    }
    return kept;
}

/// The name in a compiler's brackets, past nested and empty ones: Submit of "<>c.<<Submit>b__0>d".
std::string bracketed(std::string_view name)
{
    for (std::size_t open = name.find('<'); open != std::string_view::npos;
         open = name.find('<', open + 1)) {
        const std::size_t close = name.find_first_of("<>", open + 1);
        if (close != std::string_view::npos && name[close] == '>' && close > open + 1) {
            return std::string(name.substr(open + 1, close - open - 1));
        }
    }
    return {};
}

/// "<Charge>b__0" and "<Charge>d__3" are parts of Charge, "<Charge>g__Retry|3_0" is Retry.
std::string ownerOf(std::string_view name)
{
    if (const std::size_t local = name.find(">g__"); local != std::string_view::npos) {
        const std::string_view rest = name.substr(local + 4);
        return std::string(rest.substr(0, rest.find('|')));
    }
    return bracketed(name);
}

/// .NET: state machines and closures are nested types that start with "<".
void cleanDotNet(CallName& call)
{
    const std::size_t nested = call.module.find(".<");
    const std::size_t plus = call.module.find("+<");
    const std::size_t at = std::min(nested, plus);
    if (at != std::string::npos) {
        const std::string owner = ownerOf(call.module.substr(at + 1));
        call.module.erase(at);
        if (call.function == "MoveNext" && !owner.empty()) {
            call.function = owner;
        }
    }
    if (call.function.starts_with('<') && call.function != "<init>"
        && call.function != "<clinit>") {
        call.function = ownerOf(call.function);
    }
    if (call.function.starts_with("lambda_method")) {
        call.function.clear();
    }
    call.module = withoutNumbered(call.module, '`');
    call.function = withoutNumbered(call.function, '`');
}

/// The JVM: proxies, lambdas, accessors, anonymous classes.
void cleanJvm(CallName& call)
{
    for (const std::string_view mark : {"_$$_", "$$"}) {
        cutFrom(call.module, mark);
    }
    if (call.module.find("Accessor") != std::string::npos
        || call.module.find("$Proxy") != std::string::npos) {
        cutTrailingDigits(call.module);
    }
    call.module = withoutNumbered(call.module, '$');
    std::string& function = call.function;
    if (function.starts_with("lambda$")) {
        function.erase(0, 7);
        cutFrom(function, "$");
        const bool number = std::all_of(function.begin(), function.end(), isAsciiDigit);
        function = number ? "" : function;
    } else if (function.starts_with("access$")) {
        function.clear();
    } else if (function.find("$lambda") != std::string::npos) {
        cutFrom(function, "$lambda");
    }
    function = withoutNumbered(function, '$');
}

bool isClosureName(std::string_view part)
{
    std::string bare(part);
    cutTrailingDigits(bare);
    return bare.empty() || bare == "func" || bare == "gowrap" || bare == "deferwrap";
}

/// Go: "(*Client).Charge.func1.2" is Client.Charge, "glob..func1" is nobody's.
void cleanGo(CallName& call)
{
    std::string function = replaceAll(replaceAll(call.function, "(*", ""), ")", "");
    for (std::size_t open = function.find('['); open != std::string::npos;
         open = function.find('[')) {
        const std::size_t close = function.find(']', open);
        function.erase(open, close == std::string::npos ? close : close - open + 1);
    }
    if (function.ends_with("-fm")) {
        function.erase(function.size() - 3);
    }
    for (std::size_t dot = function.rfind('.'); dot != std::string::npos;
         dot = function.rfind('.')) {
        if (!isClosureName(std::string_view(function).substr(dot + 1))) {
            break;
        }
        function.erase(dot);
    }
    call.function = function == "glob" ? "" : function;
    call.module = replaceAll(call.module, "%2e", ".");
}

std::string_view bareFunction(std::string_view function)
{
    function = trim(function);
    for (const std::string_view word : {"async ", "new ", "get ", "set "}) {
        if (function.substr(0, word.size()) == word) {
            function.remove_prefix(word.size());
        }
    }
    function = function.substr(0, function.find(" [as "));
    while (function.size() > 1 && function.ends_with('<')) { // Firefox: "outer/<"
        function.remove_suffix(function.ends_with("/<") ? 2 : 1);
    }
    if (const std::size_t slash = function.rfind('/'); slash != std::string_view::npos) {
        function.remove_prefix(slash + 1); // Firefox: "outer/inner"
    }
    return function;
}

} // namespace

CallName cleanCall(std::string_view module, std::string_view function)
{
    CallName call {std::string(module), std::string(function)};
    const bool go = call.module.find('/') != std::string::npos
        || function.find("(*") != std::string_view::npos
        || function.find(".func") != std::string_view::npos
        || function.find('[') != std::string_view::npos || function.ends_with("-fm");
    if (go && call.module.find("$$Lambda") == std::string::npos) {
        cleanGo(call);
    } else {
        cleanDotNet(call);
        cleanJvm(call);
    }
    return call;
}

std::string cleanFunction(std::string_view function)
{
    function = bareFunction(function);
    if (isAnonymous(function)) {
        return {};
    }
    if (const std::size_t dot = function.rfind('.'); dot != std::string_view::npos) {
        function.remove_prefix(dot + 1);
    }
    return isAnonymous(function) ? std::string() : std::string(function);
}

std::string functionLabel(std::string_view function)
{
    static constexpr auto kReceivers = std::to_array<std::string_view>(
        {"Function", "Generator", "Module", "Object", "exports", "global", "self", "window"});
    const std::string last = cleanFunction(function);
    const std::string_view whole = bareFunction(function);
    const std::string_view receiver =
        whole.substr(0, whole.size() - std::min(whole.size(), last.size() + 1));
    const bool plain = last.empty() || receiver.size() <= 2
        || std::binary_search(kReceivers.begin(), kReceivers.end(), receiver);
    return plain ? last : std::string(whole);
}

bool looksMinified(std::string_view function)
{
    return function.size() <= 2 || function.starts_with("_0x");
}

} // namespace throughline::analysis

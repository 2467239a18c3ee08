#pragma once

#include <string>
#include <vector>

namespace throughline::test {

/// What an attacker may write into any field of an event, a ticket or a key: markup, Markdown,
/// formulas, terminal escapes, links, fences, notebook magics. Each holds the word "hostile".
inline std::vector<std::string> hostileTexts()
{
    return {
        "<script>alert('hostile')</script>",
        R"("><img src=x onerror=alert(1)> hostile)",
        "' onmouseover='hostile()' x='",
        "</style></title></svg><iframe src=//hostile.example>",
        "[hostile](javascript:alert(1)) ![x](http://hostile.example/p.png)",
        "<javascript:hostile()> <http://hostile.example>",
        "# hostile\n## more\n\n***\n\n- item\n> quote",
        "| hostile | cell |\n|---|---|\n| a | b |",
        "```\nhostile\n```\n~~~\n````python\n",
        "    hostile code by indentation",
        R"(=HYPERLINK("http://hostile.example","x"))",
        "\x1b[31mhostile\x1b[0m\x07\xc2\x9b",
        "%%bash\necho hostile",
        "!rm -rf hostile",
        R"($hostile$ $$x$$ \(y\))",
        "&lt;hostile&gt; &#60; &amp;",
        "hostile \xe2\x80\xae gnp.exe \xef\xbf\xbf \xff\xfe",
        R"(*hostile* _a_ **b** ~~c~~ `d` \)",
        "https://hostile.example/ www.hostile.example hostile@hostile.example",
        "1. hostile\n2) more",
        "{{hostile}} {points} ${x} {%x%}",
    };
}

/// All of them in one, on one line each.
inline std::string allHostileTexts()
{
    std::string all;
    for (const std::string& text : hostileTexts()) {
        all += text + '\n';
    }
    return all;
}

} // namespace throughline::test

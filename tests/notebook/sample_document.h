#pragma once

#include "models/notebook/report_document.h"

#include <string>

namespace throughline::test {

/// A document with one of each block, every text of it being `text`.
inline notebook::Document documentOf(const std::string& text)
{
    using namespace notebook;
    Figure figure;
    figure.width = kFigureWidth;
    figure.height = 40;
    figure.title = text;
    figure.description = text;
    figure.items.emplace_back(FigureBox {2, 2, 30, 30, ColourRole::Affected});
    figure.items.emplace_back(FigureLine {{{0, 0}, {10, 10}}, ColourRole::Axis, 1});
    figure.items.emplace_back(FigureText {40, 20, text});
    const Provenance provenance {text, text, text, text, {text}, {text}, text, text};
    const TableBlock table {text,
                            {{text, ColumnAlign::Left}, {text, ColumnAlign::Right}},
                            {{plain(text), {Run {text, RunTone::Code}}}, {plain(text), {}}},
                            3};
    Runs runs;
    for (const RunTone tone : {RunTone::Normal, RunTone::Strong, RunTone::Emphasis, RunTone::Muted,
                               RunTone::Bad, RunTone::Code}) {
        runs.push_back({text, tone, text});
    }
    runs.push_back({text, RunTone::Normal, "https://good.example/a?b=c&d=e"});
    Document document;
    document.kind = text;
    document.title = text;
    document.facts = {text, text};
    document.made = Timestamp::fromSeconds(1'795'910'400); // 29 Nov 2026
    document.provenance = provenance;
    Section top;
    top.blocks = {Paragraph {runs, ParagraphKind::Lead}, KeyFigures {{{text, text}, {text, text}}}};
    Section body {text, {}, true};
    body.blocks = {Heading {runs, 2},
                   Paragraph {runs},
                   Paragraph {runs, ParagraphKind::Note},
                   Paragraph {runs, ParagraphKind::Quote},
                   ListBlock {{{runs, 0}, {runs, 1, "1."}}},
                   CodeBlock {text},
                   table,
                   FigureBlock {figure, table, provenance},
                   ProvenanceBlock {provenance}};
    document.sections = {top, body};
    return document;
}

} // namespace throughline::test

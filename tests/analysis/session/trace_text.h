#pragma once

#include "models/analysis/trace/trace_tree.h"
#include "models/base/random.h"

#include <QByteArray>
#include <QList>

#include <utility>
#include <vector>

namespace throughline::test {

/// Spans from lines "id parent start end [service [kind]]"; parent 0: none; times in nanoseconds.
inline std::vector<domain::Span> spansFromText(const char* text)
{
    std::vector<domain::Span> spans;
    for (const QByteArray& line : QByteArray(text).split(';')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() < 4) {
            continue;
        }
        domain::Span span;
        span.trace = {0, 1};
        span.id = {words[0].toULongLong()};
        span.parent = {words[1].toULongLong()};
        span.start = {words[2].toLongLong()};
        span.duration = {words[3].toLongLong() - words[2].toLongLong()};
        span.service = words.size() > 4 ? words[4].toStdString() : "svc";
        span.kind = words.size() > 5 ? words[5].toStdString() : "";
        spans.push_back(std::move(span));
    }
    return spans;
}

inline analysis::TraceView viewOf(std::vector<domain::Span> spans)
{
    return analysis::buildTraceView({0, 1}, std::move(spans));
}

/// The rows as "id" or "id.service", one dot per depth before it, '?' behind an orphan.
inline std::string treeText(const analysis::TraceView& view)
{
    std::string text;
    for (const analysis::TraceRow& row : view.rows) {
        text += text.empty() ? "" : " ";
        text += std::string(row.depth, '.') + std::to_string(row.span.id.value);
        text += row.span.service == "svc" ? "" : row.span.service;
        text += row.orphan ? "?" : "";
    }
    return text;
}

inline void shuffle(std::vector<domain::Span>& spans, Random& random)
{
    for (std::size_t i = spans.size(); i > 1; --i) {
        std::swap(spans[i - 1], spans[random.below(static_cast<std::uint32_t>(i))]);
    }
}

/// A small trace with overlaps, spans out of their parent's time, orphans and circles.
inline std::vector<domain::Span> wildTrace(Random& random, std::uint32_t most,
                                           bool wellFormed = false)
{
    std::vector<domain::Span> spans;
    const std::uint32_t count = 1 + random.below(most);
    for (std::uint32_t i = 0; i < count; ++i) {
        domain::Span span;
        span.id = {1 + (wellFormed ? i : random.below(count))};
        span.parent = {wellFormed ? (i == 0 ? 0 : 1 + random.below(i)) : random.below(count + 2)};
        span.start = {random.below(20)};
        span.duration = {random.below(12)};
        span.service = random.chance(0.5) ? "a" : "b";
        span.kind = random.chance(0.5) ? "client" : "server";
        spans.push_back(std::move(span));
    }
    return spans;
}

} // namespace throughline::test

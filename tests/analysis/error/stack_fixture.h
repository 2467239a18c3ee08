#pragma once

#include "models/analysis/error/stack_parser.h"

#include <QByteArray>
#include <QFile>

#include <string>

namespace throughline::test {

/// A file below tests/data/stacks; empty when it cannot be read.
inline std::string readStack(const QString& name)
{
    QFile file(QStringLiteral(THROUGHLINE_TEST_DATA) + QStringLiteral("/stacks/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// A chain as text: a line per exception, an indented line per frame.
inline std::string describe(const domain::ExceptionChain& chain)
{
    const auto orDash = [](const std::string& part) {
        return part.empty() ? std::string("-") : part;
    };
    std::string text;
    for (const domain::ExceptionLink& link : chain) {
        std::string message;
        for (const char c : link.message) {
            message += c == '\n' ? std::string("\\n") : std::string(1, c);
        }
        text += orDash(link.type) + ": " + orDash(message) + '\n';
        for (const domain::StackFrame& frame : link.frames) {
            text += "    " + orDash(frame.module) + " | " + orDash(frame.function) + " | "
                + orDash(frame.file) + ':' + std::to_string(frame.line) + ':'
                + std::to_string(frame.column) + (frame.inApp ? " | app\n" : " | dependency\n");
        }
    }
    return text;
}

/// A parsed stack as text, members behind the chain.
inline std::string describe(const analysis::ParsedStack& stack)
{
    std::string text = stack.uncaught ? "uncaught\n" : "";
    text += describe(stack.chain);
    for (const domain::ExceptionChain& member : stack.members) {
        text += "member\n" + describe(member);
    }
    return text;
}

} // namespace throughline::test

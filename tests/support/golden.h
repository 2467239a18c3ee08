#pragma once

#include "tests/support/temp_workspace.h"

#include <QtTest>

#include <filesystem>
#include <string>

namespace throughline::test {

/// Compares a text with the one in a file of the test data. With THROUGHLINE_REWRITE_GOLDENS set
/// the file is written anew instead, to be read in review.
inline bool matchesGolden(const std::string& text, const std::filesystem::path& file)
{
    if (qEnvironmentVariableIsSet("THROUGHLINE_REWRITE_GOLDENS")) {
        writeBytes(file, text);
        return true;
    }
    const std::string wanted = readBytes(file);
    if (text == wanted) {
        return true;
    }
    qWarning().noquote() << QString::fromStdString(file.string()) << "differs. Got:\n"
                         << QString::fromStdString(text) << "\nWanted:\n"
                         << QString::fromStdString(wanted);
    return false;
}

} // namespace throughline::test

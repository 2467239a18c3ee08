#pragma once

#include "models/base/result.h"
#include "models/notebook/report_document.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::notebook {

enum class ReportFormat : std::uint8_t
{
    Html,
    Pdf,
    Markdown,
    Ipynb,
    Json
};

/// "html", "pdf", "md", "ipynb", "json"; also the endings of their files.
[[nodiscard]] std::string_view toText(ReportFormat format);
[[nodiscard]] std::optional<ReportFormat> reportFormatFromText(std::string_view text);
/// By the ending of a file's name; nullopt where it has none of these.
[[nodiscard]] std::optional<ReportFormat> formatOfFile(const std::filesystem::path& file);

/// A file of a report, by its name without folder.
struct ReportFile
{
    std::string name {};
    std::string bytes {};

    bool operator==(const ReportFile&) const = default;
};

/// What needs fonts and a painter, handed in by who has them; each may be missing.
struct ReportRenderers
{
    std::function<Result<std::string>(const Document&)> pdf {};
    std::function<std::string(const Figure&)> png {};
};

/// The files of a report whose own file has this name; that one first. Environment error: a PDF
/// without what paints it.
Result<std::vector<ReportFile>> reportFiles(const Document& document, ReportFormat format,
                                            const std::filesystem::path& file,
                                            const ReportRenderers& renderers);

/// Writes them into the folder of the report's file, each whole or not at all; their paths.
/// Environment error: folder, permission, space.
Result<std::vector<std::filesystem::path>> writeReport(const std::filesystem::path& file,
                                                       const std::vector<ReportFile>& files);

} // namespace throughline::notebook

#pragma once

#include "models/notebook/report_document.h"
#include "models/notebook/report_files.h"

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::notebook {

/// A report as Markdown (CommonMark with GitHub's tables, as GitHub and GitLab show it) and its
/// pictures as SVG files to stand beside it.
struct MarkdownReport
{
    std::string text {};
    std::vector<ReportFile> pictures {}; ///< "<name>-1.svg", ...
};

/// All data is escaped: no HTML, no markup and no link but safe ones comes of it. `name` is the
/// report's file name without its ending.
[[nodiscard]] MarkdownReport markdownReport(const Document& document, const std::string& name);

/// Who sets the Markdown.
enum class MarkdownReader : std::uint8_t
{
    Pages, ///< GitHub, GitLab and others that know CommonMark
    /// Jupyter and what makes pages of its notebooks: two dollars on a line may be taken for
    /// mathematics before and after Markdown is read, and one behind a backslash is shown with it.
    Jupyter
};

/// How a part of a document is set: used by writers that hold Markdown in parts.
class MarkdownText
{
public:
    explicit MarkdownText(MarkdownReader reader = MarkdownReader::Pages)
        : m_reader(reader)
    {
    }

    void title(const Document& document);
    void sectionTitle(const std::string& text);
    /// Figures are left to the caller: only their provenance is written.
    void block(const Block& block);
    void picture(const Figure& figure, const std::string& fileName);
    void foot(const Document& document);

    [[nodiscard]] const std::string& text() const { return m_text; }

    /// The text so far; what follows starts anew.
    [[nodiscard]] std::string take();

private:
    MarkdownReader m_reader;
    std::string m_text;
};

} // namespace throughline::notebook

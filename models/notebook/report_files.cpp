#include "models/notebook/report_files.h"

#include "models/base/text.h"
#include "models/base/whole_file.h"
#include "models/notebook/report_html.h"
#include "models/notebook/report_ipynb.h"
#include "models/notebook/report_json.h"
#include "models/notebook/report_markdown.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace throughline::notebook {

namespace {

constexpr std::array kFormats {ReportFormat::Html, ReportFormat::Pdf, ReportFormat::Markdown,
                               ReportFormat::Ipynb, ReportFormat::Json};

} // namespace

std::string_view toText(ReportFormat format)
{
    switch (format) {
    case ReportFormat::Html:
        return "html";
    case ReportFormat::Pdf:
        return "pdf";
    case ReportFormat::Markdown:
        return "md";
    case ReportFormat::Ipynb:
        return "ipynb";
    case ReportFormat::Json:
        break;
    }
    return "json";
}

std::optional<ReportFormat> reportFormatFromText(std::string_view text)
{
    const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                    [text](ReportFormat format) { return toText(format) == text; });
    return found == kFormats.end() ? std::nullopt : std::optional(*found);
}

std::optional<ReportFormat> formatOfFile(const std::filesystem::path& file)
{
    const std::string ending = toLowerAscii(file.extension().string());
    if (ending == ".htm") {
        return ReportFormat::Html;
    }
    return ending.empty() ? std::nullopt : reportFormatFromText(ending.substr(1));
}

Result<std::vector<ReportFile>> reportFiles(const Document& document, ReportFormat format,
                                            const std::filesystem::path& file,
                                            const ReportRenderers& renderers)
{
    const std::string name = file.filename().string();
    switch (format) {
    case ReportFormat::Html:
        return std::vector<ReportFile> {{name, htmlReport(document)}};
    case ReportFormat::Ipynb:
        return std::vector<ReportFile> {{name, ipynbReport(document, renderers.png)}};
    case ReportFormat::Json:
        return std::vector<ReportFile> {{name, jsonReport(document)}};
    case ReportFormat::Markdown: {
        MarkdownReport report = markdownReport(document, file.stem().string());
        std::vector<ReportFile> files {{name, std::move(report.text)}};
        files.insert(files.end(), std::make_move_iterator(report.pictures.begin()),
                     std::make_move_iterator(report.pictures.end()));
        return files;
    }
    case ReportFormat::Pdf:
        break;
    }
    if (!renderers.pdf) {
        return environmentError("There is nothing here that paints a PDF",
                                "Choose the format html and print it");
    }
    TL_ASSIGN(std::string pdf, renderers.pdf(document));
    return std::vector<ReportFile> {{name, std::move(pdf)}};
}

Result<std::vector<std::filesystem::path>> writeReport(const std::filesystem::path& file,
                                                       const std::vector<ReportFile>& files)
{
    std::vector<std::filesystem::path> paths;
    for (const ReportFile& one : files) {
        paths.push_back(file.parent_path() / one.name);
        TL_TRY(writeWholeFile(paths.back(), one.bytes));
    }
    return paths;
}

} // namespace throughline::notebook

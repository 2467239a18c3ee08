#pragma once

#include "models/notebook/report_document.h"

#include <functional>
#include <string>

namespace throughline::notebook {

/// A figure as a PNG; the text is empty where it cannot be made.
using FigureToPng = std::function<std::string(const Figure&)>;

/// A report as a Jupyter notebook, nbformat 4.5. Text is Markdown as in markdownReport; pictures
/// are outputs of cells whose code is ours alone and needs nothing but Python's standard library:
/// what they show, the notebook carries in its metadata, so they can be run again. With `png`
/// they are PNG, which every reader shows, else SVG.
[[nodiscard]] std::string ipynbReport(const Document& document, const FigureToPng& png = {});

} // namespace throughline::notebook

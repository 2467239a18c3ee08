#include "app/report_renderers.h"

#include "models/qt/figure_painter.h"
#include "models/qt/report_pdf.h"

#include <QGuiApplication>
#include <QHashSeed>

#include <array>
#include <memory>
#include <optional>

namespace throughline::app {

namespace {

/// Begins an application without a display on first use.
class Painters
{
public:
    void prepare()
    {
        if (!m_application) {
            // Qt lists the fonts of a PDF in the order of a hash: the same report, the same bytes.
            QHashSeed::setDeterministicGlobalSeed();
            // What Qt says of a missing session is no matter of a report's.
            const QtMessageHandler before =
                qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
            m_application.emplace(m_count, m_arguments.data());
            qInstallMessageHandler(before);
        }
    }

private:
    std::array<char, 12> m_program {"throughline"};
    std::array<char, 10> m_option {"-platform"};
    std::array<char, 10> m_platform {"offscreen"};
    std::array<char*, 4> m_arguments {m_program.data(), m_option.data(), m_platform.data(),
                                      nullptr};
    int m_count = 3;
    std::optional<QGuiApplication> m_application;
};

} // namespace

notebook::ReportRenderers commandLineRenderers()
{
    const auto painters = std::make_shared<Painters>();
    return {[painters](const notebook::Document& document) {
                painters->prepare();
                return qt::pdfReport(document);
            },
            [painters](const notebook::Figure& figure) {
                painters->prepare();
                return qt::pngOfFigure(figure);
            }};
}

} // namespace throughline::app

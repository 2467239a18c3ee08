#include "models/ingest/formats/documents.h"

#include "models/base/assert.h"
#include "models/base/embedded.h"
#include "models/base/user_folders.h"
#include "models/ingest/formats/document_importer.h"
#include "models/ingest/formats/document_loader.h"
#include "models/ingest/formats/document_recognition.h"

#include <algorithm>

namespace throughline::ingest {

KnownDocuments readDocuments()
{
    KnownDocuments known;
    auto own = loadDocumentFolder(userConfigFolder() / "formats");
    if (own.ok()) {
        for (DocumentFormat& document : *own) {
            known.own.push_back(formatOfDocument(std::move(document)));
        }
    } else {
        known.problem = std::move(own).error();
    }
    for (const embedded::File& file : embedded::formats()) {
        auto document = readDocumentFormat(file.text, std::string(file.name));
        TL_ASSERT(document.ok());
        const bool replaced = std::ranges::any_of(
            known.own, [&](const Format& format) { return format.name == document->name; });
        if (!replaced) {
            known.builtIn.push_back(formatOfDocument(*std::move(document)));
        }
    }
    std::ranges::sort(known.builtIn, {}, &Format::name);
    return known;
}

Result<Format> formatOfFile(const std::filesystem::path& document)
{
    TL_ASSIGN(DocumentFormat format, loadDocumentFormat(document));
    return formatOfDocument(std::move(format));
}

Format formatOfDocument(DocumentFormat document)
{
    const auto shared = std::make_shared<const DocumentFormat>(std::move(document));
    Format format;
    format.name = shared->name;
    for (const SignalRule& rule : shared->signalRules) {
        const std::string signal(domain::toText(rule.signal));
        if (std::ranges::find(format.signalNames, signal) == format.signalNames.end()) {
            format.signalNames.push_back(signal);
        }
    }
    format.recognisedBy = shared->about;
    format.recognise = [shared](std::string_view head, bool whole) {
        return recogniseDocument(*shared, head, whole);
    };
    format.create = [shared](const Recognition& recognition) {
        return createDocumentImporter(shared, recognition);
    };
    format.document = true;
    return format;
}

} // namespace throughline::ingest

#include "models/ingest/importer.h"

#include "models/base/text.h"
#include "models/ingest/formats/datadog_logs.h"
#include "models/ingest/formats/datadog_rum.h"
#include "models/ingest/formats/documents.h"
#include "models/ingest/formats/flat_json.h"
#include "models/ingest/formats/har.h"
#include "models/ingest/formats/jaeger.h"
#include "models/ingest/formats/otlp.h"
#include "models/ingest/formats/otlp_dialects.h"
#include "models/ingest/formats/sentry.h"
#include "models/ingest/formats/zipkin.h"

namespace throughline::ingest {

const std::vector<Format>& allFormats()
{
    static const std::vector<Format> formats = [] {
        std::vector<Format> list {
            otlpFormat(), //
            datadogLogsFormat(), //
            datadogRumFormat(), //
            harFormat(), //
            jaegerFormat(), //
            sentryFormat(), //
            zipkinFormat(), //
        };
        const KnownDocuments& documents = knownDocuments();
        list.insert(list.begin(), documents.own.begin(), documents.own.end());
        list.insert(list.end(), documents.builtIn.begin(), documents.builtIn.end());
        list.push_back(flatJsonFormat());
        return list;
    }();
    return formats;
}

const std::optional<Error>& formatsProblem()
{
    return knownDocuments().problem;
}

ChosenFormat chooseFormat(std::string_view head, bool whole)
{
    ChosenFormat best;
    for (const Format& format : allFormats()) {
        Recognition recognition = format.recognise(head, whole);
        if (recognition.confidence > best.recognition.confidence) {
            best = {&format, std::move(recognition)};
        }
    }
    return best;
}

Result<ChosenFormat> readAs(const Format& format, std::string_view head, bool whole)
{
    Recognition recognition = format.recognise(head, whole);
    if (recognition.confidence == 0) {
        return badInputError("The file does not look like " + std::string(format.name),
                             "Leave --format and --map out to let the format be found");
    }
    return ChosenFormat {&format, std::move(recognition)};
}

Result<ChosenFormat> formatByName(std::string_view name, std::string_view head, bool whole)
{
    std::vector<std::string> names;
    for (const Format& format : allFormats()) {
        if (format.name == name) {
            return readAs(format, head, whole);
        }
        names.emplace_back(format.name);
    }
    return usageError("There is no format named " + std::string(name),
                      "Known formats: " + listInWords(names));
}

Error unknownFormatError(const std::string& path, std::string_view head)
{
    if (looksLikeOtlpProtobuf(head)) {
        return badInputError(path + " is OTLP in binary protobuf, which is not read",
                             "Export it as JSON; the collector's file exporter has format: json");
    }
    return badInputError("No known format fits " + path,
                         "See throughline formats for what can be read");
}

} // namespace throughline::ingest

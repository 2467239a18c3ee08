#include "models/ingest/importer.h"

#include "models/base/text.h"
#include "models/ingest/formats/datadog_logs.h"
#include "models/ingest/formats/datadog_rum.h"
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
    static const std::vector<Format> formats {
        otlpFormat(), //
        datadogLogsFormat(), //
        datadogRumFormat(), //
        harFormat(), //
        jaegerFormat(), //
        sentryFormat(), //
        zipkinFormat(), //
        flatJsonFormat(), //
    };
    return formats;
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

Result<ChosenFormat> formatByName(std::string_view name, std::string_view head, bool whole)
{
    std::vector<std::string> names;
    for (const Format& format : allFormats()) {
        if (format.name == name) {
            Recognition recognition = format.recognise(head, whole);
            if (recognition.confidence == 0) {
                return badInputError("The file does not look like " + std::string(name),
                                     "Leave --format out to let the format be found");
            }
            return ChosenFormat {&format, std::move(recognition)};
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

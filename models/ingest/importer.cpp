#include "models/ingest/importer.h"

#include "models/base/text.h"
#include "models/ingest/formats/datadog_logs.h"
#include "models/ingest/formats/datadog_rum.h"
#include "models/ingest/formats/datadog_spans.h"
#include "models/ingest/formats/documents.h"
#include "models/ingest/formats/flat_json.h"
#include "models/ingest/formats/har.h"
#include "models/ingest/formats/jaeger.h"
#include "models/ingest/formats/otlp.h"
#include "models/ingest/formats/otlp_dialects.h"
#include "models/ingest/formats/sentry.h"
#include "models/ingest/formats/syslog.h"
#include "models/ingest/formats/zipkin.h"

#include <atomic>

namespace throughline::ingest {

namespace {

/// All formats as they were read at one time.
struct Generation
{
    std::vector<Format> formats;
    std::optional<Error> problem;
};

std::unique_ptr<const Generation> readFormats()
{
    auto read = std::make_unique<Generation>();
    std::vector<Format>& list = read->formats;
    list = {
        otlpFormat(), //
        datadogLogsFormat(), //
        datadogRumFormat(), //
        datadogSpansFormat(), //
        harFormat(), //
        jaegerFormat(), //
        sentryFormat(), //
        syslogFormat(), //
        zipkinFormat(), //
    };
    KnownDocuments documents = readDocuments();
    list.insert(list.begin(), documents.own.begin(), documents.own.end());
    list.insert(list.end(), documents.builtIn.begin(), documents.builtIn.end());
    list.push_back(flatJsonFormat());
    read->problem = std::move(documents.problem);
    return read;
}

/// The newest generation. Older ones stay, since running imports hold formats of theirs.
std::atomic<const Generation*>& newest()
{
    static std::atomic<const Generation*> current = readFormats().release();
    return current;
}

} // namespace

const std::vector<Format>& allFormats()
{
    return newest().load()->formats;
}

void reloadFormats()
{
    static std::vector<std::unique_ptr<const Generation>> passed;
    passed.emplace_back(newest().exchange(readFormats().release()));
}

const std::optional<Error>& formatsProblem()
{
    return newest().load()->problem;
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

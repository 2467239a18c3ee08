#include "models/ingest/json_framing.h"

namespace throughline::ingest {

void frameRecords(Recognition& found, const JsonHead& json, std::string_view arrayPath)
{
    if (arrayPath.empty() && json.shape != JsonHead::Shape::Array) {
        found.framing = json.shape == JsonHead::Shape::Lines ? Framing::Lines : Framing::Documents;
        return;
    }
    found.framing = Framing::Elements;
    found.arrayPaths = {std::string(arrayPath.empty() ? "$" : arrayPath)};
}

} // namespace throughline::ingest

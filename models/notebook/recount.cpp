#include "models/notebook/recount.h"

#include "models/base/embedded.h"
#include "models/base/text.h"

#include <string>
#include <string_view>

namespace throughline::notebook {

namespace {

std::string codeOf(std::string_view name)
{
    for (const embedded::File& file : embedded::recount()) {
        if (file.name == name) {
            return std::string(file.text);
        }
    }
    return {};
}

} // namespace

ComputationBlock errorRecount()
{
    return {codeOf("error.py"), {}};
}

ComputationBlock funnelRecount()
{
    return {codeOf("funnel.py"), {}};
}

ComputationBlock segmentRecount()
{
    return {codeOf("segments.py"), {}};
}

ComputationBlock sqlRecount(std::int64_t cell)
{
    return {replaceAll(codeOf("sql.py"), "{cell}", std::to_string(cell)), {}};
}

} // namespace throughline::notebook

#pragma once

#include "models/base/result.h"
#include "models/notebook/notebook.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the library's own name
namespace CLI {
class App;
}

namespace throughline::cli {

/// What `notebook pin` may be asked, and the question it is.
struct PinOptions
{
    std::string group;
    bool errors = false;
    std::string session;
    std::string trace;
    std::string ticket;
    std::string record;
    std::string sql;
    std::string by;
    std::string attribution;
    std::vector<std::string> segments;
    std::vector<std::string> match;
    std::optional<std::uint32_t> fromStep;
    std::optional<double> value;
    std::string sessions; ///< a set of them
    std::string arm;
    std::vector<std::string> having; ///< "plan.tier:pro"
    std::string sort;
    std::string first;
    std::string second;
    bool differ = false;
    std::string release;
    std::vector<std::string> pivot;
    bool regroup = false;
    std::string rules;
    std::string maps;
    std::string version;

    void addTo(CLI::App& app);

    /// Without funnel and scope; `funnel`: there is one beside. Usage error: it is not one thing
    /// that is asked.
    Result<notebook::Question> question(bool funnel) const;

private:
    [[nodiscard]] std::vector<notebook::QuestionKind> asked(bool funnel) const;
};

} // namespace throughline::cli

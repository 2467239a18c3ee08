#pragma once

#include "models/base/hash.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::workflow {

/// Answers that took long, kept as files in the user's cache folder under a hash of everything they
/// follow from: data, question and rules. So nothing has to be told when data change - another
/// question is asked then. They hold no records. The folder may be emptied at any time.
class AnswerCache
{
public:
    /// So many answers are kept; the oldest go.
    static constexpr std::size_t kMostAnswers = 200;

    /// The bytes kept for it; nullopt where there are none, or none that are whole.
    [[nodiscard]] static std::optional<std::string> read(const Hash128& question);

    /// Keeps them where the folder can be written; an answer that cannot be kept is no error.
    static void keep(const Hash128& question, std::string_view answer);
};

} // namespace throughline::workflow

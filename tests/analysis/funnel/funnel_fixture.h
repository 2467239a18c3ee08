#pragma once

#include "models/analysis/funnel/compiled_steps.h"
#include "models/base/assert.h"
#include "models/filter/step.h"
#include "tests/index/index_fixture.h"

#include <string>
#include <vector>

namespace throughline::test {

/// Steps from their texts.
inline std::vector<filter::Step> steps(const std::vector<std::string>& texts)
{
    std::vector<filter::Step> steps;
    for (const std::string& text : texts) {
        Result<filter::Step> step = filter::parseStep(text);
        TL_ASSERT(step.ok());
        steps.push_back(*std::move(step));
    }
    return steps;
}

/// "ABC" as the steps event:A, event:B, event:C.
inline std::vector<filter::Step> letterSteps(const std::string& letters)
{
    std::vector<std::string> texts;
    for (const char letter : letters) {
        texts.push_back(std::string("event:") + letter);
    }
    return steps(texts);
}

inline analysis::CompiledSteps compile(const index::SessionIndex& index,
                                       const std::vector<filter::Step>& steps)
{
    Result<analysis::CompiledSteps> compiled = analysis::compileSteps(index, steps);
    TL_ASSERT(compiled.ok());
    return *std::move(compiled);
}

} // namespace throughline::test

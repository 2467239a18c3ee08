#include "models/analysis/compare/comparison.h"

namespace throughline::analysis {

std::string_view toText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Harmful:
        return "harmful";
    case Verdict::NoEvidence:
        return "no-evidence";
    case Verdict::Inconclusive:
        return "inconclusive";
    case Verdict::Beneficial:
        return "beneficial";
    case Verdict::NoExposure:
        return "no-exposure";
    }
    return "";
}

} // namespace throughline::analysis

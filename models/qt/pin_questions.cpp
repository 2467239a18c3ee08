#include "models/qt/pin_questions.h"

namespace throughline::qt {

using notebook::Question;
using notebook::QuestionKind;

std::optional<Question> pinQuestion(QuestionKind kind, const Selection& selection,
                                    const domain::Scope& scope)
{
    const bool funnel = !selection.funnel.steps.empty();
    const bool group = selection.errorGroup.value() != 0;
    Question question;
    question.kind = kind;
    switch (kind) {
    case QuestionKind::Funnel:
    case QuestionKind::Errors:
        question.funnel = selection.funnel;
        question.scope = scope;
        return kind == QuestionKind::Errors || funnel ? std::optional(question) : std::nullopt;
    case QuestionKind::Comparison:
        question.funnel = selection.funnel;
        question.scope = scope;
        question.errorGroup = domain::toText(selection.errorGroup);
        return group && funnel ? std::optional(question) : std::nullopt;
    case QuestionKind::ErrorGroup:
        question.errorGroup = domain::toText(selection.errorGroup);
        return group ? std::optional(question) : std::nullopt;
    case QuestionKind::Session:
        question.id = selection.session;
        break;
    case QuestionKind::Trace:
        question.id = selection.trace.valid() ? domain::toHex(selection.trace) : std::string();
        break;
    case QuestionKind::Ticket:
        question.id = selection.ticket;
        break;
    default: // more than a selection tells
        break;
    }
    return question.id.empty() ? std::nullopt : std::optional(question);
}

} // namespace throughline::qt

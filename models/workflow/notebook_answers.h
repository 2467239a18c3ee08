#pragma once

#include "models/codec/json_writer.h"
#include "models/workflow/asked_question.h"

namespace throughline::workflow {

/// Answers of single kinds of questions, written as one JSON value each. Usage error: what the
/// question names is unknown, or it lacks what its kind needs.
Result<void> answerSessions(AskedQuestion& asked, codec::JsonWriter& json);
Result<void> answerDifferences(AskedQuestion& asked, codec::JsonWriter& json);
Result<void> answerRelease(AskedQuestion& asked, codec::JsonWriter& json);
Result<void> answerPivot(AskedQuestion& asked, codec::JsonWriter& json);
Result<void> answerRecord(AskedQuestion& asked, codec::JsonWriter& json);
Result<void> answerRegroup(AskedQuestion& asked, codec::JsonWriter& json);

} // namespace throughline::workflow

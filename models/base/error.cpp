#include "models/base/error.h"

#include <utility>

namespace throughline {

int exitStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return 2;
    case ErrorCode::BadInput:
        return 4;
    case ErrorCode::Store:
        return 5;
    case ErrorCode::Environment:
    case ErrorCode::Internal:
        return 6;
    case ErrorCode::Busy:
        return 7;
    case ErrorCode::Cancelled:
        return 8;
    }
    return 6;
}

std::string describe(const Error& error)
{
    std::string text;
    for (auto frame = error.context.rbegin(); frame != error.context.rend(); ++frame) {
        text += *frame + ": ";
    }
    text += error.message;
    const auto close = [&text] {
        if (!text.empty() && text.back() != '.' && text.back() != '?' && text.back() != '!') {
            text += '.';
        }
    };
    close();
    if (!error.hint.empty()) {
        text += ' ' + error.hint;
        close();
    }
    return text;
}

Error usageError(std::string message, std::string hint)
{
    return {ErrorCode::Usage, std::move(message), std::move(hint), {}};
}

Error badInputError(std::string message, std::string hint)
{
    return {ErrorCode::BadInput, std::move(message), std::move(hint), {}};
}

Error storeError(std::string message, std::string hint)
{
    return {ErrorCode::Store, std::move(message), std::move(hint), {}};
}

Error environmentError(std::string message, std::string hint)
{
    return {ErrorCode::Environment, std::move(message), std::move(hint), {}};
}

Error busyError(std::string message, std::string hint)
{
    return {ErrorCode::Busy, std::move(message), std::move(hint), {}};
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, "Cancelled", {}, {}};
}

Error internalError(std::string message)
{
    return {ErrorCode::Internal, std::move(message), {}, {}};
}

Error inContext(Error error, std::string frame)
{
    error.context.push_back(std::move(frame));
    return error;
}

} // namespace throughline

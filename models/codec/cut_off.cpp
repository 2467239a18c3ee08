#include "models/codec/cut_off.h"

namespace throughline::codec {

namespace {

// The words tell them from damage: an error has no room for more than a code.
constexpr std::string_view kWords = "' ends in the middle of ";

} // namespace

Error cutOffError(const std::string& name, std::string_view something, std::string hint)
{
    return badInputError('\'' + name + std::string(kWords) + std::string(something),
                         std::move(hint));
}

bool isCutOff(const Error& error)
{
    return error.code == ErrorCode::BadInput && error.message.find(kWords) != std::string::npos;
}

} // namespace throughline::codec

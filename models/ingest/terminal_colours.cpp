#include "models/ingest/terminal_colours.h"

namespace throughline::ingest {

namespace {

constexpr std::string_view kIntroducer = "\x1B[";

/// The length of the sequence that begins here; 0: it is none of these.
std::size_t sequenceLength(std::string_view text)
{
    const std::size_t last = text.find_first_not_of("0123456789;:", kIntroducer.size());
    const bool known = last != std::string_view::npos && (text[last] == 'm' || text[last] == 'K');
    return known ? last + 1 : 0;
}

} // namespace

std::string_view withoutColours(std::string_view text, std::string& room)
{
    std::size_t at = text.find(kIntroducer);
    if (at == std::string_view::npos) {
        return text;
    }
    room.clear();
    while (at != std::string_view::npos) {
        room += text.substr(0, at);
        text.remove_prefix(at);
        const std::size_t length = sequenceLength(text);
        room += text.substr(0, length == 0 ? kIntroducer.size() : 0);
        text.remove_prefix(length == 0 ? kIntroducer.size() : length);
        at = text.find(kIntroducer);
    }
    room += text;
    return room;
}

} // namespace throughline::ingest

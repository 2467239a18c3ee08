#include "models/notebook/template_text.h"

#include <algorithm>

namespace throughline::notebook {

std::string fillTemplate(std::string_view text, const Places& places)
{
    std::string filled;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            return filled.append(text);
        }
        filled.append(text.substr(0, open));
        const std::string_view name = text.substr(open + 1, close - open - 1);
        const auto place = std::find_if(places.begin(), places.end(),
                                        [&](const auto& entry) { return entry.first == name; });
        filled.append(place == places.end() ? text.substr(open, close - open + 1)
                                            : std::string_view(place->second));
        text.remove_prefix(close + 1);
    }
    return filled;
}

} // namespace throughline::notebook

#pragma once

#include <string>
#include <vector>

namespace throughline::workflow::test {

/// A kind of place with the record that holds a value there; N stands for a number of the record.
struct Place
{
    const char* name;
    std::string (*record)(const std::string& text, int number);
    const char* file;
};

/// All kinds of places in which a value can lie. Apart from the tests, since moc loses its way in
/// raw strings with brackets.
[[nodiscard]] const std::vector<Place>& places();

} // namespace throughline::workflow::test

#pragma once

#include "models/base/result.h"
#include "models/base/time_parse.h"

#include <string>
#include <string_view>

namespace throughline {

/// A written form of times that is neither ISO 8601 nor an epoch number, in the manner of
/// strptime: "%d/%b/%Y:%H:%M:%S %z". English names only.
///   %Y %y       year of four digits; of two (69 to 99 are of the last century)
///   %m %d %H %I %M %S   one or two digits; %I counts to twelve, %p says AM or PM
///   %b          month by name, short or long; %a a day of the week, which is passed over
///   %f          decimals of the second, up to nine
///   %z          Z, UTC, GMT, +01:00, +0100
///   %*          whatever else stands to the end
/// A blank stands for any number of blanks, every other byte for itself.
class TimeFormat
{
public:
    /// Usage error: an unknown directive, or no date in it.
    [[nodiscard]] static Result<TimeFormat> parse(std::string_view format);

    /// The moment; nullopt: the text has another form, or there is no such date.
    [[nodiscard]] std::optional<ParsedTime> read(std::string_view text) const;

    bool operator==(const TimeFormat&) const = default;

private:
    explicit TimeFormat(std::string_view format)
        : m_format(format)
    {
    }

    std::string m_format;
};

} // namespace throughline

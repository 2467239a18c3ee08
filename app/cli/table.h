#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace throughline::cli {

/// An aligned table for people. Numbers to the right. Control characters of the cells are shown,
/// never sent to the terminal.
class Table
{
public:
    struct Column
    {
        std::string title;
        bool number = false;
    };

    explicit Table(std::vector<Column> columns);

    void add(std::vector<std::string> cells);
    void print(std::ostream& out) const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

/// 12,345 / "2 m 14 s" / "1.2 MB" / "-" for what is missing.
[[nodiscard]] std::string count(std::uint64_t number);
/// "~12,345": an estimated count.
[[nodiscard]] std::string approximately(double number);
[[nodiscard]] std::string bytes(std::uint64_t number);
[[nodiscard]] std::string seconds(double number);
/// +12.3 points from a fraction.
[[nodiscard]] std::string points(double fraction);
/// 12.3 % from a fraction.
[[nodiscard]] std::string percent(double fraction);

} // namespace throughline::cli

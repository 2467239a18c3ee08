#pragma once

#include <span>
#include <string_view>

/// Files of resources/ compiled in by throughline_embed, one function per table.
namespace throughline::embedded {

struct File
{
    std::string_view name; ///< without folder
    std::string_view text;
};

[[nodiscard]] std::span<const File> schema();
[[nodiscard]] std::span<const File> formats();
[[nodiscard]] std::span<const File> redaction();
[[nodiscard]] std::span<const File> funnels();
[[nodiscard]] std::span<const File> bots();
[[nodiscard]] std::span<const File> templates();
[[nodiscard]] std::span<const File> help();
[[nodiscard]] std::span<const File> recount();

} // namespace throughline::embedded

#pragma once

#include "models/domain/stack_frame.h"

#include <span>
#include <string_view>

namespace throughline::analysis {

/// By what a dependency is known.
enum class DependencyMark : std::uint8_t
{
    Module, ///< the module starts so: "java."
    Segment, ///< a folder of the path is called so: "node_modules"
    Part, ///< the path contains it: "/usr/lib/"
    BaseName, ///< the file's name starts so: "vendors"
    Host, ///< the URL's host is it: a content network
    Start ///< the file starts so: "node:"
};

struct Dependency
{
    DependencyMark mark = DependencyMark::Module;
    std::string_view text;
};

/// The whole table; the modules among it sorted, none the prefix of another.
[[nodiscard]] std::span<const Dependency> knownDependencies();

/// Whether the frame is code of the service itself, by its module and file: nothing in the table
/// matches, it is no part of Go's library and it stands in a file or module at all.
[[nodiscard]] bool isInApp(const domain::StackFrame& frame);

/// Whether the frame is only machinery that a compiler or recorder put between two calls; such a
/// frame never stands for an error.
[[nodiscard]] bool isMachinery(const domain::StackFrame& frame);

} // namespace throughline::analysis

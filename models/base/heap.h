#pragma once

namespace throughline {

/// Gives memory that was freed back to the system, which keeps it at hand otherwise, and from now
/// on large pieces as soon as they are freed. Between two parts of a work that need much each; some
/// milliseconds.
void returnFreedMemory();

} // namespace throughline

#pragma once

namespace throughline {

/// Gives memory that was freed back to the system, which keeps it at hand otherwise, and from now
/// on large pieces as soon as they are freed. Between two parts of a work that need much each; some
/// milliseconds.
void returnFreedMemory();

/// Threads that begin from now on share a few heaps. Each of its own keeps what is freed in it, and
/// threads that come and go leave such heaps behind.
void shareHeaps();

} // namespace throughline

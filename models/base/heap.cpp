#include "models/base/heap.h"

#include <malloc.h>

namespace throughline {

void returnFreedMemory()
{
    // Without this the library learns from large pieces to keep them, and what grows by doubling
    // leaves holes that nothing fits into.
    constexpr int kLargePiece = 1 << 20;
    ::mallopt(M_MMAP_THRESHOLD, kLargePiece);
    ::malloc_trim(0);
}

void shareHeaps()
{
    constexpr int kHeaps = 2; // of ten threads of an import two have much to do at any time
    ::mallopt(M_ARENA_MAX, kHeaps);
}

} // namespace throughline

#pragma once

#include <cstdio>
#include <cstdlib>

/// An invariant of our own; on in every build, because a wrong number is worse than an end.
#define TL_ASSERT(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

#pragma once

#include "models/base/result.h"

#include <QtGlobal>

#include <type_traits>
#include <utility>

namespace throughline::test {

/// What a call that cannot fail here gives; ends the test program where it fails after all.
template<typename T>
T must(Result<T> result)
{
    if (!result.ok()) {
        qFatal("%s", describe(result.error()).c_str());
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(result);
    }
}

} // namespace throughline::test

#pragma once

namespace throughline::store {

/// What packed lines begin with, and no line does.
inline constexpr char kPackedMark = '\x01';

} // namespace throughline::store

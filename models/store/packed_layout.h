#pragma once

namespace throughline::store {

/// What packed lines begin with, and no line does: those of which the index column tells time,
/// session, user, account, name and context.
inline constexpr char kPackedMark = '\x02';

/// The same with columns of their own for that.
inline constexpr char kOwnColumnsMark = '\x01';

} // namespace throughline::store

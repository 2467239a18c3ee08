#include "models/store/sql/store_slice.h"

namespace throughline::store {

Result<void> beginReading(Connection& connection)
{
    return connection.execute("BEGIN");
}

} // namespace throughline::store

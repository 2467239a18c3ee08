#pragma once

#include "tests/workflow/import_fixture.h"

namespace throughline::workflow::test {

/// Imports files but ends before the last step that shows them, as a kill would. Of the last file,
/// with `cutLast`, only the first part is read: it has to be larger than what one transaction
/// takes.
void importAndBreakOff(const ImportFixture& workspace, const Paths& files, bool cutLast);

} // namespace throughline::workflow::test

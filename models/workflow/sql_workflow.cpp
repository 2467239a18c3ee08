#include "models/workflow/sql_workflow.h"

#include "models/store/sql/sql_question.h"
#include "models/store/sql/table_questions.h"
#include "models/store/store_file.h"

namespace throughline::workflow {

Result<domain::SqlAnswer> askSql(const Workspace& workspace, const std::string& sql,
                                 const domain::SqlLimits& limits, const std::stop_token& stop)
{
    TL_ASSIGN(store::Connection connection, workspace.file().openReader(stop));
    return store::askSql(std::move(connection), sql, limits, stop);
}

std::vector<domain::SqlTable> sqlTables()
{
    return store::sqlTables();
}

std::string sourcesQuestion()
{
    return store::sourcesQuestion();
}

std::string accountQuestion(domain::SourceId source)
{
    return store::accountQuestion(source);
}

std::string quarantineQuestion(std::optional<domain::SourceId> source)
{
    return store::quarantineQuestion(source);
}

std::string logsQuestion(const domain::TraceId& trace)
{
    return store::logsQuestion(trace);
}

} // namespace throughline::workflow

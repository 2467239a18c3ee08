#include "app/cli/command.h"
#include "app/cli/commands/commands.h"

namespace throughline::cli {

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto& family :
         {importCommands, readingCommands, storeCommands, errorCommands, answerCommands,
          groupCommands, regroupCommands, aliasCommands, reportCommands, funnelCommands,
          sessionCommands, ticketCommands, notebookCommands, dataCommands, helpCommands}) {
        for (auto& command : family()) {
            commands.push_back(std::move(command));
        }
    }
    return commands;
}

} // namespace throughline::cli

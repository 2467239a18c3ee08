#pragma once

#include "models/base/result.h"
#include "models/demo/backend.h"
#include "models/demo/client_format.h"
#include "models/demo/complaint.h"
#include "models/demo/line_queue.h"

#include <filesystem>
#include <vector>

namespace throughline::demo {

/// The five export files of the made-up company, written together.
class ExportWriter
{
public:
    /// Creates the folder and the files. Error: Environment.
    [[nodiscard]] static Result<ExportWriter> create(const std::filesystem::path& folder);

    void add(const SessionStory& story);
    void add(const TraceDraft& trace);
    void add(const Complaint& complaint);

    /// Nothing before this moment will be added any more. Error: Environment.
    Result<void> release(Timestamp before);

    /// Ends all files. Error: Environment.
    Result<void> close();

    /// The files it writes into that folder.
    [[nodiscard]] static std::vector<std::filesystem::path>
    pathsIn(const std::filesystem::path& folder);

    [[nodiscard]] const std::vector<std::filesystem::path>& paths() const { return m_paths; }

    [[nodiscard]] std::uint64_t fileBytes() const;

private:
    ExportWriter() = default;

    std::vector<std::filesystem::path> m_paths;
    std::vector<LineQueue> m_files; ///< in the order of the paths
    ClientFormat m_clientFormat;
};

} // namespace throughline::demo

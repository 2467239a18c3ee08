#pragma once

#include "models/crypto/secret_key.h"
#include "models/ingest/import_pipeline.h"
#include "tests/support/spy_sink.h"
#include "tests/support/temp_workspace.h"

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::ingest::test {

/// Goes along with everything.
class PatientListener final : public FrameListener
{
public:
    Result<void> frameDone(std::uint64_t endOffset, std::uint32_t /*line*/,
                           std::string_view /*frame*/,
                           const std::function<std::string()>& /*state*/) override
    {
        forward = forward && endOffset >= end;
        end = endOffset;
        ++frames;
        return {};
    }

    Result<bool> alreadyDone(std::string_view /*frame*/) override { return false; }

    /// Once, where it is `narrow`; then again when somebody has made room.
    [[nodiscard]] bool hasRoom() const override { return !narrow || !full.exchange(true); }

    bool narrow = false;
    mutable std::atomic<bool> full {false};
    bool forward = true; ///< offsets never went back
    std::uint64_t end = 0;
    std::uint64_t frames = 0;
};

/// Makes room behind a narrow listener.
class RoomMaker final : public Station
{
public:
    explicit RoomMaker(PatientListener& listener)
        : m_listener(listener)
    {
    }

    [[nodiscard]] bool ready() const override { return m_listener.full; }

    Result<void> step() override
    {
        m_listener.full = false;
        return {};
    }

private:
    PatientListener& m_listener;
};

/// What reading a text as a file came to.
struct Reading
{
    /// Writes the bytes to a file and reads that as an import does. Now is 2026-03-10.
    Reading(const throughline::test::TempWorkspace& workspace, std::string_view bytes,
            const std::string& asked, const Format* mapping = nullptr,
            std::size_t threads = processors(), bool narrow = false)
    {
        listener.narrow = narrow;
        static constexpr Timestamp kNow {1'773'100'800'000'000'000};
        const auto file = inspectFile(workspace.write("export", bytes), asked, mapping);
        if (!file.ok()) {
            error = file.error();
            return;
        }
        format = file->format;
        if (file->chosen.format == nullptr) {
            return;
        }
        const auto key = crypto::SecretKey::fromBytes(std::string(32, 'k'));
        Redactor redactor {Pseudonymizer(*key)};
        PipelineOptions options;
        options.source = domain::SourceId(1);
        options.normalizer.time.now = kNow;
        options.threads = threads;
        RoomMaker room(listener);
        const auto outcome = runPipeline(*file, options, redactor, sink, listener, {}, {}, &room);
        if (!outcome.ok()) {
            error = outcome.error();
        }
    }

    std::string format; ///< empty: not recognised
    std::optional<Error> error;
    throughline::test::SpySink sink;
    PatientListener listener;
};

inline Reading readAsFile(const throughline::test::TempWorkspace& workspace, std::string_view bytes,
                          const std::string& format = {})
{
    return {workspace, bytes, format};
}

} // namespace throughline::ingest::test

#pragma once

#include "models/demo/session_story.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::demo {

/// The small moves every session is made of: time passes, something is looked at, pressed,
/// requested, or goes wrong in the client. What happens goes into the story.
class Stage
{
public:
    /// Both must outlive the stage.
    Stage(SessionStory& story, Random& random)
        : m_story(story)
        , m_random(random)
    {
    }

    /// Empties the story's course; its visitor and journey stay.
    void open(Timestamp start);

    /// Somebody thinks or reads: at least 1.3 s, so that only deliberate clicks come quickly.
    void pause(double meanSeconds);
    void pass(std::int64_t lowMs, std::int64_t highMs);
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high);

    /// The returned records are good until the next move.
    ClientEvent& event(std::string_view name);
    ClientEvent& view(std::string_view path);
    void click(std::string_view target);
    /// Three to five clicks within a second.
    void rageClick(std::string_view target);
    /// Starts a request and waits for its answer.
    ClientEvent& request(std::string_view name, const BackendRequest& what);

    void clientError(ErrorKind kind, std::int64_t delayMs);
    /// At most once a minute an event sets off a harmless warning, just after itself, whatever it
    /// is and whatever comes of the session. Last of all.
    void addResizeWarnings();

    /// Notes errors that the backend will report.
    void meet(ErrorKind kind, std::uint32_t times);

private:
    SessionStory& m_story;
    Random& m_random;
    std::int64_t m_nowMs = 0;
    std::string m_path = "/";
    std::uint32_t m_clickX = 0;
    std::uint32_t m_clickY = 0;
};

[[nodiscard]] ExtraField textField(std::string_view key, std::string value);
/// The value is JSON text already.
[[nodiscard]] ExtraField numberField(std::string_view key, std::string value);

} // namespace throughline::demo

#pragma once

#include "models/demo/stage.h"

#include <cstdint>

namespace throughline::demo {

/// Plays one session: a visitor goes through the shop until the journey ends, and meets what waits
/// there. Fills a story that was used before without giving its memory back.
class Traffic
{
public:
    Traffic(SessionStory& story, Random& random)
        : m_story(story)
        , m_random(random)
        , m_stage(story, random)
    {
    }

    /// The story's number, id, visitor and journey are set; all else is replaced.
    void play(Timestamp start);

private:
    void crawl();
    void probe();
    void shop();
    void open();
    void lookAtList();
    void browse();
    void fillCart();
    bool checkOut();
    void pay();
    bool submitPayment(std::uint64_t attempt, bool timesOut, bool declined);
    void frustration();
    void purchase();
    void signOut(std::string_view scope, std::uint32_t failures);

    SessionStory& m_story;
    Random& m_random;
    Stage m_stage;
};

} // namespace throughline::demo

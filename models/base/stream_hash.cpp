#include "models/base/stream_hash.h"

#include <xxhash.h>

namespace throughline {

struct StreamHash::State
{
    XXH3_state_t* hash = XXH3_createState();

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() { XXH3_freeState(hash); }
};

StreamHash::StreamHash()
    : m_state(std::make_unique<State>())
{
    XXH3_128bits_reset(m_state->hash);
}

StreamHash::~StreamHash() = default;

void StreamHash::add(std::string_view bytes)
{
    XXH3_128bits_update(m_state->hash, bytes.data(), bytes.size());
}

Hash128 StreamHash::value() const
{
    const XXH128_hash_t hash = XXH3_128bits_digest(m_state->hash);
    return {hash.low64, hash.high64};
}

} // namespace throughline

#pragma once

#include "models/base/hash.h"

#include <memory>
#include <string_view>

namespace throughline {

/// hash128 of bytes that come in pieces.
class StreamHash
{
public:
    StreamHash();
    StreamHash(const StreamHash&) = delete;
    StreamHash& operator=(const StreamHash&) = delete;
    ~StreamHash();

    void add(std::string_view bytes);

    /// Of all that was added so far.
    [[nodiscard]] Hash128 value() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace throughline

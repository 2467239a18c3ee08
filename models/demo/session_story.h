#pragma once

#include "models/demo/incident.h"
#include "models/demo/journey.h"
#include "models/domain/ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::demo {

/// A named value of an event, span or log; a number is JSON text already.
struct ExtraField
{
    std::string_view key; ///< dotted canonical name
    std::string value;
    bool number = false;

    bool operator==(const ExtraField&) const = default;
};

/// One record of a client. Its time is true; what is written is what the client's clock showed.
struct ClientEvent
{
    std::int64_t timeMs = 0; ///< since 1970
    std::string_view name; ///< empty: an error of the client, named by its exception fields
    std::string path; ///< url.path
    std::vector<ExtraField> fields;
    domain::TraceId trace {}; ///< of the request it started, if it is one
    std::int64_t durationMs = -1; ///< of that request, seen from the client
    bool laterContext = false; ///< after the visitor's country changed
};

enum class Operation : std::uint8_t
{
    LogIn,
    SignOut,
    Search,
    AddToCart,
    ApplyCoupon,
    Pay
};

/// A request as the backend will see it.
struct BackendRequest
{
    Operation operation = Operation::LogIn;
    domain::TraceId trace {};
    std::int64_t startMs = 0; ///< true time at which the client sent it
    std::int64_t durationMs = 0; ///< until the client had its answer
    std::int64_t status = 200; ///< HTTP
    std::uint32_t failures = 0; ///< errors of this operation's kind within it
    std::uint64_t attempt = 1;
};

/// Everything that happens in one session.
struct SessionStory
{
    std::uint64_t number = 0; ///< from 0, in order of start
    std::string id;
    Visitor visitor;
    Journey journey;
    std::vector<ClientEvent> events; ///< in order of time, but for client errors
    std::vector<BackendRequest> requests;
    std::array<std::uint32_t, kErrorKinds> met {}; ///< occurrences
    std::uint64_t order = 0; ///< number of its order
    std::int64_t revenueCents = 0; ///< of its purchase; 0: none
    std::string_view currency = "USD";
    std::uint32_t rageBursts = 0;
    std::uint32_t reloads = 0; ///< times the payment page was loaded again by hand
    std::int64_t endMs = 0; ///< its last record
};

} // namespace throughline::demo

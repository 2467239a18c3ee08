#pragma once

#include "models/ingest/json_fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The parts of exceptions and their frames in JSON, by whatever names products give them: Sentry's
/// programs and its interface, PostHog as sent and as resolved, structlog. The JSON must outlive
/// it.
class FrameMembers
{
public:
    explicit FrameMembers(const JsonFields& json)
        : m_json(json)
    {
    }

    /// The caller first, as all of them keep frames.
    [[nodiscard]] std::vector<std::uint32_t> framesOf(std::uint32_t exception) const;

    /// "KeyError: 'order'"; "Error" where there is no type.
    [[nodiscard]] std::string header(std::uint32_t exception) const;

    [[nodiscard]] std::string_view function(std::uint32_t frame) const;

    [[nodiscard]] std::string_view module(std::uint32_t frame) const;

    /// The file by its short name; of a library by its whole path, which tells that it is one.
    [[nodiscard]] std::string_view file(std::uint32_t frame) const;

    [[nodiscard]] std::string_view shortFile(std::uint32_t frame) const;

    [[nodiscard]] std::string line(std::uint32_t frame, std::string_view otherwise) const;

    [[nodiscard]] std::string column(std::uint32_t frame) const;

    [[nodiscard]] bool native(std::uint32_t frame) const;

    /// The language by the first frame that says one: "python", "javascript"; empty: none does.
    [[nodiscard]] std::string_view language(const std::vector<std::uint32_t>& exceptions) const;

private:
    /// The first of these members that has a text.
    [[nodiscard]] std::string_view firstOf(std::uint32_t object,
                                           std::initializer_list<std::string_view> names) const;

    const JsonFields& m_json;
};

} // namespace throughline::ingest

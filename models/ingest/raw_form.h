#pragma once

#include "models/codec/json_refrains.h"
#include "models/ingest/importer.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What the records of documents that are written alike have in common: everything but some of
/// their texts. Constant, and alive as long as the importer that made it.
struct RawForm
{
    /// In place of the number of a text: the record's own stands in all of them.
    static constexpr std::uint32_t kOwn = UINT32_MAX;

    RawRecord record; ///< all of its keys have numbers, and so have they together
    std::uint32_t time = kOwn; ///< which text is that of its time
    std::uint32_t end = kOwn;
    std::vector<std::uint32_t> fields; ///< which text is that of each field

    [[nodiscard]] static std::string_view textOf(const domain::Field& field, std::uint32_t number,
                                                 std::span<const std::string_view> texts)
    {
        return number == kOwn ? field.value : texts[number];
    }

    /// Time and end with their texts.
    [[nodiscard]] domain::Field timeWith(std::span<const std::string_view> texts) const;
    [[nodiscard]] domain::Field endWith(std::span<const std::string_view> texts) const;

    /// The record with these texts.
    [[nodiscard]] RawRecord with(std::span<const std::string_view> texts) const;
};

/// What a record of a form has of its own. Views live during the call.
struct FormedTexts
{
    const RawForm& form;
    std::span<const std::string_view> texts;
    codec::JsonRefrain refrain; ///< among those, in the documents of one importer

    [[nodiscard]] RawRecord record() const { return form.with(texts); }
};

} // namespace throughline::ingest

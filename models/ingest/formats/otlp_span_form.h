#pragma once

#include "models/ingest/importer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What resource and scope say of the records at hand, ahead of what those say of themselves.
struct OtlpScope
{
    std::vector<domain::Field> fields;
    std::uint32_t serial = 0; ///< another one each time that a scope begins
    std::uint32_t keys = 0; ///< as that of a RawRecord, of these fields alone
};

/// How all spans of one shape (codec::JsonElementShapes) become records: where each free value goes
/// and what is asked of it. Not thread-safe.
class OtlpSpanForm
{
public:
    /// What becomes of a value.
    enum class Use : std::uint8_t
    {
        Nothing,
        Text, ///< as it is
        Id, ///< the same, unless it stands in base64
        Number, ///< a number, which may stand in quotes
        Start,
        End
    };

    struct Step
    {
        Use use = Use::Nothing;
        std::uint32_t field = 0; ///< among those of the span
    };

    /// `span` is one of its spans, with fields of its own only, all of which have numbers; `steps`
    /// one for each free value.
    OtlpSpanForm(RawRecord span, std::vector<Step> steps)
        : m_span(std::move(span))
        , m_steps(std::move(steps))
    {
    }

    /// The record of a span with these values, good until the next call. nullptr: one of them asks
    /// for more than a form can do.
    [[nodiscard]] const RawRecord* fill(std::span<const std::string_view> values,
                                        const OtlpScope& scope);

private:
    void changeScope(const OtlpScope& scope);

    RawRecord m_span;
    std::vector<Step> m_steps;
    RawRecord m_record;
    std::size_t m_ofScope = 0; ///< so many fields of the record are the scope's
    std::uint32_t m_scope = 0; ///< its serial
    std::map<std::uint32_t, std::uint32_t> m_keys; ///< of the record, by those of the scope
};

/// Forms by the number of their shape; only those of the last some thousand are kept.
class OtlpSpanForms
{
public:
    /// nullptr: there is none, or it is not kept any more.
    [[nodiscard]] OtlpSpanForm* find(std::uint32_t shape)
    {
        const std::uint32_t place = shape - m_first;
        return place < m_forms.size() && m_forms[place] ? &*m_forms[place] : nullptr;
    }

    /// Shapes have ascending numbers.
    void keep(std::uint32_t shape, OtlpSpanForm form)
    {
        constexpr std::uint32_t kMost = 4'096;
        if (shape - m_first >= kMost) {
            m_forms.clear();
            m_first = shape;
        }
        m_forms.resize(std::max<std::size_t>(m_forms.size(), shape - m_first + 1));
        m_forms[shape - m_first] = std::move(form);
    }

private:
    std::vector<std::optional<OtlpSpanForm>> m_forms;
    std::uint32_t m_first = 0; ///< number of the first of them
};

} // namespace throughline::ingest

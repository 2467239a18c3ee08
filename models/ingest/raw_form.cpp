#include "models/ingest/raw_form.h"

namespace throughline::ingest {

namespace {

/// The field with its text.
domain::Field filled(const domain::Field& field, std::uint32_t number,
                     std::span<const std::string_view> texts)
{
    domain::Field filled = field;
    filled.value = RawForm::textOf(field, number, texts);
    return filled;
}

} // namespace

domain::Field RawForm::timeWith(std::span<const std::string_view> texts) const
{
    return filled(record.time, time, texts);
}

domain::Field RawForm::endWith(std::span<const std::string_view> texts) const
{
    return filled(record.end, end, texts);
}

RawRecord RawForm::with(std::span<const std::string_view> texts) const
{
    RawRecord whole = record;
    whole.time = timeWith(texts);
    whole.end = endWith(texts);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        whole.fields[i].value = textOf(record.fields[i], fields[i], texts);
    }
    return whole;
}

Result<void> RawSink::formed(const FormedTexts& record, const domain::Provenance& place)
{
    return raw(record.record(), place);
}

} // namespace throughline::ingest

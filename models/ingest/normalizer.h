#pragma once

#include "models/domain/record_sink.h"
#include "models/ingest/clean_refrains.h"
#include "models/ingest/field_plan.h"
#include "models/ingest/importer.h"
#include "models/ingest/known_fields.h"
#include "models/ingest/normalize/timestamp_normalizer.h"
#include "models/ingest/normalize/trace_id_normalizer.h"
#include "models/ingest/normalize/word_normalizer.h"
#include "models/ingest/raw_form.h"
#include "models/ingest/redact/redactor.h"
#include "models/ingest/text_arena.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace throughline::ingest {

struct NormalizerOptions
{
    TimeRules time;
    /// Of records that tell none; nullopt: they stand for themselves alone.
    std::optional<double> samplingRate;
};

/// Turns a format's record into ours: canonical names, ids, times and words, ids quoted in free
/// text taken out, personal data and secrets gone. The last stage before the sink; what it lets
/// through may be written to disk.
class Normalizer : public RawSink
{
public:
    Normalizer(NormalizerOptions options, Redactor& redactor, domain::RecordSink& sink);

    Result<void> raw(const RawRecord& record, const domain::Provenance& place) override;
    /// The same for a record that lies elsewhere.
    Result<void> normalize(const RawView& record, const domain::Provenance& place);
    /// The same for one that a form becomes with these texts.
    Result<void> normalize(const FormedTexts& record, const domain::Provenance& place);
    Result<void> reject(domain::IssueCode reason, std::string_view detail,
                        const domain::Provenance& place, std::string_view text) override;
    void note(domain::IssueCode code) override;

    /// The frame that the next records stand in, for the excerpt of a rejected one.
    void beginFrame(std::string_view text, bool cutOff)
    {
        m_frame = text;
        m_cutOff = cutOff;
    }

    /// Units and radices decided so far, as text, and back.
    [[nodiscard]] std::string state() const;
    void restore(std::string_view state);

    /// The column a field's values decide together, if any: times and ids.
    TimeColumn& timeColumn(std::string_view field);
    IdColumn& idColumn(std::string_view field);

    /// Whether the values of this field are trace or span ids.
    [[nodiscard]] bool isIdField(std::string_view key);

private:
    static constexpr std::size_t kTextLimit = 64 << 10; ///< longer texts are cut

    /// What a name of ours has done in the record at hand.
    struct Slot
    {
        std::uint64_t record = 0; ///< the serial number of the last record that has it
        std::uint32_t place = 0; ///< in that record's fields
        std::uint32_t keyNumber = 0;
        bool byAlias = false; ///< an alias put it there
    };

    void place(const KnownField& known, const domain::Field& field);
    void put(std::uint32_t number, bool alias, std::string_view key, const domain::Field& field);

    /// Whether the record at hand has a field there.
    [[nodiscard]] bool hasSlot(std::uint32_t number) const
    {
        return number < m_bySlot.size() && m_bySlot[number].record == m_serial;
    }

    [[nodiscard]] FieldPlan makePlan(const RawView& record);
    void addStep(FieldPlan& plan, const domain::Field& field);
    [[nodiscard]] const domain::Record* followPlan(const RawView& record);
    [[nodiscard]] const domain::Record* followPlan(const FormedTexts& record);
    [[nodiscard]] bool fill(FieldPlan& plan, const RawView& record);
    [[nodiscard]] bool fill(FieldPlan& plan, const FormedTexts& record);
    [[nodiscard]] bool adapt(FieldPlan& plan, const RawForm& form) const;
    void adaptToRefrain(FieldPlan& plan, const RawForm& form);
    [[nodiscard]] bool admitsAll(FieldPlan& plan, const FormedTexts& record);
    [[nodiscard]] bool admits(FieldPlan::Step& step, domain::Field& field);
    [[nodiscard]] bool take(const FieldPlan::Step& step, domain::Field& field);
    [[nodiscard]] bool takeLength(std::int64_t unit, domain::Field& field);
    [[nodiscard]] Slot& slotOf(std::uint32_t number);
    void begin(domain::Signal signal);
    TimeColumn& timeColumn(const domain::Field& time);
    Result<void> normalizeFields(const RawView& record, const domain::Provenance& place);
    Result<bool> readTimes(const domain::Field& time, const domain::Field& end,
                           const domain::Provenance& place);
    Result<bool> readFields(const RawView& record, const domain::Provenance& at);
    Result<bool> readField(const KnownField& known, const domain::Field& given,
                           const domain::Provenance& at);
    Result<bool> readId(const KnownField& key, domain::Field field,
                        const domain::Provenance& place);
    void readSeverity(domain::Field field, LevelScale scale);
    void readSamplingRate(const KnownField& key, std::string_view value);
    void addSamplingRate(double rate);
    void tellSampling();
    void addPath(std::string_view url);
    void addDuration(std::string_view value, std::int64_t unit);
    void addQuotedIds();
    void redact();

    NormalizerOptions m_options;
    Redactor& m_redactor;
    domain::RecordSink& m_sink;
    TimeColumns m_times;
    TimeColumn* m_lastTimes = nullptr; ///< the column that was asked for last, and its key's number
    std::uint32_t m_lastTimesKey = 0;
    IdColumns m_ids;
    TextArena m_arena;
    domain::Record m_record;
    std::string_view m_frame;
    bool m_cutOff = false;
    bool m_sampled = false; ///< the record at hand has a rate below 1
    std::string_view m_length; ///< of the record at hand, in ns, where it has an end
    RedactionReport m_report; ///< of the record at hand; m_hits points into it
    std::vector<domain::RedactionHit> m_hits;

    KnownFields m_known;
    std::vector<Slot> m_bySlot;
    std::uint64_t m_serial = 0;
    FieldPlans m_plans;
    CleanRefrains m_cleanRefrains;
};

} // namespace throughline::ingest

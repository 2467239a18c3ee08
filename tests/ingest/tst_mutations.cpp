#include "models/base/random.h"
#include "models/base/utf8.h"
#include "models/codec/json_record.h"
#include "tests/ingest/pipeline_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <set>

namespace throughline {

using namespace ingest;
using namespace ingest::test;
using throughline::test::readBytes;
using throughline::test::SpySink;
using throughline::test::TempWorkspace;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> samples()
{
    std::vector<fs::path> files;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(THROUGHLINE_TEST_DATA) / "formats")) {
        if (entry.is_regular_file() && entry.path().extension() != ".expected") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> texts;
    for (const fs::path& file : files) {
        texts.push_back(readBytes(file));
    }
    return texts;
}

std::size_t somewhere(const std::string& text, Random& random)
{
    return random.below(static_cast<std::uint32_t>(text.size() + 1));
}

/// One change of the kinds that break readers: bytes, numbers, brackets, quotes, cuts, repeats.
void mutate(std::string& text, Random& random)
{
    static const std::vector<std::string> kPieces {"{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   "\"",
                                                   "\\",
                                                   ",",
                                                   ":",
                                                   "\n",
                                                   "\r\n",
                                                   std::string(1, '\0'),
                                                   "\xff",
                                                   "\xed\xa0\x80",
                                                   "\\ud800",
                                                   "\\u0000",
                                                   "null",
                                                   "true",
                                                   "-",
                                                   "1e999",
                                                   "99999999999999999999",
                                                   "0.0000001",
                                                   "{\"",
                                                   "\":",
                                                   "[[[[[[[[",
                                                   "]]]]]]]]",
                                                   "\"ts\":",
                                                   "\"timeUnixNano\":\"",
                                                   "\xEF\xBB\xBF",
                                                   " "};
    const std::size_t at = somewhere(text, random);
    switch (random.below(7)) {
    case 0:
        text.insert(at, kPieces[random.below(static_cast<std::uint32_t>(kPieces.size()))]);
        break;
    case 1:
        text.erase(at, 1 + random.below(12));
        break;
    case 2:
        text.replace(at, 1, 1, static_cast<char>(random.below(256)));
        break;
    case 3:
        text.resize(at);
        break;
    case 4: {
        const std::string piece = text.substr(somewhere(text, random), random.below(200));
        text.insert(at, piece);
        break;
    }
    case 5:
        if (at < text.size()) {
            text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
        }
        break;
    default:
        text.insert(at, std::string(1 + random.below(400), random.chance(0.5) ? '[' : '9'));
    }
}

/// What must hold of every record, whatever it was read from.
std::string fault(const SpySink::KeptRecord& record)
{
    std::set<std::string> keys;
    codec::JsonRecordReader json;
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        const auto& [key, value] = record.fields[i];
        if (!keys.insert(key).second || key == "ts") {
            return "repeated key " + key;
        }
        if (!isValidUtf8(key) || !isValidUtf8(value)) {
            return "bad bytes in " + key;
        }
        if (record.kinds[i] == domain::ValueKind::Number && !codec::isJsonNumber(value)) {
            return "no number in " + key + ": " + value;
        }
        if (record.kinds[i] == domain::ValueKind::Json && !json.parseCopy(value)) {
            return "no JSON in " + key + ": " + value;
        }
    }
    return {};
}

} // namespace

class MutationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverBreakTheReader();
};

void MutationsTest::neverBreakTheReader()
{
    const TempWorkspace workspace;
    const std::vector<std::string> texts = samples();
    QVERIFY(texts.size() > 15);
    Random random(2026);
    std::size_t records = 0;
    std::size_t rejects = 0;
    for (int i = 0; i < 2'000; ++i) {
        std::string text = texts[static_cast<std::size_t>(i) % texts.size()];
        for (std::uint32_t changes = 1 + random.below(4); changes > 0; --changes) {
            mutate(text, random);
        }
        const Reading reading = readAsFile(workspace, text);
        for (const auto& record : reading.sink.records) {
            const std::string found = fault(record);
            QVERIFY2(found.empty(), (found + " in\n" + text).c_str());
        }
        QVERIFY(reading.listener.forward);
        QVERIFY2(!reading.error || reading.error->code == ErrorCode::BadInput, text.c_str());
        records += reading.sink.records.size();
        rejects += reading.sink.rejects.size();
    }
    // The changes are neither too small to matter nor too large to leave anything.
    QVERIFY2(records > 1'000, std::to_string(records).c_str());
    QVERIFY(rejects > 500);
}

THROUGHLINE_TEST(MutationsTest)

} // namespace throughline

#include "tst_mutations.moc"

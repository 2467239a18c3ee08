#include "models/store/connection.h"
#include "tests/store/store_fixture.h"
#include "tests/support/temp_workspace.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

namespace throughline {

using store::test::StoreFixture;

namespace {

namespace fs = std::filesystem;

/// One SQL constant of the sources.
struct Constant
{
    std::string place; ///< file and name
    std::string sql;
};

/// Takes string literals and names of macros off the text, up to a semicolon or a line end that no
/// backslash continues.
std::string literals(const std::string& text, std::size_t at, bool untilLineEnd,
                     const std::map<std::string, std::string>& macros)
{
    std::string value;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == ';' || (untilLineEnd && c == '\n' && text[at - 1] != '\\')) {
            break;
        }
        if (c == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at) {
                at += text[at] == '\\' ? 1 : 0;
                value += text[at];
            }
        } else if (std::isupper(static_cast<unsigned char>(c)) != 0) {
            const std::size_t from = at;
            while (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_') {
                ++at;
            }
            const auto macro = macros.find(text.substr(from, at - from));
            value += macro != macros.end() ? macro->second : std::string();
            --at;
        }
    }
    return value;
}

bool isSql(const std::string& text)
{
    static constexpr std::array<std::string_view, 6> kWords {"SELECT ", "INSERT ", "UPDATE ",
                                                             "DELETE ", "WITH ",   "PRAGMA "};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&text](std::string_view word) { return text.starts_with(word); });
}

/// Adds the macros of a text to those of what it includes.
void addMacros(const std::string& text, std::map<std::string, std::string>& macros)
{
    const std::string define = "#define ";
    for (std::size_t at = text.find(define); at != std::string::npos;
         at = text.find(define, at + 1)) {
        const std::size_t from = at + define.size();
        const std::size_t end = text.find_first_of(" \n", from);
        macros[text.substr(from, end - from)] = literals(text, end, true, macros);
    }
}

std::map<std::string, std::string> macrosOf(const std::string& text)
{
    std::map<std::string, std::string> macros;
    const std::string include = "#include \"models/store/";
    for (std::size_t at = text.find(include); at != std::string::npos;
         at = text.find(include, at + 1)) {
        const std::size_t from = at + include.size();
        const std::string name = text.substr(from, text.find('"', from) - from);
        addMacros(throughline::test::readBytes(fs::path(THROUGHLINE_TEST_DATA)
                                               / "../../models/store" / name),
                  macros);
    }
    addMacros(text, macros);
    return macros;
}

std::vector<Constant> constantsOf(const fs::path& file)
{
    const std::string text = throughline::test::readBytes(file);
    const auto macros = macrosOf(text);
    std::vector<Constant> constants;
    const std::string begin = "constexpr std::string_view k";
    for (std::size_t at = text.find(begin); at != std::string::npos;
         at = text.find(begin, at + 1)) {
        const std::size_t name = at + begin.size() - 1;
        const std::size_t equals = text.find('=', name);
        const std::string sql = literals(text, equals + 1, false, macros);
        if (isSql(sql)) {
            constants.push_back({file.filename().string() + ' '
                                     + text.substr(name, text.find_first_of(" \n=", name) - name),
                                 sql});
        }
    }
    return constants;
}

std::vector<Constant> allConstants()
{
    std::vector<Constant> constants;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(THROUGHLINE_TEST_DATA) / "../../models/store")) {
        if (entry.path().extension() == ".cpp") {
            for (Constant& constant : constantsOf(entry.path())) {
                constants.push_back(std::move(constant));
            }
        }
    }
    return constants;
}

} // namespace

/// SQL stands in named constants, so that all of it can be found and tried here.
class StatementsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areFound();
    void fitTheSchema_data();
    void fitTheSchema();
};

void StatementsTest::areFound()
{
    const auto constants = allConstants();
    std::set<std::string> files;
    for (const Constant& constant : constants) {
        files.insert(constant.place.substr(0, constant.place.find(' ')));
    }
    QVERIFY(constants.size() > 50);
    for (const char* file : {"block_writer.cpp", "block_scan.cpp", "duplicate_lookup.cpp",
                             "derived_writer.cpp", "source_queries.cpp", "dictionary.cpp"}) {
        QVERIFY2(files.contains(file), file);
    }
}

void StatementsTest::fitTheSchema_data()
{
    QTest::addColumn<QByteArray>("sql");
    for (const Constant& constant : allConstants()) {
        QTest::newRow(constant.place.c_str()) << QByteArray::fromStdString(constant.sql);
    }
}

void StatementsTest::fitTheSchema()
{
    QFETCH(const QByteArray, sql);
    static StoreFixture store;
    const char* rest = sql.constData();
    while (*rest != '\0') {
        sqlite3_stmt* statement = nullptr;
        const int code =
            sqlite3_prepare_v2(store.connection().handle(), rest, -1, &statement, &rest);
        sqlite3_finalize(statement);
        QVERIFY2(code == SQLITE_OK, sqlite3_errmsg(store.connection().handle()));
    }
}

THROUGHLINE_TEST(StatementsTest)

} // namespace throughline

#include "tst_statements.moc"

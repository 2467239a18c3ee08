#include "models/notebook/result_diff.h"

#include "models/codec/json_record.h"

#include <algorithm>
#include <array>
#include <map>

namespace throughline::notebook {

namespace {

/// Members that tell entries of a list apart; those an entry has make its name.
constexpr std::array<std::string_view, 9> kNames {"id",      "step", "field", "value", "name",
                                                  "span_id", "t",    "kind",  "method"};

using Values = std::vector<std::pair<std::string, std::string>>;

/// All leaves of a document by their path.
class Flattened
{
public:
    explicit Flattened(std::string_view text)
    {
        if (m_json.parseCopy(text)) {
            visit(0, {});
        }
    }

    [[nodiscard]] const Values& values() const { return m_values; }

private:
    void visit(std::uint32_t node, const std::string& path)
    {
        const auto nodes = m_json.nodes();
        switch (nodes[node].kind) {
        case codec::JsonKind::Object:
            for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
                visit(i,
                      path.empty() ? std::string(nodes[i].key)
                                   : path + '.' + std::string(nodes[i].key));
            }
            break;
        case codec::JsonKind::Array:
            visitList(node, path);
            break;
        case codec::JsonKind::Null:
            m_values.emplace_back(path, std::string());
            break;
        default:
            m_values.emplace_back(path, std::string(nodes[node].text));
        }
    }

    void visitList(std::uint32_t node, const std::string& path)
    {
        const auto nodes = m_json.nodes();
        std::map<std::string, int> seen;
        std::size_t place = 0;
        for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
            std::string name = nameOf(i);
            name = name.empty() ? std::to_string(place) : name;
            if (const int again = seen[name]++; again > 0) {
                name += '#' + std::to_string(again + 1);
            }
            std::string inner = path;
            inner.append("[").append(name).append("]");
            visit(i, inner);
            ++place;
        }
    }

    [[nodiscard]] std::string nameOf(std::uint32_t entry) const
    {
        std::string name;
        if (m_json.nodes()[entry].kind != codec::JsonKind::Object) {
            return name;
        }
        for (const std::string_view key : kNames) {
            const std::uint32_t member = m_json.child(entry, key);
            // A number may be a figure; only a step's is a name.
            const bool names = member != 0
                && (m_json.nodes()[member].kind == codec::JsonKind::String || key == "step");
            if (names) {
                name += (name.empty() ? "" : " ") + std::string(m_json.nodes()[member].text);
            }
        }
        return name;
    }

    codec::JsonRecordReader m_json;
    Values m_values;
};

} // namespace

std::vector<MovedFigure> movedFigures(std::string_view before, std::string_view after)
{
    const Flattened old(before);
    const Flattened now(after);
    std::map<std::string_view, std::string_view> left;
    for (const auto& [path, value] : old.values()) {
        left.emplace(path, value);
    }
    std::vector<MovedFigure> moved;
    for (const auto& [path, value] : now.values()) {
        const auto match = left.find(path);
        const std::string was = match == left.end() ? std::string() : std::string(match->second);
        if (was != value) {
            moved.push_back({path, was, value});
        }
        if (match != left.end()) {
            left.erase(match);
        }
    }
    for (const auto& [path, value] : old.values()) {
        if (!value.empty() && left.contains(path)) {
            moved.push_back({path, value, {}});
        }
    }
    return moved;
}

bool verdictMoved(const std::vector<MovedFigure>& moved)
{
    return std::any_of(moved.begin(), moved.end(), [](const MovedFigure& figure) {
        return figure.path == "verdict" || figure.path.ends_with(".verdict");
    });
}

} // namespace throughline::notebook

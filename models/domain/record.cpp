#include "models/domain/record.h"

#include <atomic>

namespace throughline::domain {

std::uint32_t nextKeyNumber()
{
    static std::atomic<std::uint32_t> last {0};
    const std::uint32_t number = ++last;
    // Four thousand million names later the numbers begin anew; 0 stays without meaning.
    return number != 0 ? number : ++last;
}

const Field* Record::find(std::string_view key) const
{
    for (const Field& field : fields) {
        if (field.key == key) {
            return &field;
        }
    }
    return nullptr;
}

std::string_view Record::text(std::string_view key) const
{
    const Field* field = find(key);
    return field != nullptr ? field->value : std::string_view();
}

std::string_view valueOf(const Attributes& attributes, std::string_view key)
{
    for (const Attribute& attribute : attributes) {
        if (attribute.key == key) {
            return attribute.value;
        }
    }
    return {};
}

} // namespace throughline::domain

#include "models/base/utf8.h"
#include "models/crypto/secret_key.h"
#include "models/ingest/normalize/id_extractor.h"
#include "models/ingest/redact/redactor.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;
using namespace throughline::ingest;

/// Texts, JSON and keys; what was redacted once is not changed again.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const crypto::SecretKey key =
        *crypto::SecretKey::fromBytes("0123456789abcdef0123456789abcdef");
    static Redactor redactor {Pseudonymizer(key)};
    const std::string_view text = fuzz::textOf(data, size);
    for (const std::string_view name : {"body", "url.full", "user.id", "user.email", "card"}) {
        static_cast<void>(redactor.redactField(name, text, domain::ValueKind::Text));
    }
    static_cast<void>(redactor.redactField("body", text, domain::ValueKind::Json));
    static_cast<void>(redactor.redactField(text.substr(0, 200), "value", domain::ValueKind::Text));
    const std::string once(redactor.redactField("body", text, domain::ValueKind::Text).value);
    const std::string twice(redactor.redactField("body", once, domain::ValueKind::Text).value);
    TL_ASSERT(!isValidUtf8(text) || once == twice);
    TL_ASSERT(isValidUtf8(redactor.redactExcerpt(text)));
    static_cast<void>(extractIds(text));
    static_cast<void>(redactor.takeReport());
    return 0;
}

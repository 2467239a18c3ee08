#include "models/codec/open_source.h"

#include "models/base/text.h"
#include "models/codec/gzip_source.h"
#include "models/codec/zstd_source.h"

#include <algorithm>
#include <array>
#include <utility>

namespace throughline::codec {

namespace {

std::unique_ptr<ByteSource> unpacked(Container container, std::unique_ptr<ByteSource> raw)
{
    switch (container) {
    case Container::Plain:
        break;
    case Container::Gzip:
        return gzipSource(std::move(raw));
    case Container::Zstd:
        return zstdSource(std::move(raw));
    }
    return raw;
}

/// A file without a byte, or with fewer than a magic number takes, was cut if its name says that
/// it is packed.
bool looksCutToNothing(std::string_view name, std::string_view head)
{
    constexpr std::size_t kMagicBytes = 4;
    constexpr std::array<std::string_view, 3> kEndings = {".gz", ".zst", ".zstd"};
    const std::string lower = toLowerAscii(name);
    return head.size() < kMagicBytes
        && std::any_of(kEndings.begin(), kEndings.end(),
                       [&lower](std::string_view ending) { return lower.ends_with(ending); });
}

Result<void> checkFront(std::string_view head, const std::string& name)
{
    const Signature signature = detectSignature(head);
    if (!signature.foreignKind.empty()) {
        return badInputError('\'' + name + "' is " + std::string(signature.foreignKind),
                             std::string(signature.hint));
    }
    if (const std::string_view wide = wideEncoding(head); !wide.empty()) {
        const std::string encoding(wide);
        return badInputError('\'' + name + "' is " + encoding + " text; only UTF-8 is read",
                             "Convert it first: iconv -f " + encoding + " -t UTF-8");
    }
    return {};
}

/// What stands inside a packed file must be text.
Result<void> checkNested(std::string_view head, const std::string& name)
{
    const Signature inner = detectSignature(head);
    if (inner.container == Container::Plain && inner.foreignKind.empty()) {
        return {};
    }
    const std::string kind(inner.foreignKind.empty() ? "another packed file" : inner.foreignKind);
    return badInputError('\'' + name + "' is packed twice: inside it is " + kind,
                         "Unpack it first, and import the files inside");
}

} // namespace

Result<OpenedSource> openSource(std::unique_ptr<ByteSource> raw, ByteObserver observer)
{
    if (observer) {
        raw = observedSource(std::move(raw), std::move(observer));
    }
    OpenedSource opened;
    opened.text = std::make_unique<PeekedSource>(std::move(raw));
    const std::string name = opened.text->name();
    TL_ASSIGN(std::string_view head, opened.text->peek(kSignatureBytes));
    opened.container = detectSignature(head).container;
    if (opened.container == Container::Plain && looksCutToNothing(name, head)) {
        return badInputError('\'' + name + "' ends in the middle of compressed data",
                             "Copy or download the file again");
    }
    if (opened.container != Container::Plain) {
        opened.text = std::make_unique<PeekedSource>(
            unpacked(opened.container, std::unique_ptr<ByteSource>(std::move(opened.text))));
        TL_ASSIGN(head, opened.text->peek(kSignatureBytes));
        TL_TRY(checkNested(head, name));
    }
    TL_TRY(checkFront(head, name));
    const std::size_t mark = byteOrderMarkLength(head);
    opened.hadByteOrderMark = mark > 0;
    opened.text->skip(mark);
    return opened;
}

Result<OpenedSource> openSource(const std::filesystem::path& path, ByteObserver observer)
{
    TL_ASSIGN(std::unique_ptr<ByteSource> raw, openFile(path));
    TL_ASSIGN(OpenedSource opened, openSource(std::move(raw), std::move(observer)));
    opened.rawSizeBytes = regularFileSize(path);
    return opened;
}

} // namespace throughline::codec

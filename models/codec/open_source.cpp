#include "models/codec/open_source.h"

#include "models/base/text.h"
#include "models/codec/bzip2_source.h"
#include "models/codec/gzip_source.h"
#include "models/codec/utf16_source.h"
#include "models/codec/xz_source.h"
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
    case Container::Xz:
        return xzSource(std::move(raw));
    case Container::Bzip2:
        return bzip2Source(std::move(raw));
    }
    return raw;
}

/// A file without a byte, or with fewer than a magic number takes, was cut if its name says that
/// it is packed.
bool looksCutToNothing(std::string_view name, std::string_view head)
{
    constexpr std::size_t kMagicBytes = 4;
    constexpr std::array<std::string_view, 5> kEndings = {".gz", ".zst", ".zstd", ".xz", ".bz2"};
    const std::string lower = toLowerAscii(name);
    return head.size() < kMagicBytes
        && std::any_of(kEndings.begin(), kEndings.end(),
                       [&lower](std::string_view ending) { return lower.ends_with(ending); });
}

Result<void> checkText(std::string_view head, const std::string& name)
{
    if (const std::string_view wide = wideEncoding(head); !wide.empty()) {
        const std::string encoding(wide);
        return badInputError('\'' + name + "' is " + encoding
                                 + " text; only UTF-8 and UTF-16 are read",
                             "Convert it first: iconv -f " + encoding + " -t UTF-8");
    }
    return {};
}

/// What stands inside must be text.
Result<void> checkContent(const UnpackedFile& file, const std::string& name)
{
    const Signature& inner = file.signature;
    if (file.container == Container::Plain) {
        return inner.foreignKind.empty()
            ? Result<void>()
            : badInputError('\'' + name + "' is " + std::string(inner.foreignKind),
                            std::string(inner.hint));
    }
    if (inner.container == Container::Plain && inner.foreignKind.empty()) {
        return {};
    }
    const std::string kind(inner.foreignKind.empty() ? "another packed file" : inner.foreignKind);
    return badInputError('\'' + name + "' is packed twice: inside it is " + kind,
                         "Unpack it first, and import the files inside");
}

bool isMarked(std::string_view head)
{
    return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
}

/// The byte order of a text in UTF-16, by its mark, else by where the zeros of plain letters stand.
std::optional<ByteOrder> utf16Order(std::string_view head)
{
    if (wideEncoding(head) != "UTF-16") {
        return std::nullopt;
    }
    const bool big = isMarked(head) ? head.starts_with("\xFE") : head.front() == '\0';
    return big ? ByteOrder::BigEndian : ByteOrder::LittleEndian;
}

} // namespace

Result<UnpackedFile> unpackFile(std::unique_ptr<ByteSource> raw)
{
    UnpackedFile file;
    file.content = std::make_unique<PeekedSource>(std::move(raw));
    TL_ASSIGN(std::string_view head, file.content->peek(kSignatureBytes));
    file.signature = detectSignature(head);
    file.container = file.signature.container;
    if (file.container == Container::Plain && looksCutToNothing(file.content->name(), head)) {
        return badInputError('\'' + file.content->name()
                                 + "' ends in the middle of compressed data",
                             "Copy or download the file again");
    }
    if (file.container != Container::Plain) {
        file.content = std::make_unique<PeekedSource>(
            unpacked(file.container, std::unique_ptr<ByteSource>(std::move(file.content))));
        TL_ASSIGN(head, file.content->peek(kSignatureBytes));
        file.signature = detectSignature(head);
    }
    return file;
}

Result<OpenedSource> openSource(std::unique_ptr<ByteSource> raw, ByteObserver observer)
{
    if (observer) {
        raw = observedSource(std::move(raw), std::move(observer));
    }
    const std::string name = raw->name();
    TL_ASSIGN(UnpackedFile file, unpackFile(std::move(raw)));
    TL_TRY(checkContent(file, name));
    OpenedSource opened;
    opened.container = file.container;
    opened.text = std::move(file.content);
    TL_ASSIGN(std::string_view head, opened.text->peek(kSignatureBytes));
    if (const auto order = utf16Order(head)) {
        constexpr std::size_t kMarkBytes = 2;
        opened.hadByteOrderMark = isMarked(head);
        opened.text->skip(opened.hadByteOrderMark ? kMarkBytes : 0);
        opened.text = std::make_unique<PeekedSource>(
            utf16Source(std::unique_ptr<ByteSource>(std::move(opened.text)), *order));
        return opened;
    }
    TL_TRY(checkText(head, name));
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

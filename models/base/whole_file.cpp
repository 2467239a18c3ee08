#include "models/base/whole_file.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace throughline {

namespace {

Error cannotWrite(const std::filesystem::path& path, int code)
{
    return environmentError("'" + path.string()
                                + "' cannot be written: " + std::generic_category().message(code),
                            "Choose another folder or make room");
}

/// All of it; the error's number, or 0.
int writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(descriptor) == 0 ? 0 : errno;
}

} // namespace

Result<void> writeWholeFile(const std::filesystem::path& path, std::string_view bytes)
{
    std::string fresh = path.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(fresh.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return cannotWrite(path, errno);
    }
    int failed = writeAll(descriptor, bytes);
    if (::close(descriptor) != 0 && failed == 0) {
        failed = errno;
    }
    if (failed == 0 && ::rename(fresh.c_str(), path.c_str()) != 0) {
        failed = errno;
    }
    if (failed != 0) {
        ::unlink(fresh.c_str());
        return cannotWrite(path, failed);
    }
    return {};
}

} // namespace throughline

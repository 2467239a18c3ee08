#include "models/analysis/error/in_app.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

using enum DependencyMark;

constexpr auto kDependencies = std::to_array<Dependency>({
    {Module, "Azure."},
    {Module, "Castle."},
    {Module, "Dapper."},
    {Module, "Grpc."},
    {Module, "MediatR."},
    {Module, "Microsoft."},
    {Module, "MySql."},
    {Module, "Newtonsoft."},
    {Module, "Npgsql."},
    {Module, "OpenTelemetry."},
    {Module, "Polly."},
    {Module, "Sentry."},
    {Module, "Serilog."},
    {Module, "StackExchange."},
    {Module, "System."},
    {Module, "_COROUTINE."},
    {Module, "akka."},
    {Module, "android."},
    {Module, "androidx."},
    {Module, "brave."},
    {Module, "cats."},
    {Module, "ch.qos.logback."},
    {Module, "clojure."},
    {Module, "com.amazonaws."},
    {Module, "com.android."},
    {Module, "com.fasterxml."},
    {Module, "com.google.android."},
    {Module, "com.google.api."},
    {Module, "com.google.common."},
    {Module, "com.mongodb."},
    {Module, "com.mysql."},
    {Module, "com.sun."},
    {Module, "com.zaxxer."},
    {Module, "dalvik."},
    {Module, "feign."},
    {Module, "go.mongodb.org/"},
    {Module, "go.opentelemetry.io/"},
    {Module, "go.uber.org/"},
    {Module, "golang.org/"},
    {Module, "google.golang.org/"},
    {Module, "gorm.io/"},
    {Module, "groovy."},
    {Module, "io.grpc."},
    {Module, "io.ktor."},
    {Module, "io.lettuce."},
    {Module, "io.micrometer."},
    {Module, "io.micronaut."},
    {Module, "io.netty."},
    {Module, "io.opentelemetry."},
    {Module, "io.quarkus."},
    {Module, "io.reactivex."},
    {Module, "io.sentry."},
    {Module, "io.undertow."},
    {Module, "io.vertx."},
    {Module, "jakarta."},
    {Module, "java."},
    {Module, "javax."},
    {Module, "jdk."},
    {Module, "k8s.io/"},
    {Module, "kotlin."},
    {Module, "kotlinx."},
    {Module, "liquibase."},
    {Module, "net.bytebuddy."},
    {Module, "net.sf.cglib."},
    {Module, "okhttp3."},
    {Module, "okio."},
    {Module, "oracle."},
    {Module, "org.apache."},
    {Module, "org.codehaus."},
    {Module, "org.eclipse."},
    {Module, "org.glassfish."},
    {Module, "org.graalvm."},
    {Module, "org.hibernate."},
    {Module, "org.jboss."},
    {Module, "org.jetbrains."},
    {Module, "org.junit."},
    {Module, "org.mockito."},
    {Module, "org.mybatis."},
    {Module, "org.postgresql."},
    {Module, "org.slf4j."},
    {Module, "org.springframework."},
    {Module, "play."},
    {Module, "reactor."},
    {Module, "redis.clients."},
    {Module, "retrofit2."},
    {Module, "rx."},
    {Module, "scala."},
    {Module, "software.amazon."},
    {Module, "sun."},
    {Module, "zio."},
    {Segment, ".nuget"},
    {Segment, ".pnpm"},
    {Segment, ".yarn"},
    {Segment, "bower_components"},
    {Segment, "dist-packages"},
    {Segment, "jspm_packages"},
    {Segment, "node_modules"},
    {Segment, "site-packages"},
    {Segment, "vendor"},
    {Part, "/_next/static/chunks/framework-"},
    {Part, "/_next/static/chunks/main-"},
    {Part, "/_next/static/chunks/webpack-"},
    {Part, "/.cargo/registry/"},
    {Part, "/lib/x86_64-linux-gnu/"},
    {Part, "/lib/aarch64-linux-gnu/"},
    {Part, "/rubygems/"},
    {Part, "/rustc/"},
    {Part, "/go/pkg/mod/"},
    {Part, "/gems/"},
    {Part, "/lib/python2"},
    {Part, "/lib/python3"},
    {Part, "/usr/lib/"},
    {Part, "/usr/local/go/src/"},
    {Part, "webpack/bootstrap"},
    {Part, "webpack/runtime"},
    {BaseName, "chunk-vendors"},
    {BaseName, "polyfills"},
    {BaseName, "vendor."},
    {BaseName, "vendor-"},
    {BaseName, "vendors"},
    {BaseName, "zone-evergreen"},
    {BaseName, "zone.js"},
    {Host, "ajax.googleapis.com"},
    {Host, "browser.sentry-cdn.com"},
    {Host, "cdn.jsdelivr.net"},
    {Host, "cdn.segment.com"},
    {Host, "cdn.skypack.dev"},
    {Host, "cdnjs.cloudflare.com"},
    {Host, "code.jquery.com"},
    {Host, "connect.facebook.net"},
    {Host, "esm.sh"},
    {Host, "js.sentry-cdn.com"},
    {Host, "js.stripe.com"},
    {Host, "maps.googleapis.com"},
    {Host, "polyfill.io"},
    {Host, "static.cloudflareinsights.com"},
    {Host, "static.hotjar.com"},
    {Host, "unpkg.com"},
    {Host, "www.google-analytics.com"},
    {Host, "www.googletagmanager.com"},
    {Host, "www.gstatic.com"},
    {Start, "<frozen "},
    {Start, "<internal:"},
    {Start, "CoreFoundation"},
    {Start, "Foundation"},
    {Start, "UIKitCore"},
    {Start, "async_hooks.js"},
    {Start, "chrome-extension:"},
    {Start, "deps/"},
    {Start, "events.js"},
    {Start, "internal/"},
    {Start, "libdispatch"},
    {Start, "libsystem_"},
    {Start, "moz-extension:"},
    {Start, "node:"},
    {Start, "safari-extension:"},
    {Start, "safari-web-extension:"},
});

/// First element of the packages of Go's own library; another module's path starts with a domain.
constexpr auto kGoLibrary = std::to_array<std::string_view>({
    "archive",  "bufio",   "bytes",   "cmp",      "compress", "container", "context", "crypto",
    "database", "debug",   "embed",   "encoding", "errors",   "expvar",    "flag",    "fmt",
    "go",       "hash",    "html",    "image",    "index",    "internal",  "io",      "iter",
    "log",      "maps",    "math",    "mime",     "net",      "os",        "path",    "plugin",
    "reflect",  "regexp",  "runtime", "slices",   "sort",     "strconv",   "strings", "sync",
    "syscall",  "testing", "text",    "time",     "unicode",  "unique",    "unsafe",
});

constexpr auto kMachineryParts = std::to_array<std::string_view>({
    "@babel/runtime",
    "core-js",
    "fullstory",
    "logrocket",
    "regenerator-runtime",
    "rrweb",
    "session-replay",
    "sessionstack",
    "smartlook",
    "/tslib",
});

constexpr auto kMachineryFunctions = std::to_array<std::string_view>({
    "__awaiter",
    "__generator",
    "__webpack_require__",
    "_asyncToGenerator",
    "_next",
    "_throw",
    "_tickCallback",
    "asyncGeneratorStep",
    "asyncToGenerator",
    "processTicksAndRejections",
    "sentryWrapped",
});

std::span<const Dependency> marked(DependencyMark mark)
{
    const auto range =
        std::equal_range(kDependencies.begin(), kDependencies.end(), Dependency {mark, ""},
                         [](const Dependency& a, const Dependency& b) { return a.mark < b.mark; });
    return {range.first, range.second};
}

bool isKnownModule(std::string_view module)
{
    static const std::span<const Dependency> modules = marked(Module);
    const auto after = std::upper_bound(
        modules.begin(), modules.end(), module,
        [](std::string_view name, const Dependency& entry) { return name < entry.text; });
    return after != modules.begin() && module.starts_with((after - 1)->text);
}

bool isGoLibrary(const domain::StackFrame& frame)
{
    const std::string_view module = frame.module;
    return frame.file.ends_with(".go")
        && std::binary_search(kGoLibrary.begin(), kGoLibrary.end(),
                              module.substr(0, module.find('/')));
}

std::string_view hostOf(std::string_view file)
{
    const std::size_t scheme = file.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    file.remove_prefix(scheme + 3);
    return file.substr(0, file.find_first_of("/:?#"));
}

bool hasKnownSegment(std::string_view path)
{
    static const std::span<const Dependency> segments = marked(Segment);
    for (std::size_t slash = path.find_first_of("/\\"); slash != std::string_view::npos;
         slash = path.find_first_of("/\\")) {
        const std::string_view folder = path.substr(0, slash);
        if (std::any_of(segments.begin(), segments.end(),
                        [folder](const Dependency& entry) { return entry.text == folder; })) {
            return true;
        }
        path.remove_prefix(slash + 1);
    }
    return false;
}

bool isKnownFile(std::string_view file)
{
    static const std::span<const Dependency> parts = marked(Part);
    static const std::span<const Dependency> baseNames = marked(BaseName);
    static const std::span<const Dependency> starts = marked(Start);
    static const std::span<const Dependency> hosts = marked(Host);
    const std::size_t slash = file.find_last_of("/\\");
    const std::string_view baseName =
        slash == std::string_view::npos ? file : file.substr(slash + 1);
    const std::string_view host = hostOf(file);
    const auto any = [](std::span<const Dependency> entries, auto test) {
        return std::any_of(entries.begin(), entries.end(), test);
    };
    return any(starts, [file](const Dependency& entry) { return file.starts_with(entry.text); })
        || any(baseNames, [=](const Dependency& entry) { return baseName.starts_with(entry.text); })
        || (!host.empty()
            && any(hosts, [=](const Dependency& entry) { return host == entry.text; }))
        || any(parts,
               [file](const Dependency& entry) {
                   return file.find(entry.text) != std::string_view::npos;
               })
        || hasKnownSegment(file);
}

/// "[native code]", "<anonymous>", "native", "index 0": a place that is no file.
bool isNoFile(std::string_view file)
{
    return file.empty() || file == "<anonymous>" || file == "native" || file == "[native code]"
        || file == "native code" || file == "unknown location" || file == "unknown"
        || file.starts_with("index ");
}

} // namespace

std::span<const Dependency> knownDependencies()
{
    return kDependencies;
}

bool isInApp(const domain::StackFrame& frame)
{
    if (frame.module.empty()) {
        return !isNoFile(frame.file) && !isKnownFile(frame.file) && !isMachinery(frame);
    }
    const bool path = frame.file.find_first_of("/\\") != std::string::npos;
    return !isKnownModule(frame.module) && !isGoLibrary(frame) && !(path && isKnownFile(frame.file))
        && !isMachinery(frame);
}

bool isMachinery(const domain::StackFrame& frame)
{
    const std::string_view file = frame.file;
    const auto contains = [file](std::string_view part) {
        return file.find(part) != std::string_view::npos;
    };
    if (std::any_of(kMachineryParts.begin(), kMachineryParts.end(), contains)) {
        return true;
    }
    if (!frame.module.empty() || file.ends_with(".py")) {
        return false; // the functions are JavaScript's
    }
    const std::string_view function = frame.function;
    const std::size_t dot = function.rfind('.');
    const std::string_view last =
        dot == std::string_view::npos ? function : function.substr(dot + 1);
    return std::binary_search(kMachineryFunctions.begin(), kMachineryFunctions.end(), last);
}

} // namespace throughline::analysis

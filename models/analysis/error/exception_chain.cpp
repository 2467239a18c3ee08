#include "models/analysis/error/exception_chain.h"

#include "models/analysis/error/message_template.h"

#include <algorithm>
#include <array>
#include <utility>

namespace throughline::analysis {

namespace {

constexpr auto kWrappers = std::to_array<std::string_view>({
    "ExecutionException",
    "System.Reflection.TargetInvocationException",
    "System.TypeInitializationException",
    "com.google.common.util.concurrent.ExecutionError",
    "com.google.common.util.concurrent.UncheckedExecutionException",
    "jakarta.servlet.ServletException",
    "java.lang.ExceptionInInitializerError",
    "java.lang.reflect.InvocationTargetException",
    "java.lang.reflect.UndeclaredThrowableException",
    "java.security.PrivilegedActionException",
    "java.util.concurrent.CompletionException",
    "java.util.concurrent.ExecutionException",
    "javax.servlet.ServletException",
    "org.springframework.web.util.NestedServletException",
    "reactor.core.Exceptions$ReactiveException",
});

constexpr auto kAggregates = std::to_array<std::string_view>({
    "AggregateError",
    "AggregateException",
    "BaseExceptionGroup",
    "CompositeException",
    "ExceptionGroup",
    "MultiException",
});

/// Types so general that they say nothing beside their cause.
constexpr auto kGeneral = std::to_array<std::string_view>({
    "Error",
    "java.lang.Error",
    "java.lang.Exception",
    "java.lang.RuntimeException",
    "java.lang.Throwable",
});

template<typename Table>
bool contains(const Table& table, std::string_view name)
{
    return std::binary_search(table.begin(), table.end(), name);
}

void dropWrappers(domain::ExceptionChain& chain)
{
    domain::ExceptionChain kept;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (i + 1 == chain.size() || !isPureWrapper(chain[i], chain[i + 1])) {
            kept.push_back(std::move(chain[i]));
        }
    }
    chain = std::move(kept);
}

/// The distinct members by key; aggregates inside them are looked through.
std::vector<domain::ExceptionChain> distinctMembers(std::vector<domain::ExceptionChain> members)
{
    std::vector<std::pair<std::string, domain::ExceptionChain>> keyed;
    for (domain::ExceptionChain& member : members) {
        dropWrappers(member);
        if (!member.empty()) {
            std::string key = memberKey(member);
            keyed.emplace_back(std::move(key), std::move(member));
        }
    }
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto end = std::unique(keyed.begin(), keyed.end(),
                                 [](const auto& a, const auto& b) { return a.first == b.first; });
    std::vector<domain::ExceptionChain> distinct;
    for (auto entry = keyed.begin(); entry != end; ++entry) {
        distinct.push_back(std::move(entry->second));
    }
    return distinct;
}

} // namespace

bool isWrapperType(std::string_view type)
{
    return contains(kWrappers, type);
}

bool isAggregateType(std::string_view type)
{
    const std::size_t dot = type.rfind('.');
    return contains(kAggregates, dot == std::string_view::npos ? type : type.substr(dot + 1));
}

bool isPureWrapper(const domain::ExceptionLink& outer, const domain::ExceptionLink& cause)
{
    if (isWrapperType(outer.type) || isAggregateType(outer.type)) {
        return true;
    }
    return contains(kGeneral, outer.type) && !cause.type.empty()
        && std::string_view(outer.message).starts_with(cause.type);
}

MainChain withoutWrappers(ParsedStack stack)
{
    MainChain result;
    result.chain = std::move(stack.chain);
    if (result.chain.empty()) {
        return result;
    }
    const std::string outermost = result.chain.front().type + '\n' + result.chain.front().message;
    std::vector<domain::ExceptionChain> members = distinctMembers(std::move(stack.members));
    if (members.size() == 1) {
        std::move(members[0].begin(), members[0].end(), std::back_inserter(result.chain));
    } else {
        result.members = std::move(members);
    }
    const std::size_t before = result.chain.size();
    dropWrappers(result.chain);
    result.outermostDropped = result.chain.size() < before
        && result.chain.front().type + '\n' + result.chain.front().message != outermost;
    return result;
}

std::vector<NormalFrame> mainFrames(const domain::ExceptionChain& chain)
{
    std::vector<NormalFrame> fallback;
    for (std::size_t i = chain.size(); i-- > 0;) {
        std::vector<NormalFrame> frames = keyFrames(chain[i].frames);
        if (!frames.empty() && frames.front().inApp) {
            return frames;
        }
        if (fallback.empty()) {
            fallback = std::move(frames);
        }
    }
    return fallback;
}

bool namesTheCode(const std::vector<NormalFrame>& frames)
{
    return std::any_of(frames.begin(), frames.end(),
                       [](const NormalFrame& frame) { return frame.inApp && frame.named(); });
}

std::string memberKey(const domain::ExceptionChain& chain)
{
    std::string key;
    for (const domain::ExceptionLink& link : chain) {
        key += link.type + '\n';
    }
    const std::vector<NormalFrame> frames = mainFrames(chain);
    for (const NormalFrame& frame : frames) {
        key += toText(frame) + '\n';
    }
    if (!namesTheCode(frames)) {
        key += templateKey(messageTemplate(chain.back().message));
    }
    return key;
}

} // namespace throughline::analysis

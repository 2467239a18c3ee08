#include "models/analysis/error/frame_normalizer.h"

#include "models/analysis/error/function_names.h"
#include "models/analysis/error/generated_names.h"
#include "models/analysis/error/in_app.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::size_t kLongestCycle = 4;

/// "com.acme.Outer$Inner" as "Outer.Inner".
std::string shortClass(std::string_view module)
{
    const std::size_t dot = module.rfind('.');
    std::string name(dot == std::string_view::npos ? module : module.substr(dot + 1));
    std::replace(name.begin(), name.end(), '$', '.');
    std::replace(name.begin(), name.end(), '+', '.');
    return name;
}

std::string labelOf(const domain::StackFrame& frame, const NormalFrame& normal)
{
    if (frame.module.empty()) {
        return functionLabel(frame.function);
    }
    if (frame.file.ends_with(".go") || normal.place.find('/') != std::string::npos) {
        return normal.function;
    }
    const bool constructor = normal.function.starts_with('.'); // .NET: ".ctor"
    return shortClass(normal.place) + (constructor ? "" : ".") + normal.function;
}

/// Drops the last calls where they repeat the ones before them.
void collapseCycle(std::vector<NormalFrame>& frames)
{
    for (std::size_t period = 1; period <= kLongestCycle && 2 * period <= frames.size(); ++period) {
        const auto last = frames.end() - static_cast<std::ptrdiff_t>(period);
        const auto before = last - static_cast<std::ptrdiff_t>(period);
        if (std::equal(last, frames.end(), before,
                       [](const NormalFrame& a, const NormalFrame& b) { return a.sameCall(b); })) {
            frames.erase(last, frames.end());
            return;
        }
    }
}

/// One call without a name, somewhere in a page's script, says nothing.
bool saysNothing(std::span<const domain::StackFrame> frames, const NormalFrame& only)
{
    return frames.size() == 1 && only.function.empty()
        && frames[0].file.find("://") != std::string::npos;
}

std::vector<NormalFrame> nearestNamed(std::span<const domain::StackFrame> frames)
{
    for (const domain::StackFrame& frame : frames) {
        if (isMachinery(frame)) {
            continue;
        }
        NormalFrame normal = normalizeFrame(frame);
        if (normal.named()) {
            return {std::move(normal)};
        }
    }
    return {};
}

} // namespace

NormalFrame normalizeFrame(const domain::StackFrame& frame)
{
    NormalFrame normal;
    normal.inApp = frame.inApp;
    if (frame.module.empty()) {
        normal.place = cleanPath(frame.file);
        normal.function = cleanFunction(frame.function);
    } else {
        CallName call = cleanCall(frame.module, frame.function);
        normal.place = std::move(call.module);
        normal.function = std::move(call.function);
    }
    if (looksMinified(normal.function)) {
        normal.function.clear();
    }
    if (normal.named()) {
        normal.label = labelOf(frame, normal);
    }
    return normal;
}

std::vector<NormalFrame> keyFrames(std::span<const domain::StackFrame> frames)
{
    std::vector<NormalFrame> kept;
    for (const domain::StackFrame& frame : frames) {
        if (!frame.inApp) {
            continue;
        }
        NormalFrame normal = normalizeFrame(frame);
        if (normal.place.empty() && normal.function.empty()) {
            continue;
        }
        kept.push_back(std::move(normal));
        collapseCycle(kept);
    }
    if (kept.empty()) {
        return nearestNamed(frames);
    }
    if (saysNothing(frames, kept.front())) {
        return {};
    }
    if (kept.size() > kMaxKeyFrames) {
        kept.resize(kMaxKeyFrames);
    }
    return kept;
}

std::string toText(const NormalFrame& frame)
{
    if (frame.place.empty() || frame.function.empty()) {
        return frame.place + frame.function;
    }
    return frame.place + ' ' + frame.function;
}

} // namespace throughline::analysis

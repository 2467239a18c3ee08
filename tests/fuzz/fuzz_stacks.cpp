#include "models/analysis/error/message_template.h"
#include "models/analysis/error/stack_parser.h"
#include "models/analysis/error/version_order.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

/// Stacks of every language, whatever the text claims to be, and what is made of messages.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using analysis::StackLanguage;
    const std::string_view text = fuzz::textOf(data, size);
    for (auto hint = static_cast<int>(StackLanguage::Unknown);
         hint <= static_cast<int>(StackLanguage::Native); ++hint) {
        const analysis::ParsedStack stack =
            analysis::parseStack(text, static_cast<StackLanguage>(hint));
        TL_ASSERT(stack.chain.size() <= analysis::kMaxChainLength);
        TL_ASSERT(stack.members.size() <= analysis::kMaxMembers);
        for (const auto& link : stack.chain) {
            TL_ASSERT(link.frames.size() <= analysis::kMaxStackFrames);
        }
    }
    static_cast<void>(analysis::exceptionChain({"Error", text.substr(0, 200), text, {}}));
    const std::string shape = analysis::messageTemplate(text);
    static_cast<void>(analysis::templateKey(shape));
    static_cast<void>(analysis::compareVersions(text.substr(0, size / 2), text.substr(size / 2)));
    return 0;
}

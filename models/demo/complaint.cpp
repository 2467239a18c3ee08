#include "models/demo/complaint.h"

#include <algorithm>
#include <array>
#include <span>

namespace throughline::demo {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;

using Texts = std::span<const std::string_view>;

constexpr std::array<std::string_view, 6> kAboutPayment {
    "Payment authorization timing out on checkout. The page says gateway timed out.",
    "my card was charged?? page hangs on pay and nothing happens",
    "Pay now button does nothing, spins for seconds and then an error. I pressed it many times.",
    "Checkout fails at the last step with a timeout, please help, I need this today.",
    "Tried to pay twice, gateway timed out. Was I charged?",
    "Your payment page is broken on my phone.",
};
constexpr std::array<std::string_view, 3> kAboutCoupon {
    "My coupon is not accepted, it says something went wrong. Without it I will not order.",
    "coupon error at checkout, the code is valid until next month",
    "The discount from your newsletter gives an error 500.",
};
constexpr std::array<std::string_view, 4> kAboutNothing {
    "Some prices were missing in the product list.",
    "Could you add the invoice address to my order?",
    "I was asked to sign in again and again today.",
    "The page jumps while I scroll, otherwise all fine.",
};
constexpr std::array<std::string_view, 5> kSmallTalk {
    "When will the blue desk lamp be back in stock?",
    "Do you ship to Norway?",
    "How do I return a parcel that came damaged?",
    "I would like to become a reseller, whom do I talk to?",
    "Please remove me from the newsletter.",
};

std::string_view pick(Texts texts, Random& random)
{
    return texts[random.below(static_cast<std::uint32_t>(texts.size()))];
}

bool didMeet(const SessionStory& story, ErrorKind kind)
{
    return story.met[static_cast<std::size_t>(kind)] > 0;
}

void setSubject(Complaint& complaint, const SessionStory& story, Random& random)
{
    if (didMeet(story, ErrorKind::PaymentTimeout)) {
        complaint.about = ErrorKind::PaymentTimeout;
        complaint.topic = "payment";
        complaint.severity = story.revenueCents > 0 ? "major" : "customer_blocking";
        complaint.message = pick(kAboutPayment, random);
        complaint.labels = {"payment", toText(story.visitor.device)};
    } else if (didMeet(story, ErrorKind::Coupon)) {
        complaint.about = ErrorKind::Coupon;
        complaint.topic = "coupon";
        complaint.severity = "major";
        complaint.message = pick(kAboutCoupon, random);
        complaint.labels = {"coupon"};
    } else {
        complaint.topic = "website";
        complaint.severity = "minor";
        complaint.message = pick(kAboutNothing, random);
        complaint.labels = {"website"};
    }
}

/// Tier 1: the session itself, by its address.
void nameSession(Complaint& complaint, const SessionStory& story, Random& random)
{
    const std::string address = "https://replay.shop.example/sessions/" + story.id
        + "?t=" + std::to_string(10 + random.below(120));
    if (random.chance(.5)) {
        complaint.message += " Recording: " + address;
    } else {
        complaint.linkUrl = address;
    }
}

/// Tier 2: an id that occurs in this session only, as the page showed it.
void quoteId(Complaint& complaint, const SessionStory& story, Random& random)
{
    const bool hasOrder = std::any_of(
        story.requests.begin(), story.requests.end(),
        [](const BackendRequest& request) { return request.operation == Operation::Pay; });
    if (hasOrder && random.chance(.5)) {
        complaint.message += " Order " + std::to_string(story.order) + '.';
        return;
    }
    const domain::TraceId trace = story.requests.back().trace;
    complaint.message += " The page showed the reference "
        + (story.visitor.channel == Channel::Web ? domain::toHex(trace) : std::to_string(trace.low))
        + '.';
}

void addEvidence(Complaint& complaint, const SessionStory& story, Random& random)
{
    const double draw = random.uniform();
    complaint.tier = draw < .27 ? 1 : draw < .53 ? 2 : draw < .83 ? 3 : 4;
    if (complaint.tier == 2 && story.requests.empty()) {
        complaint.tier = 3;
    }
    complaint.session = story.id;
    complaint.account = accountName(story.visitor.account);
    if (complaint.tier == 1) {
        nameSession(complaint, story, random);
    } else if (complaint.tier == 2) {
        quoteId(complaint, story, random);
    } else if (complaint.tier == 3) {
        complaint.user = userName(story.visitor.user);
    }
}

void addPersonalData(Complaint& complaint, std::uint32_t user, Random& random)
{
    if (random.chance(.35)) {
        complaint.message += " Please answer to " + emailOf(user) + '.';
        ++complaint.personal.emails;
    }
    if (complaint.about == ErrorKind::PaymentTimeout && random.chance(.15)) {
        complaint.message += " My card is " + std::string(testCardNumber(random)) + '.';
        ++complaint.personal.cards;
    }
}

void setDesk(Complaint& complaint, Random& random)
{
    const bool chat = random.chance(.3);
    complaint.source = chat ? "intercom" : "zendesk";
    complaint.kind = chat ? "chat" : "ticket";
}

} // namespace

std::optional<Complaint> complain(const SessionStory& story, Random& random)
{
    const double chance = didMeet(story, ErrorKind::PaymentTimeout) ? .23
        : didMeet(story, ErrorKind::Coupon)                         ? .12
                                                                    : .004;
    if (story.visitor.kind != VisitorKind::Human || !random.chance(chance)) {
        return std::nullopt;
    }
    Complaint complaint;
    setDesk(complaint, random);
    setSubject(complaint, story, random);
    addEvidence(complaint, story, random);
    const std::uint32_t latest = complaint.tier <= 2 ? 240 : 1100;
    const std::int64_t minutes = 4 + random.below(latest);
    complaint.createdMs = story.endMs + minutes * kMinuteMs + random.below(60'000);
    if (complaint.createdMs >= kDataEnd.ns / 1'000'000) {
        return std::nullopt;
    }
    addPersonalData(complaint, story.visitor.user, random);
    return complaint;
}

Complaint smallTalk(Timestamp at, Random& random)
{
    Complaint complaint;
    setDesk(complaint, random);
    complaint.topic = "other";
    complaint.severity = "question";
    complaint.message = pick(kSmallTalk, random);
    complaint.labels = {"question"};
    complaint.createdMs = at.ns / 1'000'000;
    return complaint;
}

} // namespace throughline::demo

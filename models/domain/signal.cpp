#include "models/domain/signal.h"

namespace throughline::domain {

std::string_view toText(Signal signal)
{
    switch (signal) {
    case Signal::Event:
        return "event";
    case Signal::Log:
        return "log";
    case Signal::Span:
        return "span";
    case Signal::Metric:
        return "metric";
    case Signal::Ticket:
        return "ticket";
    }
    return "";
}

std::optional<Signal> signalFromText(std::string_view text)
{
    for (const Signal signal : kAllSignals) {
        if (toText(signal) == text) {
            return signal;
        }
    }
    return std::nullopt;
}

} // namespace throughline::domain

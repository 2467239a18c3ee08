#include "models/qt/comparison_text.h"

#include "models/base/text.h"
#include "models/notebook/wording.h"
#include "models/qt/qt_text.h"

#include <QCoreApplication>

#include <string>

namespace throughline::qt {

namespace {

using notebook::ComparisonSentence;
using notebook::ComparisonTemplates;

/// Marks inside the templates, which no data can hold: control characters are repaired at import.
constexpr char kStrong = '\x01';
constexpr char kAside = '\x02';
constexpr char kEnd = '\x03';

std::string marked(char mark, const std::string& text)
{
    return mark + text + kEnd;
}

std::string translated(const std::string& text)
{
    return toStdString(
        QCoreApplication::translate("throughline::ComparisonTemplates", text.c_str()));
}

/// The shared templates in the user's language, with marks around what is to be emphasised.
ComparisonTemplates markedTemplates()
{
    ComparisonTemplates templates;
    for (std::string* text : {&templates.affectedSessions,
                              &templates.affectedSession,
                              &templates.sessionsThatMet,
                              &templates.sessionThatMet,
                              &templates.fewer,
                              &templates.more,
                              &templates.noEffect,
                              &templates.inconclusive,
                              &templates.noExposure,
                              &templates.clearDifference,
                              &templates.unclearDifference,
                              &templates.noDifference,
                              &templates.noInterval,
                              &templates.noEstimate,
                              &templates.wouldHaveShown,
                              &templates.couldNotShow,
                              &templates.lost,
                              &templates.lostWithMoney,
                              &templates.gained,
                              &templates.nobodyEntered,
                              &templates.nobodyExposed,
                              &templates.metItOtherwise,
                              &templates.naiveHigher,
                              &templates.naiveLower,
                              &templates.unmatched,
                              &templates.unmatchedOne,
                              &templates.notOpportunities,
                              &templates.fewMatched,
                              &templates.oneEventEarlier,
                              &templates.notYet,
                              &templates.differedBefore,
                              &templates.signFlip,
                              &templates.differedBeforeRemoved}) {
        *text = translated(*text);
    }
    for (std::string* text : {&templates.lost, &templates.lostWithMoney}) {
        for (const std::string phrase : {"{lost} lost conversions", "{money} at risk"}) {
            *text = replaceAll(*text, phrase, marked(kStrong, phrase));
        }
    }
    for (std::string* text :
         {&templates.clearDifference, &templates.unclearDifference, &templates.noDifference}) {
        const std::size_t from = text->find('(');
        const std::size_t to = text->rfind(')');
        if (from != std::string::npos && to != std::string::npos && from < to) {
            *text = text->substr(0, from) + marked(kAside, text->substr(from, to + 1 - from))
                + text->substr(to + 1);
        }
    }
    return templates;
}

ComparisonSentence markedSentence(const analysis::Comparison& comparison)
{
    return notebook::comparisonSentence(comparison, {}, markedTemplates());
}

} // namespace

std::vector<TextRun> comparisonText(const analysis::Comparison& comparison)
{
    const ComparisonSentence sentence = markedSentence(comparison);
    std::vector<TextRun> runs {{toQString(sentence.lead), Emphasis::Strong}};
    TextRun run {QStringLiteral(" "), Emphasis::None};
    const auto close = [&](Emphasis next) {
        if (!run.text.isEmpty()) {
            runs.push_back(run);
        }
        run = {{}, next};
    };
    for (const QChar c : toQString(sentence.rest)) {
        switch (c.unicode()) {
        case kStrong:
            close(Emphasis::Strong);
            break;
        case kAside:
            close(Emphasis::Aside);
            break;
        case kEnd:
            close(Emphasis::None);
            break;
        default:
            run.text.append(c);
        }
    }
    close(Emphasis::None);
    return runs;
}

QString comparisonCaveat(const analysis::Comparison& comparison)
{
    return toQString(markedSentence(comparison).caveat);
}

} // namespace throughline::qt

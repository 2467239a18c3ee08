#include "models/qt/answer_text.h"

#include "models/notebook/answer_wording.h"
#include "models/qt/qt_text.h"

#include <QCoreApplication>

#include <initializer_list>

namespace throughline::qt {

namespace {

void translate(const char* context, std::initializer_list<std::string*> texts)
{
    for (std::string* text : texts) {
        *text = toStdString(QCoreApplication::translate(context, text->c_str()));
    }
}

} // namespace

QString differenceText(const analysis::SetDifferences& differences)
{
    notebook::DifferenceTemplates words;
    translate("throughline::DifferenceTemplates",
              {&words.empty, &words.none, &words.surest, &words.fieldValue, &words.noValue,
               &words.event, &words.errorGroup, &words.inBoth});
    return toQString(notebook::differenceSentence(differences, words));
}

QString releaseText(const analysis::ReleaseEffect& effect, const std::string& errorTitle)
{
    notebook::ReleaseTemplates words;
    translate("throughline::ReleaseTemplates",
              {&words.fixed,
               &words.fewer,
               &words.more,
               &words.unclear,
               &words.neverSeen,
               &words.occurrences,
               &words.occurrencesBare,
               &words.noOccurrence,
               &words.nobodyAtRisk,
               &words.conversion,
               &words.sameConversion,
               &words.conversionBare,
               &words.noConversion,
               &words.higher,
               &words.lower,
               &words.movedBefore,
               &words.steadyBefore,
               &words.days,
               &words.day,
               &words.hours,
               &words.hour});
    return toQString(notebook::releaseSentence(effect, errorTitle, words));
}

} // namespace throughline::qt

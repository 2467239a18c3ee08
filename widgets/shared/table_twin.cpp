#include "widgets/shared/table_twin.h"

#include "widgets/shared/text.h"

namespace throughline::widgets {

namespace {

QString csvCell(QString cell)
{
    static const QString formulaStarts = QStringLiteral("=+-@\t\r");
    bool isNumber = false;
    cell.toDouble(&isNumber);
    if (!cell.isEmpty() && !isNumber && formulaStarts.contains(cell.front())) {
        cell.prepend(QLatin1Char('\''));
    }
    const bool quote = cell.contains(QLatin1Char(',')) || cell.contains(QLatin1Char('"'))
        || cell.contains(QLatin1Char('\n')) || cell.contains(QLatin1Char('\r'));
    if (!quote) {
        return cell;
    }
    return QLatin1Char('"') + cell.replace(QStringLiteral("\""), QStringLiteral("\"\""))
        + QLatin1Char('"');
}

QString markdownCell(const QString& cell)
{
    QString safe = oneLine(cell);
    safe.replace(QStringLiteral("\\"), QStringLiteral("\\\\"));
    safe.replace(QStringLiteral("|"), QStringLiteral("\\|"));
    return safe.replace(QStringLiteral("<"), QStringLiteral("&lt;"));
}

template<typename Escape>
QString joined(const QStringList& cells, const QString& separator, Escape escape)
{
    QStringList escaped;
    escaped.reserve(cells.size());
    for (const QString& cell : cells) {
        escaped.append(escape(cell));
    }
    return escaped.join(separator);
}

QString markdownTable(const TableTwin& table)
{
    const auto line = [](const QStringList& cells) {
        return QStringLiteral("| ") + joined(cells, QStringLiteral(" | "), markdownCell)
            + QStringLiteral(" |\n");
    };
    QString text = line(table.headers);
    text += QLatin1Char('|') + QStringLiteral(" --- |").repeated(table.headers.size())
        + QLatin1Char('\n');
    for (const QStringList& row : table.rows) {
        text += line(row);
    }
    return text;
}

/// A JSON string with its quotes; all cells are texts, so no number is touched.
QString jsonText(const QString& text)
{
    QString quoted = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == QLatin1Char('"') || c == QLatin1Char('\\')) {
            quoted += QLatin1Char('\\');
            quoted += c;
        } else if (c.unicode() < 0x20) {
            quoted += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        } else {
            quoted += c;
        }
    }
    return quoted + QLatin1Char('"');
}

QString jsonTable(const TableTwin& table)
{
    QStringList rows;
    for (const QStringList& row : table.rows) {
        QStringList members;
        for (qsizetype i = 0; i < row.size() && i < table.headers.size(); ++i) {
            members << QStringLiteral("        ") + jsonText(table.headers.at(i))
                    + QStringLiteral(": ") + jsonText(row.at(i));
        }
        rows << QStringLiteral("    {\n") + members.join(QStringLiteral(",\n"))
                + QStringLiteral("\n    }");
    }
    return QStringLiteral("[\n") + rows.join(QStringLiteral(",\n")) + QStringLiteral("\n]\n");
}

} // namespace

QString tableText(const TableTwin& table, CopyFormat format)
{
    if (format == CopyFormat::Markdown) {
        return markdownTable(table);
    }
    if (format == CopyFormat::Json) {
        return jsonTable(table);
    }
    const auto line = [format](const QStringList& cells) {
        return format == CopyFormat::Csv ? joined(cells, QStringLiteral(","), csvCell)
                                         : joined(cells, QStringLiteral("\t"), oneLine);
    };
    QString text = line(table.headers) + QLatin1Char('\n');
    for (const QStringList& row : table.rows) {
        text += line(row) + QLatin1Char('\n');
    }
    return text;
}

} // namespace throughline::widgets

#pragma once

#include "widgets/shared/roles.h"

#include <QAbstractTableModel>
#include <QString>
#include <QVariant>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace throughline::widgets {

/// One column over rows of type Row: its title and what each role shows.
template<typename Row>
struct ValueColumn
{
    QString title;
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    std::function<QVariant(const Row& row, int role)> data;
};

/// A table over an immutable vector of structs. SortRole falls back to the display text, the
/// accessible text to "column: text".
template<typename Row>
class ValueTableModel : public QAbstractTableModel
{
public:
    using Rows = std::shared_ptr<const std::vector<Row>>;

    explicit ValueTableModel(std::vector<ValueColumn<Row>> columns, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    {
    }

    /// Other columns over the same rows.
    void setColumns(std::vector<ValueColumn<Row>> columns)
    {
        beginResetModel();
        m_columns = std::move(columns);
        endResetModel();
    }

    /// Null is the same as empty.
    void setRows(Rows rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

    [[nodiscard]] const Rows& rows() const { return m_rows; }

    /// The row at a place, or nullptr.
    [[nodiscard]] const Row* rowAt(int row) const
    {
        return row >= 0 && row < count() ? &(*m_rows)[static_cast<std::size_t>(row)] : nullptr;
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : count();
    }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        const Row* row = index.isValid() ? rowAt(index.row()) : nullptr;
        if (row == nullptr) {
            return {};
        }
        const auto& column = m_columns[static_cast<std::size_t>(index.column())];
        if (role == Qt::TextAlignmentRole) {
            return static_cast<int>(column.alignment);
        }
        QVariant value = column.data(*row, role);
        if (!value.isValid() && role == SortRole) {
            return column.data(*row, Qt::DisplayRole);
        }
        if (!value.isValid() && role == Qt::AccessibleTextRole) {
            const QString text = column.data(*row, Qt::DisplayRole).toString();
            return column.title.isEmpty() ? text : column.title + QStringLiteral(": ") + text;
        }
        return value;
    }

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0
            || section >= static_cast<int>(m_columns.size())) {
            return {};
        }
        const auto& column = m_columns[static_cast<std::size_t>(section)];
        if (role == Qt::DisplayRole) {
            return column.title;
        }
        return role == Qt::TextAlignmentRole ? QVariant(static_cast<int>(column.alignment))
                                             : QVariant();
    }

private:
    [[nodiscard]] int count() const { return m_rows ? static_cast<int>(m_rows->size()) : 0; }

    std::vector<ValueColumn<Row>> m_columns;
    Rows m_rows;
};

} // namespace throughline::widgets

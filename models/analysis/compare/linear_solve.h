#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace throughline::analysis {

template<std::size_t N>
using SquareMatrix = std::array<std::array<double, N>, N>;

/// Solves the leading `count` equations of matrix * x = right by elimination with row exchanges;
/// x is 0 beyond them. None when a pivot is below `smallestPivot`.
template<std::size_t N>
[[nodiscard]] std::optional<std::array<double, N>>
solveLinear(SquareMatrix<N> matrix, std::array<double, N> right, std::size_t count,
            double smallestPivot)
{
    for (std::size_t column = 0; column < count; ++column) {
        std::size_t best = column;
        for (std::size_t row = column + 1; row < count; ++row) {
            if (std::abs(matrix[row][column]) > std::abs(matrix[best][column])) {
                best = row;
            }
        }
        if (!(std::abs(matrix[best][column]) >= smallestPivot)) {
            return std::nullopt;
        }
        std::swap(matrix[best], matrix[column]);
        std::swap(right[best], right[column]);
        for (std::size_t row = column + 1; row < count; ++row) {
            const double factor = matrix[row][column] / matrix[column][column];
            for (std::size_t k = column; k < count; ++k) {
                matrix[row][k] -= factor * matrix[column][k];
            }
            right[row] -= factor * right[column];
        }
    }
    std::array<double, N> solution {};
    for (std::size_t row = count; row-- > 0;) {
        double rest = right[row];
        for (std::size_t k = row + 1; k < count; ++k) {
            rest -= matrix[row][k] * solution[k];
        }
        solution[row] = rest / matrix[row][row];
    }
    return solution;
}

} // namespace throughline::analysis

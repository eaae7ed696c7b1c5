// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/newton/sparse_ldl.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "engine/solvers/index.hpp"

namespace probe_newton {

using conurb::solvers::at;

namespace {}  // namespace

SparseLdl::SparseLdl(std::int32_t n, std::span<const std::pair<std::int32_t, std::int32_t>> edges) {
  order_.resize(at(n));
  rank_.resize(at(n));
  order_by_degree(edges);
  place_entries(edges);
  analyse();
}

// Eliminates the row with the fewest neighbours, which makes its neighbours a clique, and so on.
void SparseLdl::order_by_degree(std::span<const std::pair<std::int32_t, std::int32_t>> edges) {
  const std::size_t n = order_.size();
  std::vector<std::set<std::int32_t>> neighbours(n);
  for (const auto& [i, j] : edges) {
    neighbours[at(i)].insert(j);
    neighbours[at(j)].insert(i);
  }
  std::set<std::pair<std::size_t, std::int32_t>> queue;  // degree, row
  for (std::size_t i = 0; i < n; ++i) queue.emplace(neighbours[i].size(), static_cast<std::int32_t>(i));
  for (std::size_t k = 0; k < n; ++k) {
    const std::int32_t chosen = queue.begin()->second;
    queue.erase(queue.begin());
    order_[k] = chosen;
    rank_[at(chosen)] = static_cast<std::int32_t>(k);
    const std::set<std::int32_t> clique = std::move(neighbours[at(chosen)]);
    for (const std::int32_t row : clique) {
      auto& own = neighbours[at(row)];
      queue.erase({own.size(), row});
      own.erase(chosen);
      own.insert(clique.begin(), clique.end());
      own.erase(row);
      queue.emplace(own.size(), row);
    }
  }
}

void SparseLdl::place_entries(std::span<const std::pair<std::int32_t, std::int32_t>> edges) {
  const std::size_t n = order_.size();
  const auto ends = [this](const std::pair<std::int32_t, std::int32_t>& edge) {
    return std::minmax(rank_[at(edge.first)], rank_[at(edge.second)]);
  };
  first_.assign(n + 1, 0);
  for (const auto& edge : edges) ++first_[at(ends(edge).second) + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  column_.resize(edges.size());
  source_.resize(edges.size());
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto [low, high] = ends(edges[e]);
    const std::size_t place = next[at(high)]++;
    column_[place] = low;
    source_[place] = e;
  }
}

// Row k of L has an entry in column j if j lies on the way, in the elimination tree, from a column of row k
// of the matrix up to k (Davis, theorem 4.2 and its use in ereach).
void SparseLdl::analyse() {
  const std::size_t n = order_.size();
  std::vector<std::int32_t> parent(n, -1);
  std::vector<std::int32_t> mark(n, -1);
  row_.assign(1, 0);
  for (std::size_t k = 0; k < n; ++k) {
    const auto self = static_cast<std::int32_t>(k);
    mark[k] = self;
    for (std::size_t e = first_[k]; e < first_[k + 1]; ++e) {
      for (std::int32_t j = column_[e]; mark[at(j)] != self; j = parent[at(j)]) {
        if (parent[at(j)] < 0) parent[at(j)] = self;
        mark[at(j)] = self;
        columns_.push_back(j);
      }
    }
    std::sort(columns_.begin() + static_cast<std::ptrdiff_t>(row_[k]), columns_.end());
    row_.push_back(columns_.size());
  }
  below_.assign(n + 1, 0);
  for (const std::int32_t column : columns_) ++below_[at(column) + 1];
  std::partial_sum(below_.begin(), below_.end(), below_.begin());
  below_entry_.resize(columns_.size());
  below_row_.resize(columns_.size());
  std::vector<std::size_t> next(below_.begin(), below_.end() - 1);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t e = row_[k]; e < row_[k + 1]; ++e) {
      const std::size_t place = next[at(columns_[e])]++;
      below_entry_[place] = e;
      below_row_[place] = static_cast<std::int32_t>(k);
    }
  }
}

bool SparseLdl::factor(std::span<const double> diagonal, std::span<const double> off_diagonal,
                       Factor& factor) const {
  const std::size_t n = order_.size();
  factor.lower.resize(columns_.size());
  factor.diagonal.resize(n);
  std::vector<double> x(n, 0.0);  // row k of L D, scattered
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t e = first_[k]; e < first_[k + 1]; ++e) x[at(column_[e])] += off_diagonal[source_[e]];
    double pivot = diagonal[at(order_[k])];
    for (std::size_t e = row_[k]; e < row_[k + 1]; ++e) {
      const std::size_t j = at(columns_[e]);
      const double value = x[j];
      x[j] = 0;
      // Column j of L above row k: those entries meet later columns of this row.
      for (std::size_t b = below_[j]; b < below_[j + 1] && at(below_row_[b]) < k; ++b) {
        x[at(below_row_[b])] -= factor.lower[below_entry_[b]] * value;
      }
      const double l = value / factor.diagonal[j];
      factor.lower[e] = l;
      pivot -= l * value;
    }
    if (pivot == 0.0) return false;
    factor.diagonal[k] = pivot;
  }
  return true;
}

void SparseLdl::solve(const Factor& factor, std::span<double> x) const {
  const std::size_t n = order_.size();
  std::vector<double> y(n);
  for (std::size_t k = 0; k < n; ++k) {
    double sum = x[at(order_[k])];
    for (std::size_t e = row_[k]; e < row_[k + 1]; ++e) sum -= factor.lower[e] * y[at(columns_[e])];
    y[k] = sum;
  }
  for (std::size_t k = 0; k < n; ++k) y[k] /= factor.diagonal[k];
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t e = row_[k]; e < row_[k + 1]; ++e) y[at(columns_[e])] -= factor.lower[e] * y[k];
    x[at(order_[k])] = y[k];
  }
}

std::size_t SparseLdl::bytes() const {
  return order_.size() * 24 + column_.size() * 12 + columns_.size() * 28;
}

}  // namespace probe_newton

// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/block_pattern.hpp"

#include <amd.h>

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

#include "engine/solvers/index.hpp"

namespace conurb::solvers {

namespace {

/// Neighbours of each vertex, ascending and each once.
struct Neighbours {
  std::vector<std::int32_t> start, vertex;
};

Neighbours neighbours(const Graph& graph) {
  Neighbours found;
  found.start.push_back(0);
  std::vector<std::int32_t> row;
  for (std::int32_t v = 0; v < graph.vertices(); ++v) {
    row.clear();
    for (const Graph::Arc& arc : graph.arcs(v)) row.push_back(arc.to);
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    found.vertex.insert(found.vertex.end(), row.begin(), row.end());
    found.start.push_back(static_cast<std::int32_t>(found.vertex.size()));
  }
  return found;
}

}  // namespace

BlockPattern::BlockPattern(std::int32_t rows, std::span<const Edge> edges) {
  order(rows, edges);
  fill_in(edges);
  list_updates();
}

void BlockPattern::order(std::int32_t rows, std::span<const Edge> edges) {
  row_at_.resize(at(rows));
  place_of_.resize(at(rows));
  if (rows == 0) return;
  Neighbours graph = neighbours(Graph(rows, edges));
  if (graph.vertex.empty()) graph.vertex.push_back(0);  // AMD wants an array even of nothing
  double control[AMD_CONTROL], info[AMD_INFO];
  amd_defaults(control);
  const int status = amd_order(rows, graph.start.data(), graph.vertex.data(), row_at_.data(), control, info);
  if (status == AMD_OUT_OF_MEMORY) throw std::bad_alloc();
  if (status != AMD_OK) throw std::logic_error("the graph of a matrix is not in order");
  for (std::int32_t place = 0; place < rows; ++place) place_of_[at(row_at_[at(place)])] = place;
}

void BlockPattern::fill_in(std::span<const Edge> edges) {
  std::vector<Edge> placed;
  placed.reserve(edges.size());
  for (const Edge& edge : edges) placed.push_back({place_of_[at(edge.from)], place_of_[at(edge.to)]});
  const Neighbours given = neighbours(Graph(rows(), placed));

  // The columns right of a diagonal are the given ones and those of its children in the elimination tree,
  // each child being a place whose first column to the right is this one (George and Liu, 1981).
  std::vector<std::vector<std::int32_t>> right(at(rows())), children(at(rows()));
  std::vector<std::int32_t> left_count(at(rows()), 0);
  for (std::int32_t i = 0; i < rows(); ++i) {
    std::vector<std::int32_t>& row = right[at(i)];
    for (std::int32_t e = given.start[at(i)]; e < given.start[at(i) + 1]; ++e)
      if (given.vertex[at(e)] > i) row.push_back(given.vertex[at(e)]);
    for (const std::int32_t child : children[at(i)])
      for (const std::int32_t column : right[at(child)])
        if (column > i) row.push_back(column);
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    if (!row.empty()) children[at(row.front())].push_back(i);
    for (const std::int32_t column : row) ++left_count[at(column)];
  }

  start_.assign(1, 0);
  for (std::int32_t i = 0; i < rows(); ++i) {
    diagonal_.push_back(start_.back() + left_count[at(i)]);
    start_.push_back(diagonal_.back() + 1 + static_cast<std::int32_t>(right[at(i)].size()));
  }
  column_.resize(at(start_.back()));
  std::vector<std::int32_t> next(start_.begin(), start_.end() - 1);
  for (std::int32_t i = 0; i < rows(); ++i) {  // ascending, so that each row's left part comes out ascending
    column_[at(diagonal_[at(i)])] = i;
    std::copy(right[at(i)].begin(), right[at(i)].end(), column_.begin() + diagonal_[at(i)] + 1);
    for (const std::int32_t column : right[at(i)]) column_[at(next[at(column)]++)] = i;
  }

  for (std::int32_t i = 0; i < rows(); ++i) {
    std::int32_t e = given.start[at(i)];
    for (std::int32_t block = start_[at(i)]; block < start_[at(i) + 1]; ++block) {
      if (column_[at(block)] == i) continue;
      if (e < given.start[at(i) + 1] && given.vertex[at(e)] == column_[at(block)])
        ++e;
      else
        fill_.push_back(block);
    }
  }
}

void BlockPattern::list_updates() {
  std::vector<std::int32_t> block_in_row(at(rows()), -1);
  for (std::int32_t i = 0; i < rows(); ++i) {
    for (std::int32_t block = start_[at(i)]; block < start_[at(i) + 1]; ++block)
      block_in_row[at(column_[at(block)])] = block;
    for (std::int32_t p = start_[at(i)]; p < diagonal_[at(i)]; ++p) {
      const std::int32_t k = column_[at(p)];
      for (std::int32_t q = diagonal_[at(k)] + 1; q < start_[at(k) + 1]; ++q)
        updates_.push_back(block_in_row[at(column_[at(q)])]);
    }
    if (updates_.size() > at(std::numeric_limits<std::int32_t>::max()))
      throw std::length_error("the factors of this matrix would be too large");
  }
}

std::int32_t BlockPattern::block(std::int32_t place, std::int32_t column) const {
  const auto first = column_.begin() + start_[at(place)];
  const auto last = column_.begin() + start_[at(place) + 1];
  const auto found = std::lower_bound(first, last, column);
  return found != last && *found == column ? static_cast<std::int32_t>(found - column_.begin()) : -1;
}

}  // namespace conurb::solvers

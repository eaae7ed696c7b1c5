// SPDX-License-Identifier: Apache-2.0
#include "engine/store/rtree_pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace conurb::store {

namespace {

constexpr std::size_t kHeaderBytes = 4;
constexpr std::size_t kCellBytes = 24;  // key and four coordinates
constexpr std::int64_t kRoot = 1;

/// A box as nodes have it: rounded outwards to floats, so that it holds the true one.
struct Cell {
  std::int64_t key = 0;  // id of the row, or number of the child
  float min_x = 0, max_x = 0, min_y = 0, max_y = 0;
};

float down(double value) {
  const auto rounded = static_cast<float>(value);
  return static_cast<double>(rounded) <= value
             ? rounded
             : std::nextafter(rounded, -std::numeric_limits<float>::infinity());
}

float up(double value) {
  const auto rounded = static_cast<float>(value);
  return static_cast<double>(rounded) >= value
             ? rounded
             : std::nextafter(rounded, std::numeric_limits<float>::infinity());
}

Cell around(std::span<const Cell> cells, std::int64_t key) {
  Cell all = cells.front();
  all.key = key;
  for (const Cell& each : cells) {
    all.min_x = std::min(all.min_x, each.min_x);
    all.max_x = std::max(all.max_x, each.max_x);
    all.min_y = std::min(all.min_y, each.min_y);
    all.max_y = std::max(all.max_y, each.max_y);
  }
  return all;
}

template <typename T>
void put_big_endian(std::byte*& to, T value) {
  for (std::size_t i = sizeof(T); i-- > 0;) *to++ = static_cast<std::byte>(value >> (8 * i) & 0xff);
}

class Packer {
 public:
  Packer(Connection& connection, const std::string& tree)
      : connection_(connection),
        node_(quote_name(tree + "_node")),
        parent_(quote_name(tree + "_parent")),
        rowid_(quote_name(tree + "_rowid")) {
    const std::int64_t bytes =
        connection.integer(fmt::format("SELECT length(data) FROM {} WHERE nodeno = 1", node_), 0);
    if (bytes < static_cast<std::int64_t>(kHeaderBytes + 4 * kCellBytes)) {
      throw Error(ErrorCode::bad_data, fmt::format("the file is damaged: the index {} has no root", tree),
                  connection.path(), "restore it from a copy");
    }
    bytes_.resize(static_cast<std::size_t>(bytes));
    // A tenth is left free, so that rows that come later do not split every node.
    const std::size_t most = (bytes_.size() - kHeaderBytes) / kCellBytes;
    fill_ = std::max<std::size_t>(most * 9 / 10, 4);
  }

  void run(std::span<const RowBox> boxes) {
    for (const std::string* each : {&node_, &parent_, &rowid_}) {
      connection_.run(fmt::format("DELETE FROM {}", *each));
    }
    std::vector<Cell> cells;
    cells.reserve(boxes.size());
    for (const RowBox& each : boxes) {
      cells.push_back(
          {each.id, down(each.box.min_x), up(each.box.max_x), down(each.box.min_y), up(each.box.max_y)});
    }
    Statement put(connection_, fmt::format("INSERT INTO {} VALUES (?, ?)", node_));
    std::uint16_t depth = 0;
    for (; cells.size() > fill_; ++depth) cells = write_level(cells, depth == 0, put);
    if (depth == 0) {
      for (const Cell& each : cells) rows_.emplace_back(each.key, kRoot);
    } else {
      for (const Cell& each : cells) parents_.emplace_back(each.key, kRoot);
    }
    write_node(put, kRoot, depth, cells);
    write_pairs(rowid_, rows_);
    write_pairs(parent_, parents_);
  }

 private:
  /// Writes the nodes that hold `cells`, evenly filled; returns the cells that hold the nodes.
  std::vector<Cell> write_level(std::span<const Cell> cells, bool leaves, Statement& put) {
    const std::size_t nodes = (cells.size() + fill_ - 1) / fill_;
    std::vector<Cell> above;
    above.reserve(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
      const std::size_t first = cells.size() * i / nodes, last = cells.size() * (i + 1) / nodes;
      const auto part = cells.subspan(first, last - first);
      const std::int64_t number = next_++;
      write_node(put, number, 0, part);
      for (const Cell& each : part) (leaves ? rows_ : parents_).emplace_back(each.key, number);
      above.push_back(around(part, number));
    }
    return above;
  }

  void write_node(Statement& put, std::int64_t number, std::uint16_t depth, std::span<const Cell> cells) {
    std::fill(bytes_.begin(), bytes_.end(), std::byte{0});
    std::byte* to = bytes_.data();
    put_big_endian(to, depth);
    put_big_endian(to, static_cast<std::uint16_t>(cells.size()));
    for (const Cell& each : cells) {
      put_big_endian(to, static_cast<std::uint64_t>(each.key));
      for (const float value : {each.min_x, each.max_x, each.min_y, each.max_y}) {
        put_big_endian(to, std::bit_cast<std::uint32_t>(value));
      }
    }
    put.bind_all(number, std::span<const std::byte>(bytes_)).run();
  }

  void write_pairs(const std::string& table, std::vector<std::pair<std::int64_t, std::int64_t>>& pairs) {
    std::sort(pairs.begin(), pairs.end());
    Statement put(connection_, fmt::format("INSERT INTO {} VALUES (?, ?)", table));
    for (const auto& [key, value] : pairs) put.bind_all(key, value).run();
  }

  Connection& connection_;
  std::string node_, parent_, rowid_;
  std::vector<std::byte> bytes_;  // of one node
  std::size_t fill_ = 0;
  std::int64_t next_ = kRoot + 1;
  std::vector<std::pair<std::int64_t, std::int64_t>> rows_, parents_;
};

}  // namespace

bool is_empty_rtree(Connection& connection, const std::string& tree) {
  return connection.integer(fmt::format("SELECT 1 FROM {} LIMIT 1", quote_name(tree + "_rowid")), 0) == 0;
}

void pack_rtree(Connection& connection, const std::string& tree, std::span<const RowBox> boxes) {
  Packer(connection, tree).run(boxes);
}

}  // namespace conurb::store

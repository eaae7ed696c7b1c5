// SPDX-License-Identifier: Apache-2.0
// Numbers for the vertices of one output text, and the text of its list. Private to engine/io.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/geometry_store.hpp"
#include "engine/io/city_model.hpp"

namespace conurb::io {

using Steps = std::array<std::int64_t, 3>;

/// One text is numbered in two rounds: need() for whatever it will name, close(), then number_of(). begin()
/// starts the next text.
class VertexNumbers {
 public:
  /// Steps are those of `transform`.
  explicit VertexNumbers(const Transform& transform) : transform_(transform) {}

  void begin();
  /// Vertices [first, first + count) of a store in its order. `bad` gives those that are no points, as text.
  void need_run(const city::GeometryStore& store, std::uint32_t first, std::uint32_t count,
                const city::SparseText& bad);
  void need(const city::GeometryStore& store, std::uint32_t vertex);
  /// A vertex that is no row of a store: `[number,x,y,z],...` as ObjectTable::loose_vertices has it, in steps
  /// of `from`.
  void need_loose(std::string_view loose, const Transform& from);
  /// A list as it stood in a file; vertices that are needed are looked up in it. Before any need().
  void take_list(std::string_view list);
  void close();

  [[nodiscard]] std::uint32_t number_of(const city::GeometryStore& store, std::uint32_t vertex) const;
  [[nodiscard]] std::uint32_t number_of(const Steps& steps) const { return loose_.at(steps); }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  /// "[[x,y,z],...]"
  [[nodiscard]] std::string text() const;

  /// A vertex of a store in steps of the transform.
  [[nodiscard]] Steps steps_of(const city::GeometryStore& store, std::uint32_t vertex) const;
  /// Steps of another transform in those of this one.
  [[nodiscard]] Steps converted(const Steps& steps, const Transform& from) const;

 private:
  struct Store {
    const city::GeometryStore* store;
    std::vector<std::uint32_t> number;  // by vertex; kNone: not needed
    std::vector<std::uint32_t> needed;
  };
  [[nodiscard]] Store& of(const city::GeometryStore& store);

  Transform transform_;
  std::vector<Store> stores_;
  std::map<Steps, std::uint32_t> loose_;
  std::string list_;  // as it stood
  const city::SparseText* bad_ = nullptr;
  std::uint32_t count_ = 0;
  bool listed_ = false;
};

/// Entries of `[number,x,y,z],...`.
[[nodiscard]] std::vector<std::pair<std::uint32_t, Steps>> read_loose(std::string_view loose);

}  // namespace conurb::io

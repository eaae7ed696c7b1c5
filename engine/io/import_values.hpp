// SPDX-License-Identifier: Apache-2.0
// How an attribute of a model becomes the value of a column: what the import writes, what an export compares
// with to see whether somebody edited it, and what a later import takes for the former value. Private to
// engine/io.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/spec.hpp"
#include "engine/io/attribute_map.hpp"
#include "engine/io/city_model.hpp"

namespace conurb::io {

/// Description of the column that holds an attribute as it is, and the attribute's name in such a description
/// ("" in any other).
[[nodiscard]] std::string description_of(std::string_view attribute);
[[nodiscard]] std::string_view attribute_of(const city::ColumnSpec& column);

/// The n-th value as a number, NaN where it is none. A year is that of a date, too.
[[nodiscard]] double number_at(const CityModel& model, const AttributeColumn& column, std::size_t n,
                               bool year);
/// The n-th value as text; `buffer` holds numbers.
[[nodiscard]] std::string_view text_at(const CityModel& model, const AttributeColumn& column, std::size_t n,
                                       std::string& buffer);
/// A word of the file in ours.
[[nodiscard]] std::string_view mapped_text(const MappedColumn& mapped, std::string_view text);
/// The column's number per number of the file.
[[nodiscard]] double unit_factor(const MappedColumn& mapped, const city::ColumnSpec& column);

/// An object and the attribute of its type that gave a value.
struct AttributeSource {
  std::uint32_t object = kNone;
  const AttributeColumn* column = nullptr;
};

/// Gathers one column of the vocabulary from the attributes of buildings and their parts.
class MappedValues {
 public:
  MappedValues(const MappedColumn& mapped, std::size_t buildings)
      : mapped_(mapped),
        rank_(buildings, kNoRank),
        numbers_(buildings, std::numeric_limits<double>::quiet_NaN()),
        texts_(buildings),
        sources_(buildings) {}

  /// A value for a building; the smaller rank counts, equal ranks are joined by the column's rule.
  void offer(std::size_t building, int rank, double number, const AttributeSource& source) {
    if (std::isnan(number) || rank > rank_[building]) return;
    if (rank < rank_[building]) {
      rank_[building] = rank;
      numbers_[building] = number;
      sources_[building] = source;
      return;
    }
    double& value = numbers_[building];
    switch (mapped_.from_parts) {
      case FromParts::first: break;
      case FromParts::least: value = std::min(value, number); break;
      case FromParts::most: value = std::max(value, number); break;
      case FromParts::sum: value += number; break;
    }
  }
  void offer(std::size_t building, int rank, std::string_view text, const AttributeSource& source) {
    if (text.empty() || rank >= rank_[building]) return;
    rank_[building] = rank;
    texts_[building] = text;
    sources_[building] = source;
  }
  [[nodiscard]] bool has(std::size_t building) const { return rank_[building] != kNoRank; }
  [[nodiscard]] const MappedColumn& mapped() const { return mapped_; }
  /// Where the value comes from; of several parts' values, the first of them.
  [[nodiscard]] const AttributeSource& source(std::size_t building) const { return sources_[building]; }
  [[nodiscard]] double number(std::size_t building) const { return numbers_[building]; }
  [[nodiscard]] std::string_view text(std::size_t building) const { return texts_[building]; }

 private:
  static constexpr int kNoRank = std::numeric_limits<int>::max();
  const MappedColumn& mapped_;
  std::vector<int> rank_;
  std::vector<double> numbers_;
  std::vector<std::string_view> texts_;
  std::vector<AttributeSource> sources_;
};

/// Buildings of a model, by object their place among them (kNone for others), and by type code the objects in
/// the order of their ordinals.
struct BuildingFamilies {
  std::span<const std::uint32_t> number_of;
  std::span<const std::vector<std::uint32_t>> of_type;
};

/// Offers all attributes of buildings and their parts that fill the column of `values`; returns whether there
/// are any.
bool gather_mapped(const CityModel& model, const AttributeMap& map, const BuildingFamilies& families,
                   bool is_text, MappedValues& values);

}  // namespace conurb::io

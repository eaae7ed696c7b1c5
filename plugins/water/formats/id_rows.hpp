// SPDX-License-Identifier: Apache-2.0
// Rows by name, for names that stay where they are: a flat table, as a network of some ten thousand pipes
// asks three times for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "plugins/water/index.hpp"

namespace conurb::water {

class IdRows {
 public:
  /// Room for as many names without moving any.
  void reserve(std::size_t count) {
    names_.reserve(count);
    if (slots_.size() < 2 * count) rebuild(count);
  }

  [[nodiscard]] std::size_t size() const { return names_.size(); }

  /// The row of a name, or kNone.
  [[nodiscard]] std::int32_t find(std::string_view name) const {
    return slots_.empty() ? kNone : slots_[slot_of(name, hash_of(name))].row;
  }

  /// Gives the name the next row. False where it has one already.
  bool add(std::string_view name) {
    if (slots_.size() < 2 * (names_.size() + 1)) rebuild(2 * (names_.size() + 1));
    const std::uint32_t hash = hash_of(name);
    Slot& slot = slots_[slot_of(name, hash)];
    if (slot.row != kNone) return false;
    slot = {hash, row_of(names_.size())};
    names_.push_back(name);
    return true;
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t row = kNone;
  };

  [[nodiscard]] static std::uint32_t hash_of(std::string_view name) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(name));
  }

  /// Where the name is, or the free slot where it would be.
  [[nodiscard]] std::size_t slot_of(std::string_view name, std::uint32_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at_slot = hash & mask;
    while (slots_[at_slot].row != kNone &&
           (slots_[at_slot].hash != hash || names_[at(slots_[at_slot].row)] != name)) {
      at_slot = (at_slot + 1) & mask;
    }
    return at_slot;
  }

  void rebuild(std::size_t count) {
    std::size_t size = 16;
    while (size < 2 * count) size *= 2;
    slots_.assign(size, {});
    for (std::size_t row = 0; row < names_.size(); ++row) {
      const std::uint32_t hash = hash_of(names_[row]);
      slots_[slot_of(names_[row], hash)] = {hash, row_of(row)};
    }
  }

  std::vector<Slot> slots_;  // a power of two, at most half of them taken
  std::vector<std::string_view> names_;
};

}  // namespace conurb::water

// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_names.hpp"

#include <algorithm>
#include <cassert>
#include <functional>

namespace conurb::city {

namespace {

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

std::uint64_t tag_of(std::uint64_t hash) {
  return hash >> 32 << 32;
}

}  // namespace

std::size_t NameTable::locate(std::string_view text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash >> 32) & mask;
  while (slots_[slot] != 0) {
    if (tag_of(slots_[slot]) == tag_of(hash) &&
        (*this)[static_cast<std::uint32_t>(slots_[slot] & 0xFFFFFFFFu) - 1] == text) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

void NameTable::rehash(std::size_t slots) {
  const PodArray<std::uint64_t> old = std::exchange(slots_, {});
  std::fill_n(slots_.extend(slots), slots, std::uint64_t{0});
  // In the order of the codes, so that truncate() may take the last texts out again without leaving a gap in
  // a chain.
  PodArray<std::uint64_t> by_code;
  std::fill_n(by_code.extend(ends_.size()), ends_.size(), std::uint64_t{0});
  for (const std::uint64_t entry : old) {
    if (entry != 0) by_code[(entry & 0xFFFFFFFFu) - 1] = entry;
  }
  for (const std::uint64_t entry : by_code) {
    std::size_t slot = static_cast<std::size_t>(entry >> 32) & (slots - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots - 1);
    slots_[slot] = entry;
  }
}

std::uint32_t NameTable::intern(std::string_view text) {
  if (3 * slots_.size() < 4 * (ends_.size() + 1)) rehash(std::max<std::size_t>(16, slots_.size() * 2));
  const std::uint64_t hash = hash_of(text);
  const std::size_t slot = locate(text, hash);
  if (slots_[slot] != 0) return static_cast<std::uint32_t>(slots_[slot] & 0xFFFFFFFFu) - 1;
  if (ends_.size() >= kNone - 1) throw Error(ErrorCode::limit, "more than 4,294,967,294 distinct texts");
  text_.append({text.data(), text.size()});
  ends_.push_back(text_.size());
  slots_[slot] = tag_of(hash) | ends_.size();
  return static_cast<std::uint32_t>(ends_.size() - 1);
}

std::uint32_t NameTable::find(std::string_view text) const {
  if (slots_.empty()) return kNone;
  const std::size_t slot = locate(text, hash_of(text));
  return slots_[slot] == 0 ? kNone : static_cast<std::uint32_t>(slots_[slot] & 0xFFFFFFFFu) - 1;
}

void NameTable::truncate(std::uint32_t count) {
  while (ends_.size() > count) {
    const std::uint32_t last = size() - 1;
    slots_[locate((*this)[last], hash_of((*this)[last]))] = 0;
    ends_.truncate(last);
    text_.truncate(last == 0 ? 0 : static_cast<std::size_t>(ends_[last - 1]));
  }
}

void SparseText::add(std::uint32_t row, std::string_view text) {
  assert(rows_.empty() || rows_.back() <= row);
  if (!rows_.empty() && rows_.back() == row) {
    text_.push_back(',');
  } else {
    rows_.push_back(row);
    ends_.push_back(0);
  }
  text_.append({text.data(), text.size()});
  ends_.back() = text_.size();
}

std::string_view SparseText::entry(std::size_t n) const {
  const std::uint64_t begin = n == 0 ? 0 : ends_[n - 1];
  return {text_.data() + begin, static_cast<std::size_t>(ends_[n] - begin)};
}

std::string_view SparseText::at(std::uint32_t row) const {
  const auto* found = std::lower_bound(rows_.begin(), rows_.end(), row);
  if (found == rows_.end() || *found != row) return {};
  return entry(static_cast<std::size_t>(found - rows_.begin()));
}

void SparseText::truncate(std::uint32_t row) {
  while (!rows_.empty() && rows_.back() >= row) {
    rows_.truncate(rows_.size() - 1);
    ends_.truncate(rows_.size());
    text_.truncate(ends_.empty() ? 0 : static_cast<std::size_t>(ends_.back()));
  }
}

}  // namespace conurb::city

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/cityjson_boundary.hpp"

#include <algorithm>
#include <charconv>

#include "engine/io/cityjson_import.hpp"

namespace conurb::io::cityjson {

namespace {

using city::GeometryType;
using city::kNone;

/// Walks the nested lists. The text ends in a closing bracket and its brackets match, so no loop below can
/// run out of it. Functions return false when a list or a number stands where the other is expected.
class BoundaryReader {
 public:
  BoundaryReader(city::GeometryStore& store, const VertexFrame& frame, JsonCursor& cursor)
      : store_(store), frame_(frame), p_(cursor.position()), end_(cursor.end()) {}

  Boundary read(int depth, JsonCursor& cursor) {
    boundary_.right_depth = read_depth(depth);
    cursor.move_to(p_);
    return std::move(boundary_);
  }

 private:
  bool read_depth(int depth) {
    switch (depth) {
      case 1: return list([this] { return point(); });
      case 2: return list([this] { return line(); });
      case 3: return list([this] { return surface(); });
      case 4: return solid();
      case 5: return list([this] { return solid(); });
      default: return false;
    }
  }

  template <class Item>
  bool list(Item item) {
    if (*p_ != '[') return false;
    ++p_;
    space();
    if (*p_ == ']') {
      ++p_;
      return true;
    }
    while (true) {
      if (!item()) return false;
      space();
      if (*p_ == ']') break;
      if (*p_ != ',') throw JsonFault{"expected ',' or ']' in boundaries", p_};
      ++p_;
      space();
    }
    ++p_;
    return true;
  }

  bool solid() {
    const std::size_t before = boundary_.shell_items.size();
    if (!list([this] { return shell(); })) return false;
    store_.end_solid();
    boundary_.solid_shells.push_back(static_cast<std::uint32_t>(boundary_.shell_items.size() - before));
    return true;
  }

  bool shell() {
    const std::uint32_t before = boundary_.items;
    if (!list([this] { return surface(); })) return false;
    store_.end_shell();
    boundary_.shell_items.push_back(boundary_.items - before);
    return true;
  }

  bool surface() {
    bad_ = false;
    std::uint32_t rings = 0;
    const bool right = list([this, &rings] {
      ++rings;
      return ring(3);
    });
    if (right && rings == 0) spoil("geometry.empty_ring", "a surface without a ring");
    return right && close_item();
  }

  bool line() {
    bad_ = false;
    return ring(2) && close_item();
  }

  bool point() {
    bad_ = false;
    if (!index()) return false;
    store_.end_ring();
    return close_item();
  }

  bool ring(int least) {
    if (*p_ != '[') return false;
    ++p_;
    space();
    std::uint32_t count = 0;
    if (*p_ == ']') {
      ++p_;
    } else {
      while (true) {
        if (!index()) return false;
        ++count;
        space();
        if (*p_ == ']') break;
        if (*p_ != ',') throw JsonFault{"expected ',' or ']' in boundaries", p_};
        ++p_;
        space();
      }
      ++p_;
    }
    if (count == 0)
      spoil("geometry.empty_ring", least == 2 ? "a line without points" : "a ring without points");
    store_.end_ring();
    return true;
  }

  bool index() {
    const char* const first = p_;
    std::uint32_t value = 0;
    std::ptrdiff_t digits = end_ - p_ >= 8 ? read_digits(p_, value) : 8;
    if (digits < 8) {
      p_ += digits;
    } else {
      value = 0;
      for (unsigned digit; (digit = static_cast<unsigned char>(*p_) - unsigned{'0'}) <= 9; ++p_) {
        value = value * 10 + digit;
      }
      digits = p_ - first;
    }
    const char next = *p_;
    const bool plain =
        digits > 0 && digits < 10 && (digits == 1 || *first != '0') &&
        (next == ',' || next == ']' || next == ' ' || next == '\n' || next == '\r' || next == '\t');
    if (!plain || value >= frame_.count || !frame_.bad.empty()) [[unlikely]]
      return odd_index(first);
    store_.add_index(frame_.base + value);
    return true;
  }

  /// An index that is not a plain one in range: reads it again with all checks.
  bool odd_index(const char* first) {
    p_ = first;
    if (*p_ == '[') return false;
    JsonCursor cursor(p_, end_);
    const std::string_view token = cursor.value();
    p_ = cursor.position();
    std::uint64_t value = 0;
    const auto [last, error] = std::from_chars(token.data(), token.data() + token.size(), value);
    const std::string text(token.substr(0, 40));
    if (!is_json_integer(token) || token[0] == '-' || error != std::errc() || last != p_) {
      spoil("geometry.index_type", "vertex index " + text + " is not a whole number from 0 up");
    } else if (value >= frame_.count) {
      spoil("geometry.index_range", "vertex index " + text + " of " + std::to_string(frame_.count));
    } else if (std::binary_search(frame_.bad.begin(), frame_.bad.end(), static_cast<std::uint32_t>(value))) {
      spoil("geometry.bad_vertex", "vertex " + text + " is not a point");
    } else {
      store_.add_index(frame_.base + static_cast<std::uint32_t>(value));
    }
    return true;
  }

  void spoil(const char* rule, std::string message) {
    bad_ = true;
    if (!boundary_.rule.empty()) return;
    boundary_.rule = rule;
    boundary_.message = std::move(message);
  }

  bool close_item() {
    if (bad_) {
      store_.drop_surface();
      boundary_.dropped.push_back(boundary_.items);
    } else {
      store_.end_surface();
    }
    ++boundary_.items;
    return true;
  }

  void space() {
    while (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t') ++p_;
  }

  city::GeometryStore& store_;
  const VertexFrame& frame_;
  const char* p_;
  const char* end_;
  bool bad_ = false;
  Boundary boundary_;
};

/// Semantic values follow the boundary's lists down to the items; null may stand for any of them.
class ValueReader {
 public:
  bool short_null = false;  ///< a null stood for a list

  ValueReader(const Boundary& boundary, std::uint32_t surfaces, std::string& problem, std::string_view text)
      : boundary_(boundary),
        surfaces_(surfaces),
        problem_(problem),
        cursor_(text),
        rows_(boundary.items, kNone) {
    shell_first_.push_back(0);
    for (const std::uint32_t count : boundary.shell_items)
      shell_first_.push_back(shell_first_.back() + count);
  }

  void items(std::uint32_t begin, std::uint32_t end) {
    list(end - begin, "values", [&](std::uint32_t i) { item(begin + i); });
  }
  void shells(std::uint32_t begin, std::uint32_t end) {
    list(end - begin, "shells",
         [&](std::uint32_t i) { items(shell_first_[begin + i], shell_first_[begin + i + 1]); });
  }
  void solids() {
    std::uint32_t first = 0;
    list(static_cast<std::uint32_t>(boundary_.solid_shells.size()), "solids", [&](std::uint32_t i) {
      const std::uint32_t next = first + boundary_.solid_shells[i];
      shells(first, next);
      first = next;
    });
  }
  std::vector<std::uint32_t> take() { return std::move(rows_); }

 private:
  /// A list with one element for each of `count` parts, or null.
  template <class Part>
  void list(std::uint32_t count, const char* what, Part part) {
    if (cursor_.peek() != '[') {
      if (cursor_.value() != "null") problem_ = "a list of semantic values is expected";
      short_null = true;
      return;
    }
    std::uint32_t found = 0;
    cursor_.array([&](std::uint32_t i) {
      ++found;
      if (i < count) {
        part(i);
      } else {
        cursor_.value();
      }
    });
    if (found != count) {
      problem_ =
          std::to_string(found) + " semantic " + what + " for " + std::to_string(count) + " in the boundary";
    }
  }

  void item(std::uint32_t position) {
    std::uint32_t value = 0;
    std::string text;
    if (cursor_.small_number(value)) {
      if (value < surfaces_) {
        rows_[position] = value;
        return;
      }
      text = std::to_string(value);
    } else {
      const std::string_view token = cursor_.value();
      if (token == "null") return;
      text = token.substr(0, 40);
    }
    problem_ = "semantic value " + text + " of " + std::to_string(surfaces_);
  }

  const Boundary& boundary_;
  std::uint32_t surfaces_;
  std::string& problem_;
  JsonCursor cursor_;
  std::vector<std::uint32_t> rows_, shell_first_;
};

}  // namespace

int boundary_depth(GeometryType type) {
  switch (type) {
    case GeometryType::multi_point: return 1;
    case GeometryType::multi_line_string: return 2;
    case GeometryType::multi_surface:
    case GeometryType::composite_surface: return 3;
    case GeometryType::solid: return 4;
    case GeometryType::multi_solid:
    case GeometryType::composite_solid: return 5;
    case GeometryType::instance: return 0;
  }
  return 0;
}

Boundary read_boundary(city::GeometryStore& store, int depth, const VertexFrame& frame, JsonCursor& cursor) {
  return BoundaryReader(store, frame, cursor).read(depth, cursor);
}

std::vector<std::uint32_t> read_semantic_values(const Boundary& boundary, GeometryType type,
                                                std::uint32_t surfaces, std::string_view text,
                                                std::string& problem, bool& short_null) {
  ValueReader reader(boundary, surfaces, problem, text);
  const auto shells = static_cast<std::uint32_t>(boundary.shell_items.size());
  if (type == GeometryType::multi_solid || type == GeometryType::composite_solid) {
    reader.solids();
  } else if (type == GeometryType::solid) {
    reader.shells(0, shells);
  } else {
    reader.items(0, boundary.items);
  }
  short_null = reader.short_null;
  return reader.take();
}

}  // namespace conurb::io::cityjson

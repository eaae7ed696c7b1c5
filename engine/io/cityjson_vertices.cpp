// SPDX-License-Identifier: Apache-2.0
// The vertices of a CityJSON text. Nearly always they are integers that fit 32 bits; a fast loop reads those.
// Anything else (real coordinates of version 1.0, huge or broken values) takes the general way.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/io/cityjson_import.hpp"

namespace conurb::io::cityjson {

namespace {

constexpr std::int64_t kMin32 = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kMax32 = std::numeric_limits<std::int32_t>::max();
constexpr double kExact = 9007199254740992.0;  // 2^53: integers up to here are exact in a double
constexpr int kMaxDecimals = 9;
constexpr double kTenth[kMaxDecimals + 1] = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9};
constexpr double kTen[kMaxDecimals + 1] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

using Steps = std::array<std::int64_t, 3>;

/// Reads integer triples. The text ends in ']' and brackets match, so every loop stops inside it.
class FastVertices {
 public:
  FastVertices(std::string_view text, city::GeometryStore& store, const Steps& origin)
      : p_(text.data()), end_(text.data() + text.size()), store_(store), origin_(origin) {}

  /// Appends all vertices; returns false at the first thing that is not a triple of integers within 32 bits.
  bool read() {
    if (*p_++ != '[') return false;
    space();
    if (*p_ == ']') return p_ + 1 == end_;
    while (true) {
      std::int32_t x, y, z;
      if (!open('[') || !number(x, 0) || !open(',') || !number(y, 1) || !open(',') || !number(z, 2))
        return false;
      if (*p_ != ']') return false;
      ++p_;
      store_.add_vertex(x, y, z);
      space();
      if (*p_ != ',') break;
      ++p_;
      space();
    }
    return *p_ == ']' && p_ + 1 == end_;
  }

 private:
  void space() {
    while (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t') ++p_;
  }
  bool open(char c) {
    if (*p_ != c) return false;
    ++p_;
    space();
    return true;
  }
  bool number(std::int32_t& out, std::size_t axis) {
    const bool negative = *p_ == '-';
    if (negative) ++p_;
    const char* const first = p_;
    std::uint32_t few = 0;
    std::uint64_t value = 0;
    std::ptrdiff_t digits = end_ - p_ >= 8 ? read_digits(p_, few) : 8;
    if (digits < 8) {
      value = few;
      p_ += digits;
    } else {
      for (unsigned digit; (digit = static_cast<unsigned char>(*p_) - unsigned{'0'}) <= 9; ++p_) {
        value = value * 10 + digit;
      }
      digits = p_ - first;
    }
    if (digits == 0 || digits > 18 || (*first == '0' && digits > 1)) return false;
    const auto magnitude = static_cast<std::int64_t>(value);
    const std::int64_t steps = (negative ? -magnitude : magnitude) - origin_[axis];
    if (steps < kMin32 || steps > kMax32) return false;
    out = static_cast<std::int32_t>(steps);
    space();
    return true;
  }

  const char* p_;
  const char* end_;
  city::GeometryStore& store_;
  Steps origin_;
};

/// Any list of vertices, as reals; a vertex that is no point is listed as bad and holds zeros.
struct GeneralVertices {
  std::vector<city::Point3> points;
  std::vector<std::uint32_t> bad;
  std::vector<std::string_view> bad_texts;
  int decimals = 0;       ///< most digits after the decimal point
  std::size_t reals = 0;  ///< numbers with a fraction or exponent

  void read(JsonParser& json, std::string_view text) {
    JsonCursor cursor(text);
    cursor.array([&](std::uint32_t index) {
      city::Point3 point{0, 0, 0};
      std::uint32_t axes = 0;
      bool good = cursor.peek() == '[';
      const char* const first = cursor.position();
      if (!good) {
        json.check(cursor.value());
      } else {
        cursor.array([&](std::uint32_t axis) {
          ++axes;
          good = coordinate(json, cursor.value(), axis < 3 ? point[axis] : point[0]) && good;
        });
      }
      if (!good || axes != 3) {
        bad.push_back(index);
        bad_texts.emplace_back(first, static_cast<std::size_t>(cursor.position() - first));
        point = {0, 0, 0};
      }
      points.push_back(point);
    });
  }

 private:
  bool coordinate(JsonParser& json, std::string_view token, double& out) {
    json.check(token);
    if (!is_json_number(token)) return false;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), out);
    if (error != std::errc() && error != std::errc::result_out_of_range) return false;
    if (error != std::errc() || std::abs(out) > kExact) return false;
    if (is_json_integer(token)) return true;
    ++reals;
    const std::size_t point = token.find('.');
    const bool exponent = token.find_first_of("eE") != std::string_view::npos;
    const int digits = exponent || point == std::string_view::npos
                           ? kMaxDecimals
                           : static_cast<int>(token.size() - point - 1);
    decimals = std::max(decimals, std::min(digits, kMaxDecimals));
    return true;
  }
};

city::Tile tile_of(const Transform& transform) {
  city::Tile tile;
  if (transform.present) {
    tile.scale = transform.scale;
    tile.translate = transform.translate;
  }
  return tile;
}

/// The last tile when it has this scale and place, whatever its origin; else a new one.
std::uint32_t last_or_new_tile(city::GeometryStore& store, const city::Tile& wanted) {
  if (store.tile_count() > 0) {
    const std::uint32_t last = store.tile_count() - 1;
    if (store.tile(last).scale == wanted.scale && store.tile(last).translate == wanted.translate) {
      store.use_tile(last);
      return last;
    }
  }
  return store.add_tile(wanted);
}

bool fits(const Steps& lower, const Steps& upper, const Steps& origin) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (lower[axis] - origin[axis] < kMin32 || upper[axis] - origin[axis] > kMax32) return false;
  }
  return true;
}

/// Quantises real coordinates to their own decimals, fewer when they would not fit.
void choose_scale(const GeneralVertices& vertices, city::Tile& tile) {
  double largest = 0;
  for (const city::Point3& point : vertices.points) {
    for (const double c : point) largest = std::max(largest, std::abs(c));
  }
  int decimals = vertices.decimals;
  while (decimals > 0 && largest * kTen[decimals] > kExact) --decimals;
  tile.scale = {kTenth[decimals], kTenth[decimals], kTenth[decimals]};
}

void report_bad(Import& import, const GeneralVertices& vertices) {
  for (const std::uint32_t index : vertices.bad) {
    import.report(Severity::error, "", "vertices[" + std::to_string(index) + "]", "vertices.invalid",
                  "not a list of three numbers below 2^53; surfaces that use it are left out");
  }
  if (vertices.reals > 0 && import.model.transform.present) {
    import.report(Severity::error, "", "vertices", "vertices.not_integer",
                  std::to_string(vertices.reals) +
                      " coordinates are not integers although there is a transform; rounded to whole steps");
  }
}

void read_general(Import& import, std::string_view text) {
  GeneralVertices vertices;
  vertices.read(import.json, text);
  report_bad(import, vertices);

  const Transform& transform = import.model.transform;
  city::Tile tile = tile_of(transform);
  double per_unit = 1;
  if (!transform.present && vertices.reals > 0) {
    choose_scale(vertices, tile);
    per_unit = std::round(1 / tile.scale[0]);
  }
  std::vector<std::int64_t> steps;
  Steps lower{0, 0, 0}, upper{0, 0, 0};
  for (std::size_t i = 0; i < vertices.points.size(); ++i) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t step = std::llround(vertices.points[i][axis] * per_unit);
      steps.push_back(step);
      lower[axis] = i == 0 ? step : std::min(lower[axis], step);
      upper[axis] = i == 0 ? step : std::max(upper[axis], step);
    }
  }
  VertexFrame& frame = import.vertices;
  city::GeometryStore& store = import.model.geometry;
  frame.count = static_cast<std::uint32_t>(vertices.points.size());
  frame.bad = std::move(vertices.bad);
  Steps origin{0, 0, 0};
  if (!fits(lower, upper, origin)) {
    for (std::size_t axis = 0; axis < 3; ++axis) origin[axis] = lower[axis] + (upper[axis] - lower[axis]) / 2;
  }
  if (!fits(lower, upper, origin)) {
    frame.wide = std::move(steps);
    import.report(
        Severity::info, "", "vertices", "vertices.wide",
        "the coordinates spread over more than 4,294,967,295 steps; each geometry gets a tile of its own");
    if (import.model.feature_count == 0) {
      import.model.root_extra.emplace_back("vertices", import.json.minified(text));
    }
    return;
  }
  tile.origin = origin;
  const bool reuse = store.tile_count() > 0 && store.tile(store.tile_count() - 1) == tile;
  frame.tile = reuse ? store.tile_count() - 1 : store.add_tile(tile);
  store.use_tile(frame.tile);
  frame.base = store.vertex_count();
  for (std::size_t i = 0; i < vertices.bad_texts.size(); ++i) {
    import.model.bad_vertices.add(frame.base + frame.bad[i], import.json.minified(vertices.bad_texts[i]));
  }
  for (std::size_t i = 0; i < steps.size(); i += 3) {
    store.add_vertex(static_cast<std::int32_t>(steps[i] - origin[0]),
                     static_cast<std::int32_t>(steps[i + 1] - origin[1]),
                     static_cast<std::int32_t>(steps[i + 2] - origin[2]));
  }
}

}  // namespace

void read_vertices(Import& import, std::string_view text) {
  import.vertices = {};
  if (text.empty() || text[0] != '[') {
    if (!text.empty()) import.json.check(text);
    import.report(Severity::error, "", "vertices", "vertices.missing", "there is no list of vertices");
    return;
  }
  city::GeometryStore& store = import.model.geometry;
  const auto mark = store.mark();
  VertexFrame& frame = import.vertices;
  frame.tile = last_or_new_tile(store, tile_of(import.model.transform));
  frame.base = store.vertex_count();
  if (FastVertices(text, store, store.tile(frame.tile).origin).read()) {
    frame.count = store.vertex_count() - frame.base;
    return;
  }
  store.roll_back(mark);
  frame = {};  // wide vertices are counted from 0, not from where the fast way began
  read_general(import, text);
}

}  // namespace conurb::io::cityjson

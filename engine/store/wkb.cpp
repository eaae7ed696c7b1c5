// SPDX-License-Identifier: Apache-2.0
#include "engine/store/wkb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "engine/base/error.hpp"

namespace conurb::store {

namespace {

constexpr std::uint32_t kPoint = 1, kLineString = 2, kPolygon = 3, kMultiPoint = 4, kMultiLineString = 5,
                        kMultiPolygon = 6;

[[noreturn]] void bad(std::string what) {
  throw Error(ErrorCode::bad_data, "shape: " + std::move(what));
}

// For a point an envelope would only repeat it.
bool has_envelope(city::Shape shape) {
  return shape != city::Shape::point;
}

class Writer {
 public:
  explicit Writer(std::vector<std::byte>& bytes) : bytes_(bytes) {}
  template <typename T>
  void put(T value) {
    static_assert(std::endian::native == std::endian::little, "geometry is written little-endian");
    const auto* data = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), data, data + sizeof(T));
  }
  void header(std::uint32_t type) {
    put(std::uint8_t{1});
    put(type);
  }

 private:
  std::vector<std::byte>& bytes_;
};

/// Start and end (in points) of each ring of a polygon; a ring ends where its first point comes again.
std::vector<std::size_t> ring_ends(std::span<const double> xy) {
  std::vector<std::size_t> ends;
  const std::size_t points = xy.size() / 2;
  std::size_t first = 0;
  while (first < points) {
    std::size_t last = first + 1;
    while (last < points && (xy[2 * last] != xy[2 * first] || xy[2 * last + 1] != xy[2 * first + 1])) ++last;
    if (last == points) bad("a ring is not closed by its first point");
    if (last - first < 3) bad("a ring of fewer than three corners");
    ends.push_back(last + 1);
    first = last + 1;
  }
  return ends;
}

// Twice the signed area, from the first corner for precision; positive = counter-clockwise.
double doubled_area(std::span<const double> ring) {
  double sum = 0;
  for (std::size_t i = 2; i + 3 < ring.size(); i += 2) {
    sum += (ring[i] - ring[0]) * (ring[i + 3] - ring[1]) - (ring[i + 2] - ring[0]) * (ring[i + 1] - ring[1]);
  }
  return sum;
}

void put_points(Writer& writer, std::span<const double> xy, const Frame& frame) {
  for (std::size_t i = 0; i < xy.size(); i += 2) {
    writer.put(xy[i] + frame.origin_x);
    writer.put(xy[i + 1] + frame.origin_y);
  }
}

void put_multipolygon(Writer& writer, std::span<const double> xy, const Frame& frame) {
  const std::vector<std::size_t> ends = ring_ends(xy);
  const auto ring = [&](std::size_t index) {
    const std::size_t from = index == 0 ? 0 : ends[index - 1];
    return xy.subspan(2 * from, 2 * (ends[index] - from));
  };
  // A counter-clockwise ring begins a polygon; the very first does so whichever way it turns.
  std::vector<std::size_t> outer;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (i == 0 || doubled_area(ring(i)) > 0) outer.push_back(i);
  }
  writer.header(kMultiPolygon);
  writer.put(static_cast<std::uint32_t>(outer.size()));
  for (std::size_t polygon = 0; polygon < outer.size(); ++polygon) {
    const std::size_t end = polygon + 1 < outer.size() ? outer[polygon + 1] : ends.size();
    writer.header(kPolygon);
    writer.put(static_cast<std::uint32_t>(end - outer[polygon]));
    for (std::size_t i = outer[polygon]; i < end; ++i) {
      writer.put(static_cast<std::uint32_t>(ring(i).size() / 2));
      put_points(writer, ring(i), frame);
    }
  }
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}
  void skip(std::size_t count) {
    if (count > rest_.size()) bad("the geometry is cut short");
    rest_ = rest_.subspan(count);
  }
  template <typename T>
  T get(bool little) {
    std::array<std::byte, sizeof(T)> raw{};
    if (rest_.size() < sizeof(T)) bad("the geometry is cut short");
    std::copy_n(rest_.begin(), sizeof(T), raw.begin());
    rest_ = rest_.subspan(sizeof(T));
    if (!little) std::reverse(raw.begin(), raw.end());
    return std::bit_cast<T>(raw);
  }
  /// A count of things of at least `bytes` each: more than there is room for is refused before memory is
  /// taken.
  std::uint32_t count(bool little, std::size_t bytes) {
    const auto number = get<std::uint32_t>(little);
    if (number > rest_.size() / bytes)
      bad(fmt::format("it counts {} parts, which it has no room for", number));
    return number;
  }

 private:
  std::span<const std::byte> rest_;
};

struct Head {
  bool little = true;
  std::uint32_t type = 0;
  std::size_t dimensions = 2;
};

Head read_head(Reader& reader) {
  Head head;
  head.little = reader.get<std::uint8_t>(true) != 0;
  const auto code = reader.get<std::uint32_t>(head.little);
  head.type = code % 1000;
  const std::uint32_t kind = code / 1000;
  if (kind > 3) bad(fmt::format("geometry type {} is not known", code));
  head.dimensions = kind == 0 ? 2 : kind == 3 ? 4 : 3;
  return head;
}

void read_points(Reader& reader, const Head& head, std::uint32_t count, const Frame& frame,
                 std::vector<double>& xy) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const double x = reader.get<double>(head.little) - frame.origin_x;
    const double y = reader.get<double>(head.little) - frame.origin_y;
    reader.skip(8 * (head.dimensions - 2));
    if (!std::isfinite(x) || !std::isfinite(y)) bad("a coordinate is not a number");
    xy.push_back(x);
    xy.push_back(y);
  }
}

void reverse_points(std::span<double> ring) {
  for (std::size_t i = 0, j = ring.size() - 2; i < j; i += 2, j -= 2) {
    std::swap(ring[i], ring[j]);
    std::swap(ring[i + 1], ring[j + 1]);
  }
}

void read_polygon(Reader& reader, const Head& head, const Frame& frame, std::vector<double>& xy) {
  const std::uint32_t rings = reader.count(head.little, 4);
  for (std::uint32_t i = 0; i < rings; ++i) {
    const std::uint32_t points = reader.count(head.little, 8 * head.dimensions);
    const std::size_t first = xy.size();
    read_points(reader, head, points, frame, xy);
    const std::span<double> ring = std::span(xy).subspan(first);
    if (ring.size() < 8 || ring[0] != ring[ring.size() - 2] || ring[1] != ring[ring.size() - 1]) {
      bad("a ring is open or has fewer than three corners");
    }
    if ((doubled_area(ring) < 0) == (i == 0)) reverse_points(ring);
  }
}

/// Reads the head of a collection if it is one, and checks that it has the type wanted; returns how many
/// parts follow.
std::uint32_t enter(Reader& reader, Head& head, std::uint32_t single, std::uint32_t multi, bool several) {
  if (head.type == single) return 1;
  if (head.type != multi) bad(fmt::format("geometry type {} does not fit its table", head.type));
  const std::uint32_t parts = reader.count(head.little, 9);
  if (parts > 1 && !several) bad(fmt::format("{} parts where the table has one", parts));
  return parts;
}

}  // namespace

std::size_t wkb_start(city::Shape shape) {
  return has_envelope(shape) ? 40 : 8;
}

Extent encode_shape(city::Shape shape, std::span<const double> xy, const Frame& frame,
                    std::vector<std::byte>& blob) {
  blob.clear();
  if (xy.size() % 2 != 0) bad("an odd number of coordinates");
  constexpr double kInf = std::numeric_limits<double>::infinity();
  Extent box{kInf, kInf, -kInf, -kInf};
  for (std::size_t i = 0; i < xy.size(); i += 2) {
    if (!std::isfinite(xy[i]) || !std::isfinite(xy[i + 1])) bad("a coordinate is not a number");
    box = {std::min(box.min_x, xy[i]), std::min(box.min_y, xy[i + 1]), std::max(box.max_x, xy[i]),
           std::max(box.max_y, xy[i + 1])};
  }
  if (xy.empty()) return {};
  if (shape == city::Shape::point && xy.size() != 2) bad("a point has two coordinates");
  if (shape == city::Shape::line && xy.size() < 4) bad("a line has at least two points");
  const bool envelope = has_envelope(shape);
  Writer writer(blob);
  writer.put('G');
  writer.put('P');
  writer.put(std::uint8_t{0});
  writer.put(static_cast<std::uint8_t>(envelope ? 0b011 : 0b001));  // envelope of x and y | little-endian
  writer.put(frame.srs_id);
  if (envelope) {
    writer.put(box.min_x + frame.origin_x);
    writer.put(box.max_x + frame.origin_x);
    writer.put(box.min_y + frame.origin_y);
    writer.put(box.max_y + frame.origin_y);
  }
  switch (shape) {
    case city::Shape::none: bad("the table has none");
    case city::Shape::point:
      writer.header(kPoint);
      put_points(writer, xy, frame);
      break;
    case city::Shape::line:
      writer.header(kLineString);
      writer.put(static_cast<std::uint32_t>(xy.size() / 2));
      put_points(writer, xy, frame);
      break;
    case city::Shape::polygon: put_multipolygon(writer, xy, frame); break;
  }
  return box;
}

void decode_shape(city::Shape shape, std::span<const std::byte> blob, const Frame& frame,
                  std::vector<double>& xy) {
  if (blob.empty()) return;
  Reader reader(blob);
  const bool magic = reader.get<char>(true) == 'G' && reader.get<char>(true) == 'P';
  reader.skip(1);
  const auto flags = reader.get<std::uint8_t>(true);
  if (!magic || (flags & 0x20) != 0) bad("not a GeoPackage geometry");
  if ((flags & 0x10) != 0) return;  // flagged empty
  constexpr std::size_t kEnvelopeBytes[] = {0, 32, 48, 48, 64};
  const auto envelope = static_cast<std::size_t>((flags >> 1) & 7);
  if (envelope > 4) bad("not a GeoPackage geometry");
  reader.skip(4 + kEnvelopeBytes[envelope]);
  Head head = read_head(reader);
  switch (shape) {
    case city::Shape::none: bad("the table has none");
    case city::Shape::point:
      if (enter(reader, head, kPoint, kMultiPoint, false) == 0) return;
      if (head.type == kMultiPoint) head = read_head(reader);
      if (head.type != kPoint) bad("not a point");
      read_points(reader, head, 1, frame, xy);
      break;
    case city::Shape::line:
      if (enter(reader, head, kLineString, kMultiLineString, false) == 0) return;
      if (head.type == kMultiLineString) head = read_head(reader);
      if (head.type != kLineString) bad("not a line");
      read_points(reader, head, reader.count(head.little, 8 * head.dimensions), frame, xy);
      break;
    case city::Shape::polygon: {
      const std::uint32_t parts = enter(reader, head, kPolygon, kMultiPolygon, true);
      const bool nested = head.type == kMultiPolygon;
      for (std::uint32_t i = 0; i < parts; ++i) {
        if (nested) head = read_head(reader);
        if (head.type != kPolygon) bad("not a polygon");
        read_polygon(reader, head, frame, xy);
      }
      break;
    }
  }
}

}  // namespace conurb::store

// SPDX-License-Identifier: Apache-2.0
#include "engine/room/frames.hpp"

#include <cstring>
#include <limits>

#include "engine/base/no_value.hpp"

namespace conurb::room {

namespace {

template <typename T>
void convert(std::span<const std::byte> from, std::vector<float>& to) {
  const auto* values = reinterpret_cast<const T*>(from.data());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(values[i]);
}

// Texts and references: -1 is null.
void convert_codes(std::span<const std::byte> from, std::vector<float>& to) {
  const auto* values = reinterpret_cast<const std::int32_t*>(from.data());
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = values[i] < 0 ? kNoValue : static_cast<float>(values[i]);
}

}  // namespace

std::vector<float> as_floats(city::Scalar scalar, std::span<const std::byte> values) {
  std::vector<float> floats(values.size() / city::size_of(scalar));
  switch (scalar) {
    case city::Scalar::f64: convert<double>(values, floats); break;
    case city::Scalar::f32:
      if (!floats.empty()) std::memcpy(floats.data(), values.data(), floats.size() * sizeof(float));
      break;
    case city::Scalar::i64: convert<std::int64_t>(values, floats); break;
    case city::Scalar::i32: convert<std::int32_t>(values, floats); break;
    case city::Scalar::u8: convert<std::uint8_t>(values, floats); break;
    case city::Scalar::text:
    case city::Scalar::ref: convert_codes(values, floats); break;
  }
  return floats;
}

std::shared_ptr<const std::vector<std::int64_t>> as_whole(city::Scalar scalar,
                                                          std::span<const std::byte> values) {
  if (scalar != city::Scalar::i64) return nullptr;
  std::vector<std::int64_t> whole(values.size() / sizeof(std::int64_t));
  if (!whole.empty()) std::memcpy(whole.data(), values.data(), values.size());
  return std::make_shared<const std::vector<std::int64_t>>(std::move(whole));
}

std::vector<float> as_floats(const city::Table& table, std::size_t column) {
  const city::Column& source = table.column(column);
  const city::Scalar scalar = source.spec().scalar;
  const auto rows = static_cast<std::size_t>(table.rows());
  std::vector<float> floats = as_floats(scalar, {source.bytes(), rows * city::size_of(scalar)});
  if (table.alive_rows() == table.rows()) return floats;
  const auto alive = table.alive();
  for (std::size_t row = 0; row < rows; ++row) {
    if (alive[row] == 0) floats[row] = kNoValue;
  }
  return floats;
}

}  // namespace conurb::room

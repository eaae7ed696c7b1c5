// SPDX-License-Identifier: Apache-2.0
// Any text as an expression of the selection language: refused with a message, or printed so that it reads
// the same, and evaluated over a small table without a fault.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/city.hpp"
#include "engine/city/expression.hpp"

namespace {

using namespace conurb;

/// Three buildings with a column of each kind; one row is retired.
city::City make_city() {
  const auto column = [](std::string name, city::Scalar type, std::string unit, std::string refers_to = {}) {
    city::ColumnSpec spec;
    spec.name = std::move(name);
    spec.scalar = type;
    spec.unit = std::move(unit);
    spec.refers_to = std::move(refers_to);
    spec.nullable = true;
    spec.description = "a column";
    return spec;
  };
  city::TableSpec parcel;
  parcel.name = "parcel";
  parcel.columns = {column("district", city::Scalar::text, "")};
  city::TableSpec building;
  building.name = "building";
  building.columns = {column("height", city::Scalar::f64, "m"), column("area", city::Scalar::f32, "m2"),
                      column("year", city::Scalar::i32, "1"), column("function", city::Scalar::text, ""),
                      column("parcel", city::Scalar::ref, "", "parcel")};
  city::City city;
  city.add_table(parcel);
  city.add_table(building);
  city.edit("parcel").insert(2, 0);
  city.edit("building").insert(3, 0);
  return city;
}

void evaluate(const city::BoundExpression& bound, bool is_total) {
  if (is_total) {
    static_cast<void>(bound.evaluate_scalar());
  } else if (bound.type() == city::ExpressionType::condition) {
    if (static_cast<std::int64_t>(bound.select().size()) != bound.count()) std::abort();
  } else if (bound.type() == city::ExpressionType::number) {
    std::vector<double> values(static_cast<std::size_t>(bound.rows()));
    bound.evaluate(values);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto read = city::Expression::parse({reinterpret_cast<const char*>(data), size});
    const std::string text = read.to_string();
    if (city::Expression::parse(text).to_string() != text) std::abort();
    const city::City city = make_city();
    evaluate(read.bind(city, "building"), read.is_total());
  } catch (const Error&) {
  }
  return 0;
}

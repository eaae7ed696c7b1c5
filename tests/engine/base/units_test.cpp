// SPDX-License-Identifier: Apache-2.0
#include "engine/base/units.hpp"

#include <array>
#include <cmath>
#include <thread>
#include <vector>

#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;

class Units : public testing::Test {
 protected:
  double factor(const char* from, const char* to) {
    return system_.factor(system_.parse(from), system_.parse(to));
  }
  bool convertible(const char* a, const char* b) {
    return system_.convertible(system_.parse(a), system_.parse(b));
  }
  bool same(const char* a, const char* b) { return system_.same(system_.parse(a), system_.parse(b)); }

  UnitSystem system_;
};

TEST_F(Units, si_units_convert_by_their_factor) {
  EXPECT_DOUBLE_EQ(factor("km/h", "m s-1"), 1 / 3.6);
  EXPECT_DOUBLE_EQ(factor("l/s", "m3/h"), 3.6);
  EXPECT_DOUBLE_EQ(factor("bar", "Pa"), 1e5);
  EXPECT_DOUBLE_EQ(factor("\xC2\xB5g/m3", "kg m-3"), 1e-9);
  EXPECT_TRUE(same("W m-2 K-1", "W/(m2 K)"));
  EXPECT_TRUE(same("m²", "m^2"));
}

TEST_F(Units, our_own_units_are_known) {
  EXPECT_DOUBLE_EQ(factor("kWh", "J"), 3.6e6);
  EXPECT_DOUBLE_EQ(factor("MWh", "kWh"), 1000);
  EXPECT_DOUBLE_EQ(factor("EUR/MWh", "EUR/kWh"), 1e-3);
  EXPECT_DOUBLE_EQ(factor("kWh m-2", "MJ/m2"), 3.6);
  EXPECT_DOUBLE_EQ(factor("Mvar", "VA"), 1e6);
  EXPECT_DOUBLE_EQ(factor("veh/h", "vehicle/min"), 1.0 / 60);
  EXPECT_DOUBLE_EQ(factor("kEUR", "EUR"), 1000);
  EXPECT_DOUBLE_EQ(factor("%", "1"), 0.01);
  EXPECT_DOUBLE_EQ(factor("ppm", "%"), 1e-4);
  EXPECT_DOUBLE_EQ(factor("deg", "rad"), std::acos(-1.0) / 180);
  EXPECT_TRUE(same("people/ha", "person/hectare"));
  EXPECT_TRUE(same("pu", "1"));
  EXPECT_TRUE(same("", "1"));
}

TEST_F(Units, different_things_do_not_convert) {
  EXPECT_FALSE(convertible("EUR", "1"));
  EXPECT_FALSE(convertible("EUR", "kWh"));
  EXPECT_FALSE(convertible("person", "vehicle"));
  EXPECT_FALSE(convertible("person", "1"));
  EXPECT_FALSE(convertible("kW", "kWh"));
  EXPECT_FALSE(convertible("dB", "1"));
  EXPECT_TRUE(convertible("kWh", "MJ"));
  EXPECT_FALSE(same("kWh", "MJ"));
  EXPECT_TRUE(same("kWh", "3.6 MJ"));
  expect_error(ErrorCode::incompatible, "no conversion from \"kW\" to \"m\"",
               [&] { (void)factor("kW", "m"); });
}

TEST_F(Units, reciprocals_do_not_convert) {
  EXPECT_FALSE(convertible("s", "Hz"));
  EXPECT_FALSE(convertible("m2 K W-1", "W m-2 K-1"));
  EXPECT_FALSE(convertible("person/vehicle", "vehicle/person"));
  EXPECT_TRUE(convertible("%", "1"));
  EXPECT_TRUE(convertible("Hz", "min-1"));
}

TEST_F(Units, temperatures_convert_with_their_offset_and_have_no_factor) {
  const Unit celsius = system_.parse("degC");
  const Unit kelvin = system_.parse("K");
  EXPECT_DOUBLE_EQ(system_.convert(20, celsius, kelvin), 293.15);
  EXPECT_DOUBLE_EQ(system_.convert(0, kelvin, celsius), -273.15);
  EXPECT_NEAR(system_.convert(212, system_.parse("degF"), celsius), 100, 1e-10);  // 459.67 is rounded
  EXPECT_FALSE(system_.same(celsius, kelvin));
  EXPECT_TRUE(same("°C", "degC"));
  expect_error(ErrorCode::incompatible, "no mere factor", [&] { (void)system_.factor(celsius, kelvin); });
}

TEST_F(Units, logarithmic_units_convert_but_have_no_factor) {
  EXPECT_NEAR(system_.convert(100, system_.parse("mW"), system_.parse("0.1 lg(re 1 mW)")), 20, 1e-12);
  expect_error(ErrorCode::incompatible, "no mere factor", [&] { (void)factor("mW", "lg(re 1 mW)"); });
}

TEST_F(Units, arrays_convert_in_place_or_not_at_all) {
  std::array<double, 3> values{0, 1, std::nan("")};
  system_.convert(values, system_.parse("h"), system_.parse("s"));
  EXPECT_EQ(values[1], 3600);
  EXPECT_TRUE(std::isnan(values[2]));
  std::array<float, 2> floats{1, 2};
  system_.convert(floats, system_.parse("degC"), system_.parse("K"));
  EXPECT_FLOAT_EQ(floats[1], 275.15F);
  expect_error(ErrorCode::incompatible, "\"s\" to \"m\"",
               [&] { system_.convert(values, system_.parse("s"), system_.parse("m")); });
  EXPECT_EQ(values[1], 3600);
}

TEST_F(Units, texts_that_are_no_units_are_refused_by_name) {
  for (const char* text : {"kWhh", "W/", "(", "((((((((((((((m", "m^400", "EURR", "0 m", "1e400 m", "m\nm",
                           "\xFF", "days since 2000-01-01", "µ", "kg·"}) {
    EXPECT_THROW((void)system_.parse(text), Error) << text;
  }
  EXPECT_THROW((void)system_.parse(std::string(300, 'm')), Error);
  EXPECT_THROW((void)system_.parse(std::string_view("m\0s", 3)), Error);
  testing::internal::CaptureStderr();
  expect_error(ErrorCode::bad_data, "\"furlongs per fortnigth\" is no unit",
               [&] { (void)system_.parse("furlongs per fortnigth"); });
  expect_error(ErrorCode::bad_data, "time stamp", [&] { (void)system_.parse("s since 1970-01-01"); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(Units, empty_and_foreign_units_are_refused) {
  const Unit metre = system_.parse(" m ");
  EXPECT_EQ(metre.text(), " m ");
  expect_error(ErrorCode::invalid_argument, "never parsed",
               [&] { (void)system_.convertible(metre, Unit()); });
  const UnitSystem other;
  expect_error(ErrorCode::invalid_argument, "another UnitSystem",
               [&] { (void)other.convertible(metre, metre); });
}

TEST(UnitLife, units_outlive_their_system) {
  Unit metre;
  {
    const UnitSystem system;
    metre = system.parse("m");
  }
  EXPECT_EQ(metre.text(), "m");
}

TEST_F(Units, several_threads_may_ask_at_once) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < 200; ++n) EXPECT_DOUBLE_EQ(factor("kWh", "kJ"), 3600);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// The parser of UDUNITS belongs to the process: without one lock for all tables it ends the program.
TEST(UnitLife, several_tables_may_be_used_at_once) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      const UnitSystem units;
      for (int n = 0; n < 2000; ++n)
        EXPECT_DOUBLE_EQ(units.factor(units.parse("kWh m-2 a-1"), units.parse("J m-2 a-1")), 3.6e6);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace conurb

// SPDX-License-Identifier: Apache-2.0
// A plugin reads files of its domain into tables of their own, and writes a city.
#include "engine/host/format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/host/instance.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::host {
namespace {

using conurb::test::expect_error;
using conurb::test::fake;
using conurb::test::World;
using sdk::Host;
using sdk::View;
using testing::ElementsAre;

// Tables 0 pole and 1 wire; columns 0 pole.height, 1 pole.kind, 2 pole.shape, 3 wire.from.
constexpr const char* kPoles = R"(
  "tables": {
    "pole": {"kind": "entities", "shape": "point", "owns": true, "description": "Poles"},
    "wire": {"kind": "links", "owns": true, "description": "Wires"}},
  "columns": {
    "pole.height": {"access": "read", "owns": true, "type": "f64", "unit": "m", "description": "h"},
    "pole.kind": {"access": "read", "owns": true, "type": "text", "nullable": true, "description": "k"},
    "pole.shape": {"access": "read", "owns": true, "type": "f64", "list": true, "unit": "m", "description": "s"},
    "wire.from": {"access": "read", "owns": true, "type": "ref", "refers_to": "pole", "nullable": true,
      "description": "f"}},
  "formats": {
    "poles": {"label": "List of poles", "endings": [".poles", ".txt"], "reads": true, "writes": true},
    "notes": {"label": "Notes", "endings": [".note"], "writes": true}})";

/// Reads a pole for every letter: its height is the letter's place in the alphabet. "!" spoils what follows.
struct Reader {
  explicit Reader(Host) {}

  static bool recognises(unsigned format, std::string_view start) {
    return format == 0 && start.starts_with("P");
  }

  static void read(Host host, const View& view, unsigned, const sdk::File& file) {
    const std::string_view letters = file.bytes.substr(1);
    if (letters.empty()) throw sdk::Failure(CONURB_BAD_DATA, std::string(file.name) + " has no poles");
    const auto count = static_cast<std::int64_t>(letters.size());
    const std::int64_t first = host.insert_rows(0U, count);
    const auto height = view.write<double>(0U);
    const auto kind = view.write<std::int32_t>(1U);
    std::vector<std::string> names;
    std::vector<double> degrees;
    std::vector<std::int64_t> offsets{0};
    for (std::size_t i = 0; i < letters.size(); ++i) {
      height[i] = letters[i] == '!' ? std::numeric_limits<double>::infinity() : letters[i] - 'a' + 1;
      kind[i] = host.code(1U, i % 2 == 0 ? "wood" : "steel");
      names.emplace_back(1, letters[i]);
      degrees.insert(degrees.end(), {9.0 + 1e-3 * static_cast<double>(i), 51.0});
      offsets.push_back(static_cast<std::int64_t>(2 * i + 2));
    }
    host.name_rows(0U, first, names);
    const std::vector<double> places = host.place(degrees);
    host.assign_lists(2U, std::span<const std::int64_t>(offsets), std::span<const double>(places));
    const std::int64_t wire = host.insert_rows(1U, 1);
    view.write<std::int32_t>(3U)[static_cast<std::size_t>(wire)] = letters.ends_with('?') ? 99 : 0;
    host.finding(0U, first, "poles.read", "one letter is one pole");
  }

  static void write(Host, const View& view, unsigned format, sdk::Sink& sink) {
    if (format == 1) throw sdk::Failure(CONURB_BAD_DATA, "there is nothing to note");
    sink.put("P");
    const auto height = view.read<double>(0U);
    for (std::int64_t row = 0; row < view.table(0U).rows; ++row) {
      const auto at = static_cast<std::size_t>(row);
      sink.put(std::string(1, static_cast<char>('a' + static_cast<int>(height[at]) - 1)));
    }
  }
};

class Formats : public testing::Test {
 protected:
  FormatReading read(const std::string& bytes, const city::Place& place = {}) {
    return read_format(code, world.environment, {}, place, "", initial_parameters(*code.manifest), 0,
                       std::array{FormatFile{"a.poles", bytes}});
  }
  std::string written(const city::City& city, std::uint32_t format = 0) {
    std::string text;
    write_format(code, world.environment, {}, city, initial_parameters(*code.manifest), format,
                 [&text](std::string_view piece) { text += piece; });
    return text;
  }

  World world;
  PluginCode code = fake<Reader>("poles", kPoles);
};

TEST_F(Formats, AreKnownByTheEndOfTheNameAndTheFirstBytes) {
  EXPECT_EQ(recognised_format(code, "north.POLES", "Pab"), 0U);
  EXPECT_EQ(recognised_format(code, "north.txt", "Pab"), 0U);
  EXPECT_EQ(recognised_format(code, "north.txt", "ab"), std::nullopt);
  EXPECT_EQ(recognised_format(code, "north.csv", "Pab"), std::nullopt);
  EXPECT_EQ(recognised_format(code, "a.note", "Pab"), std::nullopt) << "it is only written";
}

TEST_F(Formats, GiveRowsValuesNamesListsAndFindings) {
  const FormatReading made = read("Pabc");
  const city::Table& poles = made.read.city.table("pole");
  ASSERT_EQ(poles.rows(), 3);
  EXPECT_EQ(poles.column("height").values<double>()[2], 3);
  EXPECT_EQ(std::get<std::string>(poles.column("kind").get(1)), "steel");
  const auto table = made.read.city.index_of("pole");
  EXPECT_THAT(made.read.names[table], ElementsAre("a", "b", "c"));
  ASSERT_EQ(made.findings.size(), 1U);
  EXPECT_EQ(made.findings[0].code, "poles.read");
  EXPECT_EQ(made.read.columns.size(), 4U);
}

TEST_F(Formats, PlaceACityThatHasNone) {
  const FormatReading made = read("Pab");
  const city::Place& place = made.read.city.place();
  EXPECT_EQ(place.crs, "EPSG:32632");
  const auto shape = made.read.city.table("pole").column("shape").values<double>();
  // 9 degrees east is the middle meridian of zone 32: easting 500,000 m; the origin is rounded to a
  // kilometre.
  EXPECT_NEAR(shape[0] + place.origin_x, 500'000, 1e-3);
  EXPECT_NEAR(shape[2] - shape[0], 70.2, 0.1) << "a thousandth of a degree at 51 degrees north";
}

TEST_F(Formats, FollowThePlaceOfACityThatHasOne) {
  city::Place place;
  place.crs = "EPSG:25832";
  place.origin_x = 499'000;
  place.origin_y = 5'650'000;
  const FormatReading made = read("Pa", place);
  EXPECT_EQ(made.read.city.place().crs, "EPSG:25832");
  EXPECT_NEAR(made.read.city.table("pole").column("shape").values<double>()[0], 1000, 0.01);
}

TEST_F(Formats, AreRefusedWithThePluginsReason) {
  expect_error(ErrorCode::bad_data, "a.poles has no poles", [this] { (void)read("P"); });
}

TEST_F(Formats, AreHeldToTheContract) {
  expect_error(ErrorCode::plugin_fault, "not finite in row 1 of pole.height", [this] { (void)read("Pa!"); });
  expect_error(ErrorCode::plugin_fault, "reference to nothing in row 0 of wire.from",
               [this] { (void)read("Pa?"); });
  expect_error(ErrorCode::plugin_fault, "calls two rows of pole 'a'", [this] { (void)read("Paa"); });
}

TEST_F(Formats, WriteWhatIsReadAgain) {
  const FormatReading made = read("Pcab");
  EXPECT_EQ(written(made.read.city), "Pcab");
  expect_error(ErrorCode::bad_data, "nothing to note", [&] { (void)written(made.read.city, 1); });
}

TEST_F(Formats, TellTheFaultOfWhoTakesTheFile) {
  const FormatReading made = read("Pab");
  expect_error(ErrorCode::io, "the disk is full", [&] {
    write_format(code, world.environment, {}, made.read.city, initial_parameters(*code.manifest), 0,
                 [](std::string_view) { throw Error(ErrorCode::io, "the disk is full"); });
  });
}

TEST_F(Formats, ThatNobodyReadsAreSaidSo) {
  expect_error(ErrorCode::not_found, "does not read Notes", [this] {
    (void)read_format(code, world.environment, {}, {}, "", initial_parameters(*code.manifest), 1,
                      std::array{FormatFile{"a", "P"}});
  });
}

/// Reads a pole for every file.
struct TogetherReader {
  explicit TogetherReader(Host) {}

  static void read(Host host, const View& view, unsigned, std::span<const sdk::File> files) {
    host.insert_rows(0U, static_cast<std::int64_t>(files.size()));
    for (std::size_t i = 0; i < files.size(); ++i)
      view.write<double>(0U)[i] = static_cast<double>(files[i].bytes.size());
  }
};

TEST(FormatsReadTogether, AreHandedOverAtOnceInTheirOrder) {
  std::string manifest = kPoles;
  manifest.replace(manifest.find("\"reads\": true"), 13, "\"reads\": true, \"together\": true");
  World world;
  const PluginCode code = fake<TogetherReader>("poles", manifest.c_str());
  EXPECT_EQ(recognised_format(code, "a.poles.gz", "P"), 0U);
  const FormatReading made =
      read_format(code, world.environment, {}, {}, "", initial_parameters(*code.manifest), 0,
                  std::array{FormatFile{"a.poles", "abc"}, FormatFile{"b.poles", "d"}});
  const auto height = made.read.city.table("pole").column("height").values<double>();
  ASSERT_EQ(made.read.city.table("pole").rows(), 2);
  EXPECT_EQ(height[0], 3);
  EXPECT_EQ(height[1], 1);
}

TEST_F(Formats, OfOneFileTakeNoSecond) {
  expect_error(ErrorCode::invalid_argument, "one file of List of poles", [this] {
    (void)read_format(code, world.environment, {}, {}, "", initial_parameters(*code.manifest), 0,
                      std::array{FormatFile{"a.poles", "Pa"}, FormatFile{"b.poles", "Pb"}});
  });
}

}  // namespace
}  // namespace conurb::host

// SPDX-License-Identifier: Apache-2.0
#include "engine/store/city_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <thread>

#include "engine/store/file_core.hpp"
#include "store_testing.hpp"

namespace conurb::store {
namespace {

using city::City;
using city::Id;
using city::Table;

TEST(CityFile, a_city_comes_back_to_the_bit) {
  const TempFolder folder;
  const City city = small_city(300);
  {
    CityFile file = CityFile::create(folder / "a.gpkg");
    file.save(city);
    file.close();
  }
  CityFile file = CityFile::open(folder / "a.gpkg", Mode::read_only);
  const City back = file.load();
  expect_same_city(city, back);
  EXPECT_EQ(back.table("building").column("heating_demand").spec().recording.days,
            (std::vector<std::string>{"01-15", "07-15"}));
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST(CityFile, a_copy_holds_what_the_file_holds_though_somebody_has_it_open) {
  const TempFolder folder;
  const City city = small_city(50);
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(city);  // still in the log
  CityFile::copy(folder / "a.gpkg", folder / "b.gpkg");
  CityFile copied = CityFile::open(folder / "b.gpkg", Mode::read_write);  // the lock stayed behind
  expect_same_city(city, copied.load());
  EXPECT_EQ(copied.check(), std::vector<std::string>{});
  copied.close();
  EXPECT_THROW(CityFile::copy(folder / "a.gpkg", folder / "b.gpkg"), Error);
  EXPECT_THROW(CityFile::copy(folder / "none.gpkg", folder / "c.gpkg"), Error);
  EXPECT_FALSE(std::filesystem::exists(folder / "c.gpkg"));
  EXPECT_FALSE(std::filesystem::exists(folder / "c.gpkg.new"));
}

TEST(CityFile, closing_leaves_one_file_and_no_log) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(small_city(10));
  EXPECT_TRUE(std::filesystem::exists(folder / "a.gpkg-wal"));
  file.close();
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_EQ(names, std::vector<std::string>{"a.gpkg"});
}

TEST(CityFile, only_what_changed_is_saved_and_comes_back) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(200);
  file.save(city);
  Table& table = city.edit("building");
  const std::int64_t rows[] = {3, 17, 100};
  table.set(table.index_of("height"), rows, 12.5);
  table.set(table.index_of("function"), rows, std::string("school"));
  table.retire(std::span(rows).first(2));
  const std::int64_t first = table.insert(30, 0);
  table.column("external").modify<std::int64_t>()[static_cast<std::size_t>(first)] = 77;
  table.mark_changed(table.index_of("external"));
  file.save(city);
  City loaded = file.load();
  expect_same_city(city, loaded);

  const std::int64_t retired[] = {first};
  loaded.edit("building").set(table.index_of("height"), retired, 4.0);
  loaded.edit("building").retire(retired);
  file.save(loaded);
  file.close();
  CityFile again = CityFile::open(folder / "a.gpkg", Mode::read_write);
  EXPECT_TRUE(again.external_edits().empty());
  expect_same_city(loaded, again.load());
  EXPECT_EQ(again.check(), std::vector<std::string>{});
}

TEST(CityFile, an_undone_retirement_and_an_undone_insertion_are_saved_too) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(50);
  file.save(city);
  const City before = city;
  const std::int64_t rows[] = {5};
  city.edit("building").retire(rows);
  city.edit("building").insert(3, 0);
  file.save(city);
  file.save(before);
  expect_same_city(before, file.load());
  EXPECT_EQ(file.window("building", 99, -1, 101, 1), (std::vector<Id>{6}));
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST(CityFile, a_column_added_later_becomes_an_sql_column_with_its_initial_value) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(20);
  file.save(city);
  city::ColumnSpec extra = column("wall_u_value", city::Scalar::f64);
  extra.initial = 1.7;
  city.edit("building").add_column(extra);
  const std::int64_t row[] = {4};
  city.edit("building").set(city.table("building").index_of("wall_u_value"), row, 0.2);
  file.save(city);
  const City back = file.load();
  expect_same_city(city, back);
  EXPECT_EQ(std::get<double>(back.table("building").column("wall_u_value").get(5)), 1.7);
}

TEST(CityFile, a_column_that_a_plugin_comes_to_compute_stays_where_people_look_for_it) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  const City city = small_city(20);
  file.save(city);
  City loaded = file.load();
  city::ColumnSpec computed = loaded.table("building").column("height").spec();
  computed.role = city::Role::output;
  loaded.edit("building").claim_column(computed);
  loaded.edit("building").insert(1, 0);
  file.save(loaded);
  const City back = file.load();
  EXPECT_EQ(back.table("building").column("height").spec().role, city::Role::fixed);
  EXPECT_EQ(back.table("building").column("height").get(1), city.table("building").column("height").get(1));
}

TEST(CityFile, a_computed_column_that_becomes_data_moves_into_sql_with_its_values) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  const City city = small_city(20);
  file.save(city);
  City loaded = file.load();
  city::ColumnSpec data = loaded.table("building").column("temperature").spec();
  data.role = city::Role::fixed;
  loaded.edit("building").claim_column(data);
  file.save(loaded);
  const City back = file.load();
  EXPECT_EQ(back.table("building").column("temperature").spec().role, city::Role::fixed);
  EXPECT_EQ(back.table("building").column("temperature").get(7),
            city.table("building").column("temperature").get(7));
  expect_same_city(city, back);
}

TEST(CityFile, another_city_replaces_the_tables_it_has) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(small_city(120));
  const City other = small_city(40);
  file.save(other);
  expect_same_city(other, file.load());
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST(CityFile, a_table_kept_in_chunks_has_no_sql_table_and_stays_so) {
  const TempFolder folder;
  City city = small_city(40);
  {
    CityFile file = CityFile::create(folder / "a.gpkg");
    file.save(city);
    city.edit("window").retire(std::vector<std::int64_t>{5});
    city.edit("window").insert(70000, 0);  // more than a chunk holds
    file.save(city);
    file.close();
  }
  CityFile file = CityFile::open(folder / "a.gpkg", Mode::read_write);
  City back = file.load();
  expect_same_city(city, back);
  EXPECT_EQ(back.table("window").spec().storage, city::Storage::chunks);
  back.edit("window").column("area").set(1, 9.5);
  back.edit("window").mark_changed(back.table("window").index_of("area"));
  file.save(back);
  expect_same_city(back, file.load());
  file.core()->read([](Connection& connection) {
    EXPECT_FALSE(connection.has_table("window"));
    EXPECT_FALSE(connection.has_table("conurb_edit_window"));
  });
}

TEST(CityFile, a_table_that_stands_in_the_file_in_another_way_is_refused) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(small_city(5));
  City other;
  city::TableSpec spec;
  spec.name = "window";
  other.add_table(spec);
  const Error error = error_of([&] { file.save(other); });
  EXPECT_EQ(error.code(), ErrorCode::incompatible);
  EXPECT_NE(error.message().find("'window' stands in the file as chunks"), std::string::npos) << error.what();
}

TEST(CityFile, a_moved_origin_moves_no_building) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(30);
  file.save(city);
  city::Place place = city.place();
  place.origin_x = 80000;
  city.set_place(place);
  file.save(city);
  expect_same_city(city, file.load());
  EXPECT_EQ(file.extent("building").min_x, 0);
}

TEST(CityFile, a_window_finds_the_rows_that_meet_it) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(small_city(300));
  // Buildings stand every 20 m and are 10 m wide; ids count from 1 along x, 100 to a row.
  EXPECT_EQ(file.window("building", 15, 15, 45, 35), (std::vector<Id>{102, 103}));
  EXPECT_TRUE(file.window("building", 11, 11, 19, 19).empty());
  EXPECT_EQ(error_of([&] { (void)file.window("weather", 0, 0, 1, 1); }).code(), ErrorCode::not_found);
}

TEST(CityFile, a_branch_keeps_what_it_had_not_read_when_the_base_is_saved_over) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  const City city = small_city(60);
  file.save(city);
  City base = file.load();
  const City branch = base;
  std::vector<std::int64_t> offsets(61, 0);
  base.edit("building").column("curve").assign_lists(offsets, nullptr);
  base.edit("building").mark_changed(base.table("building").index_of("curve"));
  file.save(base);
  EXPECT_GT(branch.table("building").column("curve").element_count(), 0);
  expect_same_city(city, branch);
}

TEST(CityFile, columns_may_be_read_by_several_threads_at_once) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  const City city = small_city(500);
  file.save(city);
  const City back = file.load();
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&back] {
      const Table& table = back.table("building");
      for (std::size_t c = 0; c < table.column_count(); ++c) (void)table.column(c).bytes();
    });
  }
  for (std::thread& thread : threads) thread.join();
  expect_same_city(city, back);
}

TEST(CityFile, what_is_done_together_is_there_together_or_not_at_all) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(10);
  file.save(city);
  const Error error = error_of([&] {
    file.atomically([&] {
      city.edit("building").insert(5, 0);
      file.save(city);
      EXPECT_EQ(file.load().table("building").rows(), 15);
      throw Error(ErrorCode::cancelled, "stopped");
    });
  });
  EXPECT_EQ(error.code(), ErrorCode::cancelled);
  EXPECT_EQ(file.load().table("building").rows(), 10);
  file.save(city);
  expect_same_city(city, file.load());
}

TEST(CityFile, a_closed_file_says_so_when_a_column_is_touched) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(small_city(10));
  const City city = file.load();
  file.close();
  const Error error = error_of([&] { (void)city.table("building").column("height").bytes(); });
  EXPECT_EQ(error.code(), ErrorCode::io);
  EXPECT_NE(std::string(error.what()).find("closed"), std::string::npos);
}

TEST(CityFile, values_that_cannot_stand_in_the_file_are_named) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(10);
  city.edit("building").column("floor_area").modify<float>()[3] = NAN;
  Error error = error_of([&] { file.save(city); });
  EXPECT_EQ(error.code(), ErrorCode::bad_data);
  EXPECT_NE(error.message().find("building.floor_area of id 4"), std::string::npos) << error.what();
  city = small_city(10);
  city.edit("building").column("part_of").modify<std::int32_t>()[3] = 99;
  error = error_of([&] { file.save(city); });
  EXPECT_NE(error.message().find("row 99"), std::string::npos) << error.what();
  city::TableSpec reserved;
  reserved.name = "gpkg_contents";
  city = City();
  city.add_table(reserved);
  EXPECT_EQ(error_of([&] { file.save(city); }).code(), ErrorCode::invalid_argument);
  EXPECT_EQ(file.load().table_count(), 0U);
}

TEST(CityFile, a_local_city_without_place_is_saved_in_an_undefined_plane) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  City city = small_city(10);
  city.set_place({});
  file.save(city);
  expect_same_city(city, file.load());
}

}  // namespace
}  // namespace conurb::store

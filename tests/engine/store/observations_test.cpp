// SPDX-License-Identifier: Apache-2.0
#include "engine/store/observations.hpp"

#include <cmath>

#include "store_testing.hpp"

namespace conurb::store {
namespace {

TEST(Observations, late_arrivals_do_not_move_the_latest_value_back) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Observations live(file);
  const std::int64_t stream =
      live.stream({.id = 0, .name = "gauge 1", .unit = "m", .table = "sensor", .row = 1, .column = "level"});
  const Observation batch[] = {{stream, 100, 1, 1.5, 0}, {stream, 300, 2, 3.5, 0}, {stream, 200, 3, 2.5, 1}};
  EXPECT_EQ(live.append(batch).added, 3);
  const std::int64_t wanted[] = {stream};
  EXPECT_EQ(live.latest(wanted), (std::vector<Observation>{batch[1]}));
  EXPECT_EQ(live.read(stream, 100, 300), (std::vector<Observation>{batch[0], batch[2]}));
  EXPECT_EQ(live.arrived(2, 4), (std::vector<Observation>{batch[1], batch[2]}));
}

TEST(Observations, what_comes_twice_is_kept_once) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Observations live(file);
  const std::int64_t stream =
      live.stream({.id = 0, .name = "gauge 1", .unit = "m", .table = "", .row = 0, .column = ""});
  std::vector<Observation> batch{{stream, 100, 1, 1.5, 0}, {stream, 200, 1, NAN, 0}};
  live.append(batch);
  batch.push_back({stream, 100, 9, 7.0, 0});
  const AppendResult result = live.append(batch);
  EXPECT_EQ(result.added, 0);
  EXPECT_EQ(result.repeated, 2);
  EXPECT_EQ(result.conflicting, 1);
  EXPECT_EQ(live.count(), 2);
  EXPECT_EQ(live.read(stream, 0, 150)[0].value, 1.5);
}

TEST(Observations, a_batch_with_an_unknown_stream_is_refused_whole) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Observations live(file);
  const StreamRecord record{.id = 0, .name = "gauge 1", .unit = "m", .table = "", .row = 0, .column = ""};
  const std::int64_t stream = live.stream(record);
  EXPECT_EQ(live.stream(record), stream);
  const Observation batch[] = {{stream, 100, 1, 1.5, 0}, {stream + 1, 100, 1, 1.5, 0}};
  EXPECT_EQ(error_of([&] { live.append(batch); }).code(), ErrorCode::not_found);
  EXPECT_EQ(live.count(), 0);
  StreamRecord other = record;
  other.unit = "ft";
  EXPECT_EQ(error_of([&] { live.stream(other); }).code(), ErrorCode::conflict);
  EXPECT_EQ(live.streams().size(), 1U);
}

}  // namespace
}  // namespace conurb::store

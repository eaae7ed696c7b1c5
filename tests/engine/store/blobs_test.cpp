// SPDX-License-Identifier: Apache-2.0
#include "engine/store/blobs.hpp"

#include <random>

#include "store_testing.hpp"

namespace conurb::store {
namespace {

std::vector<std::byte> noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(count);
  for (std::byte& each : bytes) each = static_cast<std::byte>(random() % 7);
  return bytes;
}

TEST(Blobs, bytes_of_any_length_come_back) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Blobs blobs(file);
  for (const std::size_t count : {0UL, 1UL, 4UL << 20, (9UL << 20) + 5}) {
    const auto bytes = noise(count, static_cast<unsigned>(count));
    const std::string hash = blobs.put("geometry", "city", bytes);
    EXPECT_EQ(hash.size(), 32U);
    EXPECT_EQ(blobs.get("geometry", "city"), bytes);
  }
  const auto list = blobs.list("");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].bytes, (9 << 20) + 5);
  EXPECT_LT(list[0].stored, list[0].bytes / 2);
}

TEST(Blobs, the_same_content_again_writes_nothing) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Blobs blobs(file);
  const auto bytes = noise(1000, 1);
  const std::string hash = blobs.put("texture", "a", bytes);
  const auto written = blobs.list("texture")[0].written_us;
  EXPECT_EQ(blobs.put("texture", "a", bytes), hash);
  EXPECT_EQ(blobs.list("texture")[0].written_us, written);
}

TEST(Blobs, what_is_not_there_is_named) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Blobs blobs(file);
  blobs.put("checkpoint", Blobs::checkpoint_key(1, 5), noise(10, 1));
  blobs.remove("checkpoint", Blobs::checkpoint_key(1, 5));
  EXPECT_FALSE(blobs.contains("checkpoint", Blobs::checkpoint_key(1, 5)));
  EXPECT_EQ(error_of([&] { (void)blobs.get("checkpoint", "x"); }).code(), ErrorCode::not_found);
  EXPECT_LT(Blobs::checkpoint_key(2, 999), Blobs::checkpoint_key(10, 1));
}

TEST(Blobs, a_blob_and_the_city_are_saved_together_or_not_at_all) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Blobs blobs(file);
  EXPECT_EQ(error_of([&] {
              file.atomically([&] {
                file.save(small_city(5));
                blobs.put("geometry", "city", noise(100, 2));
                throw Error(ErrorCode::cancelled, "stop");
              });
            }).code(),
            ErrorCode::cancelled);
  EXPECT_FALSE(blobs.contains("geometry", "city"));
  EXPECT_EQ(file.load().table_count(), 0U);
}

}  // namespace
}  // namespace conurb::store

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_observations.hpp"

#include <cmath>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/store/journal.hpp"

namespace conurb::io {
namespace {

using testing::HasSubstr;

ObservedBatch read_observed(std::string_view text, const Zone& zone = Zone::utc()) {
  return read_observations(read_csv(std::span(text.data(), text.size()), "feed.csv"), zone, UnitSystem());
}

std::string observation_refusal(std::string_view text) {
  try {
    (void)read_observed(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

class Observed : public testing::Test {
 protected:
  Observed() {
    file_.emplace(
        store::CityFile::create(folder_.path() / "observed.gpkg", {.who = "tester", .max_bytes = 0}));
  }
  ~Observed() override { file_->close(); }
  ImportedSource commit(std::string_view text, const std::string& name = "feed.csv") {
    store::SourceRecord source;
    source.name = name;
    return commit_observations(*file_, read_observed(text), source, "tester");
  }
  const TempDir folder_;
  std::optional<store::CityFile> file_;
};

TEST(ReadObservations, knows_them_by_their_header) {
  const auto holds = [](std::string_view text) {
    return holds_observations(read_csv(std::span(text.data(), text.size()), "a.csv"));
  };
  EXPECT_TRUE(holds("stream,time,value\n"));
  EXPECT_TRUE(holds("Time;Sensor;Value [degC]\n"));
  EXPECT_FALSE(holds("object_id,time,value\n"));
  EXPECT_FALSE(holds("stream,value\n"));
}

TEST(ReadObservations, takes_local_times_and_keeps_si_units) {
  const ObservedBatch batch = read_observed(
      "stream,time,value [degC],quality\n"
      "roof,2026-07-01 12:00,20,0\n"
      "roof,2026-07-01T10:15:00Z,,2\n"
      "yard,2026-07-01 12:00,-1.5,\n",
      Zone("Europe/Zurich"));
  ASSERT_EQ(batch.streams.size(), 2U);
  EXPECT_EQ(batch.streams[0].name, "roof");
  EXPECT_EQ(batch.streams[0].unit, "K");
  ASSERT_EQ(batch.values.size(), 3U);
  EXPECT_DOUBLE_EQ(batch.values[0].value, 293.15);
  EXPECT_EQ(batch.values[1].time_us - batch.values[0].time_us, 15 * 60 * std::int64_t{1'000'000});
  EXPECT_TRUE(std::isnan(batch.values[1].value));
  EXPECT_EQ(batch.values[1].quality, 2);
  EXPECT_EQ(batch.values[2].stream, 1);
}

TEST(ReadObservations, takes_numbers_as_times_with_their_unit_and_units_by_row) {
  const ObservedBatch batch =
      read_observed("sensor,time [s],value,unit\n1,1000,3.6,km h-1\n2,1000.5,12,vehicle h-1\n");
  EXPECT_EQ(batch.streams[0].unit, "m s-1");
  EXPECT_DOUBLE_EQ(batch.values[0].value, 1);
  EXPECT_EQ(batch.streams[0].name, "1");
  EXPECT_EQ(batch.values[1].time_us, 1'000'500'000);
}

TEST(ReadObservations, leaves_rows_out_that_say_too_little_and_counts_them) {
  const ObservedBatch batch = read_observed(
      "stream,time,value\na,2026-01-01,1\n,2026-01-01,2\na,yesterday,3\na,,4\na,2026-01-02,5\n");
  EXPECT_EQ(batch.values.size(), 2U);
  EXPECT_EQ(batch.findings.count("observation.stream"), 1U);
  EXPECT_EQ(batch.findings.count("observation.time"), 2U);
  EXPECT_EQ(batch.findings.kept()[0].place, "feed.csv:3");
}

TEST(ReadObservations, refuses_columns_that_are_of_no_use) {
  EXPECT_THAT(observation_refusal("stream,time,value\na,2026-01-01,hot\n"),
              HasSubstr("column \"value\" holds texts"));
  EXPECT_THAT(observation_refusal("stream,time,value\na,1767222000,1\n"), HasSubstr("time [s]"));
  EXPECT_THAT(observation_refusal("stream,time [m],value\na,1767222000,1\n"), HasSubstr("to \"us\""));
  EXPECT_THAT(observation_refusal("stream,time,value,unit\na,2026-01-01,1,K\na,2026-01-02,1,degC\n"),
              HasSubstr("feed.csv:3: stream 'a' is in 'K' and in 'degC'"));
  EXPECT_THAT(observation_refusal("stream,time,value,unit\na,2026-01-01,1,wibbles per pint\n"),
              HasSubstr("wibbles"));
  EXPECT_THAT(observation_refusal("stream,time,value,quality\na,2026-01-01,1,good\n"),
              HasSubstr("no whole numbers"));
}

TEST_F(Observed, a_file_is_one_batch_with_one_entry_of_the_journal) {
  const ImportedSource source =
      commit("stream,time,value [m]\na,2026-01-01,1\nb,2026-01-01,2\na,2026-01-02,3\n");
  EXPECT_EQ(source.inserted.at("stream"), 2);
  EXPECT_EQ(source.inserted.at("observation"), 3);
  const std::vector<city::JournalEntry> entries = store::Journal(*file_).read();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].kind, city::EntryKind::observations);
  EXPECT_EQ(entries[0].who, "tester");
  const Json detail = parse_json(entries[0].detail, "journal");
  EXPECT_EQ(detail["source"], "feed.csv");
  EXPECT_EQ(detail["added"], 3);
  EXPECT_EQ(detail["streams"], 2);
  const store::Observations live(*file_);
  EXPECT_EQ(live.arrived(entries[0].sequence, entries[0].sequence + 1).size(), 3U);
  const std::vector<store::StreamSummary> summary = live.summary();
  ASSERT_EQ(summary.size(), 2U);
  EXPECT_EQ(summary[0].count, 2);
  EXPECT_EQ(summary[0].latest, 3);
  EXPECT_EQ(summary[0].last_us - summary[0].first_us, 86'400'000'000);
}

TEST_F(Observed, what_comes_again_changes_nothing_and_what_contradicts_is_found) {
  (void)commit("stream,time,value\na,2026-01-01,1\n");
  EXPECT_EQ(commit("stream,time,value\na,2026-01-01,1\n").inserted.at("observation"), 0);
  EXPECT_EQ(store::Journal(*file_).read().size(), 1U);
  const ImportedSource other = commit("stream,time,value\na,2026-01-01,7\na,2026-01-02,2\n");
  ASSERT_EQ(other.findings.size(), 1U);
  EXPECT_EQ(other.findings[0].code, "observation.conflict");
  EXPECT_EQ(store::Observations(*file_).latest({})[0].value, 2);
  EXPECT_EQ(store::Journal(*file_).read().size(), 2U);
}

TEST_F(Observed, a_stream_of_another_unit_is_refused_as_a_whole) {
  (void)commit("stream,time,value [m]\na,2026-01-01,1\n");
  EXPECT_THROW((void)commit("stream,time,value [kg]\nb,2026-01-01,1\na,2026-01-02,1\n"), Error);
  EXPECT_EQ(store::Observations(*file_).streams().size(), 1U);
  EXPECT_EQ(store::Observations(*file_).count(), 1);
}

}  // namespace
}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
// Comparison and report of runs that the test itself has put into the file.
#include "engine/sim/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/sim/report.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/runs.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

class Compare : public ::testing::Test {
 protected:
  Compare() : file_(store::CityFile::create(folder_.city())) { file_.save(city_of_nodes(2)); }

  std::int32_t branch(const std::string& name) {
    store::BranchRecord record;
    record.name = name;
    return store::Journal(file_).add_branch(record).ordinal;
  }
  std::int64_t put(std::int32_t branch, const std::vector<store::KpiValue>& values,
                   store::RunStatus status = store::RunStatus::done, std::int64_t to_h = 24) {
    store::RunRecord run;
    run.branch = branch;
    run.to_us = to_h * kHour.us;
    store::Runs runs(file_);
    const std::int64_t id = runs.begin(run);
    runs.put_kpis(id, values);
    runs.finish(id, status, record_.dump());
    return id;
  }
  Comparison compared(const std::string& other = "dry") { return compare(file_, units_, "base", other); }

  CityFolder folder_;
  store::CityFile file_;
  UnitSystem units_;
  Json record_ = {
      {"kpis",
       {{"b.heat", {{"label", "Heat"}, {"better", "lower"}, {"display_unit", "MWh"}, {"order", 0}}},
        {"b.trees", {{"label", "Trees"}, {"better", "higher"}, {"order", 1}}},
        {"b.wood", {{"label", "Wood"}, {"better", "none"}, {"order", 2}}},
        {"b.poor", {{"label", "Poor"}, {"better", "lower"}, {"people", true}, {"order", 3}}}}},
      {"limits", {"It knows no wind"}}};
};

store::KpiValue value(const std::string& id, double number, const std::string& unit,
                      const std::string& group = "", std::int64_t n = 100) {
  return {id, group, number, number, number, n, unit};
}

TEST_F(Compare, gives_values_in_display_units_differences_and_verdicts_in_the_manifests_order) {
  put(0, {value("b.heat", 7.2e9, "J"), value("b.trees", 10, "1"), value("b.wood", 3, "kg")});
  put(branch("dry"), {value("b.heat", 3.6e9, "J"), value("b.trees", 8, "1"), value("b.wood", 6, "kg")});
  const Comparison comparison = compared();
  ASSERT_EQ(comparison.kpis.size(), 3U);
  const ComparedKpi& heat = comparison.kpis[0];
  EXPECT_EQ(heat.label, "Heat");
  EXPECT_EQ(heat.unit, "MWh");
  EXPECT_DOUBLE_EQ(heat.base, 2);
  EXPECT_DOUBLE_EQ(heat.other, 1);
  EXPECT_DOUBLE_EQ(heat.difference, -1);
  EXPECT_DOUBLE_EQ(heat.percent, -50);
  EXPECT_EQ(heat.verdict, Verdict::better);
  EXPECT_EQ(comparison.kpis[1].verdict, Verdict::worse);
  EXPECT_EQ(comparison.kpis[2].verdict, Verdict::none);
  EXPECT_THAT(as_table(comparison)[1],
              ElementsAre("Heat", "MWh", "2.000", "1.000", "-1.000", "-50.0", "better"));
}

TEST_F(Compare, a_difference_below_the_tables_last_digit_is_the_same_and_nothing_is_divided_by_zero) {
  put(0, {value("b.heat", 3.6e9, "J"), value("b.trees", 0, "1"), value("b.wood", kNone, "kg")});
  put(branch("dry"),
      {value("b.heat", 3.6e9 * 1.0004, "J"), value("b.trees", 5, "1"), value("b.wood", 1, "kg")});
  const Comparison comparison = compared();
  EXPECT_EQ(comparison.kpis[0].verdict, Verdict::same);
  EXPECT_TRUE(std::isnan(comparison.kpis[1].percent));
  EXPECT_EQ(comparison.kpis[1].verdict, Verdict::better);
  EXPECT_TRUE(std::isnan(comparison.kpis[2].difference));
  EXPECT_TRUE(to_json(comparison)["kpis"][2]["base"].is_null());
}

TEST_F(Compare, values_that_read_the_same_have_no_difference) {
  put(0, {value("b.heat", 3.6e9, "J")});
  put(branch("dry"), {value("b.heat", 3.6e9 * (1 + 1e-8), "J")});
  EXPECT_THAT(as_table(compared())[1], ElementsAre("Heat", "MWh", "1.000", "1.000", "0", "+0.0", "same"));
}

TEST_F(Compare, a_figure_that_only_one_run_has_stands_alone) {
  put(0, {value("b.heat", 3.6e9, "J", "north")});
  put(branch("dry"), {value("b.heat", 3.6e9, "J", "south")});
  const auto rows = as_table(compared());
  EXPECT_THAT(rows[1], ElementsAre("Heat: north", "MWh", "1.000", "-", "-", "-", ""));
  EXPECT_THAT(rows[2], ElementsAre("Heat: south", "MWh", "-", "1.000", "-", "-", ""));
}

TEST_F(Compare, groups_of_fewer_than_ten_people_are_told_nowhere) {
  put(0, {value("b.poor", 0.12345, "1", "north", 9), value("b.poor", 0.5, "1", "south", 10),
          value("b.poor", 0.4, "1", "", 3), value("b.heat", 3.6e9, "J", "tiny", 1)});
  put(branch("dry"), {value("b.poor", 0.2, "1", "north", 30), value("b.poor", 0.5, "1", "south", 12),
                      value("b.poor", 0.4, "1", "", 3), value("b.heat", 3.6e9, "J", "tiny", 1)});
  const Comparison comparison = compared();
  std::vector<std::string> hidden;
  for (const ComparedKpi& kpi : comparison.kpis) {
    if (kpi.suppressed) hidden.push_back(kpi.id + "/" + kpi.group);
  }
  EXPECT_THAT(hidden, ElementsAre("b.poor/north")) << "in one of the runs they are 9";
  const Json json = to_json(comparison);
  for (const Json& kpi : json["kpis"]) {
    if (kpi["group"] != "north") continue;
    EXPECT_TRUE(kpi["base"].is_null() && kpi["other"].is_null() && kpi["rows"].is_null());
    EXPECT_TRUE(kpi["suppressed"].get<bool>());
  }
  const std::string html = html_report(comparison, file_, Zone::utc(), "t");
  EXPECT_THAT(html, Not(HasSubstr("0.1234")));
  EXPECT_THAT(html, HasSubstr("fewer than 10 people"));
}

TEST_F(Compare, the_latest_finished_run_counts_and_both_must_cover_the_same_span) {
  const std::int32_t dry = branch("dry");
  put(0, {value("b.heat", 1, "J")});
  put(0, {value("b.heat", 2, "J")}, store::RunStatus::done, 48);
  expect_error(ErrorCode::not_found, "no finished run", [&] { (void)compared(); });
  const std::int64_t good = put(dry, {value("b.heat", 3, "J")});
  put(dry, {value("b.heat", 4, "J")}, store::RunStatus::failed);
  put(dry, {value("b.heat", 5, "J")}, store::RunStatus::cancelled);
  const Comparison comparison = compared();
  EXPECT_EQ(comparison.other_run.id, good);
  EXPECT_EQ(comparison.base_run.id, 1) << "of the same span, although there is a later one of another";
  put(dry, {value("b.heat", 3, "J")}, store::RunStatus::done, 99);
  expect_error(ErrorCode::incompatible, "over the span of the other", [&] { (void)compared(); });
  expect_error(ErrorCode::not_found, "wet", [&] { (void)compared("wet"); });
}

TEST(Readable, has_four_figures_and_thousands_apart) {
  EXPECT_EQ(readable(0), "0");
  EXPECT_EQ(readable(kNone), "-");
  EXPECT_EQ(readable(12340.4), "12 340");
  EXPECT_EQ(readable(-1234567), "-1 234 567");
  EXPECT_EQ(readable(0.12344), "0.1234");
  EXPECT_EQ(readable(999.96), "1 000");
  EXPECT_EQ(readable(9999.96), "10 000");
  EXPECT_EQ(readable(-999), "-999.0");
}

// ---- the report

// Every tag that is opened is closed, in order; enough of HTML for what the report is made of.
void expect_well_formed(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = html.substr(at + 1, end - at - 1);
    if (tag[0] == '!' || tag.starts_with("meta") || tag.back() == '/') continue;
    if (tag[0] == '/') {
      ASSERT_FALSE(open.empty()) << tag;
      EXPECT_EQ("/" + open.back(), tag);
      open.pop_back();
    } else {
      open.push_back(tag.substr(0, tag.find_first_of(" \n")));
    }
  }
  EXPECT_TRUE(open.empty()) << open.back();
}

TEST_F(Compare, the_report_is_one_well_formed_file_that_asks_for_nothing_else) {
  put(0, {value("b.heat", 7.2e9, "J"), value("b.trees", 10, "1")});
  put(branch("dry"), {value("b.heat", 3.6e9, "J"), value("b.trees", 12, "1")});
  store::SourceRecord source;
  source.name = "district";
  source.attribution = "City of X";
  source.licence = "CC0";
  store::Catalogue(file_).put_source(source);
  const std::string html = html_report(compared(), file_, Zone::utc(), "City: dry");
  expect_well_formed(html);
  for (const char* outside : {"http://", "https://", "src=", "<link", "@import", "<script"})
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  for (const char* told :
       {"Heat", "MWh", "better", "It knows no wind", "City of X", "CC0", "1970-01-02 00:00"})
    EXPECT_THAT(html, HasSubstr(told));
}

TEST_F(Compare, hostile_names_stay_text) {
  const std::string evil = "<script>alert(\"1\")</script>&'";
  record_["kpis"]["b.heat"]["label"] = evil;
  record_["kpis"]["b.heat"]["limits"] = evil;
  record_["limits"] = {evil};
  record_["build"] = evil;
  record_["processor"] = evil;
  record_["content_hash"] = evil;
  record_["plugins"] = {{evil, {{"version", evil}, {"hash", evil}}}};
  put(0, {value("b.heat", 7.2e9, "J", evil), value("b.heat", 1, "J")});
  put(branch(evil), {value("b.heat", 3.6e9, "J", evil), value("b.heat", 2, "J")});
  store::SourceRecord source;
  source.name = source.attribution = source.licence = evil;
  store::Catalogue(file_).put_source(source);
  const std::string html = html_report(compared(evil), file_, Zone::utc(), evil);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
  expect_well_formed(html);
}

}  // namespace
}  // namespace conurb::sim

// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "people_columns.hpp"

namespace conurb::people {

namespace {

using ::people::Column;
using ::people::Table;

constexpr std::array<std::string_view, 7> kHeatSources{"",          "gas",      "oil",    "district_heat",
                                                       "heat_pump", "electric", "biomass"};
constexpr std::array<std::string_view, 7> kOccupations{"at_home",    "pupil",   "student", "employed",
                                                       "unemployed", "at_home", "retired"};

using FloatArray = std::vector<float> Buildings::*;

// Columns that the rules fill, and where.
constexpr auto kFilled = std::to_array<std::pair<Column, FloatArray>>(
    {{Column::building_year_of_construction, &Buildings::year},
     {Column::building_storeys_above_ground, &Buildings::storeys},
     {Column::building_floor_area, &Buildings::floor_area},
     {Column::building_dwelling_area, &Buildings::dwelling_area},
     {Column::building_dwellings, &Buildings::dwellings},
     {Column::building_residents, &Buildings::residents},
     {Column::building_jobs, &Buildings::jobs}});

struct Outline {
  double area = 0, x = 0, y = 0;  ///< area, middle of it
};

/// Of the outer rings, which turn counter-clockwise, less the holes, which turn the other way. Sums are taken
/// about the first point, so that far origins cost no digits.
Outline measure(std::span<const double> shape) {
  const double x0 = shape[0], y0 = shape[1];
  double twice = 0, sx = 0, sy = 0;
  for (std::size_t first = 0, i = 0; i + 3 < shape.size(); i += 2) {
    const double ax = shape[i] - x0, ay = shape[i + 1] - y0, bx = shape[i + 2] - x0, by = shape[i + 3] - y0;
    const double cross = ax * by - bx * ay;
    twice += cross, sx += cross * (ax + bx), sy += cross * (ay + by);
    const bool closed = i > first && shape[i + 2] == shape[first] && shape[i + 3] == shape[first + 1];
    if (closed) first = i += 2, first += 2;  // the next ring begins with the point after
  }
  if (twice == 0) return {0, x0, y0};
  return {std::abs(twice) / 2, x0 + sx / (3 * twice), y0 + sy / (3 * twice)};
}

/// Values of a text column by code, through `meaning`.
template <typename Meaning>
auto by_code(const sdk::Host& host, Column column, const Meaning& meaning) {
  std::vector<decltype(meaning(std::string_view()))> values;
  for (std::int32_t code = 0;; ++code) {
    const char* text = host.text(column, code);
    if (text == nullptr) return values;
    values.push_back(meaning(std::string_view(text)));
  }
}

}  // namespace

Buildings CityTables::read() {
  const conurb_table& table = view_.table(Table::building);
  const conurb_column& shape = view_.column(Column::building_shape);
  const auto points = view_.read<double>(Column::building_shape);
  std::vector<Outline> outlines;
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (table.alive[row] == 0) continue;
    const auto begin = static_cast<std::size_t>(shape.offsets[row]),
               end = static_cast<std::size_t>(shape.offsets[row + 1]);
    const Outline outline = end >= begin + 8 ? measure(points.subspan(begin, end - begin)) : Outline();
    if (!(outline.area > 0) || !std::isfinite(outline.x) || !std::isfinite(outline.y)) {
      ++without_outline_;
      continue;
    }
    rows_.push_back(row);
    outlines.push_back(outline);
  }
  if (rows_.empty()) {
    throw sdk::Failure(CONURB_NOT_FOUND, without_outline_ > 0
                                             ? "no building has an outline on the map: nobody can live there"
                                             : "the city has no buildings: import or generate some first");
  }
  Buildings b;
  b.resize(rows_.size());
  const auto given_area = view_.read<float>(Column::building_footprint_area);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const float area = given_area[static_cast<std::size_t>(rows_[i])];
    b.footprint_area[i] = area > 0 ? area : static_cast<float>(outlines[i].area);
    b.x[i] = outlines[i].x;
    b.y[i] = outlines[i].y;
  }
  read_values(b);
  read_hints(b);
  read_groups(b);
  return b;
}

void CityTables::read_values(Buildings& b) const {
  const conurb_table& table = view_.table(Table::building);
  const auto names = view_.read<std::int32_t>(Column::building_object_id);
  const auto keys = by_code(host_, Column::building_object_id,
                            [](std::string_view text) { return sdk::mix_bits(sdk::stream_number(text)); });
  const auto function = view_.read<std::int32_t>(Column::building_function);
  const auto usage = view_.read<std::int32_t>(Column::building_usage);
  const auto functions = by_code(host_, Column::building_function, use_of);
  const auto usages = by_code(host_, Column::building_usage, use_of);
  const auto eaves = view_.read<float>(Column::building_eaves_height);
  const auto middle = view_.read<float>(Column::building_mean_height);
  const auto ridge = view_.read<float>(Column::building_height);
  const auto heat = view_.read<std::int32_t>(Column::building_heat_source);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const auto r = static_cast<std::size_t>(rows_[i]);
    b.key[i] =
        names[r] >= 0 ? keys[static_cast<std::size_t>(names[r])] : static_cast<std::uint64_t>(table.ids[r]);
    const Use built = function[r] < 0 ? Use::unknown : functions[static_cast<std::size_t>(function[r])];
    const Use used = usage[r] < 0 ? Use::unknown : usages[static_cast<std::size_t>(usage[r])];
    // A shop in a block of flats does not make it a department store.
    const bool below = used == Use::retail || used == Use::restaurant || used == Use::office;
    b.use[i] = used == Use::unknown || (built == Use::residential && below) ? built : used;
    if (built == Use::residential && below) b.ground_floor[i] = GroundFloor::shops;
    b.height[i] = eaves[r] > 0 ? eaves[r] : middle[r] > 0 ? middle[r] : ridge[r];
    // What is there already is not asked for again; which carrier it is does not matter.
    if (heat[r] >= 0) b.heat_source[i] = HeatSource::gas;
  }
  for (const auto& [column, array] : kFilled) {
    const auto values = view_.read<float>(column);
    for (std::size_t i = 0; i < b.size(); ++i) (b.*array)[i] = values[static_cast<std::size_t>(rows_[i])];
  }
  refuse_crowds(b);
}

// No building holds so many: such a number would keep the rules busy for hours.
void CityTables::refuse_crowds(const Buildings& b) const {
  constexpr float kMost = 100'000;
  for (std::size_t i = 0; i < b.size(); ++i) {
    for (const auto& [name, number] :
         {std::pair{"residents", b.residents[i]}, std::pair{"dwellings", b.dwellings[i]},
          std::pair{"jobs", b.jobs[i]}}) {
      if (!(number > kMost)) continue;
      throw sdk::Failure(CONURB_BAD_DATA, "building " +
                                              std::to_string(view_.table(Table::building).ids[rows_[i]]) +
                                              " has " + std::to_string(std::llround(number)) + " " + name +
                                              ", more than 100000: correct it first");
    }
  }
}

conurb_relation CityTables::within(Table from, Table to) const {
  conurb_relation found{};
  found.struct_size = sizeof found;
  sdk::require_ok(host_.space()->relation(host_.c(), static_cast<std::uint32_t>(from),
                                          static_cast<std::uint32_t>(to), "within", &found),
                  "");
  return found;
}

std::vector<std::int64_t> CityTables::buildings_by_row() const {
  std::vector<std::int64_t> building_of(static_cast<std::size_t>(view_.table(Table::building).rows), -1);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    building_of[static_cast<std::size_t>(rows_[i])] = static_cast<std::int64_t>(i);
  return building_of;
}

void CityTables::read_hints(Buildings& b) const {
  const bool all_known =
      std::none_of(b.use.begin(), b.use.end(), [](Use use) { return use == Use::unknown; });
  const bool all_divided = std::none_of(b.dwelling_area.begin(), b.dwelling_area.end(),
                                        [](float area) { return std::isnan(area); });
  if (all_known && all_divided) return;
  read_land(b);
  read_interests(b);
}

// The parcel says it better than the area around it.
void CityTables::read_land(Buildings& b) const {
  std::vector<std::uint8_t> shops(b.size(), 0);
  const auto suggest = [&](std::size_t i, std::string_view land) {
    bool mixed = false;
    const Use use = use_on_land(land, mixed);
    b.hint[i] = use;
    shops[i] = mixed || use == Use::office || use == Use::retail ? 1 : 0;
  };
  if (view_.has(Column::land_use_area_land_use) && view_.table(Table::land_use_area).alive_rows > 0) {
    const auto use = view_.read<std::int32_t>(Column::land_use_area_land_use);
    const conurb_relation areas = within(Table::building, Table::land_use_area);
    for (std::size_t i = 0; i < b.size(); ++i) {
      for (std::int64_t k = areas.first[rows_[i]]; k < areas.first[rows_[i] + 1]; ++k) {
        const std::int32_t code = use[static_cast<std::size_t>(areas.to[k])];
        if (code >= 0) suggest(i, host_.text(Column::land_use_area_land_use, code));
      }
    }
  }
  const auto parcel = view_.read<std::int32_t>(Column::building_parcel);
  const auto use = view_.read<std::int32_t>(Column::parcel_land_use);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const std::int32_t p = parcel[static_cast<std::size_t>(rows_[i])];
    if (p >= 0 && use[static_cast<std::size_t>(p)] >= 0)
      suggest(i, host_.text(Column::parcel_land_use, use[static_cast<std::size_t>(p)]));
    if (shops[i] != 0) b.ground_floor[i] = GroundFloor::shops;
  }
}

void CityTables::read_interests(Buildings& b) const {
  if (!view_.has(Column::point_of_interest_kind) || view_.table(Table::point_of_interest).alive_rows == 0)
    return;
  const std::vector<std::int64_t> building_of = buildings_by_row();
  const auto kind = view_.read<std::int32_t>(Column::point_of_interest_kind);
  const auto category = view_.read<std::int32_t>(Column::point_of_interest_category);
  const conurb_relation inside = within(Table::point_of_interest, Table::building);
  for (std::int64_t point = 0; point < inside.rows; ++point) {
    const auto at = static_cast<std::size_t>(point);
    if (kind[at] < 0) continue;
    const char* of = category[at] < 0 ? "" : host_.text(Column::point_of_interest_category, category[at]);
    const Interest interest = interest_of(of, host_.text(Column::point_of_interest_kind, kind[at]));
    for (std::int64_t k = inside.first[point]; k < inside.first[point + 1]; ++k) {
      const std::int64_t i = building_of[static_cast<std::size_t>(inside.to[k])];
      if (i < 0) continue;
      if (interest.ground_floor) b.ground_floor[static_cast<std::size_t>(i)] = GroundFloor::shops;
      if (interest.use != Use::unknown) b.hint[static_cast<std::size_t>(i)] = interest.use;
    }
  }
}

void CityTables::read_groups(Buildings& b) const {
  const conurb_table& table = view_.table(Table::person_group);
  if (table.alive_rows == 0) return;
  const std::vector<std::int64_t> building_of = buildings_by_row();
  const auto home = view_.read<std::int32_t>(Column::person_group_home);
  const auto work = view_.read<std::int32_t>(Column::person_group_work);
  const auto size = view_.read<float>(Column::person_group_size);
  const auto occupation = view_.read<std::int32_t>(Column::person_group_occupation);
  const auto learns = by_code(host_, Column::person_group_occupation,
                              [](std::string_view text) { return text == "pupil" || text == "student"; });
  std::vector<double> people(b.size(), 0);
  for (std::size_t g = 0; g < static_cast<std::size_t>(table.rows); ++g) {
    if (table.alive[g] == 0) continue;
    const double count = size[g] > 0 ? static_cast<double>(size[g]) : 0;
    const std::int64_t lives = home[g] < 0 ? -1 : building_of[static_cast<std::size_t>(home[g])];
    const std::int64_t works = work[g] < 0 ? -1 : building_of[static_cast<std::size_t>(work[g])];
    if (lives >= 0) {
      b.has_groups[static_cast<std::size_t>(lives)] = 1;
      people[static_cast<std::size_t>(lives)] += count;
    }
    const bool in_school = occupation[g] >= 0 && learns[static_cast<std::size_t>(occupation[g])];
    if (works >= 0 && !in_school) b.jobs_taken[static_cast<std::size_t>(works)] += static_cast<float>(count);
  }
  for (std::size_t i = 0; i < b.size(); ++i)
    if (b.has_groups[i] != 0 && std::isnan(b.residents[i])) b.residents[i] = static_cast<float>(people[i]);
  refuse_crowds(b);
}

void CityTables::write(const Buildings& b, const Groups& groups) {
  for (const auto& [column, array] : kFilled) {
    const auto values = view_.write<float>(column);
    for (std::size_t i = 0; i < b.size(); ++i) {
      float& value = values[static_cast<std::size_t>(rows_[i])];
      if (std::isnan(value)) value = (b.*array)[i];
    }
  }
  write_texts(b);
  write_groups(groups);
}

void CityTables::write_texts(const Buildings& b) {
  const auto fill = [&](Column column, std::size_t count, const auto& word_of, const auto& index_of) {
    const auto cells = view_.write<std::int32_t>(column);
    std::vector<std::int32_t> codes(count, -2);  // -2: not asked for yet
    for (std::size_t i = 0; i < b.size(); ++i) {
      std::int32_t& cell = cells[static_cast<std::size_t>(rows_[i])];
      const std::size_t index = index_of(i);
      if (cell >= 0 || index == 0) continue;
      if (codes[index] == -2) codes[index] = host_.code(column, std::string(word_of(index)).c_str());
      cell = codes[index];
    }
  };
  fill(
      Column::building_function, kUseCount,
      [](std::size_t use) { return figures(static_cast<Use>(use)).name; },
      [&](std::size_t i) { return static_cast<std::size_t>(b.use[i]); });
  fill(
      Column::building_heat_source, kHeatSources.size(),
      [](std::size_t source) { return kHeatSources[source]; },
      [&](std::size_t i) { return static_cast<std::size_t>(b.heat_source[i]); });
}

void CityTables::write_groups(const Groups& groups) {
  if (groups.rows() == 0) return;
  const auto first = static_cast<std::size_t>(
      host_.insert_rows(Table::person_group, static_cast<std::int64_t>(groups.rows())));
  const auto set = [&]<typename T>(Column column, T, const auto& value) {
    const auto cells = view_.write<T>(column).subspan(first);
    for (std::size_t g = 0; g < groups.rows(); ++g) cells[g] = static_cast<T>(value(g));
  };
  const auto row_of = [&](std::uint32_t building) {
    return building == kNone ? std::int32_t{-1} : static_cast<std::int32_t>(rows_[building]);
  };
  const auto district = view_.read<std::int32_t>(Column::building_district);
  set(Column::person_group_home, std::int32_t{}, [&](std::size_t g) { return row_of(groups.home[g]); });
  set(Column::person_group_work, std::int32_t{}, [&](std::size_t g) { return row_of(groups.work[g]); });
  set(Column::person_group_district, std::int32_t{},
      [&](std::size_t g) { return district[static_cast<std::size_t>(rows_[groups.home[g]])]; });
  set(Column::person_group_size, float{}, [&](std::size_t g) { return groups.count[g]; });
  set(Column::person_group_age_from, float{},
      [&](std::size_t g) { return kAgeBands[groups.age_band[g]].from; });
  set(Column::person_group_age_to, float{}, [&](std::size_t g) { return kAgeBands[groups.age_band[g]].to; });
  set(Column::person_group_household_size, float{}, [&](std::size_t g) { return groups.household_size[g]; });
  set(Column::person_group_cars_per_household, float{}, [&](std::size_t g) { return groups.cars[g]; });
  std::array<std::int32_t, kOccupations.size()> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes[i] = host_.code(Column::person_group_occupation, std::string(kOccupations[i]).c_str());
  set(Column::person_group_occupation, std::int32_t{},
      [&](std::size_t g) { return codes[static_cast<std::size_t>(groups.occupation[g])]; });
}

}  // namespace conurb::people

// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/city.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::demand {
namespace {

constexpr double kMostPersons = 1e8;

template <typename Value>
struct Named {
  std::string_view text;
  Value value;
};

template <typename Value, std::size_t N>
Value named(const std::array<Named<Value>, N>& names, std::string_view text, Value otherwise) {
  for (const Named<Value>& each : names) {
    if (each.text == text) return each.value;
  }
  return otherwise;
}

using enum PlaceUse;

constexpr auto kUsesOfBuildings = std::to_array<Named<PlaceUse>>({{"residential", residential},
                                                                  {"office", office},
                                                                  {"retail", retail},
                                                                  {"restaurant", restaurant},
                                                                  {"hotel", hotel},
                                                                  {"school", school},
                                                                  {"kindergarten", kindergarten},
                                                                  {"university", university},
                                                                  {"hospital", hospital},
                                                                  {"nursing home", hospital},
                                                                  {"public", public_service},
                                                                  {"assembly", assembly},
                                                                  {"worship", worship},
                                                                  {"sport", sport},
                                                                  {"industry", industry},
                                                                  {"warehouse", warehouse}});

// Kinds of amenity, tourism and leisure; other categories have one use for all kinds.
constexpr auto kUsesOfKinds = std::to_array<Named<PlaceUse>>({{"restaurant", restaurant},
                                                              {"cafe", restaurant},
                                                              {"bar", restaurant},
                                                              {"pub", restaurant},
                                                              {"fast_food", restaurant},
                                                              {"food_court", restaurant},
                                                              {"biergarten", restaurant},
                                                              {"ice_cream", restaurant},
                                                              {"school", school},
                                                              {"college", school},
                                                              {"kindergarten", kindergarten},
                                                              {"university", university},
                                                              {"hospital", hospital},
                                                              {"clinic", hospital},
                                                              {"doctors", hospital},
                                                              {"dentist", hospital},
                                                              {"townhall", public_service},
                                                              {"bank", public_service},
                                                              {"post_office", public_service},
                                                              {"library", public_service},
                                                              {"marketplace", retail},
                                                              {"pharmacy", retail},
                                                              {"cinema", assembly},
                                                              {"theatre", assembly},
                                                              {"museum", assembly},
                                                              {"community_centre", assembly},
                                                              {"place_of_worship", worship},
                                                              {"hotel", hotel},
                                                              {"hostel", hotel},
                                                              {"sports_centre", sport},
                                                              {"stadium", sport},
                                                              {"swimming_pool", sport},
                                                              {"fitness_centre", sport}});

void require_length(std::size_t length, std::size_t rows, const char* column, const char* table) {
  if (length == 0 || length == rows) return;
  throw InputError(
      std::string(column) + " has " + std::to_string(length) + " rows, the table " + std::to_string(rows),
      table);
}

void require_rows(const std::vector<std::int32_t>& column, std::size_t buildings, const char* name) {
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column[i] == kNone || (column[i] >= 0 && at(column[i]) < buildings)) continue;
    throw InputError(std::string(name) + " of group " + std::to_string(i) + " is building " +
                         std::to_string(column[i]) + ", there are " + std::to_string(buildings),
                     "person groups");
  }
}

/// All together no more than there can be: each makes trips.
void require_most(const std::vector<float>& column, double most, const std::string& name, const char* table) {
  double total = 0;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column[i] > 0) total += static_cast<double>(column[i]);
    if (!(total <= most))
      throw InputError("up to row " + std::to_string(i) + " there are " + shown(total) + " " + name +
                           ", at most " + shown(most) + " can be",
                       table);
  }
}

void require_sound_gate(const Gate& gate, std::size_t number, std::size_t links) {
  const std::string name = "gate " + std::to_string(number);
  for (const std::int32_t link : {gate.in, gate.out}) {
    if (link < 0 || at(link) >= links)
      throw InputError("there is no link " + std::to_string(link), name,
                       "the network has " + std::to_string(links));
  }
  for (const double value : {gate.weight, gate.through}) {
    if (!(value >= 0 && value <= 1e7))
      throw InputError("weight or traffic is " + shown(value) + ", must be 0 to 1e7", name);
  }
}

}  // namespace

Occupation occupation_of(std::string_view text) {
  constexpr auto kNames = std::to_array<Named<Occupation>>({{"pupil", Occupation::pupil},
                                                            {"student", Occupation::student},
                                                            {"employed", Occupation::employed},
                                                            {"unemployed", Occupation::unemployed},
                                                            {"retired", Occupation::retired}});
  return named(kNames, text, Occupation::at_home);
}

PlaceUse use_of_building(std::string_view function) {
  return named(kUsesOfBuildings, function, other);
}

PlaceUse use_of_interest(std::string_view category, std::string_view kind) {
  if (category == "shop") return retail;
  if (category == "office") return office;
  if (category == "healthcare") return hospital;
  return named(kUsesOfKinds, kind, other);
}

void check(const City& city, std::size_t links) {
  const Buildings& b = city.buildings;
  if (b.y.size() != b.size()) throw InputError("x and y have different lengths", "buildings");
  require_length(b.use.size(), b.size(), "use", "buildings");
  require_length(b.floor_area.size(), b.size(), "floor area", "buildings");
  require_length(b.jobs.size(), b.size(), "jobs", "buildings");
  require_length(b.residents.size(), b.size(), "residents", "buildings");
  require_most(b.jobs, kMostPersons, "jobs", "buildings");
  require_most(b.residents, kMostPersons, "residents", "buildings");
  const PointsOfInterest& p = city.interests;
  if (p.y.size() != p.size() || p.use.size() != p.size())
    throw InputError("x, y and use have different lengths", "points of interest");
  const PersonGroups& g = city.people;
  require_length(g.key.size(), g.rows(), "key", "person groups");
  require_length(g.work.size(), g.rows(), "work", "person groups");
  require_length(g.size.size(), g.rows(), "size", "person groups");
  require_length(g.age.size(), g.rows(), "age", "person groups");
  require_length(g.household_size.size(), g.rows(), "household size", "person groups");
  require_length(g.cars.size(), g.rows(), "cars", "person groups");
  require_length(g.occupation.size(), g.rows(), "occupation", "person groups");
  require_most(g.size, kMostPersons, "persons", "person groups");
  require_rows(g.home, b.size(), "home");
  require_rows(g.work, b.size(), "work");
  for (std::size_t i = 0; i < city.gates.size(); ++i) require_sound_gate(city.gates[i], i, links);
}

}  // namespace conurb::transport::demand

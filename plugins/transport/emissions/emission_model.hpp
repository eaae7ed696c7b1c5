// SPDX-License-Identifier: Apache-2.0
// What vehicles emit and use on their passages of links: the power that driving takes (rolling, air, slope,
// inertia: J. Jimenez-Palacios, Understanding and quantifying motor vehicle emissions with vehicle specific
// power and TILDAS remote sensing, MIT, 1999) along a profile of cruising, braking, standing and accelerating.
// At a constant acceleration the square of the speed is linear in the distance, so the energy of each part is
// a closed form. What it takes of fuel or battery is linear in the energy at the wheels (Willans line: L.
// Guzzella and A. Sciarretta, Vehicle Propulsion Systems, 3rd ed., 2013), and so is all else that comes out: a
// row's numbers are a small matrix, made once, for a mix the weighted sum of its members'. A passage is one
// product with it: no branch on classes, no allocation, no call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/transport/emissions/emission_class.hpp"
#include "plugins/transport/emissions/speed_profile.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport::emissions {

/// Roads by link: each span has one value for each link.
struct RoadView {
  std::span<const double> length = {};      ///< m, > 0
  std::span<const double> free_speed = {};  ///< m/s, > 0
  std::span<const double> gradient = {};    ///< rise over length, -0.5 … 0.5; may be empty: flat
};

/// One vehicle that has left a link.
struct LinkPassage {
  std::int32_t link = kNone;
  std::int32_t row = kNone;  ///< class or mix of the model's catalogue
  Milliseconds time = 0;     ///< on the link, > 0
  float stops = -1;          ///< below 0: not known
};

/// Links first … end - 1.
struct LinkRange {
  std::int32_t first = 0, end = 0;
};

/// May be used by many threads at once.
class EmissionModel {
 public:
  /// Throws InputError where catalogue or rule are not sound.
  explicit EmissionModel(EmissionCatalogue catalogue, const StopRule& rule = {});

  [[nodiscard]] const EmissionCatalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] const StopRule& rule() const { return rule_; }
  [[nodiscard]] std::int32_t rows() const { return row_of(rows_.size()); }

  /// How it drove by the stop rule.
  [[nodiscard]] SpeedProfile profile(std::int32_t row, const Passage& passage) const;

  /// What the passage gives. The row and the passage are the caller's to have right: nothing is checked.
  [[nodiscard]] Outputs passage(std::int32_t row, const Passage& passage) const;

 private:
  static constexpr std::size_t kDriven = 6;         ///< outputs that the drive gives; the others are wear
  static constexpr std::int32_t kGridSpeeds = 401;  ///< 0 … 400 km/h
  using Driven = std::array<double, kDriven>;
  /// Of a mechanical energy: inertia (half the square of a speed), rolling and slope (acceleration of gravity
  /// left to the matrix: distance times cosine and sine), air (integral of the square of the speed).
  using Work = std::array<double, 4>;
  struct Row {
    Work force = {};  ///< newtons and kilogrammes, to tell driving from braking
    double top_speed = 0;
    double loss_rate = 0, half_acceleration = 0, half_deceleration = 0;  ///< of reciprocals, s2/m
    std::array<Driven, 4> pulled = {}, braked = {};
    Driven turning = {}, standing = {}, always = {};         ///< per s
    std::array<double, 2> tyre = {}, brake = {}, road = {};  ///< g/km of all particles, for each size
    std::array<std::int32_t, kOutputs> grid = {};            ///< first value in grids_; kNone: none
    bool has_grids = false;
  };
  struct Sums {
    Work pulled = {}, braked = {};
    double turning = 0, standing = 0, all = 0;  ///< s
  };

  void add_member(Row& row, const EmissionClass& one, double share, const std::array<bool, kOutputs>& tabled);
  /// By row and output the table that holds, or none.
  using Tables = std::vector<std::array<const SpeedTable*, kOutputs>>;
  void set_row(std::int32_t index, const Tables& tables);
  void set_grids(std::int32_t index, const std::vector<ClassShare>& members, const Tables& tables);

  [[nodiscard]] static bool add_part(const Work& work, const Row& row, Sums& sums);
  [[nodiscard]] static Sums drive(const Row& row, const Passage& passage, const SpeedProfile& profile);
  static void add_wear(const Row& row, double km, double kmh, Outputs& out);
  void add_tables(const Row& row, double hours, double kmh, Outputs& out) const;

  EmissionCatalogue catalogue_;
  StopRule rule_;
  std::vector<Row> rows_;
  std::vector<double> grids_;  ///< amounts per hour by whole km/h, kGridSpeeds each
};

/// Adds the outputs of the passages of links in `range` to `sums`, kOutputs of each link in a row, in the
/// order of the list. Ranges that share no link may be added by threads at once, and however the links are
/// divided the sums have the same bits. Throws InputError, with `sums` as far as it came, for a passage of no
/// link, of no row or of no time, and for roads that are out of their limits.
void add_passages(const EmissionModel& model, const RoadView& roads, std::span<const LinkPassage> passages,
                  LinkRange range, std::span<double> sums);

}  // namespace conurb::transport::emissions

// SPDX-License-Identifier: Apache-2.0
// The tours of those who live, work or are visited in one zone.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/sdk/dice.hpp"
#include "plugins/transport/demand/destinations.hpp"
#include "plugins/transport/demand/sites.hpp"
#include "plugins/transport/demand/synthesis.hpp"

namespace conurb::transport::demand {

/// Whose trip it is.
enum class Source : std::uint8_t { person, delivery, incoming, through };
/// Row of the types of the result.
enum class TripType : std::uint8_t { car, van, truck };

struct DraftTrip {
  Milliseconds depart = 0;
  std::int32_t origin = kNone, destination = kNone;  ///< links
  std::uint32_t row = 0, number = 0;                 ///< of the source: group, building or gate; which of it
  std::uint8_t part = 0;                             ///< which trip of the person
  Source source = Source::person;
  Purpose purpose = Purpose::work;
  TripType type = TripType::car;
};

/// What all zones share. Constant.
struct TourPlan {
  TourPlan(const City& city, const Sites& sites, const SynthesisOptions& options);

  const City& city;
  const Sites& sites;
  const SynthesisOptions& options;
  PlaceZones zones;
  std::array<Destinations, 4> destinations;       ///< shopping, leisure, service, bases
  std::vector<std::vector<std::int32_t>> groups;  ///< by zone of their homes, ascending
  std::vector<float> jobs_taken;                  ///< by building
  std::vector<double> gate_weights;
  bool leads_outside = false;  ///< some gate has a weight
  sdk::Random persons, deliveries, incoming, through;
};

/// Makes the trips of one zone.
class ZoneTours {
 public:
  ZoneTours(const TourPlan& plan, std::size_t zone);
  void make();

  std::vector<DraftTrip> trips;
  SynthesisFigures figures;

 private:
  struct Interval {
    double begin, end;  ///< h of the day
  };
  struct Person {
    std::uint32_t row = 0, number = 0;
    bool drives = false;
    std::vector<Interval> busy;
    std::uint8_t parts = 0;
  };
  struct End {
    std::int32_t to = kNone, from = kNone;  ///< links on which one arrives there, and leaves again
    double distance = 0;                    ///< m as the crow flies
    bool known = false;
  };

  void group(std::int32_t row);
  void person(std::int32_t row, sdk::Dice& dice, Person& who);
  void tour(std::int32_t row, Purpose purpose, sdk::Dice& dice, Person& who);
  [[nodiscard]] End end_of(std::int32_t row, Purpose purpose, sdk::Dice& dice);
  [[nodiscard]] End gate(sdk::Dice& dice) const;
  void visits_to(std::int32_t building);
  void incoming_to(std::int32_t building);
  /// Both ways of a tour, where they fit into the day; false if they do not.
  bool drive(const DraftTrip& way_out, const DraftTrip& way_back, double distance, sdk::Dice& dice,
             std::vector<Interval>& busy);

  const TourPlan& plan_;
  std::size_t zone_;
  std::array<std::vector<double>, 4> wishes_;
};

/// Share of trips of that length by car, of those who have one at hand.
[[nodiscard]] double car_share(const SynthesisOptions& options, double distance);

/// From each gate to the others.
void add_through_traffic(const TourPlan& plan, std::vector<DraftTrip>& trips, SynthesisFigures& figures);

}  // namespace conurb::transport::demand

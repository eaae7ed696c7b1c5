// SPDX-License-Identifier: Apache-2.0
// Elements of additional and demand files, as they come.
#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/formats/sumo_places.hpp"
#include "plugins/transport/formats/sumo_routes.hpp"
#include "plugins/transport/formats/sumo_signals.hpp"
#include "plugins/transport/formats/sumo_types.hpp"
#include "plugins/transport/formats/sumo_vehicles.hpp"
#include "plugins/transport/formats/values.hpp"
#include "plugins/transport/formats/xml_elements.hpp"

namespace conurb::transport {
namespace {

constexpr std::string_view kSumoDefaultType = "DEFAULT_VEHTYPE";

bool is_traveller(std::string_view element) {
  return element == "vehicle" || element == "trip" || element == "flow";
}

bool is_walker(std::string_view element) {
  return element == "person" || element == "personFlow" || element == "container" ||
         element == "containerFlow";
}

class SumoDemandReader : public XmlHandler {
 public:
  /// `editable` is the network where the file may add to it, else null.
  SumoDemandReader(const RoadNetwork& network, RoadNetwork* editable, TravelDemand& demand,
                   SumoDefinitions& definitions, std::uint64_t seed, FindingList& findings)
      : editable_(editable),
        demand_(demand),
        findings_(findings),
        places_(network),
        types_(demand, definitions, findings),
        routes_(places_, network, demand, definitions, findings),
        vehicles_(places_, types_, demand, definitions, seed, findings) {
    if (editable != nullptr) signals_.emplace(editable->signals, SumoSignals::Unknown::left_out, findings);
  }

  void begin(const Attributes& a) override;
  void end(std::string_view element) override;
  /// Sorts the vehicles.
  void finish();

 private:
  void begin_traveller(const Attributes& a);
  void begin_part(const Attributes& a);
  void end_traveller();
  void read_depart(const Attributes& a);
  [[nodiscard]] bool read_way(const Attributes& a);
  [[nodiscard]] SumoTypes::Choice type_of(std::string_view name);

  RoadNetwork* editable_;
  TravelDemand& demand_;
  FindingList& findings_;
  SumoPlaces places_;
  SumoTypes types_;
  SumoRoutes routes_;
  SumoVehicles vehicles_;
  std::optional<SumoSignals> signals_;
  int depth_ = 0;
  int walker_depth_ = 0;  ///< above 0: within a person
  std::optional<SumoTraveller> traveller_;
  std::string described_;   ///< "of vehicle 'a'"
  std::string route_name_;  ///< that it names
  bool has_way_ = false;    ///< from origin to destination
};

void SumoDemandReader::begin(const Attributes& a) {
  const std::string_view element = a.element();
  if (++depth_ == 1) return;  // whatever the root is called
  if (walker_depth_ > 0 || is_walker(element)) {
    if (walker_depth_++ == 0)
      findings_.warn(element, in_quotes(a.text_or("id", "")), "is not taken: vehicles only");
    return;
  }
  if (is_traveller(element)) {
    if (traveller_ || routes_.is_open()) a.refuse("stands within another vehicle or within a route");
    return begin_traveller(a);
  }
  if (traveller_) return begin_part(a);
  if (types_.begin(a) || routes_.begin(a, {})) return;
  if (editable_ != nullptr) {
    if (signals_->begin(a)) return;
    if (SumoPlaces::kind_of(element)) return places_.add_stop(a, *editable_, findings_);
  }
  if (element != "param") findings_.pass_over(element);
}

void SumoDemandReader::end(std::string_view element) {
  --depth_;
  if (walker_depth_ > 0) {
    --walker_depth_;
  } else if (traveller_) {
    if (!routes_.end(element) && is_traveller(element)) end_traveller();
  } else if (!types_.end(element) && !routes_.end(element) && signals_) {
    (void)signals_->end(element);
  }
}

SumoTypes::Choice SumoDemandReader::type_of(std::string_view name) {
  if (const auto found = types_.find(name)) return *found;
  findings_.warn("vehicle type", in_quotes(name), "is not there: a passenger car instead");
  return types_.find(kSumoDefaultType).value_or(SumoTypes::Choice{});
}

void SumoDemandReader::begin_traveller(const Attributes& a) {
  SumoTraveller traveller;
  traveller.id = a.text("id");
  traveller.type = type_of(a.text_or("type", kSumoDefaultType));
  described_ = "of " + std::string(a.element()) + " " + in_quotes(traveller.id);
  route_name_ = a.text_or("route", "");
  traveller_ = std::move(traveller);
  if (a.element() == "flow") {
    traveller_->flow = read_sumo_flow(a);
  } else {
    read_depart(a);
  }
  has_way_ = route_name_.empty() && read_way(a);
}

void SumoDemandReader::read_depart(const Attributes& a) {
  constexpr std::array kEvents{"triggered", "containerTriggered", "split", "now"};
  const std::string_view depart = a.text("depart");
  if (depart == "begin") {
    traveller_->depart = 0;
  } else if (std::find(kEvents.begin(), kEvents.end(), depart) != kEvents.end()) {
    findings_.warn(a.element(), in_quotes(traveller_->id), "departs when something happens: left out");
  } else if (const Milliseconds time = a.time("depart"); time >= 0) {
    traveller_->depart = time;
  } else {
    findings_.warn(a.element(), in_quotes(traveller_->id), "departs before the start: left out");
  }
}

/// From and to; false where they are not given or not known.
bool SumoDemandReader::read_way(const Attributes& a) {
  const auto from = a.find("from"), to = a.find("to");
  if (!from || !to) return false;
  if (a.has("via"))
    findings_.warn(a.element(), in_quotes(traveller_->id), "leads via other edges: the way is free");
  traveller_->origin = places_.link(*from);
  traveller_->destination = places_.link(*to);
  return traveller_->origin != kNone && traveller_->destination != kNone;
}

void SumoDemandReader::begin_part(const Attributes& a) {
  if (routes_.begin(a, described_)) return;
  if (a.element() == "stop") {
    if (const auto halt = routes_.read_halt(a, described_)) traveller_->halts.push_back(*halt);
  } else if (a.element() != "param") {
    findings_.pass_over(a.element());
  }
}

void SumoDemandReader::end_traveller() {
  SumoTraveller traveller = *std::exchange(traveller_, std::nullopt);
  const std::optional<SumoDefinitions::Choice> own = routes_.take_own();
  const SumoDefinitions::Choice* choice = own                   ? &*own
                                          : route_name_.empty() ? nullptr
                                                                : routes_.find(route_name_);
  if (choice == nullptr && !has_way_) {
    findings_.warn("vehicle", in_quotes(traveller.id),
                   "has no route that can be travelled, and no known edges from and to: left out");
    traveller.depart.reset();
    traveller.flow.reset();
  }
  vehicles_.add(traveller, choice);
}

void SumoDemandReader::finish() {
  const auto earlier = [](const Vehicle& a, const Vehicle& b) { return a.depart < b.depart; };
  if (std::is_sorted(demand_.vehicles.begin(), demand_.vehicles.end(), earlier)) return;
  std::stable_sort(demand_.vehicles.begin(), demand_.vehicles.end(), earlier);
}

void read_with(SumoDemandReader& reader, std::string_view text, const std::string& name, FindingList& list,
               std::vector<Finding>& findings) {
  read_xml(text, name, reader);
  reader.finish();
  std::ranges::move(list.take(), std::back_inserter(findings));
}

}  // namespace

void read_sumo_additional(std::string_view text, const std::string& name, RoadNetwork& network,
                          TravelDemand& demand, SumoDefinitions& definitions, std::uint64_t seed,
                          std::vector<Finding>& findings) {
  FindingList list;
  SumoDemandReader reader(network, &network, demand, definitions, seed, list);
  read_with(reader, text, name, list, findings);
}

void read_sumo_demand(std::string_view text, const std::string& name, const RoadNetwork& network,
                      TravelDemand& demand, SumoDefinitions& definitions, std::uint64_t seed,
                      std::vector<Finding>& findings) {
  FindingList list;
  SumoDemandReader reader(network, nullptr, demand, definitions, seed, list);
  read_with(reader, text, name, list, findings);
}

}  // namespace conurb::transport

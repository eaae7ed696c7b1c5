// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_types.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "plugins/transport/formats/sumo_classes.hpp"
#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTypesOfSumo{
    {{"DEFAULT_VEHTYPE", "passenger"},
     {"DEFAULT_PEDTYPE", "pedestrian"},
     {"DEFAULT_BIKETYPE", "bicycle"},
     {"DEFAULT_TAXITYPE", "taxi"},
     {"DEFAULT_RAILTYPE", "rail"}}};

/// A number, or "norm(mean,deviation)" and "normc(mean,deviation,least,most)".
bool read_speed_factor(std::string_view text, VehicleType& type) {
  if (const auto value = number_in(text)) {
    type.speed_factor = *value;
    return *value > 0;
  }
  const std::size_t open = text.find('('), close = text.find(')');
  if (!text.starts_with("norm") || open == std::string_view::npos || close == std::string_view::npos)
    return false;
  std::string_view list = text.substr(open + 1, close - open - 1);
  const auto mean = number_in(take_word(list)), deviation = number_in(take_word(list));
  if (!mean || !deviation || !(*mean > 0) || *deviation < 0) return false;
  type.speed_factor = *mean;
  type.speed_deviation = *deviation;
  return true;
}

}  // namespace

std::vector<double> running_sums(const std::vector<double>& weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  return sums;
}

std::size_t drawn_place(const std::vector<double>& sums, double uniform) {
  const auto found = std::upper_bound(sums.begin(), sums.end(), uniform * sums.back());
  return std::min(static_cast<std::size_t>(found - sums.begin()), sums.size() - 1);
}

SumoTypes::SumoTypes(TravelDemand& demand, SumoDefinitions& definitions, FindingList& findings)
    : demand_(demand), definitions_(definitions), findings_(findings) {
  definitions_.type_weights.resize(demand.types.size(), 1);
  for (std::size_t row = 0; row < demand.types.size(); ++row) {
    choices_.emplace(demand.types[row].id, Choice{row_of(row), kNone});
  }
  for (std::size_t row = 0; row < demand.mixes.size(); ++row) {
    choices_.emplace(demand.mixes[row].id, Choice{kNone, row_of(row)});
    sums_.push_back(running_sums(demand.mixes[row].weights));
  }
}

bool SumoTypes::begin(const Attributes& a) {
  if (a.element() == "vType") {
    in_type_ = true;
    begin_type(a);
  } else if (a.element() == "vTypeDistribution") {
    begin_distribution(a);
  } else if (in_type_) {
    if (a.element() != "param") findings_.pass_over(a.element());
  } else {
    return mix_.has_value();
  }
  return true;
}

bool SumoTypes::end(std::string_view element) {
  const bool part = in_type_ || mix_;
  if (element == "vType") in_type_ = false;
  if (element == "vTypeDistribution" && mix_) end_distribution();
  return part;
}

std::int32_t SumoTypes::add_type(VehicleType type, double weight) {
  const std::int32_t row = row_of(demand_.types.size());
  choices_.emplace(type.id, Choice{row, kNone});
  demand_.types.push_back(std::move(type));
  definitions_.type_weights.push_back(weight);
  return row;
}

void SumoTypes::add_member(std::int32_t type, double weight) {
  if (!mix_) return;
  mix_->types.push_back(type);
  mix_->weights.push_back(weight);
}

std::int32_t SumoTypes::type_named(const Attributes& a, std::string_view name) {
  const std::optional<Choice> found = find(name);
  if (!found || found->type == kNone)
    a.refuse("names the type " + in_quotes(name) + ", which does not stand before");
  return found->type;
}

void SumoTypes::begin_type(const Attributes& a) {
  if (mix_ && a.has("refId")) {
    const std::int32_t row = type_named(a, a.text("refId"));
    return add_member(row, a.not_negative_or("probability", definitions_.type_weights[at(row)]));
  }
  const std::string_view id = a.text("id"), name = a.text_or("vClass", "passenger");
  if (choices_.contains(id)) {
    findings_.warn("vehicle type", in_quotes(id), "stands twice: the first one counts");
    return;
  }
  std::optional<VehicleType> found = default_type(name);
  if (!found) {
    findings_.warn("vehicle type", in_quotes(id),
                   "is of the class " + in_quotes(name) + ": a passenger car instead");
    found = default_type("passenger");
  }
  VehicleType type = *found;
  type.id = id;
  type.length = a.positive_or("length", type.length);
  type.min_gap = a.not_negative_or("minGap", type.min_gap);
  type.max_speed = a.positive_or("maxSpeed", type.max_speed);
  type.acceleration = a.positive_or("accel", type.acceleration);
  type.deceleration = a.positive_or("decel", type.deceleration);
  type.headway = a.not_negative_or("tau", type.headway);
  type.speed_deviation = a.not_negative_or("speedDev", type.speed_deviation);
  type.emission_class = a.text_or("emissionClass", "");
  if (const auto factor = a.find("speedFactor"); factor && !read_speed_factor(*factor, type)) {
    a.refuse("speedFactor is " + in_quotes(*factor) +
             ", must be a number above 0 or normc(mean,deviation,...)");
  }
  const double weight = a.not_negative_or("probability", 1);
  add_member(add_type(std::move(type), weight), weight);
}

void SumoTypes::begin_distribution(const Attributes& a) {
  if (mix_) a.refuse("stands within another distribution");
  mix_.emplace().id = a.text("id");
  std::string_view names = a.text_or("vTypes", ""), weights = a.text_or("probabilities", "");
  const bool weighted = !weights.empty();
  for (std::string_view name = take_word(names); !name.empty(); name = take_word(names)) {
    const std::int32_t row = type_named(a, name);
    const std::string_view word = take_word(weights);
    const std::optional<double> weight = weighted ? number_in(word) : definitions_.type_weights[at(row)];
    if (!weight || *weight < 0)
      a.refuse("probabilities has " + in_quotes(word) + ", must be one number for each type");
    add_member(row, *weight);
  }
}

void SumoTypes::end_distribution() {
  TypeMix mix = std::move(*mix_);
  mix_.reset();
  if (choices_.contains(mix.id) || mix.types.empty()) {
    findings_.warn("distribution", in_quotes(mix.id),
                   mix.types.empty() ? "has no types: left out" : "has a name that is taken: left out");
    return;
  }
  std::vector<double> sums = running_sums(mix.weights);
  if (!(sums.back() > 0)) {
    findings_.warn("distribution", in_quotes(mix.id), "has no probability above 0: all alike");
    std::fill(mix.weights.begin(), mix.weights.end(), 1.0);
    sums = running_sums(mix.weights);
  }
  choices_.emplace(mix.id, Choice{kNone, row_of(demand_.mixes.size())});
  demand_.mixes.push_back(std::move(mix));
  sums_.push_back(std::move(sums));
}

std::optional<SumoTypes::Choice> SumoTypes::find(std::string_view name) {
  if (const auto found = choices_.find(name); found != choices_.end()) return found->second;
  for (const auto& [id, sumo_class] : kTypesOfSumo) {
    if (id != name) continue;
    VehicleType type = default_type(sumo_class).value_or(VehicleType{});
    type.id = id;
    return Choice{add_type(std::move(type), 1), kNone};
  }
  return std::nullopt;
}

std::int32_t SumoTypes::drawn(Choice choice, double uniform) const {
  if (choice.mix == kNone) return choice.type;
  return demand_.mixes[at(choice.mix)].types[drawn_place(sums_[at(choice.mix)], uniform)];
}

}  // namespace conurb::transport

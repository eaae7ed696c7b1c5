// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/power_grid_model_data.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "plugins/energy/error.hpp"

namespace conurb::energy {
namespace {

constexpr std::int32_t kMissingWhole = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMissingSmall = -128;

/// A number, or one of the format's words for infinity.
std::optional<double> number_or_infinity(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "inf" || value == "+inf") return std::numeric_limits<double>::infinity();
  if (value == "-inf") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

}  // namespace

PgmComponent::PgmComponent(std::string kind, const Json* rows, const Json* attributes,
                           const std::string& where)
    : kind_(std::move(kind)), rows_(rows), where_(where) {
  if (rows_ != nullptr && !rows_->is_array()) {
    throw InputError("data of " + kind_ + " is " + kind_of(*rows_) + ", must be a list", where_);
  }
  const Json* const names = attributes == nullptr ? nullptr : member(*attributes, kind_.c_str());
  if (names != nullptr) read_order(*names);
}

/// Every name must be one place of a row: a row as long as the list is then safe to look into by any of them.
void PgmComponent::read_order(const Json& names) {
  const std::string of = "attributes of " + kind_;
  const char* const remedy = "declare each attribute once, by its name";
  if (!names.is_array()) throw InputError(of + " is " + kind_of(names) + ", must be a list", where_, remedy);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string place = of + ": entry " + std::to_string(i + 1) + " of " + std::to_string(names.size());
    if (!names[i].is_string()) {
      throw InputError(place + " is " + kind_of(names[i]) + ", must be a text", where_, remedy);
    }
    const auto& name = names[i].get_ref<const std::string&>();
    if (!order_.emplace(name, i).second) {
      throw InputError(place + ", " + in_quotes(name) + ", stands twice", where_, remedy);
    }
  }
}

const Json* PgmComponent::value(std::size_t row, std::string_view attribute) const {
  const Json& item = (*rows_)[row];
  const Json* found = nullptr;
  if (item.is_object()) {
    const auto place = item.find(attribute);
    if (place != item.end()) found = &*place;
  } else if (item.is_array() && item.size() == order_.size()) {
    const auto place = order_.find(attribute);
    if (place != order_.end()) found = &item[place->second];
  } else {
    throw InputError("row " + std::to_string(row + 1) + " of " + kind_ +
                         " is neither an object nor a list of the " + std::to_string(order_.size()) +
                         " attributes declared for it",
                     where_);
  }
  return found == nullptr || found->is_null() ? nullptr : found;
}

PgmRow::PgmRow(const PgmComponent& of, std::size_t row) : of_(of), row_(row) {
  const std::optional<std::int32_t> id = find_whole("id");
  if (!id) {
    throw InputError("row " + std::to_string(row + 1) + " of " + of.kind() + " has no id", of.where());
  }
  id_ = *id;
}

std::optional<double> PgmRow::find_number(std::string_view attribute) const {
  const Json* const value = of_.value(row_, attribute);
  if (value == nullptr) return std::nullopt;
  const std::optional<double> number = number_or_infinity(*value);
  if (!number) refuse(attribute, "is " + kind_of(*value) + ", must be a number");
  return number;
}

double PgmRow::number_or(std::string_view attribute, double fallback) const {
  return find_number(attribute).value_or(fallback);
}

double PgmRow::number(std::string_view attribute) const {
  const std::optional<double> value = find_number(attribute);
  if (!value) refuse(attribute, "is missing");
  if (!std::isfinite(*value)) refuse(attribute, "is " + shown(*value) + ", must be finite");
  return *value;
}

double PgmRow::positive(std::string_view attribute) const {
  const double value = number(attribute);
  if (value <= 0) refuse(attribute, "is " + shown(value) + ", must be above 0");
  return value;
}

std::optional<std::int32_t> PgmRow::find_whole(std::string_view attribute) const {
  const std::optional<double> value = find_number(attribute);
  if (!value) return std::nullopt;
  const double largest = std::numeric_limits<std::int32_t>::max();
  if (!(std::abs(*value) <= largest + 1) || *value > largest || *value != std::trunc(*value)) {
    refuse(attribute, "is " + shown(*value) + ", must be a whole number of 32 bits");
  }
  const auto whole = static_cast<std::int32_t>(*value);
  return whole == kMissingWhole ? std::nullopt : std::optional(whole);
}

std::int32_t PgmRow::whole(std::string_view attribute) const {
  const std::optional<std::int32_t> value = find_whole(attribute);
  if (!value) refuse(attribute, "is missing");
  return *value;
}

std::int32_t PgmRow::small_or(std::string_view attribute, std::int32_t fallback) const {
  const std::int32_t value = find_whole(attribute).value_or(kMissingSmall);
  if (value == kMissingSmall) return fallback;
  if (value < -127 || value > 127) {
    refuse(attribute, "is " + std::to_string(value) + ", must lie in [-127, 127]");
  }
  return value;
}

bool PgmRow::status(std::string_view attribute) const {
  const std::int32_t value = small_or(attribute, kMissingSmall);
  if (value == kMissingSmall) refuse(attribute, "is missing");
  if (value != 0 && value != 1) refuse(attribute, "is " + std::to_string(value) + ", must be 0 or 1");
  return value == 1;
}

double PgmRow::phase_sum(std::string_view attribute) const {
  const Json* const value = of_.value(row_, attribute);
  if (value == nullptr) return 0;
  if (!value->is_array() || value->size() != 3) refuse(attribute, "must be a list of three phases");
  double sum = 0;
  for (const Json& phase : *value) {
    if (phase.is_null()) continue;
    const std::optional<double> number = number_or_infinity(phase);
    if (!number) refuse(attribute, "has a phase that is " + kind_of(phase));
    sum += *number;
  }
  return sum;
}

void PgmRow::refuse(std::string_view attribute, const std::string& what) const {
  // The id itself may be what is wrong.
  throw InputError((id_ == 0 ? of_.kind() + " of row " + std::to_string(row_ + 1) : name()) + ": " +
                       std::string(attribute) + " " + what,
                   of_.where());
}

}  // namespace conurb::energy

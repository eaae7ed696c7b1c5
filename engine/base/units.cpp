// SPDX-License-Identifier: Apache-2.0
#include "engine/base/units.hpp"

#include <fmt/core.h>
#include <udunits2.h>

#include <array>
#include <cmath>
#include <mutex>
#include <type_traits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb {

namespace {

constexpr std::size_t kLongestUnit = 200;

/// Held in every call of UDUNITS: its parser, its last status and its message handler are of the process, so
/// that two tables must not be used at once either. Nothing is destroyed with it.
constinit std::mutex udunits_mutex;  // NOLINT
static_assert(std::is_trivially_destructible_v<std::mutex>);

struct FreeUnit {
  void operator()(ut_unit* unit) const { ut_free(unit); }
};
struct FreeConverter {
  void operator()(cv_converter* converter) const { cv_free(converter); }
};
using OwnedUnit = std::unique_ptr<ut_unit, FreeUnit>;
using OwnedConverter = std::unique_ptr<cv_converter, FreeConverter>;

/// Says whether a unit is a time stamp ("s since 2000-01-01"), which UDUNITS parses like any other.
bool is_timestamp(const ut_unit* unit) {
  ut_visitor visitor{};
  visitor.visit_basic = [](const ut_unit*, void*) { return UT_SUCCESS; };
  visitor.visit_product = [](const ut_unit*, int, const ut_unit* const*, const int*, void*) {
    return UT_SUCCESS;
  };
  visitor.visit_galilean = [](const ut_unit*, double, const ut_unit*, double, void*) { return UT_SUCCESS; };
  visitor.visit_timestamp = [](const ut_unit*, const ut_unit*, double, void* found) {
    *static_cast<bool*>(found) = true;
    return UT_SUCCESS;
  };
  visitor.visit_logarithmic = [](const ut_unit*, double, const ut_unit*, void*) { return UT_SUCCESS; };
  bool found = false;
  ut_accept_visitor(unit, &visitor, &found);
  return found;
}

/// What we add to UDUNITS: base units stand for themselves, the others are defined by a text.
struct Definition {
  const char* name;
  const char* symbol;   ///< symbols take prefixes like k and M; null: none
  const char* meaning;  ///< null: a new base unit
};
constexpr std::array<Definition, 12> kDefinitions{{
    {"euro", "EUR", nullptr},
    {"person", nullptr, nullptr},
    {"vehicle", "veh", nullptr},
    // Levels add by energy, not by value: a dimension of its own keeps them from being converted by mistake.
    {"decibel", "dB", nullptr},
    {"watt_hour", "Wh", "3600 J"},
    {"var", "var", "W"},
    {"volt_ampere", "VA", "W"},
    {"deg", nullptr, "degree"},
    {"cent", nullptr, "0.01 EUR"},
    // Without this "pu" would be the atomic mass unit with the prefix pico.
    {"pu", nullptr, "1"},
    {"fraction", nullptr, "1"},
    {"dimensionless", nullptr, "1"},
}};

/// Plural names that people write; UDUNITS makes plurals only of the names in its own database.
constexpr std::array<std::pair<const char*, const char*>, 4> kPlurals{
    {{"persons", "person"}, {"people", "person"}, {"vehicles", "vehicle"}, {"euros", "EUR"}}};

}  // namespace

struct UnitSystem::Impl {
  ut_system* system = nullptr;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    const std::scoped_lock lock(udunits_mutex);
    ut_free_system(system);
  }

  void define(const Definition& definition) const;
  void alias(const char* name, const char* meaning) const;
  OwnedConverter converter(const ut_unit* from, const ut_unit* to) const;
  const ut_unit* get(const Unit& unit, const std::shared_ptr<const void>& handle) const;
};

namespace {

[[noreturn]] void refuse_definition(const char* name) {
  throw Error(ErrorCode::internal, fmt::format("the unit {} clashes with the UDUNITS database", name));
}

[[noreturn]] void refuse_conversion(const Unit& from, const Unit& to, std::string_view why) {
  throw Error(ErrorCode::incompatible, fmt::format("no conversion from {} to {}: {}", in_quotes(from.text()),
                                                   in_quotes(to.text()), why));
}

}  // namespace

void UnitSystem::Impl::define(const Definition& definition) const {
  const OwnedUnit unit(definition.meaning == nullptr ? ut_new_base_unit(system)
                                                     : ut_parse(system, definition.meaning, UT_UTF8));
  if (!unit || ut_map_name_to_unit(definition.name, UT_UTF8, unit.get()) != UT_SUCCESS) {
    refuse_definition(definition.name);
  }
  if (definition.symbol != nullptr &&
      ut_map_symbol_to_unit(definition.symbol, UT_UTF8, unit.get()) != UT_SUCCESS) {
    refuse_definition(definition.symbol);
  }
}

void UnitSystem::Impl::alias(const char* name, const char* meaning) const {
  const OwnedUnit unit(ut_parse(system, meaning, UT_UTF8));
  if (!unit || ut_map_name_to_unit(name, UT_UTF8, unit.get()) != UT_SUCCESS) refuse_definition(name);
}

OwnedConverter UnitSystem::Impl::converter(const ut_unit* from, const ut_unit* to) const {
  if (ut_are_convertible(from, to) == 0) return nullptr;
  // UDUNITS takes reciprocals for convertible. Of those the quotient has a dimension; logarithms have no
  // quotient.
  const OwnedUnit quotient(ut_divide(from, to));
  if (quotient && ut_is_dimensionless(quotient.get()) == 0) return nullptr;
  return OwnedConverter(ut_get_converter(const_cast<ut_unit*>(from), const_cast<ut_unit*>(to)));
}

const ut_unit* UnitSystem::Impl::get(const Unit& unit, const std::shared_ptr<const void>& handle) const {
  const auto* parsed = static_cast<const ut_unit*>(handle.get());
  if (parsed == nullptr) throw Error(ErrorCode::invalid_argument, "an empty Unit, never parsed, was used");
  if (ut_get_system(parsed) != system) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("unit {} belongs to another UnitSystem", in_quotes(unit.text())));
  }
  return parsed;
}

/// A unit keeps the tables it points into.
struct UnitSystem::Handle {
  explicit Handle(std::shared_ptr<Impl> owner) : system(std::move(owner)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    const std::scoped_lock lock(udunits_mutex);
    unit.reset();
  }

  std::shared_ptr<Impl> system;
  OwnedUnit unit;
};

UnitSystem::UnitSystem() : impl_(std::make_shared<Impl>()) {
  const std::scoped_lock lock(udunits_mutex);
  ut_set_error_message_handler(ut_ignore);
  ut_status status = UT_SUCCESS;
  const char* path = ut_get_path_xml(nullptr, &status);
  impl_->system = ut_read_xml(nullptr);
  if (impl_->system == nullptr) {
    throw Error(ErrorCode::not_found, "the UDUNITS database cannot be read", path == nullptr ? "" : path,
                "install libudunits2-data or set UDUNITS2_XML_PATH");
  }
  for (const Definition& definition : kDefinitions) impl_->define(definition);
  for (const auto& [name, meaning] : kPlurals) impl_->alias(name, meaning);
}

Unit UnitSystem::parse(std::string_view text) const {
  const std::string trimmed(trim(text));
  const auto no_unit = [&](const char* why) {
    return Error(
        ErrorCode::bad_data, fmt::format("{} is no unit{}", in_quotes(text), why), "",
        "write it as UDUNITS does, for example \"W m-2 K-1\", \"kWh\", \"degC\", \"EUR/kWh\" or \"1\"");
  };
  if (trimmed.size() > kLongestUnit) throw no_unit(": it is longer than 200 bytes");
  for (const char c : trimmed) {
    if (static_cast<unsigned char>(c) < 0x20) throw no_unit(": it holds control characters");
  }
  if (!is_utf8(trimmed)) throw no_unit(": it is not UTF-8");
  Unit unit;
  unit.text_ = text;
  auto handle = std::make_shared<Handle>(impl_);
  {
    const std::scoped_lock lock(udunits_mutex);
    handle->unit = OwnedUnit(ut_parse(impl_->system, trimmed.c_str(), UT_UTF8));
    if (handle->unit && !is_timestamp(handle->unit.get())) {
      unit.handle_ = std::shared_ptr<const void>(handle, handle->unit.get());
      return unit;
    }
  }
  throw no_unit(handle->unit ? " but a time stamp" : "");
}

bool UnitSystem::convertible(const Unit& a, const Unit& b) const {
  const std::scoped_lock lock(udunits_mutex);
  return impl_->converter(impl_->get(a, a.handle_), impl_->get(b, b.handle_)) != nullptr;
}

bool UnitSystem::same(const Unit& a, const Unit& b) const {
  const std::scoped_lock lock(udunits_mutex);
  const ut_unit* from = impl_->get(a, a.handle_);
  const ut_unit* to = impl_->get(b, b.handle_);
  if (ut_compare(from, to) == 0) return true;
  const OwnedConverter converter = impl_->converter(from, to);
  if (!converter) return false;
  // A scale and an offset are settled by two points, a logarithm by a third.
  for (const double x : {0.0, 1.0, 2.0}) {
    if (!(std::abs(cv_convert_double(converter.get(), x) - x) <= 1e-12 * x)) return false;
  }
  return true;
}

double UnitSystem::convert(double value, const Unit& from, const Unit& to) const {
  convert(std::span(&value, 1), from, to);
  return value;
}

void UnitSystem::convert(std::span<double> values, const Unit& from, const Unit& to) const {
  const std::scoped_lock lock(udunits_mutex);
  const OwnedConverter converter =
      impl_->converter(impl_->get(from, from.handle_), impl_->get(to, to.handle_));
  if (!converter) refuse_conversion(from, to, "they measure different things");
  cv_convert_doubles(converter.get(), values.data(), values.size(), values.data());
}

void UnitSystem::convert(std::span<float> values, const Unit& from, const Unit& to) const {
  const std::scoped_lock lock(udunits_mutex);
  const OwnedConverter converter =
      impl_->converter(impl_->get(from, from.handle_), impl_->get(to, to.handle_));
  if (!converter) refuse_conversion(from, to, "they measure different things");
  cv_convert_floats(converter.get(), values.data(), values.size(), values.data());
}

double UnitSystem::factor(const Unit& from, const Unit& to) const {
  const std::scoped_lock lock(udunits_mutex);
  const OwnedConverter converter =
      impl_->converter(impl_->get(from, from.handle_), impl_->get(to, to.handle_));
  if (!converter) refuse_conversion(from, to, "they measure different things");
  const double at_0 = cv_convert_double(converter.get(), 0);
  const double at_1 = cv_convert_double(converter.get(), 1);
  const double at_2 = cv_convert_double(converter.get(), 2);
  if (at_0 != 0 || !(std::abs(at_2 - 2 * at_1) <= 1e-12 * std::abs(at_2))) {
    refuse_conversion(from, to, "it is no mere factor (an offset or a logarithm)");
  }
  return at_1;
}

}  // namespace conurb

// SPDX-License-Identifier: Apache-2.0
#include "engine/host/instance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/text.hpp"
#include "engine/host/check_finite.hpp"
#include "engine/host/services.hpp"
#include "engine/host/state_stream.hpp"

namespace conurb::host {

namespace {

// Ends the call on every way out, so that no service outlives the views it was made for.
class Call {
 public:
  Call(Services& services, const city::City* city, city::City* writable, Binding* binding)
      : services_(services) {
    services_.begin_call(city, writable, binding);
  }
  ~Call() { services_.end_call(); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  Services& services_;
};

}  // namespace

struct Instance::Context {
  Context(const PluginCode& code, Environment& environment, FindingSink found)
      : services(code, environment, CONURB_ABI_MINOR, std::move(found)) {}
  Services services;
};

Instance::Instance(PluginCode code, Environment& environment, const city::City& city,
                   std::span<const double> parameters, std::uint64_t seed, FindingSink found)
    : code_(std::move(code)),
      parameters_(parameters.begin(), parameters.end()),
      seed_(seed),
      binding_(*code_.manifest, city),
      context_(std::make_unique<Context>(code_, environment, std::move(found))) {
  if (parameters_.empty()) parameters_ = initial_parameters(manifest());
  if (parameters_.size() != manifest().parameters.size()) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("{} parameters given, {} declared", parameters_.size(), manifest().parameters.size()),
        manifest().id);
  }
  parameters_revision_ = conurb::host::parameters_revision(parameters_);
  known_rows_.resize(manifest().tables.size());
  const Call call(context_->services, &city, nullptr, &binding_);
  const conurb_status status = code_.calls->create(context_->services.table(), &instance_);
  if (status != CONURB_OK || instance_ == nullptr) fault(status, "create");
}

Instance::~Instance() {
  if (instance_ != nullptr) code_.calls->destroy(instance_);
}

void Instance::fault(conurb_status status, const std::string& call) {
  const std::string text = context_->services.error();
  const auto code = status == CONURB_CANCELLED ? ErrorCode::cancelled : ErrorCode::plugin_fault;
  throw Error(
      code,
      fmt::format("{} failed with status {} ({}): {}", call, status,
                  conurb::to_string(static_cast<ErrorCode>(status)), text.empty() ? "no reason given" : text),
      manifest().id);
}

void Instance::unshare(city::City& city) const {
  for (std::uint32_t i = 0; i < manifest().columns.size(); ++i) {
    if (manifest().columns[i].access != Access::read && binding_.place(i).table >= 0) {
      (void)city.edit(static_cast<std::size_t>(binding_.place(i).table));
    }
  }
  for (std::uint32_t i = 0; i < manifest().tables.size(); ++i) {
    if (manifest().tables[i].owns && binding_.table(i) >= 0)
      (void)city.edit(static_cast<std::size_t>(binding_.table(i)));
  }
}

Instance::Rows Instance::rows_now(const city::City& city, const LaggedColumns& lagged,
                                  std::uint32_t index) const {
  const auto place = static_cast<std::size_t>(binding_.table(index));
  if (binding_.table_lagged(index)) {
    if (const auto found = lagged.tables.find(place); found != lagged.tables.end()) {
      return {found->second.rows, found->second.alive_rows, found->second.topology};
    }
  }
  const city::Table& table = city.table(place);
  return {table.rows(), table.alive_rows(), table.topology_revision()};
}

bool Instance::needs_reconfigure(const city::City& city, const LaggedColumns& lagged) const {
  if (fresh_ || restart_parameter_changed_) return true;
  for (std::uint32_t i = 0; i < known_rows_.size(); ++i) {
    if (binding_.table(i) >= 0 && rows_now(city, lagged, i).topology != known_rows_[i].topology) return true;
  }
  return false;
}

void Instance::reconfigure(city::City& city, const LaggedColumns& lagged) {
  const std::size_t count = known_rows_.size();
  std::vector<std::int64_t> first_inserted(count, 0);
  std::vector<std::uint8_t> retired(count, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (binding_.table(i) < 0) continue;
    const Rows before = std::exchange(known_rows_[i], rows_now(city, lagged, i));
    first_inserted[i] = before.rows;
    const std::int64_t gone = known_rows_[i].rows - known_rows_[i].alive - (before.rows - before.alive);
    retired[i] = gone > 0 && !fresh_ ? 1 : 0;
  }
  const bool restart = std::exchange(restart_parameter_changed_, false);
  fresh_ = false;
  if (code_.calls->reconfigure == nullptr) return;
  const conurb_reconfigure what{sizeof what, restart ? 1U : 0U, static_cast<std::uint32_t>(count),
                                first_inserted.data(), retired.data()};
  binding_.view_for_reading(city, lagged, parameters_, parameters_revision_, seed_);
  const Call call(context_->services, &city, nullptr, &binding_);
  const conurb_status status = code_.calls->reconfigure(instance_, binding_.view(), &what);
  if (status != CONURB_OK) fault(status, "reconfigure");
}

Instance::Stepped Instance::step(city::City& city, const LaggedColumns& lagged, Time t0, Time t1,
                                 std::uint32_t flags) {
  if (needs_reconfigure(city, lagged)) reconfigure(city, lagged);
  binding_.view_for_step(city, lagged, parameters_, parameters_revision_, seed_);
  Stepped stepped;
  try {
    call_step(city, stepped, t0, t1, flags);
  } catch (const Error&) {
    mark_written(city);
    throw;
  }
  return stepped;
}

void Instance::call_step(city::City& city, Stepped& stepped, Time t0, Time t1, std::uint32_t flags) {
  conurb_step step{sizeof step, flags, t0.us, t1.us, t1.us, std::numeric_limits<std::int64_t>::max()};
  const Call call(context_->services, &city, &city, &binding_);
  conurb_status status = code_.calls->step(instance_, binding_.view(), &step);
  if (status == CONURB_OK && context_->services.cut_short()) status = CONURB_CANCELLED;
  if (status != CONURB_OK) fault(status, "step");
  if (step.reached_us <= t0.us || step.reached_us > t1.us || step.next_us <= step.reached_us) {
    throw Error(ErrorCode::plugin_fault,
                fmt::format("step from {} to {} us reached {} us and wants to be called at {} us", t0.us,
                            t1.us, step.reached_us, step.next_us),
                manifest().id);
  }
  publish(city);
  stepped = {Time{step.reached_us}, Time{step.next_us}};
}

void Instance::mark_written(city::City& city) const {
  for (std::uint32_t i = 0; i < manifest().columns.size(); ++i) {
    const Binding::ColumnPlace place = binding_.place(i);
    if (manifest().columns[i].access == Access::read || place.table < 0) continue;
    city.edit(static_cast<std::size_t>(place.table)).mark_changed(static_cast<std::size_t>(place.column));
  }
}

void Instance::publish(city::City& city) {
  const auto& marked = context_->services.marked();
  for (std::uint32_t i = 0; i < manifest().columns.size(); ++i) {
    const ColumnUse& use = manifest().columns[i];
    const Binding::ColumnPlace place = binding_.place(i);
    if (use.access == Access::read || place.table < 0) continue;
    city::Table& table = city.edit(static_cast<std::size_t>(place.table));
    const auto column = static_cast<std::size_t>(place.column);
    const auto found = marked.find(i);
    const std::vector<std::int64_t>* only = found == marked.end() ? nullptr : &found->second;
    if (const std::int64_t row = first_not_finite(table, column, only, context_->services.environment().jobs);
        row >= 0) {
      throw Error(ErrorCode::plugin_fault,
                  fmt::format("{}.{} of row {} (id {}) is not finite after the step", table.name(),
                              use.spec.name, row, table.ids()[static_cast<std::size_t>(row)]),
                  manifest().id);
    }
    if (only != nullptr) {
      table.mark_changed(column, *only);
    } else {
      table.mark_changed(column);
    }
  }
  // The plugin knows the rows it added itself, so its own insertions and retirements are no news to it.
  for (std::uint32_t i = 0; i < manifest().tables.size(); ++i) {
    if (manifest().tables[i].owns && binding_.table(i) >= 0) known_rows_[i] = rows_now(city, {}, i);
  }
  binding_.mark_seen(city);
}

std::vector<std::byte> Instance::save() const {
  if (code_.calls->save == nullptr) return loaded_state_;
  StateStream stream(manifest().id, manifest().state_version);
  // Keys that this version did not know come first, so that what it writes itself wins.
  if (!loaded_state_.empty()) {
    const StateStream loaded = StateStream::parse(loaded_state_, manifest().id);
    if (loaded.version() > manifest().state_version) stream = loaded;
  }
  const conurb_writer writer{
      sizeof writer, &stream,
      [](const conurb_writer* self, const char* key, std::int32_t type, const void* data,
         std::uint64_t count) {
        try {
          static_cast<StateStream*>(self->context)->put(key == nullptr ? "" : key, type, data, count);
          return conurb_status{CONURB_OK};
        } catch (const std::exception&) {
          return conurb_status{CONURB_INVALID_ARGUMENT};
        }
      }};
  const Call call(context_->services, nullptr, nullptr, nullptr);
  const conurb_status status = code_.calls->save(instance_, &writer);
  if (status != CONURB_OK) const_cast<Instance*>(this)->fault(status, "save");
  return stream.bytes();
}

void Instance::load(std::span<const std::byte> state) {
  loaded_state_.assign(state.begin(), state.end());
  fresh_ = true;
  binding_.forget_seen();
  if (state.empty() || code_.calls->load == nullptr) return;
  const StateStream stream = StateStream::parse(state, manifest().id);
  if (stream.plugin() != manifest().id) {
    throw Error(ErrorCode::incompatible,
                fmt::format("saved state of {} given to {}", stream.plugin(), manifest().id));
  }
  const conurb_reader reader{
      sizeof reader, const_cast<StateStream*>(&stream), stream.version(),
      [](const conurb_reader* self, const char* key, std::int32_t type, const void** data,
         std::uint64_t* count) {
        const StateEntry* entry =
            static_cast<const StateStream*>(self->context)->find(key == nullptr ? "" : key);
        if (entry == nullptr) return conurb_status{CONURB_NOT_FOUND};
        if (entry->type != type) return conurb_status{CONURB_INCOMPATIBLE};
        *data = entry->aligned.data();
        *count = entry->count;
        return conurb_status{CONURB_OK};
      }};
  const Call call(context_->services, nullptr, nullptr, nullptr);
  const conurb_status status = code_.calls->load(instance_, &reader);
  if (status != CONURB_OK) fault(status, "load");
}

void Instance::set_parameter(std::size_t index, double value) {
  check_parameter(manifest(), index, value);
  if (parameters_[index] == value) return;
  parameters_[index] = value;
  parameters_revision_ = conurb::host::parameters_revision(parameters_);
  if (manifest().parameters[index].at_restart) restart_parameter_changed_ = true;
}

std::vector<double> initial_parameters(const Manifest& manifest) {
  std::vector<double> values;
  for (const Parameter& parameter : manifest.parameters) values.push_back(parameter.initial);
  return values;
}

std::uint64_t parameters_revision(std::span<const double> values) {
  return hash(std::as_bytes(values)).low;
}

std::size_t parameter_index(const Manifest& manifest, std::string_view name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < manifest.parameters.size(); ++i) {
    if (manifest.parameters[i].name == name) return i;
    names.push_back(manifest.parameters[i].name);
  }
  std::string remedy = did_you_mean(name, names);
  if (remedy.empty()) remedy = names.empty() ? "it has none" : "it has: " + join(names, ", ");
  throw Error(ErrorCode::not_found, fmt::format("{} has no parameter '{}'", manifest.id, name), "", remedy);
}

void check_parameter(const Manifest& manifest, std::size_t index, double value) {
  const Parameter& parameter = manifest.parameters[index];
  const bool limited = parameter.max > parameter.min;
  if (!std::isfinite(value) || (limited && (value < parameter.min || value > parameter.max))) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} = {} {} is outside [{}, {}]", manifest.name, parameter.name, value,
                            parameter.unit, parameter.min, parameter.max));
  }
  if (parameter.type != "number" && value != std::floor(value)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} = {} must be whole", manifest.name, parameter.name, value));
  }
  const bool is_choice = parameter.type == "choice";
  const double last = is_choice ? static_cast<double>(parameter.choices.size()) - 1 : 1;
  if ((is_choice || parameter.type == "boolean") && (value < 0 || value > last)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} = {} is none of 0 to {}", manifest.name, parameter.name, value, last));
  }
}

}  // namespace conurb::host

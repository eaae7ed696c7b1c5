// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/zone.hpp"
#include "engine/host/check_city.hpp"
#include "engine/host/instance.hpp"

namespace conurb::host::check {

namespace {

bool speaks_of_data(conurb_status status) {
  switch (status) {
    case CONURB_INVALID_ARGUMENT:
    case CONURB_NOT_FOUND:
    case CONURB_BAD_DATA:
    case CONURB_INCOMPATIBLE:
    case CONURB_CONFLICT:
    case CONURB_LIMIT: return true;
    default: return false;
  }
}

bool is_refusal(const Answer& answer) {
  return speaks_of_data(answer.status) && !answer.text.empty();
}

// What makes a status other than OK a fault.
std::string why_no_refusal(const Answer& answer) {
  if (answer.status < CONURB_OK || answer.status > CONURB_INTERNAL) return "which is no status of conurb.h";
  if (speaks_of_data(answer.status)) return "and gave no reason: call set_error first";
  if (answer.status == CONURB_CANCELLED) return "although nobody cancelled";
  return "which is a fault; data that cannot be used are refused with CONURB_BAD_DATA and a text";
}

// No exception of the plugin may cross the border; one that does is told from a crash here.
template <typename Body>
conurb_status run_guarded(const char* name, Body&& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    throw Failure{fmt::format("{} let an exception out: {}", name, error.what())};
  } catch (...) {
    throw Failure{fmt::format("{} let an exception out", name)};
  }
}

}  // namespace

World::World(std::size_t threads, std::size_t cache_bytes)
    : jobs_(threads), calendar_(Zone::utc()), cache_bytes_(cache_bytes) {}

Environment& World::environment(const city::City& city) {
  const auto found = std::find_if(families_.begin(), families_.end(), [&city](const auto& family) {
    return family->revisions == city.context().revisions;
  });
  if (found != families_.end()) return (*found)->environment;
  Family& family = *families_.emplace_back(std::make_unique<Family>(cache_bytes_));
  family.revisions = city.context().revisions;
  family.environment.jobs = &jobs_;
  family.environment.cache = &family.cache;
  family.environment.calendar = &calendar_;
  family.environment.cancel = cancel;
  return family.environment;
}

void World::drop(const std::string& owner) {
  for (const auto& family : families_) family->cache.drop(owner);
}

std::string describe(const Answer& answer) {
  const bool known = answer.status >= CONURB_OK && answer.status <= CONURB_INTERNAL;
  return fmt::format("{} answered {} ({}){}{}", answer.call, answer.status,
                     known ? conurb::to_string(static_cast<ErrorCode>(answer.status)) : "unknown",
                     answer.text.empty() ? "" : ": ", answer.text);
}

void demand(const Answer& answer) {
  if (!accepted(answer)) throw NotApplicable{"the plugin refuses the generated city: " + describe(answer)};
}

bool accepted(const Answer& answer) {
  if (answer.ok()) return true;
  if (is_refusal(answer)) return false;
  throw Failure{describe(answer) + ", " + why_no_refusal(answer)};
}

Rig::Rig(World& world, const PluginCode& code, city::City city, std::uint64_t seed,
         std::span<const double> parameters, std::uint32_t abi_minor)
    : code_(code),
      city_(std::move(city)),
      seed_(seed),
      parameters_(parameters.begin(), parameters.end()),
      now_(kRunStart),
      binding_(*code_.manifest, city_),
      services_(code_, world.environment(city_), abi_minor) {
  if (parameters_.empty()) parameters_ = initial_parameters(manifest());
  known_topology_.assign(manifest().tables.size(), 0);
  known_rows_.assign(manifest().tables.size(), 0);
  const Answer answer =
      call("create", &city_, nullptr, [this] { return code_.calls->create(services_.table(), &instance_); });
  if (!answer.ok()) throw Failure{describe(answer)};
  if (instance_ == nullptr) throw Failure{"create answered 0 and gave no instance"};
}

Rig::~Rig() {
  if (instance_ != nullptr) code_.calls->destroy(instance_);
}

Answer Rig::call(const char* name, city::City* readable, city::City* writable,
                 const std::function<conurb_status()>& body) {
  services_.begin_call(readable, writable, readable == nullptr ? nullptr : &binding_);
  Answer answer{name, CONURB_INTERNAL, {}};
  try {
    answer.status = run_guarded(name, body);
  } catch (...) {
    services_.end_call();
    throw;
  }
  answer.text = services_.error();
  services_.end_call();
  return answer;
}

bool Rig::topology_changed() {
  for (std::uint32_t i = 0; i < manifest().tables.size(); ++i) {
    const std::int32_t table = binding_.table(i);
    if (table < 0) continue;
    if (city_.table(static_cast<std::size_t>(table)).topology_revision() != known_topology_[i]) return true;
  }
  return false;
}

Answer Rig::reconfigure() {
  const std::size_t count = known_topology_.size();
  std::vector<std::int64_t> first_inserted(known_rows_);
  std::vector<std::uint8_t> retired(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t index = binding_.table(static_cast<std::uint32_t>(i));
    if (index < 0) continue;
    const city::Table& table = city_.table(static_cast<std::size_t>(index));
    retired[i] = !fresh_ && table.topology_revision() != known_topology_[i] ? 1 : 0;
    known_topology_[i] = table.topology_revision();
    known_rows_[i] = table.rows();
  }
  fresh_ = false;
  const bool restart = std::exchange(restart_, false);
  if (code_.calls->reconfigure == nullptr) return {"reconfigure", CONURB_OK, {}};
  const conurb_reconfigure what{sizeof what, restart ? 1U : 0U, static_cast<std::uint32_t>(count),
                                first_inserted.data(), retired.data()};
  binding_.view_for_reading(city_, {}, parameters_, parameters_revision_, seed_);
  return call("reconfigure", &city_, nullptr,
              [&] { return code_.calls->reconfigure(instance_, binding_.view(), &what); });
}

Answer Rig::step(Time t0, Time t1, std::uint32_t flags) {
  if (fresh_ || restart_ || topology_changed()) {
    const Answer answer = reconfigure();
    if (!answer.ok()) return answer;
  }
  return step_only(t0, t1, flags);
}

Answer Rig::step_only(Time t0, Time t1, std::uint32_t flags) {
  if (code_.calls->step == nullptr) throw NotApplicable{"it takes no steps"};
  binding_.view_for_step(city_, {}, parameters_, parameters_revision_, seed_);
  if (before_step) before_step(*binding_.view());
  last_ = {sizeof last_, flags, t0.us, t1.us, t1.us, std::numeric_limits<std::int64_t>::max()};
  const Answer answer =
      call("step", &city_, &city_, [&] { return code_.calls->step(instance_, binding_.view(), &last_); });
  if (answer.ok()) publish();
  return answer;
}

void Rig::publish() {
  for (std::uint32_t i = 0; i < manifest().columns.size(); ++i) {
    const Binding::ColumnPlace place = binding_.place(i);
    if (manifest().columns[i].access == Access::read || place.table < 0) continue;
    city::Table& table = city_.edit(static_cast<std::size_t>(place.table));
    const auto column = static_cast<std::size_t>(place.column);
    if (const auto found = services_.marked().find(i); found != services_.marked().end()) {
      table.mark_changed(column, found->second);
    } else {
      table.mark_changed(column);
    }
  }
  // Rows that the plugin added or retired itself are no news to it.
  for (std::uint32_t i = 0; i < manifest().tables.size(); ++i) {
    if (!manifest().tables[i].owns || binding_.table(i) < 0) continue;
    const city::Table& table = city_.table(static_cast<std::size_t>(binding_.table(i)));
    known_topology_[i] = table.topology_revision();
    known_rows_[i] = table.rows();
  }
  binding_.mark_seen(city_);
}

std::string Rig::run_or_refuse(int count, Duration dt) {
  constexpr int kMostStops = 10'000;  // within one step; each must get on by a microsecond at least
  for (int i = 0; i < count; ++i) {
    const Time t1 = now_ + dt;
    for (int stop = 0; now_ < t1; ++stop) {
      const Answer answer = step(now_, t1, flags_ | (now_ == kRunStart ? CONURB_STEP_FIRST : 0U));
      if (!accepted(answer)) return describe(answer);
      const bool sound = last_.reached_us > now_.us && last_.reached_us <= t1.us && stop < kMostStops;
      now_ = sound ? Time{last_.reached_us} : t1;  // a case of its own judges the unsound
    }
  }
  return {};
}

void Rig::run(int count, Duration dt) {
  const std::string refusal = run_or_refuse(count, dt);
  if (!refusal.empty()) throw NotApplicable{"the plugin refuses the generated city: " + refusal};
}

StateStream Rig::save() {
  StateStream stream(manifest().id, manifest().state_version);
  if (!keeps_state()) return stream;
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
  const Answer answer = call("save", nullptr, nullptr, [&] { return code_.calls->save(instance_, &writer); });
  if (!answer.ok()) throw Failure{describe(answer)};
  return stream;
}

Answer Rig::load(const StateStream& state) {
  fresh_ = true;
  binding_.forget_seen();
  if (code_.calls->load == nullptr) return {"load", CONURB_OK, {}};
  const conurb_reader reader{
      sizeof reader, const_cast<StateStream*>(&state), state.version(),
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
  return call("load", nullptr, nullptr, [&] { return code_.calls->load(instance_, &reader); });
}

void Rig::set_parameter(std::size_t index, double value) {
  check_parameter(manifest(), index, value);
  if (parameters_[index] == value) return;
  parameters_[index] = value;
  ++parameters_revision_;
  if (manifest().parameters[index].at_restart) restart_ = true;
}

std::unique_ptr<Rig> take_over(World& world, Rig& rig) {
  const StateStream state = rig.save();
  auto next = std::make_unique<Rig>(world, rig.code(), rig.city(), rig.seed(), rig.parameters());
  next->set_now(rig.now());
  if (const Answer answer = next->load(state); !answer.ok()) {
    throw Failure{"what save wrote cannot be loaded: " + describe(answer)};
  }
  return next;
}

}  // namespace conurb::host::check

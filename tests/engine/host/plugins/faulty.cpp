// SPDX-License-Identifier: Apache-2.0
// A plugin that keeps the contract, but for the one fault that the environment variable CONURB_TEST_FAULT
// names. Written against the bare C interface, so that nothing guards it.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "engine/sdk/conurb.h"
#include "faulty_columns.hpp"

namespace {

using faulty::Column;
using faulty::Parameter;

struct Instance {
  const conurb_host* host = nullptr;
  std::int64_t steps = 0;
  double offset = 0;  // a parameter that applies at restart
  bool configured = false;
};

std::int64_t steps_of_all = 0;
void* volatile leaked = nullptr;

bool has(std::string_view fault) {
  const char* wanted = std::getenv("CONURB_TEST_FAULT");
  return wanted != nullptr && fault == wanted;
}

Instance& self(conurb_instance* instance) {
  return *reinterpret_cast<Instance*>(instance);
}

template <typename T>
T* data(const conurb_view* view, Column column) {
  return static_cast<T*>(view->columns[static_cast<std::uint32_t>(column)]->data);
}

double parameter(const conurb_view* view, Parameter index) {
  return view->parameters[static_cast<std::uint32_t>(index)];
}

conurb_status refuse(const Instance& plugin, const char* text) {
  plugin.host->set_error(plugin.host, text);
  return CONURB_BAD_DATA;
}

conurb_status create(const conurb_host* host, conurb_instance** out) {
  if (has("leaks")) leaked = std::malloc(100);
  *out = reinterpret_cast<conurb_instance*>(new Instance{host});
  if (has("thread")) std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
  return CONURB_OK;
}

void destroy(conurb_instance* instance) {
  delete &self(instance);
}

conurb_status reconfigure(conurb_instance* instance, const conurb_view* view, const conurb_reconfigure*) {
  Instance& plugin = self(instance);
  if (has("stale") && plugin.configured) return CONURB_OK;
  plugin.offset = parameter(view, Parameter::offset);
  plugin.configured = true;
  return CONURB_OK;
}

// What goes wrong before anything is computed.
conurb_status misbehave(const Instance& plugin, const conurb_view* view, conurb_step* time) {
  if (has("crashes")) *static_cast<volatile int*>(nullptr) = 1;
  if (has("exits")) std::_Exit(3);
  if (has("throws")) throw std::runtime_error("thrown over the border");
  if (has("status") && view->columns[1]->rows == 0) return 77;
  if (has("silent") && view->columns[1]->rows == 0) return CONURB_BAD_DATA;
  if (has("refuses")) return refuse(plugin, "there is no such city");
  if (has("reached")) time->reached_us = time->t0_us;
  if (has("next")) time->next_us = time->t1_us;
  if (has("newer")) (void)plugin.host->random_bits(plugin.host, 1, "", 0, 0, 0);
  if (has("writes_read")) data<float>(view, Column::building_height)[0] = 0;
  volatile bool forever = has("hangs") || has("deaf");
  while (forever) {
    if (has("hangs")) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return CONURB_OK;
}

conurb_status step(conurb_instance* instance, const conurb_view* view, conurb_step* time) {
  Instance& plugin = self(instance);
  if (const conurb_status status = misbehave(plugin, view, time); status != CONURB_OK) return status;
  const conurb_column& column = *view->columns[static_cast<std::uint32_t>(Column::building_level)];
  const auto* height = data<float>(view, Column::building_height);
  auto* level = data<double>(view, Column::building_level);
  auto* flow = data<float>(view, Column::building_flow);
  auto* tallest = data<std::int32_t>(view, Column::building_tallest);
  const std::int64_t steps = has("global") ? ++steps_of_all : ++plugin.steps;
  const double hours = static_cast<double>(time->t1_us - time->t0_us) / 3.6e9;
  const double gain = parameter(view, Parameter::gain) * hours;
  std::int32_t best = -1;
  for (std::int64_t row = 0; row < column.padded_rows; ++row) {
    const bool known = height[row] >= 0 || has("missing");
    const double tall = known ? static_cast<double>(height[row]) + plugin.offset : 0;
    level[row] += gain * tall + 1e-3 * static_cast<double>(steps);
    if (row < column.rows && known && (best < 0 || height[row] > height[best]))
      best = static_cast<std::int32_t>(row);
    if (has("row") && row == column.rows - 1) continue;
    flow[row] = (has("undefined") ? flow[row] : 0.0F) + static_cast<float>(0.5 * level[row]);
  }
  for (std::int64_t row = 0; row < column.padded_rows; ++row) tallest[row] = best;
  if (column.rows > 0) {
    if (has("nan")) flow[column.rows / 2] = std::numeric_limits<float>::quiet_NaN();
    if (has("range")) level[0] = -1;
    if (has("ref")) tallest[0] = static_cast<std::int32_t>(column.rows);
    if (has("zero") && height[0] == 0) flow[0] = 1 / height[0];
    if (has("address")) flow[0] = static_cast<float>(reinterpret_cast<std::uintptr_t>(instance) % 1'000'003);
    if (has("trial") && (time->flags & CONURB_STEP_TRIAL) != 0) flow[0] = 0;
    if (has("padding") && column.padded_rows > column.rows) flow[column.rows] = HUGE_VALF;
    if (has("behind")) flow[column.padded_rows + 1] = 1;
  }
  return CONURB_OK;
}

conurb_status save(conurb_instance* instance, const conurb_writer* writer) {
  if (has("hides")) return CONURB_OK;
  return writer->put(writer, "steps", CONURB_TYPE_I64, &self(instance).steps, 1);
}

conurb_status load(conurb_instance* instance, const conurb_reader* reader) {
  Instance& plugin = self(instance);
  const void* values = nullptr;
  std::uint64_t count = 0;
  const conurb_status status = reader->get(reader, "steps", CONURB_TYPE_I64, &values, &count);
  if (status == CONURB_NOT_FOUND) return CONURB_OK;
  if (status != CONURB_OK) return refuse(plugin, "the number of steps is of another type");
  if (count != 1) return refuse(plugin, "the number of steps is not one number");
  std::memcpy(&plugin.steps, values, sizeof plugin.steps);
  if (has("trusts")) {
    // As an address, so that it is the memory that is not there and not the arithmetic that a sanitizer
    // minds.
    const std::uintptr_t far =
        reinterpret_cast<std::uintptr_t>(values) + static_cast<std::uint64_t>(plugin.steps) * 4096;
    return *reinterpret_cast<const volatile char*>(far) == 0 ? CONURB_OK : CONURB_OK;
  }
  if (plugin.steps < 0 || plugin.steps > 1'000'000'000)
    return refuse(plugin, "the number of steps is out of range");
  return CONURB_OK;
}

conurb_status run_query(const conurb_host* host, const conurb_view* view, std::uint32_t query,
                        const conurb_value* arguments, std::uint32_t count, const conurb_result* result) {
  if (query != 0 || count != 1 || arguments[0].type != CONURB_TYPE_REF) {
    host->set_error(host, "level_of takes one row");
    return CONURB_INVALID_ARGUMENT;
  }
  const conurb_column& column = *view->columns[static_cast<std::uint32_t>(Column::building_level)];
  const std::int64_t row = arguments[0].i64;
  if ((row < 0 || row >= column.rows) && !has("query")) {
    host->set_error(host, "there is no such row");
    return CONURB_NOT_FOUND;
  }
  const conurb_value cell{sizeof cell, CONURB_TYPE_F64, static_cast<const double*>(column.data)[row], 0,
                          nullptr};
  return result->add_row(result, &cell, 1);
}

const conurb_query kQuery = {sizeof(conurb_query), run_query};

conurb_status run_synthesis(const conurb_host*, const conurb_view* view) {
  const conurb_column& column = *view->columns[static_cast<std::uint32_t>(Column::building_height)];
  auto* height = static_cast<float*>(column.data);
  for (std::int64_t row = 0; row < column.rows; ++row) {
    if (std::isnan(height[row]) || has("overwrites")) height[row] = 7;
  }
  return CONURB_OK;
}

const conurb_synthesise kSynthesise = {sizeof(conurb_synthesise), run_synthesis};

const void* get_extension(const char* id) {
  if (std::string_view(id) == CONURB_EXTENSION_SYNTHESISE) return &kSynthesise;
  return std::string_view(id) == CONURB_EXTENSION_QUERY || has("extension") ? &kQuery : nullptr;
}

const conurb_plugin kPlugin = {
    sizeof(conurb_plugin), CONURB_ABI_MAJOR, CONURB_ABI_MINOR, create, destroy, reconfigure, step, save, load,
    get_extension};

}  // namespace

extern "C" CONURB_EXPORT const conurb_plugin* conurb_plugin_entry(std::uint32_t major, std::uint32_t) {
  return major == CONURB_ABI_MAJOR || has("entry") ? &kPlugin : nullptr;
}

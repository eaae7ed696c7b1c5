// SPDX-License-Identifier: Apache-2.0
#include "engine/host/synthesis.hpp"

#include <mutex>
#include <string_view>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/filled_columns.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/services.hpp"
#include "engine/host/solid_builder.hpp"

namespace conurb::host {

namespace {

constexpr std::string_view kWork = "synthesis";

const conurb_synthesise* calls_of(const PluginCode& code) {
  if (code.calls->get_extension == nullptr) return nullptr;
  return static_cast<const conurb_synthesise*>(code.calls->get_extension(CONURB_EXTENSION_SYNTHESISE));
}

}  // namespace

bool synthesises(const PluginCode& code) {
  return calls_of(code) != nullptr;
}

Synthesis synthesise(const PluginCode& code, Environment& environment, const city::City& base,
                     std::span<const double> parameters, std::uint64_t seed) {
  const conurb_synthesise* calls = calls_of(code);
  if (calls == nullptr || calls->run == nullptr) {
    throw Error(ErrorCode::not_found, "fills nothing: it has no synthesis", code.manifest->id,
                "conurb plugin list tells which plugins do");
  }
  Synthesis result{{base, {}, {}, {}}, {}};
  city::City& city = result.filled.city;
  std::mutex mutex;
  Services services(code, environment, CONURB_ABI_MINOR, [&](const Finding& finding) {
    const std::lock_guard lock(mutex);
    result.findings.push_back(finding);
  });
  Binding binding(*code.manifest, city);
  binding.view_for_synthesis(city, parameters, parameters_revision(parameters), seed);
  SolidBuilder builder(city.place());
  services.begin_synthesis(city, binding,
                           [&](std::size_t table, std::string_view lod, const conurb_solids& solids) {
                             builder.add(table, city.table(table).rows(), lod, solids);
                           });
  conurb_status status = calls->run(services.table(), binding.view());
  if (status == CONURB_OK && services.cut_short()) status = CONURB_CANCELLED;
  const std::string reason = services.error();
  services.end_call();
  if (status != CONURB_OK) throw_refusal(status, reason, code.manifest->id, kWork);
  result.filled.columns = check_filled(code, binding, &base, environment.jobs, kWork, city);
  result.filled.solids = std::move(builder.geometry());
  result.filled.rows = std::move(builder.rows());
  return result;
}

}  // namespace conurb::host

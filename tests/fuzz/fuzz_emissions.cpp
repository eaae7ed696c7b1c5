// SPDX-License-Identifier: Apache-2.0
// Any bytes as tables of emission factors, classes and fleets, one after the other with a line "===="
// between. They are refused with a message, the catalogue then as it was, or read into a sound catalogue,
// that is the same as rows of the city's tables, and with which passages give finite amounts that are
// negative for a battery at most. The first line may be the name of a SUMO class.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/emissions/emission_model.hpp"
#include "plugins/transport/emissions/emission_rows.hpp"
#include "plugins/transport/emissions/emission_tables.hpp"
#include "plugins/transport/emissions/sumo_names.hpp"
#include "plugins/transport/error.hpp"

namespace {

using namespace conurb::transport::emissions;

void read_all(EmissionCatalogue& catalogue, std::string_view text) {
  constexpr std::string_view kBorder = "====\n";
  conurb::transport::FindingList findings;
  for (;;) {
    const std::size_t end = text.find(kBorder);
    const std::int32_t rows = catalogue.rows();
    try {
      read_emission_table(catalogue, text.substr(0, end), "table", findings);
    } catch (const conurb::transport::InputError&) {
      if (catalogue.rows() != rows) std::abort();
    }
    require_sound(catalogue);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + kBorder.size());
  }
}

void drive_all(const EmissionModel& model) {
  const Passage passages[] = {{.length = 1, .free_speed = 60, .gradient = -0.5, .time = 0.001},
                              {.length = 100, .free_speed = 14, .gradient = 0.02, .time = 45},
                              {.length = 5000, .free_speed = 30, .time = 86'400}};
  const std::int32_t rows = model.rows();
  for (std::int32_t row = rows > 500 ? rows - 500 : 0; row < rows; ++row) {
    for (const Passage& passage : passages) {
      const Outputs out = model.passage(row, passage);
      for (std::size_t q = 0; q < kOutputs; ++q) {
        if (!std::isfinite(out[q]) || (out[q] < 0 && q != place_of(Output::electricity))) std::abort();
      }
    }
  }
}

/// As rows of the city the catalogue is the same. Rows with any values give a sound one.
void keep_as_rows(const EmissionCatalogue& catalogue, std::string_view bytes) {
  const EmissionCatalogue known = default_catalogue();
  EmissionRows rows = rows_of(catalogue, known);
  conurb::transport::FindingList findings;
  const EmissionCatalogue again = with_rows(known, rows, findings);
  require_sound(again);
  if (again.rows() != catalogue.rows() || again.tables.size() != catalogue.tables.size()) std::abort();
  std::size_t next = 0;
  const auto spoil = [&](double& value) {
    if (next + sizeof value > bytes.size()) return;
    if (bytes[next] % 2 != 0) std::memcpy(&value, &bytes[next], sizeof value);
    next += sizeof value;
  };
  for (ClassRow& row : rows.classes) {
    for (double& value : row.values) spoil(value);
    if (next < bytes.size()) row.id = bytes.substr(0, next % 20);
  }
  for (MixRow& row : rows.mixes) spoil(row.share);
  for (FactorRow& row : rows.factors) {
    spoil(row.speed);
    for (double& amount : row.amounts) spoil(amount);
  }
  require_sound(with_rows(known, rows, findings));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  EmissionCatalogue catalogue = default_catalogue();
  for (int of = 0; of < conurb::transport::kVehicleClasses; ++of) {
    const auto vehicle_class = static_cast<conurb::transport::VehicleClass>(of);
    const SumoMatch match = match_sumo(catalogue, vehicle_class, text.substr(0, text.find('\n')));
    if (match.row < 0 || match.row >= catalogue.rows()) std::abort();
  }
  read_all(catalogue, text);
  keep_as_rows(catalogue, text);
  drive_all(EmissionModel(catalogue));
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/format.hpp"

#include <algorithm>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/matpower.hpp"
#include "plugins/energy/formats/pandapower.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"

namespace conurb::energy {
namespace {

bool ends_in(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  return std::equal(ending.begin(), ending.end(), name.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string_view without_blanks_before(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

/// A case file assigns fields of the structure that its function returns; `bus` is the one that each has.
bool like_matpower(std::string_view text) {
  for (std::size_t at = text.find(".bus"); at != std::string_view::npos; at = text.find(".bus", at + 1)) {
    if (without_blanks_before(text.substr(at + 4)).starts_with("=")) return true;
  }
  return has(text, "function") && (has(text, ".version") || has(text, "baseMVA"));
}

}  // namespace

std::optional<Format> detect(std::string_view name, std::string_view first_bytes) {
  std::string_view text = first_bytes.substr(0, kDetectBytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (ends_in(name, ".m")) return like_matpower(text) ? std::optional(Format::matpower) : std::nullopt;
  text = without_blanks_before(text);
  if (!ends_in(name, ".json") || !text.starts_with("{")) return std::nullopt;
  if (has(text, "\"pandapowerNet\"") || has(text, "\"pandapower.auxiliary\"")) return Format::pandapower;
  if (has(text, "\"is_batch\"") || has(text, "\"u_rated\"")) return Format::power_grid_model;
  return std::nullopt;
}

std::string_view format_name(Format format) {
  switch (format) {
    case Format::matpower: return "MATPOWER case";
    case Format::pandapower: return "pandapower network";
    case Format::power_grid_model: return "power-grid-model input";
  }
  return "";
}

Import read_network(std::string_view text, const std::string& name) {
  const std::optional<Format> format = detect(name, text);
  if (!format) {
    throw InputError("is no power grid of a known format", name,
                     "give a MATPOWER case (.m), a pandapower network or a power-grid-model input (.json)");
  }
  switch (*format) {
    case Format::matpower: return read_matpower(text, name);
    case Format::pandapower: return read_pandapower(text, name);
    case Format::power_grid_model: return read_power_grid_model(text, name);
  }
  throw InputError("has a format without a reader", name);
}

}  // namespace conurb::energy

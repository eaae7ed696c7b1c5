// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/parameter_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/host/instance.hpp"

namespace conurb::cli {

namespace {

double parameter_value(const host::Parameter& parameter, const std::string& text) {
  if (parameter.type == "choice") {
    const auto found = std::find(parameter.choices.begin(), parameter.choices.end(), text);
    if (found != parameter.choices.end()) return static_cast<double>(found - parameter.choices.begin());
    throw WrongUsage(
        fmt::format("{} is one of {}; got '{}'", parameter.name, join(parameter.choices, ", "), text));
  }
  if (parameter.type == "boolean" && (text == "true" || text == "false")) return text == "true" ? 1 : 0;
  return number_of(text, parameter.name);
}

}  // namespace

std::pair<std::string, std::string> split_setting(const std::string& text, char at, const std::string& option,
                                                  const std::string& example) {
  const std::size_t place = text.find(at);
  if (place == std::string::npos || place == 0 || place + 1 == text.size())
    throw WrongUsage(fmt::format("{} '{}' is not understood", option, text), "", "write it like " + example);
  return {text.substr(0, place), text.substr(place + 1)};
}

double number_of(const std::string& text, const std::string& option) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    throw WrongUsage(fmt::format("{}: '{}' is no number", option, text));
  return value;
}

std::vector<double> parameters_of(const host::Manifest& manifest, const std::vector<std::string>& settings,
                                  const std::string& example) {
  std::vector<double> values = host::initial_parameters(manifest);
  for (const std::string& setting : settings) {
    const auto named = split_setting(setting, '=', "--set", example);
    as_option("--set", [&] {
      const std::size_t index = host::parameter_index(manifest, named.first);
      values[index] = parameter_value(manifest.parameters[index], named.second);
      host::check_parameter(manifest, index, values[index]);
    });
  }
  return values;
}

}  // namespace conurb::cli

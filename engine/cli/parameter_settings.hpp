// SPDX-License-Identifier: Apache-2.0
// Values of a plugin's parameters as people type them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/host/manifest.hpp"

namespace conurb::cli {

/// The two parts of an option's text around its first `at`. Throws WrongUsage naming the option, with
/// `example`, where one of them is missing.
[[nodiscard]] std::pair<std::string, std::string> split_setting(const std::string& text, char at,
                                                                const std::string& option,
                                                                const std::string& example);

/// A finite number. Throws WrongUsage naming the option.
[[nodiscard]] double number_of(const std::string& text, const std::string& option);

/// The parameters of a plugin in the manifest's order and units: their initial values but for those that
/// `settings` name, NAME=VALUE. Throws WrongUsage for an unknown name, no value or one out of range.
[[nodiscard]] std::vector<double> parameters_of(const host::Manifest& manifest,
                                                const std::vector<std::string>& settings,
                                                const std::string& example);

}  // namespace conurb::cli

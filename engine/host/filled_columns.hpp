// SPDX-License-Identifier: Apache-2.0
// What a plugin put into tables outside of a run – a synthesis, a file that it read – is held to the contract
// before anybody takes it. Internal to engine/host.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/city/filled_city.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"

namespace conurb::host {

/// Columns of `city` that were given values. `work` is what the plugin did, as messages call it
/// ("synthesis"); tells the columns' logs that they changed. Throws Error plugin_fault naming table, column
/// and row if what stood in `base` (may be null) is not as it was, a value is not finite or a reference
/// points nowhere.
[[nodiscard]] std::vector<city::TableColumn> check_filled(const PluginCode& code, const Binding& binding,
                                                          const city::City* base, Jobs* jobs,
                                                          std::string_view work, city::City& city);

/// Throws what a status that is not CONURB_OK says: one that speaks of the data, with a reason, is an answer;
/// any other is the plugin's fault.
[[noreturn]] void throw_refusal(conurb_status status, const std::string& reason, const std::string& plugin,
                                std::string_view work);

}  // namespace conurb::host

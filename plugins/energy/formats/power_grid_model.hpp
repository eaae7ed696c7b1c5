// SPDX-License-Identifier: Apache-2.0
// Input datasets of power-grid-model in its JSON format, version 1.0 (its documentation: "Serialization",
// "Components"). Values are in SI units.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/format.hpp"

namespace conurb::energy {

struct PowerGridModelOptions {
  double frequency = 50;  ///< Hz; the format leaves it to the program, lines state a capacitance
};

/// What a writer makes of a network, and what the format cannot hold.
struct Export {
  std::string text;
  std::vector<Finding> findings;
};

/// Reads one input dataset that is no batch. `where` names the file in messages. Bus::id is the node's id.
/// Throws InputError for anything else, for unknown or doubled ids and for impossible values.
[[nodiscard]] Import read_power_grid_model(std::string_view text, const std::string& where,
                                           const PowerGridModelOptions& options = {});

/// Writes an input dataset that gives the same admittances and injections when read again: transformers
/// become generic branches at their present tap, generators a sym_gen with a voltage_regulator, slacks a
/// source of 1e20 VA. Findings name what is lost; a frequency other than 50 Hz has to be told to the reader.
/// Throws InputError for a network that is not consistent and for a line in service without impedance.
[[nodiscard]] Export write_power_grid_model(const Network& network);

}  // namespace conurb::energy

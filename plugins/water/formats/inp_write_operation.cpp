// SPDX-License-Identifier: Apache-2.0
// Controls, energy and water quality.
#include <cmath>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_quality_words.hpp"
#include "plugins/water/formats/inp_setting.hpp"
#include "plugins/water/formats/inp_times.hpp"
#include "plugins/water/formats/inp_writer.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

std::string condition_text(const InpWriter& to, const Control& control) {
  if (control.when == Control::When::at_time) return "AT TIME " + time_text(control.time);
  if (control.when == Control::When::at_clock) return "AT CLOCKTIME " + time_text(control.time);
  const bool junction = to.network.nodes[at(control.node)].kind == Node::Kind::junction;
  return "IF NODE " + to.node(control.node) + (control.when == Control::When::above ? " ABOVE " : " BELOW ") +
         file_number(control.level, junction ? to.scales.pressure : to.scales.length);
}

void write_control(InpWriter& to, const Control& control) {
  const Link& link = to.network.links[at(control.link)];
  LinkSetting setting{control.status, control.setting};
  const bool pump = link.kind == LinkKind::pump;
  if (pump && setting.status == LinkStatus::open && setting.setting == 1) setting.setting = kNotGiven;
  const std::string_view comment = to.remark_above(control.comment);
  to.row({"LINK", to.link(control.link), setting_text(setting, link, to.scales), condition_text(to, control),
          control.enabled ? "" : "DISABLED"},
         comment);
}

void write_reactions(InpWriter& to) {
  const QualityOptions& quality = to.network.quality;
  to.head("REACTIONS");
  to.row({"ORDER BULK", file_number(quality.bulk_order)});
  to.row({"ORDER TANK", file_number(quality.tank_order)});
  to.row({"ORDER WALL", file_number(quality.wall_order)});
  to.row({"GLOBAL BULK", file_number(quality.bulk_reaction, to.scales.bulk)});
  to.row({"GLOBAL WALL", file_number(quality.wall_reaction, to.scales.wall)});
  if (quality.limiting_concentration != 0) {
    to.row({"LIMITING POTENTIAL", file_number(quality.limiting_concentration, to.scales.concentration)});
  }
  if (quality.roughness_factor != 0) {
    to.row({"ROUGHNESS CORRELATION", file_number(quality.roughness_factor, to.scales.wall)});
  }
  for (const Link& link : to.network.links) {
    const std::string id = to.name(link.id);
    if (!std::isnan(link.bulk_reaction))
      to.row({"BULK", id, file_number(link.bulk_reaction, to.scales.bulk)});
    if (!std::isnan(link.wall_reaction))
      to.row({"WALL", id, file_number(link.wall_reaction, to.scales.wall)});
  }
  for (const Node& node : to.network.nodes) {
    if (std::isnan(node.bulk_reaction)) continue;
    to.row({"TANK", to.name(node.id), file_number(node.bulk_reaction, to.scales.tank_bulk)});
  }
}

void write_mixing(InpWriter& to) {
  to.head("MIXING", "Tank\tModel\tFraction");
  for (const Node& node : to.network.nodes) {
    if (node.mixing.model == Mixing::Model::mixed) continue;
    const bool parted = node.mixing.model == Mixing::Model::two_compartments;
    to.row({to.name(node.id), std::string(mixing_word(node.mixing.model)),
            parted ? file_number(node.mixing.fraction) : ""});
  }
}

}  // namespace

void write_controls(InpWriter& to) {
  to.head("CONTROLS");
  for (const Control& control : to.network.controls) write_control(to, control);
}

void write_energy(InpWriter& to) {
  const EnergyOptions& energy = to.network.energy;
  to.head("ENERGY");
  to.row({"GLOBAL EFFICIENCY", file_number(energy.efficiency, kPercentShare)});
  if (energy.price != 0) to.row({"GLOBAL PRICE", file_number(energy.price, kPricePerKilowattHour)});
  if (energy.price_pattern != kNone) to.row({"GLOBAL PATTERN", to.pattern(energy.price_pattern)});
  if (energy.demand_charge != 0)
    to.row({"DEMAND CHARGE", file_number(energy.demand_charge, kChargePerKilowatt)});
  for (const Link& link : to.network.links) {
    if (link.kind != LinkKind::pump) continue;
    const std::string pump = "PUMP " + to.name(link.id);
    if (link.energy_price != 0)
      to.row({pump, "PRICE", file_number(link.energy_price, kPricePerKilowattHour)});
    if (link.price_pattern != kNone) to.row({pump, "PATTERN", to.pattern(link.price_pattern)});
    if (link.efficiency_curve != kNone) to.row({pump, "EFFICIENCY", to.curve(link.efficiency_curve)});
  }
}

void write_quality(InpWriter& to) {
  to.head("QUALITY", "Node\tInitQual");
  for (const Node& node : to.network.nodes) {
    if (node.initial_quality != 0) {
      to.row({to.name(node.id), file_number(node.initial_quality, to.scales.quality)});
    }
  }
  to.head("SOURCES", "Node\tType\tQuality\tPattern");
  for (const QualitySource& source : to.network.sources) {
    to.row({to.node(source.node), std::string(source_word(source.kind)),
            file_number(source.strength, source_scale(to.scales, source.kind)), to.pattern(source.pattern)});
  }
  write_reactions(to);
  write_mixing(to);
}

}  // namespace conurb::water

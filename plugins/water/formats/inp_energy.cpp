// SPDX-License-Identifier: Apache-2.0
// [ENERGY]: prices and efficiencies of pumps.
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

void read_global(InpReader& in, const InpLine& line) {
  EnergyOptions& energy = in.network.energy;
  const std::size_t value = line.size() - 1;
  const std::string_view what = line[value - 1];
  if (begins(what, "PRICE")) {
    energy.price = in.not_negative(line, value, "price") * kPricePerKilowattHour;
  } else if (begins(what, "PATT")) {
    energy.price_pattern = in.pattern(line, value);
  } else if (begins(what, "EFFI")) {
    const double percent = in.positive(line, value, "efficiency");
    if (percent <= 1) {
      in.findings.warn("energy", "GLOBAL EFFICIENCY",
                       "is at most 1 %: a share may be meant, EPANET takes percents");
    }
    energy.efficiency = percent * kPercentShare;
  } else {
    in.refuse(line, "[ENERGY] has " + in_quotes(what), "PRICE, PATTERN and EFFICIENCY are known");
  }
}

void read_pump_energy(InpReader& in, const InpLine& line) {
  const std::size_t value = line.size() - 1;
  if (value < 3) in.refuse(line, "[ENERGY] has too few words for a pump", "write PUMP id PRICE value");
  Link& pump = in.network.links[at(in.link(line, 1))];
  if (pump.kind != LinkKind::pump) in.refuse(line, in_quotes(pump.id) + " is no pump");
  const std::string_view what = line[value - 1];
  if (begins(what, "PRICE")) {
    pump.energy_price = in.not_negative(line, value, "price") * kPricePerKilowattHour;
  } else if (begins(what, "PATT")) {
    pump.price_pattern = in.pattern(line, value);
  } else if (begins(what, "EFFI")) {
    pump.efficiency_curve = used_curve(in, in.curve(line, value), Curve::Kind::efficiency);
  } else {
    in.refuse(line, "[ENERGY] has " + in_quotes(what), "PRICE, PATTERN and EFFICIENCY are known");
  }
}

}  // namespace

void read_energy(InpReader& in) {
  in.each(Section::energy, [&](const InpLine& line) {
    if (line.size() < 3) {
      in.findings.warn("energy", in_quotes(line[0]), "has no value and is passed over");
    } else if (begins(line[0], "DEMAN")) {
      in.network.energy.demand_charge = in.not_negative(line, 2, "charge") * kChargePerKilowatt;
    } else if (begins(line[0], "GLOB")) {
      read_global(in, line);
    } else if (begins(line[0], "PUMP")) {
      read_pump_energy(in, line);
    } else {
      in.refuse(line, "[ENERGY] has " + in_quotes(line[0]), "GLOBAL, PUMP and DEMAND CHARGE are known");
    }
  });
}

}  // namespace conurb::water

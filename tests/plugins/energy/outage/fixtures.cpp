// SPDX-License-Identifier: Apache-2.0
#include "fixtures.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy::testing {

namespace {

struct PublishedLine {
  int from, to;
  double r, x;  // ohm
};
constexpr std::array<PublishedLine, 37> kLines = {{
    {1, 2, 0.0922, 0.0470},   {2, 3, 0.4930, 0.2511},   {3, 4, 0.3660, 0.1864},   {4, 5, 0.3811, 0.1941},
    {5, 6, 0.8190, 0.7070},   {6, 7, 0.1872, 0.6188},   {7, 8, 0.7114, 0.2351},   {8, 9, 1.0300, 0.7400},
    {9, 10, 1.0440, 0.7400},  {10, 11, 0.1966, 0.0650}, {11, 12, 0.3744, 0.1238}, {12, 13, 1.4680, 1.1550},
    {13, 14, 0.5416, 0.7129}, {14, 15, 0.5910, 0.5260}, {15, 16, 0.7463, 0.5450}, {16, 17, 1.2890, 1.7210},
    {17, 18, 0.7320, 0.5740}, {2, 19, 0.1640, 0.1565},  {19, 20, 1.5042, 1.3554}, {20, 21, 0.4095, 0.4784},
    {21, 22, 0.7089, 0.9373}, {3, 23, 0.4512, 0.3083},  {23, 24, 0.8980, 0.7091}, {24, 25, 0.8960, 0.7011},
    {6, 26, 0.2030, 0.1034},  {26, 27, 0.2842, 0.1447}, {27, 28, 1.0590, 0.9337}, {28, 29, 0.8042, 0.7006},
    {29, 30, 0.5075, 0.2585}, {30, 31, 0.9744, 0.9630}, {31, 32, 0.3105, 0.3619}, {32, 33, 0.3410, 0.5302},
    {21, 8, 2.0000, 2.0000},  {9, 15, 2.0000, 2.0000},  {12, 22, 2.0000, 2.0000}, {18, 33, 0.5000, 0.5000},
    {25, 29, 0.5000, 0.5000},
}};
struct PublishedLoad {
  double p, q;  // kW, kvar
};
constexpr std::array<PublishedLoad, 33> kLoads = {{
    {0, 0},   {100, 60}, {90, 40},   {120, 80}, {60, 30},   {60, 20},   {200, 100}, {200, 100}, {60, 20},
    {60, 20}, {45, 30},  {60, 35},   {60, 35},  {120, 80},  {60, 10},   {60, 20},   {60, 20},   {90, 40},
    {90, 40}, {90, 40},  {90, 40},   {90, 40},  {90, 50},   {420, 200}, {420, 200}, {60, 25},   {60, 25},
    {60, 20}, {120, 70}, {200, 600}, {150, 70}, {210, 100}, {60, 40},
}};

Generator infeed(std::int32_t bus) {
  Generator grid;
  grid.bus = bus;
  grid.control = Generator::Control::slack;
  return grid;
}

Line line(std::int32_t from, std::int32_t to, double r, double x) {
  Line made;
  made.from = from;
  made.to = to;
  made.r = r;
  made.x = x;
  return made;
}

Load load(std::int32_t bus, double p, double q) {
  Load made;
  made.bus = bus;
  made.p = p;
  made.q = q;
  return made;
}

Network with_buses(std::size_t count, double voltage) {
  Network n;
  for (std::size_t bus = 0; bus < count; ++bus) {
    Bus made;
    made.id = static_cast<std::int64_t>(bus + 1);
    made.nominal_voltage = voltage;
    n.buses.push_back(made);
  }
  return n;
}

}  // namespace

std::filesystem::path shared_file(const std::string& name) {
  const char* folder = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(folder != nullptr ? folder : "../shared/data") / name;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string row; std::getline(file, row);) {
    if (!row.empty() && row.back() == '\r') row.pop_back();
    std::vector<std::string>& fields = rows.emplace_back();
    std::istringstream cut(row);
    for (std::string field; std::getline(cut, field, ',');) fields.push_back(field);
  }
  return rows;
}

Network baran_wu() {
  Network n = with_buses(33, 12660);
  n.name = "33-bus feeder";
  n.base_power = 10e6;
  for (std::size_t l = 0; l < kLines.size(); ++l) {
    n.lines.push_back(line(kLines[l].from - 1, kLines[l].to - 1, kLines[l].r, kLines[l].x));
    n.lines.back().in_service = l < 32;
  }
  for (std::size_t bus = 1; bus < kLoads.size(); ++bus)
    n.loads.push_back(load(static_cast<std::int32_t>(bus), kLoads[bus].p * 1e3, kLoads[bus].q * 1e3));
  n.generators.push_back(infeed(0));
  add_line_switches(n);
  n.switches[0].breaker = n.switches[0].remote = true;
  return n;
}

std::int32_t to_switch(const Network& network, std::int32_t row) {
  for (std::size_t s = 0; s < network.switches.size(); ++s) {
    const Switch& sw = network.switches[s];
    if (sw.kind == Switch::Kind::line && sw.element == row &&
        sw.bus == network.lines[static_cast<std::size_t>(row)].to)
      return static_cast<std::int32_t>(s);
  }
  return -1;
}

Network two_feeders() {
  Network n = with_buses(5, 10000);
  for (const auto& [from, to] : {std::pair{0, 1}, {1, 2}, {2, 4}, {0, 3}, {3, 4}}) {
    n.lines.push_back(line(from, to, 0.3, 0.1));
    n.lines.back().b = 1e-4;
    n.lines.back().max_current = 300;
  }
  n.lines[2].in_service = false;
  for (std::int32_t bus = 1; bus < 5; ++bus) n.loads.push_back(load(bus, 1e5, 2e4));
  n.generators.push_back(infeed(0));
  add_line_switches(n);
  assume_feeder_breakers(n);
  return n;
}

}  // namespace conurb::energy::testing

// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/energy/reference_cases.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "plugins/energy/formats/matpower.hpp"
#include "plugins/energy/formats/pandapower.hpp"

namespace conurb::energy::testing {

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::filesystem::path energy_data(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / "energy" / name;
}

Table::Table(const std::filesystem::path& csv) {
  std::ifstream file(csv);
  std::string line, cell;
  std::vector<std::string> names;
  std::getline(file, line);
  for (std::istringstream head(line); std::getline(head, cell, ',');) names.push_back(cell);
  while (std::getline(file, line)) {
    std::istringstream row(line);
    for (const std::string& name : names) {
      cell.clear();
      std::getline(row, cell, ',');
      char* end = nullptr;
      const double value = std::strtod(cell.c_str(), &end);
      columns_[name].push_back(end == cell.c_str() ? std::numeric_limits<double>::quiet_NaN() : value);
    }
    ++rows_;
  }
}

double Table::at(std::size_t row, const std::string& column) const {
  const auto found = columns_.find(column);
  if (found != columns_.end() && row < found->second.size()) return found->second[row];
  ADD_FAILURE() << "the reference has no column " << column << " in row " << row;
  return std::numeric_limits<double>::quiet_NaN();
}

Network matpower_case(const std::string& name) {
  const std::filesystem::path path = energy_data("matpower/" + name + ".m");
  return read_matpower(text_of(path), path.filename().string()).network;
}

Network pandapower_case(const std::string& name) {
  const std::filesystem::path path = energy_data("pandapower/" + name + ".json");
  return read_pandapower(text_of(path), path.filename().string()).network;
}

std::map<std::int64_t, double> pandapower_magnitudes(const std::string& name) {
  const auto net = nlohmann::json::parse(text_of(energy_data("pandapower/" + name + ".json")));
  const auto table = nlohmann::json::parse(net.at("_object").at("res_bus").at("_object").get<std::string>());
  std::map<std::int64_t, double> found;
  for (std::size_t row = 0; row < table.at("index").size(); ++row)
    found[table.at("index")[row]] = table.at("data")[row].at(0);
  return found;
}

}  // namespace conurb::energy::testing

// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/water/formats/fixtures.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "plugins/water/error.hpp"

namespace conurb::water::testing {
namespace {

template <class Rows>
const auto& row_named(const Rows& rows, const std::string& id) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.id == id; });
  if (found == rows.end()) throw std::out_of_range("no row named " + id);
  return *found;
}

}  // namespace

std::filesystem::path shared_file(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / name;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

const Node& Reading::node(const std::string& id) const {
  return row_named(file.network.nodes, id);
}

const Link& Reading::link(const std::string& id) const {
  return row_named(file.network.links, id);
}

const Curve& Reading::curve(const std::string& id) const {
  return row_named(file.network.curves, id);
}

bool Reading::says(const std::string& object, const std::string& text) const {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
    return f.object.find(object) != std::string::npos && f.text.find(text) != std::string::npos;
  });
}

Reading reading_of(const std::string& text) {
  FindingList findings;
  Reading out{read_inp(text, "small.inp", findings), {}};
  out.findings = findings.take();
  return out;
}

std::string refusal_of(const std::string& text) {
  try {
    (void)reading_of(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

SmallInp::SmallInp() {
  set("JUNCTIONS", "A 10 2\nB 12 3\n");
  set("RESERVOIRS", "R 50\n");
  set("TANKS", "T 20 3 1 5 10 0\n");
  set("PIPES", "P1 R A 100 200 120 0 Open\nP2 A B 300 150 110 0.5 Open\nP3 B T 200 150 110 0 Open\n");
  set("OPTIONS", "Units LPS\nHeadloss H-W\n");
}

SmallInp& SmallInp::set(const std::string& section, const std::string& lines) {
  for (auto& [name, text] : sections_) {
    if (name == section) {
      text = lines;
      return *this;
    }
  }
  sections_.emplace_back(section, lines);
  return *this;
}

SmallInp& SmallInp::add(const std::string& section, const std::string& lines) {
  for (auto& [name, text] : sections_) {
    if (name == section) {
      text += lines;
      return *this;
    }
  }
  return set(section, lines);
}

std::string SmallInp::text() const {
  std::string out;
  for (const auto& [name, text] : sections_) out.append("[").append(name).append("]\n").append(text);
  return out + "[END]\n";
}

std::size_t SmallInp::line_of(const std::string& section) const {
  const std::string whole = text();
  const std::size_t head = whole.find("[" + section + "]");
  return static_cast<std::size_t>(
             std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(head), '\n')) +
         2;
}

}  // namespace conurb::water::testing

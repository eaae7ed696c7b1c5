// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/energy/formats/fixtures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy::testing {
namespace {

/// Buses joined by closed switches as one group.
std::vector<std::int32_t> groups_of(const Network& network) {
  std::vector<std::int32_t> parent(network.buses.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](std::int32_t bus) {
    while (parent[at(bus)] != bus) bus = parent[at(bus)] = parent[at(parent[at(bus)])];
    return bus;
  };
  for (const Switch& s : network.switches) {
    if (s.kind != Switch::Kind::bus || !s.closed) continue;
    const std::int32_t a = root(s.bus), b = root(s.element);
    parent[at(std::max(a, b))] = std::min(a, b);
  }
  std::vector<std::int32_t> group(parent.size());
  for (std::size_t i = 0; i < parent.size(); ++i) group[i] = root(static_cast<std::int32_t>(i));
  return group;
}

struct Ports {
  Complex ff, ft, tf, tt;
};

/// The complex ratio of V_hv to the voltage behind the ideal transformer.
Complex ratio_of(const Transformer& t) {
  const Complex hv = t.rated_hv * (t.tap.side == TapChanger::Side::hv ? turns(t.tap) : Complex(1));
  const Complex lv = t.rated_lv * (t.tap.side == TapChanger::Side::lv ? turns(t.tap) : Complex(1));
  return hv / lv * std::polar(1.0, t.shift);
}

class Builder {
 public:
  explicit Builder(const Network& network) : network_(network), out_{groups_of(network), {}} {
    line_open_.resize(network.lines.size());
    transformer_open_.resize(network.transformers.size());
    for (const Switch& s : network.switches) note_open(s);
    for (std::size_t i = 0; i < network.lines.size(); ++i) {
      const Line& line = network.lines[i];
      const Complex y = 1.0 / Complex(line.r, line.x), half = Complex(line.g, line.b) / 2.0;
      if (line.in_service) add(line.from, line.to, {y + half, -y, -y, y + half}, line_open_[i]);
    }
    for (std::size_t i = 0; i < network.transformers.size(); ++i) {
      const Transformer& t = network.transformers[i];
      const Complex y = 1.0 / Complex(t.r, t.x), half = Complex(t.g, t.b) / 2.0, n = ratio_of(t);
      if (!t.in_service) continue;
      add(t.hv, t.lv, {(y + half) / std::norm(n), -y / std::conj(n), -y / n, y + half}, transformer_open_[i]);
    }
  }
  Admittances take() { return std::move(out_); }

 private:
  struct Open {
    bool from = false, to = false;
  };
  void note_open(const Switch& s) {
    if (s.kind == Switch::Kind::bus || s.closed) return;
    const bool line = s.kind == Switch::Kind::line;
    Open& open = line ? line_open_[at(s.element)] : transformer_open_[at(s.element)];
    const std::int32_t from =
        line ? network_.lines[at(s.element)].from : network_.transformers[at(s.element)].hv;
    (s.bus == from ? open.from : open.to) = true;
  }
  void put(std::int32_t a, std::int32_t b, Complex y) { out_.y[{out_.group[at(a)], out_.group[at(b)]}] += y; }
  void add(std::int32_t from, std::int32_t to, const Ports& p, Open open) {
    if (!network_.buses[at(from)].in_service) open.from = true;
    if (!network_.buses[at(to)].in_service) open.to = true;
    if (open.from && open.to) return;
    if (open.to) return put(from, from, p.ff - p.ft * p.tf / p.tt);
    if (open.from) return put(to, to, p.tt - p.tf * p.ft / p.ff);
    put(from, from, p.ff);
    put(from, to, p.ft);
    put(to, from, p.tf);
    put(to, to, p.tt);
  }

  const Network& network_;
  Admittances out_;
  std::vector<Open> line_open_, transformer_open_;
};

/// Power that the rows of a network draw at their buses, VA by group.
std::vector<Complex> drawn_by(const Network& network, const Admittances& a,
                              const std::vector<Complex>& voltage) {
  std::vector<Complex> drawn(network.buses.size());
  const auto relative = [&](std::int32_t bus) {
    return std::abs(voltage[at(bus)]) / network.buses[at(bus)].nominal_voltage;
  };
  for (const Load& load : network.loads) {
    const double u = relative(load.bus), z = load.share_z, i = load.share_i;
    if (load.in_service) {
      drawn[at(a.group[at(load.bus)])] += Complex(load.p, load.q) * (1 - z - i + i * u + z * u * u);
    }
  }
  for (const Shunt& shunt : network.shunts) {
    const double u = relative(shunt.bus);
    if (shunt.in_service)
      drawn[at(a.group[at(shunt.bus)])] += Complex(shunt.p, shunt.q) * (u * u * shunt.steps);
  }
  for (const Storage& s : network.storages) {
    if (s.in_service) drawn[at(a.group[at(s.bus)])] -= Complex(s.p, s.q);
  }
  for (const Generator& g : network.generators) {
    if (g.in_service) drawn[at(a.group[at(g.bus)])] -= Complex(g.p, g.q);
  }
  return drawn;
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

std::vector<std::vector<double>> read_numbers(const std::filesystem::path& path) {
  std::vector<std::vector<double>> rows;
  std::stringstream in(read_text(path));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    rows.emplace_back();
    std::stringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(std::stod(field));
  }
  return rows;
}

Admittances admittances_of(const Network& network) {
  return Builder(network).take();
}

Mismatch mismatch_of(const Network& network, const std::vector<Complex>& voltage, double relative) {
  const Admittances a = admittances_of(network);
  std::vector<Complex> power = drawn_by(network, a, voltage);
  std::vector<double> allowed(network.buses.size(), 1e-3);  // VA; far below any load
  for (const auto& [key, y] : a.y) {
    const Complex u = voltage[at(key.first)], flow = u * std::conj(y * voltage[at(key.second)]);
    power[at(key.first)] += flow;
    allowed[at(key.first)] += 2 * relative * std::abs(flow);
  }
  for (const Generator& g : network.generators) {
    Complex& s = power[at(a.group[at(g.bus)])];
    if (!g.in_service || g.control == Generator::Control::pq) continue;
    s = g.control == Generator::Control::slack ? Complex(std::nan(""), 0) : Complex(s.real(), 0);
  }
  Mismatch out;
  for (std::size_t i = 0; i < power.size(); ++i) {
    if (std::isnan(power[i].real()) || !network.buses[i].in_service) continue;
    const double share = std::abs(power[i]) / allowed[i];
    if (share > out.worst) out = {share, network.buses[i].id};
  }
  return out;
}

Complex turns(const TapChanger& tap) {
  const double n = static_cast<double>(tap.position) - tap.neutral;
  return std::polar(1 + n * tap.step, n * tap.step_angle);
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

PandapowerText& PandapowerText::table(const std::string& name, const std::string& columns,
                                      const std::string& index, const std::string& rows) {
  const std::string frame =
      R"({"columns": )" + columns + R"(, "index": )" + index + R"(, "data": )" + rows + "}";
  members_[name] =
      R"({"_module": "pandas.core.frame", "_class": "DataFrame", "orient": "split", "_object": )" +
      nlohmann::json(frame).dump() + "}";
  return *this;
}

PandapowerText& PandapowerText::set(const std::string& name, const std::string& value) {
  members_[name] = value;
  return *this;
}

std::string PandapowerText::text() const {
  std::string out = R"({"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {)";
  for (const auto& [name, value] : members_) {
    out.append(out.ends_with('{') ? "\"" : ", \"").append(name).append("\": ").append(value);
  }
  return out + "}}";
}

bool says(const std::vector<Finding>& findings, const std::string& object, const std::string& text) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
    return f.object.find(object) != std::string::npos && f.text.find(text) != std::string::npos;
  });
}

std::string listed(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& f : findings) {
    out += (f.level == Finding::Level::warning ? "warning " : "info ") + f.object + ": " + f.text + "\n";
  }
  return out;
}

std::string refusal_of(const std::string& text, const std::string& name) {
  try {
    (void)read_network(text, name);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace conurb::energy::testing

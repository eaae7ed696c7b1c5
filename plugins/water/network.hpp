// SPDX-License-Identifier: Apache-2.0
// A supply network as it is built and operated: what files hold and what the tables of the city hold; the
// models (hydraulics, quality, isolation) make their own arrays of it. SI units throughout: m, m3/s, s, W, kg/m3;
// pressures are metres of water column. Elements name each other by row; nothing here computes.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "plugins/water/index.hpp"

namespace conurb::water {

inline constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();

/// Factors of a demand, a head, a speed or a price over time: one for each pattern step, again and again.
struct Pattern {
  std::string id = {};
  std::vector<double> factors = {};  ///< at least one
  std::string comment = {};
};

/// Points x ascending. The meaning of x and y, and so their units, is that of whoever names the curve.
struct Curve {
  enum class Kind : std::uint8_t {
    unused,
    pump_head,   ///< flow m3/s, head m
    efficiency,  ///< flow m3/s, share 0 … 1
    volume,      ///< level m, volume m3
    head_loss,   ///< flow m3/s, loss m
    opening,     ///< valve's opening, share of its flow coefficient; both 0 … 1
  };
  std::string id = {};
  Kind kind = Kind::unused;  ///< of an unused one x and y are as the file has them
  std::vector<double> x = {}, y = {};
  std::string comment = {};
};

struct Demand {
  double base = 0;  ///< m3/s
  std::int32_t pattern = kNone;
  std::string category = {};
};

/// How a tank mixes what comes with what is there.
struct Mixing {
  enum class Model : std::uint8_t { mixed, two_compartments, first_in_first_out, last_in_first_out };
  Model model = Model::mixed;
  double fraction = 1;  ///< of the volume: the compartment at inlet and outlet, of two
};

/// What is dosed where it enters.
struct QualitySource {
  enum class Kind : std::uint8_t {
    concentration,  ///< of what flows in from outside, kg/m3
    mass,           ///< kg/s
    flow_paced,     ///< added to the concentration, kg/m3
    set_point,      ///< raises the concentration to this, kg/m3
  };
  std::int32_t node = kNone;
  Kind kind = Kind::concentration;
  double strength = 0;
  std::int32_t pattern = kNone;
};

struct Node {
  enum class Kind : std::uint8_t { junction, reservoir, tank };
  std::string id = {};
  Kind kind = Kind::junction;
  double x = kNotGiven, y = kNotGiven;  ///< in the file's coordinates
  double elevation = 0;                 ///< m; of a reservoir its head
  std::string tag = {}, comment = {};
  // junction
  std::vector<Demand> demands = {};
  double emitter = 0;  ///< m3/s at a pressure of 1 m
  // reservoir
  std::int32_t head_pattern = kNone;
  // tank, levels in m above the elevation
  double initial_level = 0, lowest_level = 0, highest_level = 0;
  double diameter = 0;
  double lowest_volume = 0;           ///< m3, at the lowest level; used without a curve
  std::int32_t volume_curve = kNone;  ///< none: a cylinder of that diameter
  bool overflows = false;             ///< what comes when it is full is spilled
  Mixing mixing = {};
  double bulk_reaction = kNotGiven;  ///< of a tank; none: that of all
  double initial_quality = 0;        ///< kg/m3, s of age, share of a trace
};

enum class LinkKind : std::uint8_t {
  pipe,
  pump,
  pressure_reducing,   ///< PRV: keeps the pressure beyond it down
  pressure_sustaining, ///< PSV: keeps the pressure before it up
  pressure_breaker,    ///< PBV: takes a fixed loss
  flow_control,        ///< FCV: limits the flow
  throttle,            ///< TCV: a loss coefficient
  general_purpose,     ///< GPV: a curve of losses
  positional,          ///< PCV: a loss coefficient by its opening
};

enum class LinkStatus : std::uint8_t {
  closed,
  open,
  active,  ///< a valve at its setting
};

struct Link {
  std::string id = {};
  LinkKind kind = LinkKind::pipe;
  std::int32_t from = kNone, to = kNone;
  std::vector<double> vertices = {};  ///< x, y … between its ends, in the file's coordinates
  std::string tag = {}, comment = {};
  LinkStatus initial_status = LinkStatus::open;
  double diameter = 0;    ///< m; of pipes and valves
  double minor_loss = 0;  ///< coefficient of v2/2g
  // pipe
  double length = 0;      ///< m
  double roughness = 0;   ///< Hazen-Williams C, Darcy-Weisbach height in m, Manning n: by the head loss law
  bool check_valve = false;
  double bulk_reaction = kNotGiven, wall_reaction = kNotGiven;  ///< none: those of all
  double leak_area = 0;       ///< m2 of cracks for each m of pipe (FAVAD)
  double leak_expansion = 0;  ///< m2 more for each m of pipe and m of pressure
  // pump
  std::int32_t head_curve = kNone;
  double power = 0;  ///< W, constant, of a pump without a curve
  double speed = 1;
  std::int32_t speed_pattern = kNone;
  std::int32_t efficiency_curve = kNone;
  double energy_price = 0;  ///< a J; 0: that of all
  std::int32_t price_pattern = kNone;
  // valve: pressure or loss in m, flow in m3/s, loss coefficient, opening 0 … 1
  double setting = 0;
  std::int32_t valve_curve = kNone;
};

/// Status or setting of a link by time, by the clock, or by a level or pressure.
struct Control {
  enum class When : std::uint8_t { below, above, at_time, at_clock };
  std::int32_t link = kNone;
  double setting = kNotGiven;  ///< none: the status alone
  LinkStatus status = LinkStatus::open;
  When when = When::at_time;
  std::int32_t node = kNone;
  double level = 0;        ///< m: level of a tank, pressure of a junction
  std::int64_t time = 0;   ///< s since the start, or since midnight
  bool enabled = true;
  std::string comment = {};
};

/// What a rule looks at or sets.
enum class RuleVariable : std::uint8_t {
  demand,
  head,
  level,
  pressure,
  flow,
  status,
  setting,
  power,
  time,
  clock,
  fill_time,
  drain_time,
};

struct RulePremise {
  enum class Join : std::uint8_t { first, all_of, any_of };  ///< IF, AND, OR
  enum class Object : std::uint8_t { node, link, system };
  enum class Relation : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };
  Join join = Join::first;
  Object object = Object::system;
  std::int32_t row = kNone;
  RuleVariable variable = RuleVariable::time;
  Relation relation = Relation::equal;
  double value = 0;         ///< SI; times in s
  double tolerance = 1e-3;  ///< within which a value is equal: 0.001 of the file's unit
  LinkStatus status = LinkStatus::open;
};

struct RuleAction {
  std::int32_t link = kNone;
  double setting = kNotGiven;  ///< none: the status alone
  LinkStatus status = LinkStatus::open;
};

struct Rule {
  std::string id = {};
  std::vector<RulePremise> premises = {};
  std::vector<RuleAction> then = {}, otherwise = {};
  double priority = 0;
  bool enabled = true;
  std::string comment = {};
};

enum class HeadLossLaw : std::uint8_t { hazen_williams, darcy_weisbach, chezy_manning };
enum class DemandModel : std::uint8_t {
  fixed,            ///< what is wanted is drawn, whatever the pressure
  pressure_driven,  ///< Wagner et al., 1988
};

struct HydraulicOptions {
  HeadLossLaw law = HeadLossLaw::hazen_williams;
  double viscosity = 1.022e-6;  ///< m2/s: 1.1e-5 ft2/s, water at 20 C
  double specific_gravity = 1;
  double demand_factor = 1;
  std::int32_t default_pattern = kNone;
  DemandModel demand_model = DemandModel::fixed;
  double least_pressure = 0;        ///< m, below which nothing comes
  double required_pressure = 0;     ///< m, from which on all comes
  double pressure_exponent = 0.5;
  double emitter_exponent = 0.5;
  bool emitters_flow_back = true;
  double accuracy = 1e-3;           ///< sum of changes of flow over the sum of flows
  double head_error = 0;            ///< m, largest that may remain; 0: not looked at
  double flow_change = 0;           ///< m3/s, largest that may remain; 0: not looked at
  std::int32_t most_iterations = 200;
  std::int32_t extra_iterations = -1;  ///< with all statuses held; -1: the run stops where none balances
  std::int32_t check_every = 2, check_until = 10;  ///< iterations at which statuses are looked at
  double damping_from = 0;  ///< accuracy below which steps are damped and valves are looked at
};

struct TimeOptions {
  std::int64_t duration = 0, hydraulic_step = 3600, quality_step = 300, rule_step = 360;  ///< s
  std::int64_t pattern_step = 3600, pattern_start = 0;
  std::int64_t report_step = 3600, report_start = 0;
  std::int64_t clock_start = 0;  ///< time of day at which the run begins
};

struct EnergyOptions {
  double price = 0;  ///< a J
  std::int32_t price_pattern = kNone;
  double efficiency = 0.75;
  double demand_charge = 0;  ///< a W of the highest power
};

struct QualityOptions {
  enum class Kind : std::uint8_t { none, chemical, age, trace };
  Kind kind = Kind::none;
  std::string chemical = {};          ///< name
  std::int32_t trace_node = kNone;
  double tolerance = 1e-5;            ///< kg/m3, s, share: parcels nearer than that are one
  double diffusivity = 1.208e-9;      ///< m2/s: 1.3e-8 ft2/s, chlorine at 20 C
  double bulk_order = 1, tank_order = 1, wall_order = 1;
  double bulk_reaction = 0;           ///< 1/s at first order
  double wall_reaction = 0;           ///< m/s at first order, kg/(m2 s) at order 0
  double limiting_concentration = 0;  ///< kg/m3; 0: none
  double roughness_factor = 0;        ///< wall reaction by roughness where no other is given
};

struct SupplyNetwork {
  std::string title = {};
  std::vector<Node> nodes = {};
  std::vector<Link> links = {};
  std::vector<Pattern> patterns = {};
  std::vector<Curve> curves = {};
  std::vector<Control> controls = {};
  std::vector<Rule> rules = {};
  std::vector<QualitySource> sources = {};
  HydraulicOptions hydraulics = {};
  TimeOptions times = {};
  EnergyOptions energy = {};
  QualityOptions quality = {};
};

}  // namespace conurb::water

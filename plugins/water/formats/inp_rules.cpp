// SPDX-License-Identifier: Apache-2.0
// [RULES] (EPANET 2.2 User Manual, appendix C, [RULES]; DISABLED of version 2.3).
#include <array>
#include <utility>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/formats/inp_rule_words.hpp"
#include "plugins/water/formats/inp_setting.hpp"
#include "plugins/water/formats/inp_times.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr double kEqualWithin = 1e-3;

using Object = RulePremise::Object;
using Relation = RulePremise::Relation;

// What begins with another stands before it.
constexpr std::array<std::pair<std::string_view, Relation>, 10> kRelationWords = {{
    {"<>", Relation::unequal},
    {"<=", Relation::less_equal},
    {">=", Relation::greater_equal},
    {"=", Relation::equal},
    {"<", Relation::less},
    {">", Relation::greater},
    {"IS", Relation::equal},
    {"NOT", Relation::unequal},
    {"BELOW", Relation::less},
    {"ABOVE", Relation::greater},
}};
constexpr std::array<std::pair<std::string_view, Object>, 9> kObjectWords = {{
    {"JUNC", Object::node},
    {"RESE", Object::node},
    {"TANK", Object::node},
    {"NODE", Object::node},
    {"PIPE", Object::link},
    {"PUMP", Object::link},
    {"VALV", Object::link},
    {"LINK", Object::link},
    {"SYST", Object::system},
}};
constexpr std::array<std::pair<std::string_view, RuleVariable>, 13> kVariableWords = {{
    {"DEMA", RuleVariable::demand},
    {"HEAD", RuleVariable::head},
    {"GRADE", RuleVariable::head},
    {"LEVEL", RuleVariable::level},
    {"PRES", RuleVariable::pressure},
    {"FLOW", RuleVariable::flow},
    {"STATUS", RuleVariable::status},
    {"SETT", RuleVariable::setting},
    {"POWE", RuleVariable::power},
    {"TIME", RuleVariable::time},
    {"CLOCKTIME", RuleVariable::clock},
    {"FILL", RuleVariable::fill_time},
    {"DRAI", RuleVariable::drain_time},
}};

template <class Words>
auto word_in(const Words& words, std::string_view word) -> decltype(&words.front().second) {
  for (const auto& [keyword, meaning] : words) {
    if (begins(word, keyword)) return &meaning;
  }
  return nullptr;
}

bool fits(Object object, RuleVariable variable) {
  switch (variable) {
    case RuleVariable::demand: return object != Object::link;
    case RuleVariable::head:
    case RuleVariable::level:
    case RuleVariable::pressure:
    case RuleVariable::fill_time:
    case RuleVariable::drain_time: return object == Object::node;
    case RuleVariable::flow:
    case RuleVariable::status:
    case RuleVariable::setting:
    case RuleVariable::power: return object == Object::link;
    case RuleVariable::time:
    case RuleVariable::clock: return object == Object::system;
  }
  return false;
}

class RuleReader {
 public:
  explicit RuleReader(InpReader& in) : in_(in) {}

  void read(const InpLine& line) {
    const std::string_view word = line[0];
    if (begins(word, "RULE")) {
      finish();
      begin(line);
    } else if (part_ == Part::nothing) {
      in_.refuse(line, in_quotes(word) + " stands before the first RULE");
    } else if (begins(word, "IF") && part_ == Part::head) {
      part_ = Part::premises;
      premise(line, RulePremise::Join::first);
    } else if (begins(word, "AND") && part_ == Part::premises) {
      premise(line, RulePremise::Join::all_of);
    } else if (begins(word, "OR") && part_ == Part::premises) {
      premise(line, RulePremise::Join::any_of);
    } else if (begins(word, "THEN") && part_ == Part::premises) {
      part_ = Part::then;
      action(line);
    } else if (begins(word, "ELSE") && part_ == Part::then) {
      part_ = Part::otherwise;
      action(line);
    } else if (begins(word, "AND") && (part_ == Part::then || part_ == Part::otherwise)) {
      action(line);
    } else if (begins(word, "PRIO") && (part_ == Part::then || part_ == Part::otherwise)) {
      rule_.priority = in_.number(line, 1, "priority");
      part_ = Part::end;
    } else if (begins(word, "DISABLED") && part_ >= Part::then) {
      rule_.enabled = false;
    } else {
      in_.refuse(line, "rule " + in_quotes(rule_.id) + " has " + in_quotes(word) + " where it cannot stand",
                 "a rule is RULE, IF, AND or OR, THEN, AND, ELSE, AND, PRIORITY");
    }
  }

  void finish() {
    if (part_ == Part::nothing) return;
    if (rule_.then.empty())
      in_.refuse(line_, "rule " + in_quotes(rule_.id) + " has no THEN", "give it an action");
    in_.network.rules.push_back(std::move(rule_));
    rule_ = {};
    part_ = Part::nothing;
  }

 private:
  void begin(const InpLine& line) {
    if (line.size() < 2) in_.refuse(line, "a rule has no name", "write RULE and a name");
    rule_.id = line[1];
    rule_.comment = line.remark();
    line_ = line.number;
    part_ = Part::head;
  }

  [[noreturn]] void refuse(const InpLine& line, const std::string& what, const std::string& remedy) {
    in_.refuse(line, "rule " + in_quotes(rule_.id) + " " + what, remedy);
  }

  void premise(const InpLine& line, RulePremise::Join join) {
    RulePremise premise;
    premise.join = join;
    const Object* object = word_in(kObjectWords, line[1]);
    if (object == nullptr) refuse(line, "looks at " + in_quotes(line[1]), "name a NODE, a LINK or SYSTEM");
    premise.object = *object;
    std::size_t word = 2;
    if (*object == Object::node) premise.row = in_.node(line, word++);
    if (*object == Object::link) premise.row = in_.link(line, word++);
    const RuleVariable* variable = word_in(kVariableWords, line[word]);
    if (variable == nullptr || !fits(*object, *variable)) {
      refuse(line, "looks at " + in_quotes(line[word]) + " of " + in_quotes(line[1]),
             "nodes have DEMAND, HEAD, PRESSURE and LEVEL, tanks also FILLTIME and DRAINTIME, links FLOW, "
             "STATUS "
             "and SETTING, SYSTEM has DEMAND, TIME and CLOCKTIME");
    }
    premise.variable = *variable;
    if (*variable == RuleVariable::power) {
      in_.findings.warn("rule", in_quotes(rule_.id),
                        "looks at the power of a link, which EPANET does not know");
    }
    const Relation* relation = word_in(kRelationWords, line[word + 1]);
    if (relation == nullptr) {
      refuse(line, "compares by " + in_quotes(line[word + 1]),
             "=, <>, <, >, <=, >=, IS, NOT, BELOW and ABOVE are known");
    }
    premise.relation = *relation;
    value(line, word + 2, premise);
    rule_.premises.push_back(premise);
  }

  void value(const InpLine& line, std::size_t word, RulePremise& premise) {
    if (word >= line.size()) refuse(line, "compares with nothing", "give a value");
    const RuleVariable variable = premise.variable;
    if (variable == RuleVariable::time || variable == RuleVariable::clock) {
      const auto time = seconds_of(line[word], line[word + 1]);
      if (!time) refuse(line, "names the time " + in_quotes(line[word]), "write hours, H:MM or H:MM AM");
      premise.value = static_cast<double>(*time);
      return;
    }
    const bool of_link = variable == RuleVariable::status || variable == RuleVariable::setting;
    if (of_link && status_word(line[word], premise)) {
      premise.variable = RuleVariable::status;
      return;
    }
    if (variable == RuleVariable::status) {
      refuse(line, "compares a status with " + in_quotes(line[word]), "a status is OPEN, CLOSED or ACTIVE");
    }
    check_tank(line, premise);
    const double scale = premise_scale(in_.scales, in_.network, premise);
    premise.value = in_.number(line, word, "value") * scale;
    // EPANET compares in the units of the file, but times of filling in seconds.
    const bool in_seconds = variable == RuleVariable::fill_time || variable == RuleVariable::drain_time;
    premise.tolerance = kEqualWithin * (in_seconds ? 1 : scale);
  }

  bool status_word(std::string_view word, RulePremise& premise) const {
    const bool with_curve = in_.network.links[at(premise.row)].kind == LinkKind::general_purpose;
    if (begins(word, "OPEN")) {
      premise.status = with_curve ? LinkStatus::active : LinkStatus::open;
    } else if (begins(word, "CLOSED")) {
      premise.status = LinkStatus::closed;
    } else if (begins(word, "ACTIVE")) {
      premise.status = LinkStatus::active;
    } else {
      return false;
    }
    return true;
  }

  void check_tank(const InpLine& line, const RulePremise& premise) {
    const bool filling =
        premise.variable == RuleVariable::fill_time || premise.variable == RuleVariable::drain_time;
    if (filling && in_.network.nodes[at(premise.row)].kind == Node::Kind::junction) {
      refuse(line, "looks at the filling of " + in_quotes(line[2]) + ", which is a junction", "name a tank");
    }
  }

  /// THEN PUMP id STATUS IS value
  void action(const InpLine& line) {
    if (line.size() < 6)
      refuse(line, "has an action of too few words", "write LINK id STATUS = OPEN or SETTING = value");
    RuleAction action;
    action.link = in_.link(line, 2);
    const Link& link = in_.network.links[at(action.link)];
    const LinkSetting to = setting_of(in_, line, 5, link);
    if (to.setting < 0)
      refuse(line, "sets " + in_quotes(link.id) + " to less than 0", "give a setting of at least 0");
    action.status = to.status;
    action.setting = to.setting;
    (part_ == Part::otherwise ? rule_.otherwise : rule_.then).push_back(action);
  }

  enum class Part : std::uint8_t { nothing, head, premises, then, otherwise, end };
  InpReader& in_;
  Rule rule_;
  std::uint32_t line_ = 0;  // of its head
  Part part_ = Part::nothing;
};

}  // namespace

double premise_scale(const InpScales& scales, const SupplyNetwork& network, const RulePremise& premise) {
  switch (premise.variable) {
    case RuleVariable::demand:
    case RuleVariable::flow: return scales.flow;
    case RuleVariable::head:
    case RuleVariable::level: return scales.length;
    case RuleVariable::pressure: return scales.pressure;
    case RuleVariable::setting: return setting_scale(scales, network.links[at(premise.row)].kind);
    case RuleVariable::power: return scales.power;
    case RuleVariable::fill_time:
    case RuleVariable::drain_time: return kSecondsPerHour;
    case RuleVariable::status:
    case RuleVariable::time:
    case RuleVariable::clock: return 1;
  }
  return 1;
}

void read_rules(InpReader& in) {
  RuleReader reader(in);
  in.each(Section::rules, [&](const InpLine& line) { reader.read(line); });
  reader.finish();
}

}  // namespace conurb::water

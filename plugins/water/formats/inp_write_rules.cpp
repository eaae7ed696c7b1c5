// SPDX-License-Identifier: Apache-2.0
// [RULES]
#include <array>
#include <cmath>
#include <string_view>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_rule_words.hpp"
#include "plugins/water/formats/inp_setting.hpp"
#include "plugins/water/formats/inp_times.hpp"
#include "plugins/water/formats/inp_writer.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::array<std::string_view, 12> kVariableNames = {"DEMAND", "HEAD",      "LEVEL",    "PRESSURE",
                                                             "FLOW",   "STATUS",    "SETTING",  "POWER",
                                                             "TIME",   "CLOCKTIME", "FILLTIME", "DRAINTIME"};
constexpr std::array<std::string_view, 6> kRelationNames = {"=", "<>", "<", "<=", ">", ">="};
constexpr std::array<std::string_view, 3> kJoinNames = {"IF", "AND", "OR"};

template <class Names, class Value>
std::string named(const Names& names, Value value) {
  return std::string(names[static_cast<std::size_t>(value)]);
}

std::string link_object(const InpWriter& to, std::int32_t row) {
  const LinkKind kind = to.network.links[at(row)].kind;
  const char* object = kind == LinkKind::pipe ? "PIPE " : kind == LinkKind::pump ? "PUMP " : "VALVE ";
  return object + to.link(row);
}

std::string node_object(const InpWriter& to, std::int32_t row) {
  const Node::Kind kind = to.network.nodes[at(row)].kind;
  const char* object = kind == Node::Kind::junction    ? "JUNCTION "
                       : kind == Node::Kind::reservoir ? "RESERVOIR "
                                                       : "TANK ";
  return object + to.node(row);
}

std::string value_text(const InpWriter& to, const RulePremise& premise) {
  switch (premise.variable) {
    case RuleVariable::time:
    case RuleVariable::clock: return time_text(std::llround(premise.value));
    case RuleVariable::status:
      return setting_text({premise.status, kNotGiven}, to.network.links[at(premise.row)], to.scales);
    default: return file_number(premise.value, premise_scale(to.scales, to.network, premise));
  }
}

void write_premise(InpWriter& to, const RulePremise& premise) {
  std::string object = "SYSTEM";
  if (premise.object == RulePremise::Object::node) object = node_object(to, premise.row);
  if (premise.object == RulePremise::Object::link) object = link_object(to, premise.row);
  to.row({named(kJoinNames, premise.join), object, named(kVariableNames, premise.variable),
          named(kRelationNames, premise.relation), value_text(to, premise)});
}

void write_actions(InpWriter& to, const std::vector<RuleAction>& actions, const char* word) {
  for (const RuleAction& action : actions) {
    const Link& link = to.network.links[at(action.link)];
    const char* what = std::isnan(action.setting) ? "STATUS =" : "SETTING =";
    to.row({word, link_object(to, action.link), what,
            setting_text({action.status, action.setting}, link, to.scales)});
    word = "AND";
  }
}

}  // namespace

void write_rules(InpWriter& to) {
  to.head("RULES");
  for (const Rule& rule : to.network.rules) {
    const std::string_view comment = to.remark_above(rule.comment);
    to.row({"RULE", to.name(rule.id)}, comment);
    for (const RulePremise& premise : rule.premises) write_premise(to, premise);
    write_actions(to, rule.then, "THEN");
    write_actions(to, rule.otherwise, "ELSE");
    if (rule.priority != 0) to.row({"PRIORITY", file_number(rule.priority)});
    if (!rule.enabled) to.row({"DISABLED"});
    to.line("");
  }
}

}  // namespace conurb::water

// SPDX-License-Identifier: Apache-2.0
// What Lua's own messages mean to somebody who writes a scenario, and what to do about them.
#include <array>
#include <cctype>

#include "engine/script/failure.hpp"
#include "engine/script/state.hpp"
#include "engine/script/strict.hpp"

namespace conurb::script {

namespace {

struct Hint {
  std::string_view part;  // of Lua's message
  std::string_view hint;
};

// Order matters: the first part that occurs decides.
constexpr std::array kHints = {
    Hint{"stack overflow", "look for a function that calls itself without end"},
    Hint{"error in error handling", "look for a function that calls itself without end"},
    Hint{"near '!'", "'not equal' is written ~= and 'not' is written not"},
    Hint{"near '&&'", "write: and"},
    Hint{"unexpected symbol near '&'", "write: and"},
    Hint{"unexpected symbol near '|'", "write: or"},
    Hint{"unexpected symbol near '+'", "there is no += or ++; write: x = x + 1"},
    Hint{"unexpected symbol near '/", "a comment begins with --"},
    Hint{"syntax error near '+'", "there is no += or ++; write: x = x + 1"},
    Hint{"syntax error near '-'", "there is no -= or a comment lacks a dash; write: x = x - 1"},
    Hint{"'then' expected near '='", "a comparison is written =="},
    Hint{"'do' expected near '='", "a comparison is written =="},
    Hint{"'then' expected", "write: if condition then ... end"},
    Hint{"'=' expected near", "a statement is an assignment or a call: name = value, or name(...)"},
    Hint{"syntax error near", "a statement is an assignment or a call: name = value, or name(...)"},
    Hint{"'end' expected", "each function, if, for, while and do needs its own end"},
    Hint{"'<eof>' expected near 'end'", "there is one end too many"},
    Hint{"'}' expected", "the fields of a table are separated by commas"},
    Hint{"')' expected", "a bracket is not closed, or a comma is missing"},
    Hint{"unfinished string", "a text ends on its own line; long texts are written [[...]]"},
    Hint{"no visible label", "a label is written ::name:: in the same or an enclosing block"},
    Hint{"attempt to assign to const variable", "it was declared <const>; use another name"},
    Hint{"attempt to compare", "both sides must be of one type; tonumber(text) gives a number"},
    Hint{"attempt to concatenate a nil", "it was never set; tostring(value) shows what it is"},
    Hint{"attempt to concatenate", "make a text of it: tostring(value)"},
    Hint{"in table for 'concat'", "table.concat joins texts and numbers only"},
    Hint{"attempt to get length of", "# works on texts and lists"},
    Hint{"attempt to yield", "a callback of the engine cannot yield"},
    Hint{"number has no integer representation", "round it first: math.floor(x)"},
    Hint{"attempt to perform 'n//0'", "the divisor is 0"},
    Hint{"attempt to perform 'n%%0'", "the divisor is 0"},
    Hint{"invalid conversion",
         "string.format knows %d %i %u %c %x %X %o %e %f %g %a %q %s, width and precision below 100"},
};

// The name in "(local 'name')", "(field 'name')" ... of a message.
std::string_view quoted_name(std::string_view message) {
  const std::size_t open = message.rfind(" '");
  if (open == std::string_view::npos || !message.ends_with("')")) return {};
  return message.substr(open + 2, message.size() - open - 4);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string nil_hint(const State& state, std::string_view message) {
  const std::string name(quoted_name(message));
  if (name.empty()) return "the value before it is nil: it was never set, or a function returned nothing";
  if (contains(message, "attempt to call")) {
    const std::vector<std::string> known(state.known_names.begin(), state.known_names.end());
    const std::string near = did_you_mean(name, known);
    return near.empty() ? "there is no function '" + name + "' here" : near;
  }
  return "'" + name + "' is nil here: it was never set, or the function that gave it returned nothing";
}

// "20 m": a number with a unit behind it, in the quotes of Lua's message.
bool looks_like_quantity(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 || text[at] == '.' ||
                              text[at] == '-' || text[at] == ',')) {
    ++at;
  }
  return at > 0 && at < text.size();
}

}  // namespace

std::string hint_for(const State& state, std::string_view message) {
  const bool on_nil = contains(message, "a nil value");
  if (on_nil && (contains(message, "attempt to index") || contains(message, "attempt to call") ||
                 contains(message, "attempt to perform arithmetic"))) {
    return nil_hint(state, message);
  }
  if (contains(message, "attempt to call a"))
    return "only functions can be called; is there an operator or a comma missing?";
  if (contains(message, "attempt to index a")) return "only tables and objects of the engine have fields";
  if (contains(message, "attempt to perform arithmetic on a string")) {
    if (looks_like_quantity(quoted_name(message))) {
      return "write the number alone, in the unit of the documentation, without quotes";
    }
    return "a text is no number; tonumber(text) makes one of it";
  }
  if (contains(message, "a 'string' with a") || contains(message, "with a 'string'")) {
    return "a text is no number: write the number alone, in the unit of the documentation, without quotes";
  }
  if (contains(message, "attempt to perform arithmetic")) return "both sides must be numbers";
  for (const Hint& hint : kHints) {
    if (contains(message, hint.part)) return std::string(hint.hint);
  }
  return {};
}

}  // namespace conurb::script

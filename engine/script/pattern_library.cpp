// SPDX-License-Identifier: Apache-2.0
// string.find, match, gmatch and gsub on our bounded matcher. Results equal stock Lua's (the tests compare
// them).
#include <cctype>
#include <cstring>
#include <optional>

#include "engine/script/library.hpp"
#include "engine/script/pattern.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

// Pays in instructions: a step takes about as long as one.
class Payer final : public StepPayer {
 public:
  explicit Payer(lua_State* L) : L_(L) {}
  void pay(std::uint64_t steps) override { state_of(L_).charge(L_, steps); }

 private:
  lua_State* L_;
};

template <class Body>
int with_pattern_errors(lua_State* L, Body&& body) {
  std::optional<std::string> problem;
  try {
    return body();
  } catch (const PatternError& error) {
    problem = error.what();
  }
  return luaL_error(L, "%s", problem->c_str());
}

std::string_view text_argument(lua_State* L, int index) {
  std::size_t size = 0;
  const char* const text = luaL_checklstring(L, index, &size);
  return {text, size};
}

// Offset of a 1-based, possibly negative position; positions before the text count as its begin.
std::size_t offset_of(lua_Integer position, std::size_t size) {
  if (position > 0) return static_cast<std::size_t>(position) - 1;
  if (position == 0) return 0;
  const auto back = static_cast<std::size_t>(-(position + 1)) + 1;
  return back > size ? 0 : size - back;
}

void push_capture(lua_State* L, const PatternMatcher& matcher, std::string_view subject, std::size_t index) {
  const PatternMatcher::Capture& capture = matcher.capture(index);
  if (capture.kind == PatternMatcher::Capture::Kind::position) {
    lua_pushinteger(L, static_cast<lua_Integer>(capture.start) + 1);
  } else {
    lua_pushlstring(L, subject.data() + capture.start, capture.length);
  }
}

// All captures, or the whole match [start, end) when there are none.
int push_captures(lua_State* L, const PatternMatcher& matcher, std::string_view subject, std::size_t start,
                  std::size_t end) {
  if (matcher.captures() == 0) {
    lua_pushlstring(L, subject.data() + start, end - start);
    return 1;
  }
  luaL_checkstack(L, static_cast<int>(matcher.captures()), "too many captures");
  for (std::size_t i = 0; i < matcher.captures(); ++i) push_capture(L, matcher, subject, i);
  return static_cast<int>(matcher.captures());
}

int find_plain(lua_State* L, std::string_view subject, std::string_view wanted, std::size_t start) {
  state_of(L).charge(L, (subject.size() - start + wanted.size()) / 16);
  // memmem takes linear time whatever the texts (two-way search); std::string_view::find does not.
  const void* const found =
      wanted.empty() ? subject.data() + start
                     : memmem(subject.data() + start, subject.size() - start, wanted.data(), wanted.size());
  if (found == nullptr) {
    lua_pushnil(L);
    return 1;
  }
  const lua_Integer at = static_cast<const char*>(found) - subject.data();
  lua_pushinteger(L, at + 1);
  lua_pushinteger(L, at + static_cast<lua_Integer>(wanted.size()));
  return 2;
}

int search(lua_State* L, bool is_find) {
  const std::string_view subject = text_argument(L, 1);
  std::string_view pattern = text_argument(L, 2);
  const std::size_t start = offset_of(luaL_optinteger(L, 3, 1), subject.size());
  if (start > subject.size()) {
    lua_pushnil(L);
    return 1;
  }
  if (is_find && (lua_toboolean(L, 4) != 0 || is_plain_pattern(pattern)))
    return find_plain(L, subject, pattern, start);
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  return with_pattern_errors(L, [&]() -> int {
    Payer payer(L);
    PatternMatcher matcher(subject, pattern, payer);
    for (std::size_t at = start; at <= subject.size(); ++at) {
      const std::size_t end = matcher.match(at);
      if (end != PatternMatcher::kNone) {
        matcher.settle();
        if (!is_find) return push_captures(L, matcher, subject, at, end);
        lua_pushinteger(L, static_cast<lua_Integer>(at) + 1);
        lua_pushinteger(L, static_cast<lua_Integer>(end));
        return 2 + (matcher.captures() == 0 ? 0 : push_captures(L, matcher, subject, at, end));
      }
      if (anchored) break;
    }
    matcher.settle();
    lua_pushnil(L);
    return 1;
  });
}

int find(lua_State* L) {
  return search(L, true);
}

int match(lua_State* L) {
  return search(L, false);
}

// Upvalues: subject, pattern, offset to go on from, end of the last match (-1: none).
int gmatch_step(lua_State* L) {
  const std::string_view subject = text_argument(L, lua_upvalueindex(1));
  const std::string_view pattern = text_argument(L, lua_upvalueindex(2));
  const auto start = static_cast<std::size_t>(lua_tointeger(L, lua_upvalueindex(3)));
  const lua_Integer last_end = lua_tointeger(L, lua_upvalueindex(4));
  return with_pattern_errors(L, [&]() -> int {
    Payer payer(L);
    PatternMatcher matcher(subject, pattern, payer);
    for (std::size_t at = start; at <= subject.size(); ++at) {
      const std::size_t end = matcher.match(at);
      if (end == PatternMatcher::kNone || static_cast<lua_Integer>(end) == last_end) continue;
      matcher.settle();
      lua_pushinteger(L, static_cast<lua_Integer>(end));
      lua_copy(L, -1, lua_upvalueindex(3));
      lua_replace(L, lua_upvalueindex(4));
      return push_captures(L, matcher, subject, at, end);
    }
    matcher.settle();
    lua_pushinteger(L, static_cast<lua_Integer>(subject.size()) + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
  });
}

int gmatch(lua_State* L) {
  const std::size_t size = text_argument(L, 1).size();
  text_argument(L, 2);
  const std::size_t start = offset_of(luaL_optinteger(L, 3, 1), size);
  lua_settop(L, 2);
  lua_pushinteger(L, static_cast<lua_Integer>(start > size ? size + 1 : start));
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, gmatch_step, 4);
  return 1;
}

struct Match {
  const PatternMatcher& matcher;
  std::string_view subject;
  std::size_t start;
  std::size_t end;
};

void push_first_capture(lua_State* L, const Match& found) {
  if (found.matcher.captures() == 0) {
    lua_pushlstring(L, found.subject.data() + found.start, found.end - found.start);
  } else {
    push_capture(L, found.matcher, found.subject, 0);
  }
}

// A text as replacement: %0 the match, %1..%9 a capture, %% a per cent sign.
void add_template(lua_State* L, luaL_Buffer* result, const Match& found) {
  std::size_t size = 0;
  const char* const text = lua_tolstring(L, 3, &size);
  const std::string_view replacement(text, size);
  state_of(L).charge(L, size / 16);
  for (std::size_t i = 0; i < size; ++i) {
    if (replacement[i] != '%') {
      luaL_addchar(result, replacement[i]);
      continue;
    }
    const char sign = ++i < size ? replacement[i] : '\0';
    if (sign == '%') {
      luaL_addchar(result, '%');
    } else if (sign == '0') {
      luaL_addlstring(result, found.subject.data() + found.start, found.end - found.start);
    } else if (std::isdigit(static_cast<unsigned char>(sign)) != 0) {
      const auto index = static_cast<std::size_t>(sign - '1');
      if (index == 0) {
        push_first_capture(L, found);
      } else if (index >= found.matcher.captures()) {
        luaL_error(L, "invalid capture index %%%d", static_cast<int>(index) + 1);
      } else {
        push_capture(L, found.matcher, found.subject, index);
      }
      luaL_tolstring(L, -1, nullptr);
      lua_remove(L, -2);
      luaL_addvalue(result);
    } else {
      luaL_error(L, "invalid use of '%%' in replacement string");
    }
  }
}

// Adds what stands for one match; true if that is something else than the match itself.
bool add_replacement(lua_State* L, luaL_Buffer* result, const Match& found) {
  const int type = lua_type(L, 3);
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(L, 3);
    lua_call(L, push_captures(L, found.matcher, found.subject, found.start, found.end), 1);
  } else if (type == LUA_TTABLE) {
    push_first_capture(L, found);
    lua_gettable(L, 3);
  } else {
    add_template(L, result, found);
    return true;
  }
  if (lua_toboolean(L, -1) == 0) {
    lua_pop(L, 1);
    luaL_addlstring(result, found.subject.data() + found.start, found.end - found.start);
    return false;
  }
  if (lua_isstring(L, -1) == 0) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  luaL_addvalue(result);
  return true;
}

int gsub(lua_State* L) {
  const std::string_view subject = text_argument(L, 1);
  std::string_view pattern = text_argument(L, 2);
  const int type = lua_type(L, 3);
  luaL_argexpected(L,
                   type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE,
                   3, "string/function/table");
  const lua_Integer most = luaL_optinteger(L, 4, static_cast<lua_Integer>(subject.size()) + 1);
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  lua_settop(L, 3);
  if (type == LUA_TNUMBER) lua_tolstring(L, 3, nullptr);  // in place: a text from here on
  luaL_Buffer result;
  luaL_buffinit(L, &result);
  lua_Integer count = 0;
  bool changed = false;
  with_pattern_errors(L, [&]() -> int {
    Payer payer(L);
    PatternMatcher matcher(subject, pattern, payer);
    std::size_t at = 0;
    std::size_t last_end = PatternMatcher::kNone;
    while (count < most) {
      const std::size_t end = matcher.match(at);
      if (end != PatternMatcher::kNone && end != last_end) {
        ++count;
        matcher.settle();
        changed = add_replacement(L, &result, {matcher, subject, at, end}) || changed;
        at = last_end = end;
      } else if (at < subject.size()) {
        luaL_addchar(&result, subject[at]);
        ++at;
      } else {
        break;
      }
      if (anchored) break;
    }
    matcher.settle();
    if (changed) luaL_addlstring(&result, subject.data() + at, subject.size() - at);
    return 0;
  });
  if (changed) {
    luaL_pushresult(&result);
  } else {
    lua_pushvalue(L, 1);
  }
  lua_pushinteger(L, count);
  return 2;
}

}  // namespace

void open_pattern(lua_State* L) {
  const luaL_Reg functions[] = {
      {"find", find}, {"match", match}, {"gmatch", gmatch}, {"gsub", gsub}, {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

}  // namespace conurb::script

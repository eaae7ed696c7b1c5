// SPDX-License-Identifier: Apache-2.0
#include "engine/io/json_rewrite.hpp"

#include "engine/base/json.hpp"
#include "engine/io/attributes.hpp"
#include "engine/io/json_cursor.hpp"

namespace conurb::io {

namespace {

/// Copies a text piece by piece; what is not copied yet is copied before a replacement.
class Copier {
 public:
  explicit Copier(std::string_view text) : text_(text), at_(text.data()) {}
  void replace(std::string_view token, std::string_view by) {
    out_.append(at_, token.data());
    out_ += by;
    at_ = token.data() + token.size();
  }
  std::string take() {
    out_.append(at_, text_.data() + text_.size());
    return std::move(out_);
  }

 private:
  std::string_view text_;
  const char* at_;
  std::string out_;
};

bool is_number_start(char c) {
  return c == '-' || (c >= '0' && c <= '9');
}

/// Walks a value; calls number(token, place in its list, whether a "boundaries" list holds it). Nested no
/// deeper than the reader lets in (kMaxJsonDepth).
template <class Number>
void walk(JsonCursor& cursor, std::size_t place, bool in_boundaries, const Number& number) {
  const char c = cursor.peek();
  if (c == '[') {
    cursor.array([&](std::uint32_t i) { walk(cursor, i, in_boundaries, number); });
  } else if (c == '{') {
    cursor.object([&](const JsonString& key) { walk(cursor, 0, key.raw == "boundaries", number); });
  } else {
    const std::string_view token = cursor.value();
    if (is_number_start(token[0])) number(token, place, in_boundaries);
  }
}

/// The same for the values of `"key":value,...`, or of one value.
template <class Number>
void walk_text(std::string_view text, const Number& number) {
  JsonCursor cursor(text);
  if (cursor.at_end()) return;
  if (cursor.peek() != '"') return walk(cursor, 0, false, number);
  while (true) {
    const JsonString key = cursor.string();
    if (cursor.at_end()) return;  // a string alone
    cursor.expect(':', "expected ':' after a key");
    cursor.skip_space();
    walk(cursor, 0, key.raw == "boundaries", number);
    if (cursor.at_end()) return;
    cursor.expect(',', "expected ','");
  }
}

std::string decoded(const JsonString& token) {
  if (!token.escaped) return std::string(token.raw);
  return string_of(std::string_view(token.raw.data() - 1, token.raw.size() + 2));
}

}  // namespace

void for_each_boundary_index(std::string_view text, const std::function<void(std::string_view)>& visit) {
  walk_text(text, [&](std::string_view token, std::size_t, bool in_boundaries) {
    if (in_boundaries) visit(token);
  });
}

std::string with_boundary_indices(std::string_view text,
                                  const std::function<std::string(std::string_view)>& number) {
  Copier copier(text);
  for_each_boundary_index(text, [&](std::string_view token) { copier.replace(token, number(token)); });
  return copier.take();
}

std::string with_numbers(std::string_view text,
                         const std::function<std::string(std::string_view, std::size_t)>& to) {
  Copier copier(text);
  walk_text(text, [&](std::string_view token, std::size_t place, bool) {
    copier.replace(token, to(token, place));
  });
  return copier.take();
}

std::vector<std::pair<std::string, std::string_view>> members_of(std::string_view members) {
  std::vector<std::pair<std::string, std::string_view>> found;
  JsonCursor cursor(members);
  while (!cursor.at_end()) {
    const JsonString key = cursor.string();
    cursor.expect(':', "expected ':' after a key");
    cursor.skip_space();
    found.emplace_back(decoded(key), cursor.value());
    if (!cursor.at_end()) cursor.expect(',', "expected ','");
  }
  return found;
}

std::vector<std::pair<std::string, std::string_view>> object_members(std::string_view text) {
  std::vector<std::pair<std::string, std::string_view>> found;
  if (text.empty() || text[0] != '{') return found;
  JsonCursor cursor(text);
  cursor.object([&](const JsonString& key) { found.emplace_back(decoded(key), cursor.value()); });
  return found;
}

std::string_view member_of(std::string_view members, std::string_view key) {
  for (const auto& [name, value] : members_of(members)) {
    if (name == key) return value;
  }
  return {};
}

std::vector<std::string_view> elements_of(std::string_view text) {
  std::vector<std::string_view> found;
  if (text.empty() || text[0] != '[') return found;
  JsonCursor cursor(text);
  cursor.array([&](std::uint32_t) { found.push_back(cursor.value()); });
  return found;
}

std::string string_of(std::string_view value) {
  if (value.empty() || value[0] != '"') return {};
  if (value.find('\\') == std::string_view::npos) return std::string(value.substr(1, value.size() - 2));
  return Json::parse(value).get<std::string>();
}

namespace {

std::string between(char open, std::string_view text, char close) {
  std::string result(1, open);
  result += text;
  result += close;
  return result;
}

}  // namespace

std::string braced(std::string_view members) {
  return between('{', members, '}');
}

std::string bracketed(std::string_view elements) {
  return between('[', elements, ']');
}

void put_member(std::string& members, std::string_view key, std::string_view value) {
  if (!members.empty()) members += ',';
  members += json_quoted(key);
  members += ':';
  members += value;
}

}  // namespace conurb::io

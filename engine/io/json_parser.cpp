// SPDX-License-Identifier: Apache-2.0
#include "engine/io/json_parser.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>

#include "engine/base/error.hpp"

namespace conurb::io {

namespace {

constexpr std::size_t kLargeText = std::size_t{4} << 20;

const char* explain(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR: return "the text is not UTF-8";
    case simdjson::NUMBER_ERROR: return "a number is malformed or out of range";
    case simdjson::DEPTH_ERROR: return "values are nested deeper than 1024 levels";
    case simdjson::STRING_ERROR: return "a string has a wrong escape";
    case simdjson::UNESCAPED_CHARS: return "a string has an unescaped control character";
    case simdjson::UNCLOSED_STRING: return "a string is not closed";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR: return "a word that is not true, false or null";
    default: return "the text is not JSON";
  }
}

}  // namespace

simdjson::dom::element JsonParser::parse_with(simdjson::dom::parser& parser, std::string& scratch,
                                              std::string_view text) {
  if (parser.doc.capacity() < text.size()) {
    // In powers of two, so that slightly larger pieces do not each cost an allocation.
    const auto error = parser.doc.allocate(std::bit_ceil(std::max<std::size_t>(text.size(), 4096)));
    if (error != simdjson::SUCCESS) throw Error(ErrorCode::limit, "no memory to parse JSON");
  }
  const bool inside = std::less_equal<>{}(begin_, text.data()) && std::less<>{}(text.data(), end_);
  const char* data = text.data();
  if (!inside || static_cast<std::size_t>(end_ - data) < text.size() + simdjson::SIMDJSON_PADDING) {
    scratch.assign(text);
    scratch.append(simdjson::SIMDJSON_PADDING, ' ');
    data = scratch.data();
  }
  simdjson::dom::element element;
  const auto error = parser.parse(data, text.size(), false).get(element);
  if (error == simdjson::MEMALLOC) throw Error(ErrorCode::limit, "no memory to parse JSON");
  if (error != simdjson::SUCCESS)
    throw JsonFault{explain(error), text.data(), error == simdjson::NUMBER_ERROR};
  return element;
}

simdjson::dom::element JsonParser::parse(std::string_view text) {
  return parse_with(parser_, scratch_, text);
}

void JsonParser::check(std::string_view text) {
  const bool container = !text.empty() && (text[0] == '{' || text[0] == '[');
  if (!container) {
    check_scalar(text);
  } else if (text.size() > kLargeText) {
    check_large(text);
  } else {
    try {
      parse(text);
    } catch (const JsonFault& fault) {
      // simdjson refuses integers beyond 64 bits, which are JSON: looked at one by one.
      if (!fault.number) throw;
      check_large(text);
    }
  }
}

void JsonParser::check_scalar(std::string_view text) {
  if (!text.empty() && text[0] == '"') {
    JsonCursor cursor(text);
    decode(cursor.string());
    if (!cursor.at_end()) throw JsonFault{"the text is not JSON", cursor.position()};
    return;
  }
  if (text == "true" || text == "false" || text == "null") return;
  if (!is_json_number(text)) throw JsonFault{"this is no JSON value", text.data()};
  if (text.size() > 15 || text.find_first_of("eE") != std::string_view::npos) {
    const double value = std::strtod(std::string(text).c_str(), nullptr);
    if (!std::isfinite(value)) throw JsonFault{"a number is malformed or out of range", text.data()};
  }
}

void JsonParser::check_large(std::string_view text) {
  std::string open;  // the brackets that are open, outermost first
  JsonCursor cursor(text);
  const auto key = [&] {
    decode(cursor.string());
    cursor.expect(':', "expected ':' after a key");
  };
  while (true) {
    const char c = cursor.peek();
    if (c == '{' || c == '[') {
      cursor.accept(c);
      if (!cursor.accept(c == '{' ? '}' : ']')) {
        if (open.size() >= kMaxJsonDepth)
          throw JsonFault{"values are nested deeper than 1024 levels", text.data()};
        open.push_back(c);
        if (c == '{') key();
        continue;
      }
    } else {
      check_scalar(cursor.value());
    }
    while (!open.empty() && !cursor.accept(',')) {
      cursor.expect(open.back() == '{' ? '}' : ']', "expected ',' or a closing bracket");
      open.pop_back();
    }
    if (open.empty()) break;
    if (open.back() == '{') key();
  }
  if (!cursor.at_end()) throw JsonFault{"text after the end of a value", cursor.position()};
}

void JsonParser::minify(std::string_view text, std::string& out) {
  check(text);
  const std::size_t before = out.size();
  out.resize(before + text.size() + simdjson::SIMDJSON_PADDING);
  std::size_t length = 0;
  if (simdjson::minify(text.data(), text.size(), out.data() + before, length) != simdjson::SUCCESS) {
    throw JsonFault{"the text is not JSON", text.data()};
  }
  out.resize(before + length);
}

std::string_view JsonParser::minified_trusted(std::string_view text) {
  // Most files have no space at all: a plain loop over the bytes, which compilers vectorise, spares the copy.
  unsigned spaces = 0;
  for (const char c : text) spaces += static_cast<unsigned char>(c) <= ' ';
  if (spaces == 0) return text;
  if (minified_.size() < text.size() + simdjson::SIMDJSON_PADDING) {
    minified_.resize(2 * text.size() + simdjson::SIMDJSON_PADDING);
  }
  std::size_t length = 0;
  if (simdjson::minify(text.data(), text.size(), minified_.data(), length) != simdjson::SUCCESS) {
    throw JsonFault{"the text is not JSON", text.data()};
  }
  return {minified_.data(), length};
}

std::string JsonParser::minified(std::string_view text) {
  std::string out;
  minify(text, out);
  return out;
}

std::string_view JsonParser::decode(const JsonString& token) {
  if (token.plain()) return token.raw;
  if (token.control) throw JsonFault{"a string has an unescaped control character", token.raw.data()};
  if (!token.escaped) {
    if (!simdjson::validate_utf8(token.raw.data(), token.raw.size())) {
      throw JsonFault{"the text is not UTF-8", token.raw.data()};
    }
    return token.raw;
  }
  // The quotes around the token belong to the same buffer.
  const std::string_view quoted(token.raw.data() - 1, token.raw.size() + 2);
  std::string_view text;
  if (parse_with(string_parser_, string_scratch_, quoted).get(text) != simdjson::SUCCESS) {
    throw JsonFault{"expected a string", quoted.data()};
  }
  return text;
}

bool JsonParser::decode_value(std::string_view value, std::string_view& out) {
  if (value.empty() || value[0] != '"') {
    if (!value.empty()) check(value);
    return false;
  }
  out = decode(JsonCursor(value).string());
  return true;
}

}  // namespace conurb::io

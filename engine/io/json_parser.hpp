// SPDX-License-Identifier: Apache-2.0
// simdjson for pieces of a larger text. Private to engine/io: include it in .cpp files only.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "engine/io/json_cursor.hpp"

namespace conurb::io {

/// Parser whose buffers are kept from call to call. Not thread-safe. Throws JsonFault on text that is not
/// JSON.
class JsonParser {
 public:
  /// Says that memory may be read up to `end` (simdjson reads some bytes beyond its input); pieces that lie
  /// too close to it, or outside this buffer, are copied first.
  void set_buffer(const char* begin, const char* end) { begin_ = begin, end_ = end; }

  /// Parses one JSON value; the result lives until the next call of parse() or check().
  simdjson::dom::element parse(std::string_view text);
  /// Checks that `text` is one JSON value in UTF-8 with numbers that fit a double. The memory needed does not
  /// grow with the text.
  void check(std::string_view text);
  /// Checks `text` and appends it without insignificant space to `out`.
  void minify(std::string_view text, std::string& out);
  [[nodiscard]] std::string minified(std::string_view text);
  /// `text`, known to be JSON, without insignificant space; lives until the next call, as long as `text`.
  [[nodiscard]] std::string_view minified_trusted(std::string_view text);
  /// Text of a string token, escapes resolved; lives until the next call of decode(), and no longer than the
  /// buffer.
  std::string_view decode(const JsonString& token);
  /// As decode, for a value that must be a string; returns false and leaves `out` alone when it is another
  /// value.
  bool decode_value(std::string_view value, std::string_view& out);

 private:
  simdjson::dom::element parse_with(simdjson::dom::parser& parser, std::string& scratch,
                                    std::string_view text);
  void check_scalar(std::string_view text);
  void check_large(std::string_view text);

  simdjson::dom::parser parser_, string_parser_;
  std::string scratch_, string_scratch_, minified_;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
};

}  // namespace conurb::io

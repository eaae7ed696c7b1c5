// SPDX-License-Identifier: Apache-2.0
// XML as a stream of elements with their attributes: all that files of SUMO are made of. Passed
// over as a stream, the text of a morning's routes took as long to read as the routes to drive; so it is parsed
// at once, by pugixml, and takes some three times its size meanwhile. What could harm is refused: document type
// declarations (entities multiply, or fetch other files) and nesting deeper than kMostDepth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

inline constexpr int kMostDepth = 64;

/// The attributes of an element; views live for the call that they are given to. What is required and
/// missing, or no number, throws InputError that names element, id, attribute and value; the place is added
/// above.
class Attributes {
 public:
  /// `pairs`: names and values by turns, then a null pointer.
  Attributes(std::string_view element, const char* const* pairs) : element_(element), pairs_(pairs) {}

  [[nodiscard]] std::string_view element() const { return element_; }
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }

  [[nodiscard]] std::string_view text(std::string_view name) const;
  [[nodiscard]] std::string_view text_or(std::string_view name, std::string_view fallback) const;
  /// Finite.
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] double number_or(std::string_view name, double fallback) const;
  [[nodiscard]] double positive_or(std::string_view name, double fallback) const;
  [[nodiscard]] double not_negative_or(std::string_view name, double fallback) const;
  [[nodiscard]] std::int32_t whole(std::string_view name) const;
  [[nodiscard]] std::int32_t whole_or(std::string_view name, std::int32_t fallback) const;
  /// A time; the fallback where there is none.
  [[nodiscard]] Milliseconds time(std::string_view name) const;
  [[nodiscard]] Milliseconds time_or(std::string_view name, Milliseconds fallback) const;
  /// "true", "1", "yes", "on", "x", "t" are yes; all else, and nothing, is no.
  [[nodiscard]] bool flag(std::string_view name) const;

  /// "edge 'a1'", or "phase" where there is no id.
  [[nodiscard]] std::string described() const;
  /// Throws InputError "edge 'a1': `what`".
  [[noreturn]] void refuse(const std::string& what) const;

 private:
  [[noreturn]] void refuse_value(std::string_view name, std::string_view value, const char* expected) const;

  std::string_view element_;
  const char* const* pairs_;
};

/// Receives the elements in their order. An InputError without a place ends the reading and reaches the
/// caller of read_xml() with file and line.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void begin(const Attributes& attributes) = 0;
  virtual void end(std::string_view element) = 0;
};

/// Passes the text to the handler. `name` is the file in messages. Throws InputError with "name:line" where
/// the text is no XML, is cut off, or is what is refused above. Names of entities that XML does not know stay
/// as they are written.
void read_xml(std::string_view text, const std::string& name, XmlHandler& handler);

}  // namespace conurb::transport

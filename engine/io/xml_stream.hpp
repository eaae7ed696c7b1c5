// SPDX-License-Identifier: Apache-2.0
// XML from a text in memory, plain or packed by gzip, as a stream of elements and texts (expat, zlib). Only a
// block of the text is unpacked at a time, so memory does not grow with the file. What could harm is refused
// before it costs anything: declared entities (they multiply, or fetch other files), nesting deeper than
// kMaxDepth, a single tag longer than kMaxToken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/io/mapped_file.hpp"

namespace conurb::io {

/// Views live for the call that they are given to.
struct XmlAttribute {
  std::string_view name;  ///< as XmlHandler::begin() gets an element's
  std::string_view value;
};

/// Receives what is in the text, in its order. An exception ends the reading and reaches the caller of
/// XmlStream::read().
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  /// A name is "namespace\nlocal\nprefix", "namespace\nlocal" without a prefix, "local" without a namespace
  /// (take_xml_name() takes it apart). `line` counts from 1.
  virtual void begin(std::string_view name, std::span<const XmlAttribute> attributes, std::uint32_t line) = 0;
  /// A piece of character data; what stands between two tags may come in several.
  virtual void text(std::string_view piece) = 0;
  virtual void end() = 0;
};

struct XmlName {
  std::string_view space, local, prefix;
};
[[nodiscard]] XmlName take_xml_name(std::string_view name);

class XmlStream {
 public:
  static constexpr int kMaxDepth = 256;
  static constexpr std::size_t kMaxToken = std::size_t{8} << 20;  ///< bytes

  /// `name` is used in messages. The bytes must live as long as the stream; those of a `file` (may be null)
  /// are given back while they are read.
  XmlStream(std::span<const char> bytes, std::string_view name, const MappedFile* file);

  /// Reads from the beginning; may be called again. Throws Error(bad_data) with line and column where the
  /// text is no XML or is cut off, Error(limit) where it is deeper or a tag longer than is allowed.
  void read(XmlHandler& handler);

 private:
  std::span<const char> bytes_;
  std::string name_;
  const MappedFile* file_;
};

}  // namespace conurb::io

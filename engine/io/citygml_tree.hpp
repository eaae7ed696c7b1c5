// SPDX-License-Identifier: Apache-2.0
// The elements of one top-level object of a CityGML file, geometry apart: small, and gone when the object has
// been taken into the model. Private to engine/io.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/citygml_geometry.hpp"
#include "engine/io/citygml_names.hpp"

namespace conurb::io::citygml {

struct XmlNode {
  std::uint32_t name = kNone;  ///< kNone: a piece of text
  std::uint32_t parent = kNone, first_child = kNone, last_child = kNone, next = kNone;
  std::uint32_t first_attribute = 0, end_attribute = 0;
  std::uint32_t text_begin = 0, text_end = 0;  ///< of a piece of text
  std::uint32_t geometry = kNone;              ///< node of the arena, of a property whose value is geometry
  std::uint32_t line = 0;
  bool taken = false;  ///< became an object of its own: left out where its surroundings are kept as text
};

/// Prefixes of the namespaces that kept text uses; two namespaces never share one.
class Prefixes {
 public:
  std::string_view of(const NameInfo& name);
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& uri_of() const { return uri_of_; }

 private:
  std::map<std::string, std::string, std::less<>> uri_of_, of_uri_;
};

class XmlTree {
 public:
  explicit XmlTree(Names& names) : names_(names) {}

  /// An element below `parent` (kNone for a root). Attributes are added at once, `value` of each by
  /// add_attribute().
  std::uint32_t add(std::uint32_t name, std::uint32_t parent, std::uint32_t line);
  void add_attribute(std::uint32_t node, std::uint32_t name, std::string_view value);
  /// Text between two tags; what is only white space is left out.
  void add_text(std::uint32_t parent, std::string_view text);
  void clear();

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  [[nodiscard]] XmlNode& operator[](std::uint32_t node) { return nodes_[node]; }
  [[nodiscard]] const XmlNode& operator[](std::uint32_t node) const { return nodes_[node]; }
  [[nodiscard]] bool is_text(std::uint32_t node) const { return nodes_[node].name == kNone; }
  /// Of an element.
  [[nodiscard]] const NameInfo& name(std::uint32_t node) const { return names_[nodes_[node].name]; }
  [[nodiscard]] bool is(std::uint32_t node, Space space, std::string_view local) const {
    return !is_text(node) && name(node).space == space && name(node).local == local;
  }
  /// First child that is an element, kNone when there is none.
  [[nodiscard]] std::uint32_t element(std::uint32_t node) const;
  /// First child element of that local name.
  [[nodiscard]] std::uint32_t child(std::uint32_t node, std::string_view local) const;
  /// Text of an element that holds nothing else, without the white space around it.
  [[nodiscard]] std::string_view text(std::uint32_t node) const;
  /// Whether an element holds text or nothing, no geometry and no elements.
  [[nodiscard]] bool is_leaf(std::uint32_t node) const;
  /// Value of an attribute, empty when it is not there.
  [[nodiscard]] std::string_view attribute(std::uint32_t node, Space space, std::string_view local) const;
  [[nodiscard]] std::size_t attribute_count(std::uint32_t node) const {
    return nodes_[node].end_attribute - nodes_[node].first_attribute;
  }
  /// gml:id (or the id of early files), empty when there is none.
  [[nodiscard]] std::string_view id(std::uint32_t node) const { return attribute(node, Space::gml, "id"); }

  /// The element and all in it as XML, with the prefixes given; what was taken is a link to it.
  [[nodiscard]] std::string to_xml(std::uint32_t node, Prefixes& prefixes) const;

 private:
  struct Attribute {
    std::uint32_t name, begin, end;
  };
  [[nodiscard]] std::string_view slice(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(texts_).substr(begin, end - begin);
  }
  std::uint32_t keep(std::string_view text);
  void write(std::uint32_t node, Prefixes& prefixes, std::string& xml) const;

  Names& names_;
  std::vector<XmlNode> nodes_;
  std::vector<Attribute> attributes_;
  std::string texts_;
};

}  // namespace conurb::io::citygml

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml_tree.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::io::citygml {

namespace {

void escape(std::string_view text, std::string& xml) {
  for (const char c : text) {
    switch (c) {
      case '<': xml += "&lt;"; break;
      case '>': xml += "&gt;"; break;
      case '&': xml += "&amp;"; break;
      case '"': xml += "&quot;"; break;
      default: xml += c;
    }
  }
}

}  // namespace

std::string_view Prefixes::of(const NameInfo& name) {
  if (name.uri.empty()) return {};
  if (const auto known = of_uri_.find(name.uri); known != of_uri_.end()) return known->second;
  std::string prefix = name.prefix.empty() ? "cg" : name.prefix;
  for (std::size_t n = uri_of_.size() + 1; uri_of_.contains(prefix); ++n)
    prefix = fmt::format("{}{}", name.prefix.empty() ? "cg" : name.prefix, n);
  uri_of_.emplace(prefix, name.uri);
  return of_uri_.emplace(name.uri, prefix).first->second;
}

std::uint32_t XmlTree::keep(std::string_view text) {
  constexpr std::size_t kMost = 0xFFFFFFF0u;
  if (texts_.size() + text.size() > kMost) {
    throw Error(ErrorCode::limit, "an object with more than 4 GiB of text besides its geometry", "",
                "check the file");
  }
  texts_ += text;
  return static_cast<std::uint32_t>(texts_.size());
}

std::uint32_t XmlTree::add(std::uint32_t name, std::uint32_t parent, std::uint32_t line) {
  if (nodes_.size() >= kNone - 1)
    throw Error(ErrorCode::limit, "an object of more than 4,294,967,294 elements");
  const auto number = static_cast<std::uint32_t>(nodes_.size());
  XmlNode& node = nodes_.emplace_back();
  node.name = name;
  node.parent = parent;
  node.line = line;
  node.first_attribute = node.end_attribute = static_cast<std::uint32_t>(attributes_.size());
  if (parent == kNone) return number;
  XmlNode& above = nodes_[parent];
  if (above.first_child == kNone) {
    above.first_child = number;
  } else {
    nodes_[above.last_child].next = number;
  }
  above.last_child = number;
  return number;
}

void XmlTree::add_attribute(std::uint32_t node, std::uint32_t name, std::string_view value) {
  const auto begin = static_cast<std::uint32_t>(texts_.size());
  attributes_.push_back({name, begin, keep(value)});
  nodes_[node].end_attribute = static_cast<std::uint32_t>(attributes_.size());
}

void XmlTree::add_text(std::uint32_t parent, std::string_view text) {
  if (trim(text).empty()) return;
  const auto begin = static_cast<std::uint32_t>(texts_.size());
  const std::uint32_t end = keep(text);
  XmlNode& node = nodes_[add(kNone, parent, nodes_[parent].line)];
  node.text_begin = begin;
  node.text_end = end;
}

void XmlTree::clear() {
  nodes_.clear();
  attributes_.clear();
  texts_.clear();
}

std::uint32_t XmlTree::element(std::uint32_t node) const {
  std::uint32_t child = nodes_[node].first_child;
  while (child != kNone && is_text(child)) child = nodes_[child].next;
  return child;
}

std::uint32_t XmlTree::child(std::uint32_t node, std::string_view local) const {
  for (std::uint32_t child = nodes_[node].first_child; child != kNone; child = nodes_[child].next) {
    if (!is_text(child) && name(child).local == local) return child;
  }
  return kNone;
}

std::string_view XmlTree::text(std::uint32_t node) const {
  const std::uint32_t child = nodes_[node].first_child;
  if (child == kNone || !is_text(child)) return {};
  return trim(slice(nodes_[child].text_begin, nodes_[child].text_end));
}

bool XmlTree::is_leaf(std::uint32_t node) const {
  const std::uint32_t child = nodes_[node].first_child;
  if (nodes_[node].geometry != kNone) return false;
  return child == kNone || (is_text(child) && nodes_[child].next == kNone);
}

std::string_view XmlTree::attribute(std::uint32_t node, Space space, std::string_view local) const {
  for (std::uint32_t a = nodes_[node].first_attribute; a < nodes_[node].end_attribute; ++a) {
    const NameInfo& name = names_[attributes_[a].name];
    if (name.local == local && (name.space == space || name.space == Space::none))
      return slice(attributes_[a].begin, attributes_[a].end);
  }
  return {};
}

std::string XmlTree::to_xml(std::uint32_t node, Prefixes& prefixes) const {
  std::string xml;
  write(node, prefixes, xml);
  return xml;
}

// The depth is that of the file, which the stream limits.
void XmlTree::write(std::uint32_t node, Prefixes& prefixes, std::string& xml) const {
  if (is_text(node)) {
    escape(slice(nodes_[node].text_begin, nodes_[node].text_end), xml);
    return;
  }
  const auto qualified = [&](const NameInfo& info) {
    const std::string_view prefix = prefixes.of(info);
    return prefix.empty() ? info.local : fmt::format("{}:{}", prefix, info.local);
  };
  const std::string tag = qualified(name(node));
  xml += '<';
  xml += tag;
  for (std::uint32_t a = nodes_[node].first_attribute; a < nodes_[node].end_attribute; ++a) {
    xml += ' ';
    xml += qualified(names_[attributes_[a].name]);
    xml += "=\"";
    escape(slice(attributes_[a].begin, attributes_[a].end), xml);
    xml += '"';
  }
  if (nodes_[node].taken || nodes_[node].first_child == kNone) {
    xml += "/>";
    return;
  }
  xml += '>';
  for (std::uint32_t c = nodes_[node].first_child; c != kNone; c = nodes_[c].next) write(c, prefixes, xml);
  xml += fmt::format("</{}>", tag);
}

}  // namespace conurb::io::citygml

// SPDX-License-Identifier: Apache-2.0
// Properties of objects and surfaces: attributes, geometry, what belongs to them, and what stays as text.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <functional>
#include <unordered_set>

#include "engine/base/text.hpp"
#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

constexpr auto kIntegers = std::to_array<std::string_view>(
    {"storeysAboveGround", "storeysBelowGround", "yearOfConstruction", "yearOfDemolition", "lod"});
constexpr auto kReals = std::to_array<std::string_view>(
    {"measuredHeight", "height", "trunkDiameter", "crownDiameter", "averageHeight", "rootBallDiameter"});
constexpr auto kLists =
    std::to_array<std::string_view>({"storeyHeightsAboveGround", "storeyHeightsBelowGround"});
/// Properties whose element is a surface with a meaning even where CityGML does not know the element.
constexpr auto kSurfaceProperties =
    std::to_array<std::string_view>({"boundedBy", "boundary", "opening", "fillingSurface"});

/// Metres in a unit of length as files write it, 0 where that is not known.
double metres_of(std::string_view unit) {
  const std::size_t cut = unit.find_last_of(":#/");
  if (cut != std::string_view::npos) unit.remove_prefix(cut + 1);
  const std::string small = to_lower(unit);
  if (small == "m" || small == "metre" || small == "meter" || small == "metres" || small == "meters")
    return 1;
  if (small == "cm") return 0.01;
  if (small == "mm") return 0.001;
  if (small == "km") return 1000;
  if (small == "ft" || small == "foot" || small == "feet" || small == "[ft_i]") return 0.3048;
  if (small == "[ft_us]") return 1200.0 / 3937.0;
  return 0;
}

bool read_integer(std::string_view text, Attribute& attribute) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  attribute.kind = AttributeKind::integer;
  attribute.bits = static_cast<AttributeBits>(value);
  return true;
}

bool read_real(std::string_view text, double& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

bool read_real(std::string_view text, Attribute& attribute) {
  double value = 0;
  if (!read_real(text, value)) return false;
  attribute.kind = AttributeKind::real;
  attribute.bits = std::bit_cast<AttributeBits>(value);
  return true;
}

void set_text(std::string_view text, Attribute& attribute) {
  attribute.kind = AttributeKind::text;
  attribute.text = std::string(text);
}

std::string real_json(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";  // stays a real when it is read again
  return text;
}

/// "3.0 3.0" as "[3.0,3.0]"; false where there is something else than numbers.
bool parse_list(std::string_view text, Attribute& attribute) {
  std::string json = "[";
  for (const std::string_view word : split_words(text)) {
    double value = 0;
    if (!read_real(word, value)) return false;
    if (json.size() > 1) json += ',';
    json += real_json(value);
  }
  attribute.kind = AttributeKind::json;
  attribute.text = json + "]";
  return true;
}

class MemberReader {
 public:
  MemberReader(Import& import, std::uint32_t element)
      : import_(import), tree_(import.tree), element_(element) {}

  Members read() {
    for (std::uint32_t p = tree_[element_].first_child; p != kNone; p = tree_[p].next) {
      if (!tree_.is_text(p)) property(p);
    }
    if (!references_.empty()) add_json("externalReferences", fmt::format("[{}]", references_));
    if (!address_line_.empty() && !has("address")) {
      Attribute attribute;
      attribute.name = "address";
      set_text(address_line_, attribute);
      add(std::move(attribute));
    }
    return std::move(members_);
  }

 private:
  void property(std::uint32_t p) {
    const NameInfo& name = tree_.name(p);
    const std::uint32_t value = tree_.element(p);
    const NameInfo* const of = value == kNone ? nullptr : &tree_.name(value);
    if (tree_[p].geometry != kNone) {
      members_.geometries.push_back({name.lod, tree_[p].geometry, p});
    } else if (of != nullptr && of->space == Space::gml && (of->local == "Envelope" || of->local == "Null")) {
      return;  // the box says nothing that the geometry does not
    } else if (!name.lod.empty() && of != nullptr && of->local == "ImplicitGeometry") {
      members_.implicit.push_back(p);
    } else if (name.space == Space::citygml && name.local.ends_with("ttribute") && generic(p, value)) {
      return;
    } else if (name.space == Space::citygml && name.local == "genericAttributeSet" &&
               !has(std::string(tree_.attribute(p, Space::none, "name")))) {
      add_json(std::string(tree_.attribute(p, Space::none, "name")), set_json(p));
    } else if (name.space == Space::citygml && name.local == "externalReference" && of != nullptr) {
      reference(p);
    } else if (name.space == Space::citygml && name.local == "address" && of != nullptr) {
      address(p);
    } else if (name.local == "height" && of != nullptr && of->local == "Height" && height(value)) {
      return;
    } else if (tree_.is_leaf(p)) {
      leaf(p, name);
    } else {
      holder(p, name);
    }
  }

  [[nodiscard]] bool has(const std::string& name) const { return names_.contains(name); }
  void add(Attribute attribute) {
    names_.insert(attribute.name);
    members_.attributes.push_back(std::move(attribute));
  }
  void add_json(const std::string& name, std::string json) {
    Attribute attribute;
    attribute.name = name;
    attribute.kind = AttributeKind::json;
    attribute.text = std::move(json);
    if (!has(name)) add(std::move(attribute));
  }

  /// A property that holds a value or a link and no elements.
  void leaf(std::uint32_t p, const NameInfo& name) {
    const std::string_view href = tree_.attribute(p, Space::xlink, "href");
    if (!href.empty()) {
      const bool relation = name.space == Space::citygml &&
                            (name.local == "groupMember" || name.local == "reliefComponent" ||
                             name.local.starts_with("consistsOf") || name.local == "buildingPart");
      if (relation && href.starts_with('#')) {
        members_.links.push_back(href.substr(1));
      } else {
        members_.raw.push_back(p);
      }
      return;
    }
    const std::string_view text = tree_.text(p);
    const bool known_space =
        name.space == Space::citygml || (name.space == Space::gml && is_gml_attribute(name.local));
    const std::string key = fmt::format("{}{}", name.space == Space::other ? "+" : "", name.local);
    if (text.empty() || (!known_space && name.space != Space::other) || has(key)) {
      members_.raw.push_back(p);
      return;
    }
    Attribute attribute;
    attribute.name = key;
    attribute.code_space = std::string(tree_.attribute(p, Space::none, "codeSpace"));
    attribute.unit = std::string(tree_.attribute(p, Space::none, "uom"));
    if (!typed(name, text, attribute)) set_text(text, attribute);
    add(std::move(attribute));
  }

  static bool is_gml_attribute(std::string_view local) { return local == "name" || local == "description"; }

  bool typed(const NameInfo& name, std::string_view text, Attribute& attribute) {
    if (name.space == Space::other) return !attribute.unit.empty() && read_real(text, attribute);
    if (is_one_of(name.local, kIntegers)) return read_integer(text, attribute);
    if (is_one_of(name.local, kLists)) return parse_list(text, attribute);
    if (!is_one_of(name.local, kReals)) return false;
    return parse_length(text, attribute);
  }

  /// A length, in metres where its unit is known.
  bool parse_length(std::string_view text, Attribute& attribute) {
    double value = 0;
    if (!read_real(text, value)) return false;
    const double metres = attribute.unit.empty() ? 1 : metres_of(attribute.unit);
    if (metres == 0) {
      import_.report(Severity::warning, tree_.id(element_), attribute.name, "attribute.unit",
                     fmt::format("the unit {} is not known; taken as metres", io::in_quotes(attribute.unit)));
    } else if (metres != 1) {
      value *= metres;
      import_.report(Severity::info, tree_.id(element_), attribute.name, "attribute.unit",
                     fmt::format("given in {}; turned into metres", attribute.unit));
      attribute.unit = std::string(1, 'm');
    }
    attribute.kind = AttributeKind::real;
    attribute.bits = std::bit_cast<AttributeBits>(value);
    return true;
  }

  /// stringAttribute and its kin; genericAttribute/StringAttribute in 3.0. False: it is something else.
  bool generic(std::uint32_t p, std::uint32_t value) {
    const NameInfo* kind = &tree_.name(p);
    std::uint32_t holder = p;
    std::string_view key = tree_.attribute(p, Space::none, "name");
    if (kind->local == "genericAttribute" && value != kNone) {
      holder = value;
      kind = &tree_.name(value);
      const std::uint32_t name = tree_.child(value, "name");
      if (name != kNone) key = tree_.text(name);
    }
    const std::uint32_t content = tree_.child(holder, "value");
    if (key.empty() || content == kNone || !tree_.is_leaf(content)) return false;
    Attribute attribute;
    attribute.name = std::string(key);
    if (has(attribute.name)) return false;  // what says it first counts, this stays as text
    attribute.unit = std::string(tree_.attribute(content, Space::none, "uom"));
    const std::string small = to_lower(kind->local);
    const std::string_view text = tree_.text(content);
    const bool is_integer = small.starts_with("int") && read_integer(text, attribute);
    const bool is_real =
        (small.starts_with("double") || small.starts_with("measure")) && read_real(text, attribute);
    if (!is_integer && !is_real) set_text(text, attribute);
    add(std::move(attribute));
    return true;
  }

  std::string set_json(std::uint32_t p) {
    MemberReader inner(import_, p);
    const Members members = inner.read();
    std::string json;
    for (const Attribute& each : members.attributes) {
      json += fmt::format("{}{}:{}", json.empty() ? "" : ",", json_quoted(each.name), json_value(each));
    }
    return fmt::format("{{{}}}", json);
  }

  /// externalReference/ExternalReference {informationSystem, externalObject/ExternalObjectReference {name,
  /// uri}}.
  void reference(std::uint32_t p) {
    std::string json;
    const std::function<void(std::uint32_t)> gather = [&](std::uint32_t node) {
      for (std::uint32_t c = tree_[node].first_child; c != kNone; c = tree_[c].next) {
        if (tree_.is_text(c)) continue;
        if (tree_.is_leaf(c)) {
          json += fmt::format("{}{}:{}", json.empty() ? "" : ",", json_quoted(tree_.name(c).local),
                              json_quoted(tree_.text(c)));
        } else {
          gather(c);
        }
      }
    };
    gather(p);
    references_ += fmt::format("{}{{{}}}", references_.empty() ? "" : ",", json);
  }

  void address(std::uint32_t p) {
    bool whole = false;
    const std::string json = read_address(tree_, p, address_line_, whole);
    if (json != "{}") members_.addresses += fmt::format("{}{}", members_.addresses.empty() ? "" : ",", json);
    if (!whole) members_.raw.push_back(p);
  }

  /// con:Height of CityGML 3.0: the first one is what 2.0 calls measuredHeight.
  bool height(std::uint32_t value) {
    const std::uint32_t number = tree_.child(value, "value");
    if (number == kNone || has("measuredHeight")) return false;
    Attribute attribute;
    attribute.name = "measuredHeight";
    attribute.unit = std::string(tree_.attribute(number, Space::none, "uom"));
    if (!parse_length(tree_.text(number), attribute)) return false;
    add(std::move(attribute));
    return true;
  }

  [[nodiscard]] bool holds_geometry(std::uint32_t element) const {
    for (std::uint32_t c = tree_[element].first_child; c != kNone; c = tree_[c].next) {
      if (tree_.is_text(c)) continue;
      const std::uint32_t value = tree_.element(c);
      if (tree_[c].geometry != kNone) return true;
      if (value != kNone && (tree_.name(value).is_semantic || tree_.name(value).local == "ImplicitGeometry"))
        return true;
    }
    return false;
  }

  /// A property with elements in it: surfaces, objects, or something to keep.
  void holder(std::uint32_t p, const NameInfo& name) {
    bool rest = false;
    for (std::uint32_t c = tree_[p].first_child; c != kNone; c = tree_[c].next) {
      if (tree_.is_text(c)) {
        rest = true;
        continue;
      }
      const NameInfo& of = tree_.name(c);
      const bool extension = of.space == Space::other && holds_geometry(c);
      if (of.is_semantic || (extension && is_one_of(name.local, kSurfaceProperties))) {
        members_.semantics.push_back(c);
      } else if (!of.object_type.empty() || extension) {
        take_object(c);
      } else {
        rest = true;
        find_objects(c);
      }
    }
    if (rest) members_.raw.push_back(p);
  }

  void take_object(std::uint32_t element) {
    tree_[element].taken = true;
    members_.objects.push_back(element);
  }

  /// Objects somewhere inside of what is not understood.
  void find_objects(std::uint32_t node) {
    if (tree_.is_text(node)) return;
    for (std::uint32_t c = tree_[node].first_child; c != kNone; c = tree_[c].next) {
      if (tree_.is_text(c)) continue;
      if (!tree_.name(c).object_type.empty() || (tree_.name(c).space == Space::other && holds_geometry(c))) {
        take_object(c);
      } else {
        find_objects(c);
      }
    }
  }

  Import& import_;
  XmlTree& tree_;
  std::uint32_t element_;
  Members members_;
  std::unordered_set<std::string> names_;  // of the attributes so far; looked up only
  std::string references_, address_line_;
};

}  // namespace

Members read_members(Import& import, std::uint32_t element) {
  return MemberReader(import, element).read();
}

std::string json_value(const Attribute& attribute) {
  switch (attribute.kind) {
    case AttributeKind::integer: return fmt::format("{}", static_cast<std::int64_t>(attribute.bits));
    case AttributeKind::real: return real_json(std::bit_cast<double>(attribute.bits));
    case AttributeKind::json: return attribute.text;
    default: return json_quoted(attribute.text);
  }
}

std::string raw_member(Import& import, const std::vector<std::uint32_t>& nodes) {
  std::string json;
  for (const std::uint32_t node : nodes) {
    json += fmt::format("{}{}", json.empty() ? "\"citygml\":[" : ",",
                        json_quoted(import.tree.to_xml(node, import.prefixes)));
  }
  return json.empty() ? json : json + "]";
}

}  // namespace conurb::io::citygml

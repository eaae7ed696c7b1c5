// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/citygml_import.hpp"
#include "engine/io/xml_stream.hpp"

namespace conurb::io {

namespace citygml {

namespace {

/// Text between two tags, geometry apart.
constexpr std::size_t kMaxText = std::size_t{64} << 20;

bool holds_members(std::string_view local) {
  return local == "cityObjectMember" || local == "featureMember" || local == "featureMembers";
}

/// Takes the elements of a file as they come: builds the open top-level object, and reads or gathers from it
/// at its end.
class Pass : public XmlHandler {
 public:
  enum class Aim : std::uint8_t { read, gather };

  Pass(Import& import, Aim aim) : import_(import), aim_(aim), parser_(import.geo, import.srs) {}

  void begin(std::string_view name, std::span<const XmlAttribute> attributes, std::uint32_t line) override {
    flush_text();
    const std::uint32_t code = import_.names.code(name);
    const NameInfo& info = import_.names[code];
    attributes_.clear();
    codes_.clear();
    for (const XmlAttribute& each : attributes) {
      codes_.push_back(import_.names.code(each.name));
      attributes_.push_back({&import_.names[codes_.back()], each.value});
    }
    Level level;
    if (!levels_.empty()) level.context = levels_.back().context;
    read_context(info, level.context);
    if (levels_.empty()) {
      begin_root(info);
    } else if (parser_.open()) {
      parser_.begin(info, attributes_, level.context, line);
      level.in_geometry = true;
    } else {
      begin_element(code, info, level, line);
    }
    levels_.push_back(level);
  }

  void text(std::string_view piece) override {
    if (parser_.open()) {
      parser_.text(piece);
    } else if (levels_.size() > 1) {
      if (text_.size() + piece.size() > kMaxText) {
        throw Error(ErrorCode::limit,
                    fmt::format("a text of more than {} MiB that is no geometry", kMaxText >> 20),
                    import_.model.name, "no city model needs that: check the file");
      }
      text_ += piece;
    }
  }

  void end() override {
    flush_text();
    const Level level = levels_.back();
    levels_.pop_back();
    if (level.in_geometry) parser_.end();
    if (levels_.size() == 1) level.holds_members ? end_member(level.node) : end_root_property(level.node);
    if (levels_.size() == 2 && levels_.back().holds_members) end_object(level.node);
  }

 private:
  struct Level {
    std::uint32_t node = kNone;  ///< of the tree
    SrsContext context;
    bool in_geometry = false;
    bool holds_members = false;  ///< its children are top-level objects
  };

  void begin_root(const NameInfo& info) {
    if (info.local != "CityModel" || info.space != Space::citygml) {
      throw Error(
          ErrorCode::bad_data,
          fmt::format("the root is <{}>, not the CityModel of CityGML", printable(info.local.substr(0, 60))),
          import_.model.name, "check that this is a CityGML file");
    }
    import_.version = std::string(version_of(info.uri));
    for (const GmlAttribute& each : attributes_) {
      if (each.name->local == "id" && each.name->space == Space::gml) identifier_ = std::string(each.value);
    }
  }

  void begin_element(std::uint32_t code, const NameInfo& info, Level& level, std::uint32_t line) {
    if (levels_.size() == 1) {
      import_.tree.clear();
      import_.geo.clear();
      level.holds_members =
          holds_members(info.local) && (info.space == Space::citygml || info.space == Space::gml);
    }
    // The object of a member stands alone; the member itself is only its frame.
    const bool top = levels_.size() == 2 && levels_.back().holds_members;
    if (top) {
      import_.tree.clear();
      import_.geo.clear();
    }
    level.node = import_.tree.add(code, top || levels_.size() == 1 ? kNone : levels_.back().node, line);
    for (std::size_t i = 0; i < codes_.size(); ++i)
      import_.tree.add_attribute(level.node, codes_[i], attributes_[i].value);
    if (!info.holds_geometry || levels_.size() < 3 || !levels_[1].holds_members) return;
    const bool turned = import_.north_first && (import_.metric_axes || !info.local.starts_with("relative"));
    parser_.set_north_first(turned);
    import_.tree[level.node].geometry = parser_.begin(info, attributes_, level.context, line);
    level.in_geometry = true;
  }

  /// srsName and srsDimension of this element; those of an envelope count for the object whose box it is.
  void read_context(const NameInfo& info, SrsContext& context) {
    SrsContext here = context;
    for (const GmlAttribute& each : attributes_) {
      if (each.name->local == "srsName" && !trim(each.value).empty()) here.srs = see_crs(trim(each.value));
      if (each.name->local == "srsDimension")
        here.dimension = each.value == "2"   ? 2
                         : each.value == "3" ? 3
                                             : 9;  // 9 is refused with the coordinates
    }
    context = here;
    if (info.space == Space::gml && info.local == "Envelope" && levels_.size() >= 2) {
      // Its dimension is that of its own corners only.
      for (std::size_t i = levels_.size() - 2; i < levels_.size(); ++i) levels_[i].context.srs = here.srs;
    }
  }

  std::uint32_t see_crs(std::string_view text) {
    const bool first = import_.srs.empty();
    const std::uint32_t code = import_.srs.code(text);
    if (first) {
      const AxisGuess guess = guess_axes(import_.srs[code]);
      import_.metric_axes = guess.metric;
      if (!north_first_) import_.north_first = guess.north_first;
    }
    return code;
  }

  void flush_text() {
    if (text_.empty()) return;
    if (levels_.size() > 1 && levels_.back().node != kNone) import_.tree.add_text(levels_.back().node, text_);
    text_.clear();
  }

  void end_object(std::uint32_t element) {
    member_filled_ = true;
    if (aim_ == Aim::gather) {
      gather();
      return;
    }
    import_.geo_nodes += import_.geo.nodes.size();
    // Vertices are shared within an object, not from one to the next: the table stays small.
    import_.vertex_slots.clear();
    import_.vertex_first = import_.model.geometry.vertex_count();
    read_object(import_, element, kNone);
  }

  void end_member(std::uint32_t node) {
    // The tree was emptied for the first object inside, if there was one.
    if (aim_ == Aim::gather || member_filled_) {
      member_filled_ = false;
      return;
    }
    const std::string_view href = import_.tree.attribute(node, Space::xlink, "href");
    if (href.empty()) return;
    import_.report(
        Severity::warning, "", fmt::format("line {}", import_.tree[node].line), "object.elsewhere",
        fmt::format("the object {} is only linked to; other files are never read", io::in_quotes(href)));
  }

  void gather() {
    Shared& shared = import_.shared;
    for (std::uint32_t id = 0; id < import_.geo.ids.size(); ++id) {
      const std::uint32_t node = import_.geo.node_of_id[id];
      const std::string_view text = import_.geo.ids[id];
      if (node != kNone && shared.wanted.contains(text) && shared.arena.find(text) == kNone)
        copy_geometry(import_.geo, node, shared.arena);
    }
  }

  void end_root_property(std::uint32_t node) {
    if (aim_ == Aim::gather) return;
    const NameInfo& info = import_.tree.name(node);
    const std::string_view text = import_.tree.text(node);
    if (info.space == Space::gml && info.local == "boundedBy") return;
    const bool leaf = info.space == Space::gml && import_.tree.is_leaf(node);
    if (leaf && info.local == "name" && name_.empty()) {
      name_ = std::string(text);
    } else if (leaf && info.local == "description" && description_.empty()) {
      description_ = std::string(text);
    } else {
      kept_ += fmt::format("{}{}", kept_.empty() ? "" : ",",
                           json_quoted(import_.tree.to_xml(node, import_.prefixes)));
    }
  }

  Import& import_;
  Aim aim_;
  GeoParser parser_;
  std::vector<Level> levels_;
  std::vector<GmlAttribute> attributes_;
  std::vector<std::uint32_t> codes_;
  std::string text_;
  bool member_filled_ = false;

 public:
  bool north_first_ = false;  ///< the order was settled by an earlier pass
  std::string identifier_, name_, description_, kept_;
};

/// "https://www.opengis.net/def/crs/EPSG/0/7415", empty where the codes are not known.
std::string url_of(const CrsText& crs) {
  const auto single = [](int code) { return fmt::format("https://www.opengis.net/def/crs/EPSG/0/{}", code); };
  if (crs.epsg == 0) return {};
  if (crs.vertical_epsg == 0) return single(crs.epsg);
  return fmt::format("https://www.opengis.net/def/crs-compound?1={}&2={}", single(crs.epsg),
                     single(crs.vertical_epsg));
}

/// Eastings of UTM with the zone's number before them ("32458875.2"), which EPSG knows as systems of their
/// own.
void settle_zone(Import& import) {
  struct Zone {
    int plain, prefixed, number;
  };
  constexpr Zone kZones[] = {{25831, 5649, 31}, {25832, 4647, 32}, {25833, 5650, 33}};
  CrsText& crs = import.model.crs;
  for (const Zone& zone : kZones) {
    const double first = zone.number * 1e6;
    const bool inside =
        import.axes.any && import.axes.lower[0] >= first && import.axes.upper[0] < first + 1e6;
    if (crs.epsg != zone.plain || !inside) continue;
    const std::string heights = crs.vertical_epsg == 0 ? "" : fmt::format("+{}", crs.vertical_epsg);
    import.report(
        Severity::info, "", "srsName", "crs.zone_prefix",
        fmt::format("eastings begin with the number of the zone: read as EPSG:{} instead of EPSG:{}",
                    zone.prefixed, zone.plain));
    crs = parse_crs_text(fmt::format("EPSG:{}{}", zone.prefixed, heights));
    return;
  }
}

void put(std::string& json, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  json += fmt::format("{}{}:{}", json.empty() ? "" : ",", json_quoted(key), value);
}

std::string json_text(std::string_view text) {
  return text.empty() ? std::string() : json_quoted(text);
}

/// Metadata as CityJSON has them, and what only CityGML knows as the root's member "citygml".
void write_root(Import& import, const Pass& pass) {
  CityModel& model = import.model;
  std::string metadata, root, namespaces;
  put(metadata, "identifier", json_text(pass.identifier_));
  put(metadata, "title", json_text(pass.name_));
  put(metadata, "referenceSystem", json_text(url_of(model.crs)));
  if (!metadata.empty()) model.metadata = "{" + metadata + "}";
  put(root, "version", json_text(import.version));
  put(root, "description", json_text(pass.description_));
  if (!model.crs.text.empty()) put(root, "srsName", json_text(import.srs[0].text));
  for (const auto& [kind, types] : import.notes) {
    std::string of_kind;
    for (const auto& [type, attributes] : types) {
      std::string of_type;
      for (const auto& [attribute, value] : attributes) put(of_type, attribute, json_text(value));
      put(of_kind, type, "{" + of_type + "}");
    }
    put(root, kind, "{" + of_kind + "}");
  }
  for (const auto& [prefix, uri] : import.prefixes.uri_of()) put(namespaces, prefix, json_text(uri));
  if (!namespaces.empty()) put(root, "namespaces", "{" + namespaces + "}");
  if (!pass.kept_.empty()) put(root, "members", "[" + pass.kept_ + "]");
  model.root_extra.emplace_back("citygml", "{" + root + "}");
}

/// Reads a file as often as needed (citygml_import.hpp).
class FileReader {
 public:
  FileReader(std::span<const char> bytes, std::string_view name, const MappedFile* file)
      : stream_(bytes, name, file), name_(name) {}

  CityModel read() {
    while (true) {
      CityModel model;
      if (read_once(model)) return model;
    }
  }

 private:
  /// False when the file has to be read once more.
  bool read_once(CityModel& model) {
    model.name = name_;
    model.format = "CityGML";
    Import import(model, shared_);
    Pass pass(import, Pass::Aim::read);
    prepare(import, pass);
    add_templates(import);
    model.objects.geometry_begin.push_back(model.geometry.geometry_count());
    stream_.read(pass);
    if (!import.srs.empty()) {
      model.crs = import.srs[0];
      const bool north_first = settle_axes(import, model.crs);
      if (!axes_settled_ && north_first != import.north_first) {
        axes_settled_ = true;
        north_first_ = north_first;
        shared_ = {};  // was read in the wrong order
        return false;
      }
      axes_settled_ = true;
      north_first_ = import.north_first;
      settle_zone(import);
    }
    if (!linked_) {
      linked_ = true;
      if (fetch(import)) return false;
    }
    settle_relations(import);
    model.version = import.version;
    write_root(import, pass);
    return true;
  }

  void prepare(Import& import, Pass& pass) const {
    if (!axes_settled_) return;
    import.north_first = north_first_;
    pass.north_first_ = true;
  }

  /// Whether another reading would find more: shapes to place, geometry that other objects hold.
  bool fetch(const Import& import) {
    if (import.link_missing) {
      CityModel unused;
      Import gathering(unused, shared_);
      Pass pass(gathering, Pass::Aim::gather);
      prepare(gathering, pass);
      const std::size_t before = shared_.arena.nodes.size();
      stream_.read(pass);
      if (shared_.arena.nodes.size() > before) return true;
    }
    return import.template_missing;
  }

  XmlStream stream_;
  std::string name_;
  Shared shared_;
  bool axes_settled_ = false, north_first_ = false, linked_ = false;
};

}  // namespace

}  // namespace citygml

bool looks_like_city_gml(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  return trim(start).starts_with('<') &&
         (start.find("http://www.opengis.net/citygml/") != std::string_view::npos ||
          start.find("http://www.citygml.org/citygml/") != std::string_view::npos);
}

CityModel read_city_gml_file(const std::filesystem::path& path) {
  const MappedFile file(path);
  return citygml::FileReader(file.bytes(), path.string(), &file).read();
}

CityModel read_city_gml(std::span<const char> bytes, std::string_view name) {
  return citygml::FileReader(bytes, name, nullptr).read();
}

}  // namespace conurb::io

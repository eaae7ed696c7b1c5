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
      if (!stopped_) parser_.text(piece);
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
      if (each.name->local == "id" && each.name->space == Space::gml)
        root_.identifier = std::string(each.value);
    }
  }

  void begin_element(std::uint32_t code, const NameInfo& info, Level& level, std::uint32_t line) {
    if (levels_.size() == 1) {
      clear();
      level.holds_members =
          holds_members(info.local) && (info.space == Space::citygml || info.space == Space::gml);
    }
    // The object of a member stands alone; the member itself is only its frame.
    const bool top = levels_.size() == 2 && levels_.back().holds_members;
    if (top) clear();
    level.node = import_.tree.add(code, top || levels_.size() == 1 ? kNone : levels_.back().node, line);
    for (std::size_t i = 0; i < codes_.size(); ++i)
      import_.tree.add_attribute(level.node, codes_[i], attributes_[i].value);
    if (info.space == Space::appearance && info.local == "Appearance") appearances_.push_back(level.node);
    if (!info.holds_geometry || levels_.size() < 3 || !levels_[1].holds_members) return;
    const bool turned = import_.north_first && (import_.metric_axes || !info.local.starts_with("relative"));
    parser_.set_north_first(turned);
    import_.tree[level.node].geometry = parser_.begin(info, attributes_, level.context, line);
    level.in_geometry = true;
  }

  void clear() {
    import_.tree.clear();
    import_.geo.clear();
    appearances_.clear();
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
    take_appearances();
    if (stopped_) return;
    if (import_.tree.is(element, Space::appearance, "Appearance")) {
      if (aim_ == Aim::read) keep(element);
      return;
    }
    paint(import_);
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
    take_appearances();
    if (aim_ == Aim::gather || stopped_) return;
    const NameInfo& info = import_.tree.name(node);
    const std::string_view text = import_.tree.text(node);
    if (info.space == Space::gml && info.local == "boundedBy") return;
    const bool leaf = info.space == Space::gml && import_.tree.is_leaf(node);
    if (leaf && info.local == "name" && root_.name.empty()) {
      root_.name = std::string(text);
    } else if (leaf && info.local == "description" && root_.description.empty()) {
      root_.description = std::string(text);
    } else {
      keep(node);
    }
  }

  void keep(std::uint32_t node) {
    root_.kept += fmt::format("{}{}", root_.kept.empty() ? "" : ",",
                              json_quoted(import_.tree.to_xml(node, import_.prefixes)));
  }

  /// What they say has to be known before surfaces are read: then this pass only looks for more of them.
  void take_appearances() {
    for (const std::uint32_t node : appearances_) {
      if (!import_.looks.settled()) stopped_ = import_.looks.read(import_.tree, node) || stopped_;
    }
    appearances_.clear();
  }

  Import& import_;
  Aim aim_;
  GeoParser parser_;
  std::vector<Level> levels_;
  std::vector<GmlAttribute> attributes_;
  std::vector<std::uint32_t> codes_;
  std::string text_;
  std::vector<std::uint32_t> appearances_;  // of the tree
  bool member_filled_ = false, stopped_ = false;
  RootText root_;

 public:
  bool north_first_ = false;  ///< the order was settled by an earlier pass
  /// Appearances were found that were not known before: the model is not whole.
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] const RootText& root() const { return root_; }
};

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
    for (std::uint32_t i = 0; i < looks_.images().size(); ++i)
      model.geometry.looks().images().push_back({std::string(looks_.images()[i]), nullptr});
    Import import(model, shared_, looks_);
    Pass pass(import, Pass::Aim::read);
    prepare(import, pass);
    add_templates(import);
    model.objects.geometry_begin.push_back(model.geometry.geometry_count());
    stream_.read(pass);
    looks_.settle();
    if (pass.stopped()) {
      shared_ = {};  // knows nothing of looks
      return false;
    }
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
    write_root(import, pass.root());
    looks_.report(import);
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
      Import gathering(unused, shared_, looks_);
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
  Appearances looks_;
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
  CityModel model = citygml::FileReader(file.bytes(), path.string(), &file).read();
  model.folder = std::filesystem::absolute(path).parent_path();
  return model;
}

CityModel read_city_gml(std::span<const char> bytes, std::string_view name) {
  return citygml::FileReader(bytes, name, nullptr).read();
}

}  // namespace conurb::io

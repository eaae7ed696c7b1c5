// SPDX-License-Identifier: Apache-2.0
#include "engine/io/cityjson_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "engine/base/error.hpp"
#include "engine/io/export_root.hpp"
#include "engine/io/json_cursor.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

/// An object and its place.
struct Chosen {
  std::size_t part;
  std::uint32_t object;
};

class CityJsonWriter {
 public:
  CityJsonWriter(const CityJsonExportInput& input, const CityJsonExportOptions& options, const TextSink& sink)
      : input_(input), options_(options), sink_(sink) {}

  CityJsonExportResult run() {
    take_sources();
    take_parts();
    tell_same_ids();
    const std::string version = options_.version.empty() ? own_version() : options_.version;
    std::vector<const ExportPart*> parts;
    for (const ExportPart& part : parts_) parts.push_back(&part);
    const bool as_it_was = parts_.size() == 1 && parts_[0].model().sequence == options_.sequence;
    // Whole documents keep their appearance as it stood, and so does each feature of a sequence.
    verbatim_ = as_it_was && (options_.sequence || !parts_[0].pruned());
    numbered_ = verbatim_ && parts_[0].numbered_as_source();
    AppearancePool pool(next_pool_++);
    root_ = make_root(std::move(parts), version, verbatim_ ? nullptr : &pool);
    if (options_.sequence) {
      write_sequence(pool);
    } else {
      write_document(pool);
    }
    flush(0);
    result_.objects = tally_.objects;
    result_.geometries = tally_.geometries;
    result_.version = version;
    for (const ExportPart& part : parts_) result_.edited += part.edits().count;
    result_.findings = std::move(tally_.findings);
    return std::move(result_);
  }

 private:
  // ---- what is written ----

  /// Objects that no source names become a source of their own.
  void take_sources() {
    const city::Table& objects = input_.city->table("city_object");
    std::vector<std::uint8_t> named(static_cast<std::size_t>(objects.rows()), 0);
    for (const ExportSource& source : input_.sources) {
      if (!source.said) {
        tally_.findings.add({Severity::warning, "", source.name, "export.source",
                             "the file does not keep what this source said: its objects are written from the "
                             "tables; import it again"});
        continue;
      }
      for (const store::Identity& each : source.objects) {
        const bool said = source.said->model.objects.ids.find(each.external) != kNone;
        if (const std::int64_t row = objects.row_of(each.id); row >= 0 && said)
          named[static_cast<std::size_t>(row)] = 1;
      }
      sources_.push_back(&source);
    }
    if (!input_.all_sources) return;
    tell_bare_buildings();
    std::vector<std::int64_t> others;
    for (std::int64_t row = 0; row < objects.rows(); ++row) {
      const auto at = static_cast<std::size_t>(row);
      if (named[at] == 0 && objects.alive()[at] != 0) others.push_back(row);
    }
    if (others.empty()) return;
    made_.push_back(source_of_tables(input_, others, tally_.findings));
    sources_.push_back(&made_.back());
  }

  /// Buildings that somebody drew on the map have an outline and nothing more.
  void tell_bare_buildings() {
    if (input_.city->find("building") < 0) return;
    const city::Table& table = input_.city->table("building");
    const auto refs = table.column("object").values<std::int32_t>();
    std::int64_t bare = 0;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const auto at = static_cast<std::size_t>(row);
      bare += table.alive()[at] != 0 && refs[at] < 0 ? 1 : 0;
    }
    if (bare == 0) return;
    tally_.findings.add({Severity::warning, "", "building", "export.no_object",
                         fmt::format("{} building(s) have an outline but no 3D object: left out", bare)});
  }

  void take_parts() {
    const std::vector<std::uint8_t> alive = alive_objects(*input_.city);
    for (const ExportSource* source : sources_) {
      ExportPart part(input_, *source, sources_.size() == 1, alive);
      if (!options_.wanted.empty()) part.prune(options_.wanted);
      part.set_edits(find_attribute_edits(input_, part));
      parts_.push_back(std::move(part));
    }
    if (parts_.size() > 1) {
      std::erase_if(parts_, [](const ExportPart& part) {
        for (std::uint32_t o = 0; o < part.objects(); ++o) {
          if (part.kept(o)) return false;
        }
        return true;
      });
    }
    if (parts_.empty()) {
      throw Error(ErrorCode::not_found, "there is no object to be written", "",
                  "look at the selection, or import a city model first");
    }
  }

  /// Objects of two sources may have one id; in one file they may not.
  void tell_same_ids() {
    if (parts_.size() < 2) return;
    std::set<std::string> taken;
    for (ExportPart& part : parts_) {
      for (std::uint32_t o = 0; o < part.objects(); ++o) {
        if (!part.kept(o)) continue;
        const std::string id(part.model().objects.ids[o]);
        std::string own = id;
        for (int n = 2; !taken.insert(own).second; ++n) own = fmt::format("{}_{}", id, n);
        if (own == id) continue;
        part.rename(o, own);
        tally_.findings.add({Severity::warning, id, part.name(), "export.same_id",
                             "another source has an object of this id: written as " + in_quotes(own)});
      }
    }
  }

  [[nodiscard]] std::string own_version() const {
    std::string version = "1.1";
    for (const ExportPart& part : parts_) {
      if (version_for(part.model().version) == "2.0") version = "2.0";
    }
    return version;
  }

  /// Appearance that the geometry of an object goes by: that of its feature if it has one, else of the root.
  AppearanceSource& looks_of(std::size_t part, std::uint32_t object) {
    const CityModel& model = parts_[part].model();
    const bool in_feature = model.sequence && object >= model.header_objects;
    if (in_feature) {
      const std::uint32_t feature = model.objects.feature[object];
      const auto known = feature_looks_.find({part, feature});
      if (known != feature_looks_.end()) return known->second;
      const std::string_view text = member_of(model.feature_extra.at(feature), "appearance");
      if (!text.empty())
        return feature_looks_.emplace(std::pair(part, feature), AppearanceSource(text)).first->second;
    }
    return root_.looks[part];
  }

  ObjectOrigin origin_of(const Chosen& chosen) {
    ObjectOrigin origin = root_.origin(chosen.part);
    origin.looks = &looks_of(chosen.part, chosen.object);
    return origin;
  }

  void flush(std::size_t from) {
    if (out_.size() <= from) return;
    sink_(out_);
    out_.clear();
  }

  void put(std::string_view key, std::string_view value) {
    out_ += ',';
    out_ += json_quoted(key);
    out_ += ':';
    out_ += value;
  }

  void write_head() {
    out_ += "{\"type\":\"CityJSON\"";
    put("version", json_quoted(root_.version));
    out_ += root_members(root_, input_.city->place().crs, tally_);
    if (!root_.transform_text.empty()) put("transform", root_.transform_text);
  }

  /// "CityObjects" of a document, a header or a feature.
  void write_objects(const std::vector<Chosen>& objects, OutputText& text) {
    out_ += ",\"CityObjects\":{";
    bool first = true;
    for (const Chosen& each : objects) {
      if (!first) out_ += ',';
      first = false;
      write_object(origin_of(each), each.object, text, tally_, out_);
      flush(kPiece);
    }
    out_ += '}';
  }

  void number_used(const std::vector<Chosen>& objects, OutputText& text) {
    for (const Chosen& each : objects) need_vertices(root_.origin(each.part), each.object, text);
  }

  // ---- one document ----

  void write_document(AppearancePool& pool) {
    std::vector<Chosen> objects;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      for (std::uint32_t o = 0; o < parts_[p].objects(); ++o) {
        if (parts_[p].kept(o)) objects.push_back({p, o});
      }
    }
    VertexNumbers vertices(root_.transform);
    OutputText text{&vertices, verbatim_ ? nullptr : &pool, false};
    number_document(objects, text);
    write_head();
    if (!verbatim_ && parts_.size() > 1 && options_.wanted.empty()) {
      for (AppearanceSource& looks : root_.looks) pool.add_all(looks);
    }
    write_objects(objects, text);
    const std::string looks = verbatim_ ? std::string(root_.looks[0].text()) : pool.text();
    if (!looks.empty()) put("appearance", looks);
    if (!root_.templates.empty()) put("geometry-templates", root_.templates);
    put("vertices", vertices.text());
    out_ += "}\n";
    result_.vertices = vertices.count();
    tell_lost_members();
  }

  void number_document(const std::vector<Chosen>& objects, OutputText& text) {
    const ExportPart& part = parts_[0];
    const std::string_view listed = root_member(part, "vertices");
    const bool same = verbatim_ && part.as_source();
    // The list is of steps, unless its numbers were real and there was no transform.
    const bool steps = part.model().transform.present || root_.transform_text.empty();
    if (same && steps && !listed.empty()) {
      text.as_numbered = true;
      text.vertices->take_list(listed);
    } else if (same && numbered_) {
      text.as_numbered = true;
      text.vertices->need_run(part.store(), 0, part.said().vertices, part.model().bad_vertices);
    }
    number_used(objects, text);
    text.vertices->close();
  }

  void tell_lost_members() {
    for (const ExportPart& part : parts_) {
      const CityModel& model = part.model();
      for (std::size_t n = 0; n < model.feature_extra.rows().size(); ++n) {
        for (const auto& [key, value] : members_of(model.feature_extra.entry(n))) {
          if (key == "appearance" || key == "id") continue;
          tally_.findings.add({Severity::warning, "", part.name(), "export.feature_member",
                               "a feature's member " + in_quotes(key) + " has no place in one document"});
        }
      }
    }
  }

  // ---- a sequence ----

  struct Feature {
    std::string id;  ///< JSON; empty: none
    std::string_view members;
    std::vector<Chosen> objects;
    std::uint32_t first = kNone, count = 0;  ///< run of vertices that it had, kNone: those that are used
  };

  void write_sequence(AppearancePool& pool) {
    VertexNumbers vertices(root_.transform);
    const bool headless = parts_.size() == 1 && parts_[0].model().headless && !parts_[0].pruned();
    if (!headless) write_header(pool, vertices);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      if (parts_[p].model().sequence) {
        write_own_features(p, vertices);
      } else {
        write_families(p, vertices);
      }
    }
  }

  void write_header(AppearancePool& pool, VertexNumbers& vertices) {
    Feature header;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      for (std::uint32_t o = 0; o < parts_[p].model().header_objects; ++o) {
        if (parts_[p].kept(o)) header.objects.push_back({p, o});
      }
    }
    take_run(header, parts_[0], 0, parts_[0].model().header_vertices);
    OutputText text{&vertices, verbatim_ ? nullptr : &pool, false};
    number_feature(header, text);
    write_head();
    write_objects(header.objects, text);
    const std::string looks = verbatim_ ? std::string(root_.looks[0].text()) : pool.text();
    if (!looks.empty()) put("appearance", looks);
    if (!root_.templates.empty()) put("geometry-templates", root_.templates);
    put("vertices", vertices.text());
    out_ += "}\n";
    result_.vertices += vertices.count();
  }

  /// Lets a feature keep its list of vertices where the store has it as it was.
  void take_run(Feature& feature, const ExportPart& part, std::uint32_t first, std::uint32_t count) const {
    const std::uint32_t all = part.said().vertices;
    if (!numbered_ || first > all || count > all - first) return;
    feature.first = first;
    feature.count = count;
  }

  void number_feature(const Feature& feature, OutputText& text) {
    text.vertices->begin();
    text.as_numbered = feature.first != kNone;
    if (text.as_numbered) {
      text.vertices->need_run(parts_[0].store(), feature.first, feature.count,
                              parts_[0].model().bad_vertices);
    }
    number_used(feature.objects, text);
    text.vertices->close();
  }

  void write_feature(const Feature& feature, VertexNumbers& vertices) {
    AppearancePool pool(next_pool_++);
    OutputText text{&vertices, verbatim_ ? nullptr : &pool, false};
    number_feature(feature, text);
    out_ += "{\"type\":\"CityJSONFeature\"";
    if (!feature.id.empty()) put("id", feature.id);
    write_objects(feature.objects, text);
    for (const auto& [key, value] : members_of(feature.members)) {
      if (key == "appearance" && !verbatim_) continue;
      if (key != "id" || feature.id.empty()) put(key, value);
    }
    if (!verbatim_ && !pool.text().empty()) put("appearance", pool.text());
    put("vertices", vertices.text());
    out_ += "}\n";
    flush(kPiece);
    ++result_.features;
    result_.vertices += vertices.count();
  }

  void write_own_features(std::size_t p, VertexNumbers& vertices) {
    const ExportPart& part = parts_[p];
    const CityModel& model = part.model();
    std::uint32_t o = model.header_objects;
    for (std::uint32_t f = 0; f < model.feature_count; ++f) {
      Feature feature;
      bool had_objects = false;
      for (; o < part.objects() && model.objects.feature[o] == f; ++o) {
        had_objects = true;
        if (part.kept(o)) feature.objects.push_back({p, o});
      }
      if (feature.objects.empty() && (had_objects || part.pruned())) continue;
      const std::uint32_t root = model.feature_root[f];
      if (root != kNone && (part.kept(root) || feature.objects.empty()))
        feature.id = json_quoted(part.id(root));
      feature.members = model.feature_extra.at(f);
      if (feature.id.empty() && member_of(feature.members, "id").empty() && !feature.objects.empty() &&
          root != kNone) {
        feature.id = json_quoted(part.id(feature.objects[0].object));
      }
      take_run(feature, part, model.feature_vertices[f], model.feature_vertex_count[f]);
      write_feature(feature, vertices);
    }
  }

  /// A feature for each topmost object with all that belongs to it.
  void write_families(std::size_t p, VertexNumbers& vertices) {
    const ExportPart& part = parts_[p];
    const ObjectTable& objects = part.model().objects;
    std::vector<std::vector<std::uint32_t>> families(part.objects());
    for (std::uint32_t o = 0; o < part.objects(); ++o) {
      if (part.kept(o)) families[objects.root[o]].push_back(o);
    }
    for (std::uint32_t root = 0; root < part.objects(); ++root) {
      if (families[root].empty()) continue;
      Feature feature;
      feature.id = json_quoted(part.id(part.kept(root) ? root : families[root][0]));
      for (const std::uint32_t o : families[root]) feature.objects.push_back({p, o});
      write_feature(feature, vertices);
    }
  }

  const CityJsonExportInput& input_;
  const CityJsonExportOptions& options_;
  const TextSink& sink_;
  std::deque<ExportSource> made_;
  std::vector<const ExportSource*> sources_;
  std::vector<ExportPart> parts_;
  ExportRoot root_;
  std::map<std::pair<std::size_t, std::uint32_t>, AppearanceSource> feature_looks_;
  std::uint64_t next_pool_ = 1;
  bool verbatim_ = false, numbered_ = false;
  std::string out_;
  ExportTally tally_;
  CityJsonExportResult result_;
};

}  // namespace

CityJsonExportResult export_cityjson(const CityJsonExportInput& input, const CityJsonExportOptions& options,
                                     const TextSink& write) {
  if (!options.version.empty() && options.version != "1.1" && options.version != "2.0") {
    throw Error(ErrorCode::incompatible, "CityJSON " + options.version + " is not written", "",
                "write version 1.1 or 2.0");
  }
  if (input.city->find("city_object") < 0) {
    throw Error(ErrorCode::not_found, "the city has no 3D city model", "", "import CityJSON first");
  }
  try {
    return CityJsonWriter(input, options, write).run();
  } catch (const JsonFault& fault) {
    // Texts of the sources were checked when they came in.
    throw Error(ErrorCode::bad_data, std::string("what a source said is damaged: ") + fault.what, "",
                "import the source again");
  }
}

}  // namespace conurb::io

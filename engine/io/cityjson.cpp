// SPDX-License-Identifier: Apache-2.0
#include "engine/io/cityjson.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "engine/io/cityjson_geometry.hpp"

namespace conurb::io {

namespace {

using cityjson::Import;
using cityjson::Root;

constexpr const char* kRepair =
    "check the file with a JSON validator, or ask where it comes from for a whole copy";

/// "name:line:column" of a place in the text.
std::string place_in_text(std::string_view name, const char* begin, const char* end, const char* at) {
  if (std::less<>{}(at, begin) || std::less<>{}(end, at)) at = begin;
  const auto line = std::count(begin, at, '\n') + 1;
  const char* start = at;
  while (start > begin && start[-1] != '\n') --start;
  return std::string(name) + ":" + std::to_string(line) + ":" + std::to_string(at - start + 1);
}

/// What roll_back() needs to take a feature back.
struct Mark {
  city::GeometryStore::Mark geometry;
  std::uint32_t objects, geometries;
  std::size_t parents, children;
};

Mark mark(const CityModel& model) {
  return {model.geometry.mark(), model.objects.size(), model.geometry.geometry_count(),
          model.objects.parents.size(), model.objects.children.size()};
}

void roll_back(Import& import, const Mark& mark) {
  CityModel& model = import.model;
  ObjectTable& objects = model.objects;
  // The ids tell how far a row got: it may have been broken off before all columns were filled.
  std::vector<std::uint32_t> touched;
  for (std::uint32_t row = mark.objects; row < objects.size(); ++row) {
    --import.type_counts[objects.type[row]];
    touched.push_back(objects.type[row]);
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const std::uint32_t type : touched) model.attributes[type].truncate(import.type_counts[type]);
  objects.ids.truncate(mark.objects);
  for (auto* column : {&objects.type, &objects.ordinal, &objects.parent, &objects.root, &objects.feature}) {
    column->truncate(mark.objects);
  }
  objects.members.truncate(mark.objects);
  for (auto* begin : {&objects.parents_begin, &objects.children_begin, &objects.geometry_begin}) {
    begin->truncate(std::size_t{mark.objects} + 1);
  }
  objects.parents.truncate(mark.parents);
  objects.children.truncate(mark.children);
  for (auto* text : {&objects.extra, &objects.relation_text, &objects.loose_vertices}) {
    text->truncate(mark.objects);
  }
  model.rejected_geometry.truncate(mark.objects);
  model.geometry_extra.truncate(mark.geometries);
  model.geometry.roll_back(mark.geometry);
  model.bad_vertices.truncate(model.geometry.vertex_count());
}

/// Members of a feature that the model has no place for.
void keep_feature_members(Import& import, const Root& root, std::uint32_t object_of_id) {
  std::string extra;
  const std::pair<const char*, std::string_view> known[] = {{"id", object_of_id == kNone ? root.id : ""},
                                                            {"version", root.version},
                                                            {"transform", root.transform},
                                                            {"metadata", root.metadata},
                                                            {"appearance", root.appearance},
                                                            {"geometry-templates", root.templates}};
  for (const auto& [key, value] : known) {
    if (!value.empty()) cityjson::append_member(import, extra, key, value);
  }
  for (const auto& [key, value] : root.other) cityjson::append_member(import, extra, key, value);
  if (!extra.empty()) import.model.feature_extra.add(import.model.feature_count - 1, extra);
}

/// The object of the feature's id, kNone where there is none.
std::uint32_t find_feature_root(Import& import, const Root& root, std::uint32_t first_object) {
  std::string_view id;
  if (root.id.empty() || !import.json.decode_value(root.id, id)) {
    import.report(Severity::error, "", "id", "feature.id", "the feature has no id");
    return kNone;
  }
  const std::uint32_t object = import.model.objects.ids.find(id);
  if (object == kNone) {
    import.report(Severity::error, id, "id", "feature.id", "the feature's id is none of its objects");
  }
  return object != kNone && object >= first_object ? object : kNone;
}

/// One feature: its objects, with vertices of its own.
void read_feature(Import& import, const Root& root, const cityjson::Appearance& header_appearance) {
  CityModel& model = import.model;
  ++model.feature_count;
  import.appearance = header_appearance;
  if (!root.appearance.empty()) import.appearance = cityjson::read_appearance(import, root.appearance);
  const Mark before = mark(model);
  cityjson::read_vertices(import, root.vertices);
  model.feature_vertices.push_back(import.vertices.wide.empty() ? import.vertices.base : kNone);
  model.feature_vertex_count.push_back(import.vertices.count);
  cityjson::read_objects(import, root.objects);
  if (model.objects.size() == before.objects) {
    roll_back(import, before);
    model.feature_vertices.back() = kNone;
  }
  model.feature_root.push_back(find_feature_root(import, root, before.objects));
  keep_feature_members(import, root, model.feature_root.back());
}

std::string type_of_root(Import& import, const Root& root, std::string_view where) {
  std::string_view type;
  if (root.type.empty() || !import.json.decode_value(root.type, type)) {
    throw Error(ErrorCode::bad_data, "the root has no \"type\"; CityJSON says \"type\":\"CityJSON\"",
                std::string(where), "check that this is a CityJSON file");
  }
  return std::string(type);
}

/// A line of a sequence. Whatever is wrong with it, the sequence goes on.
void read_line(Import& import, std::string_view line, const cityjson::Appearance& header_appearance) {
  CityModel& model = import.model;
  const Mark before = mark(model);
  const std::uint32_t features = model.feature_count;
  try {
    JsonCursor cursor(line);
    const Root root = scan_root(import, cursor);
    if (!cursor.at_end()) throw JsonFault{"text after the end of the feature", cursor.position()};
    std::string_view type;
    if (root.type.empty() || !import.json.decode_value(root.type, type) || type != "CityJSONFeature") {
      import.json.check(line);
      import.report(Severity::error, "", "", "sequence.type", "the line is no CityJSONFeature; left out");
      return;
    }
    read_feature(import, root, header_appearance);
  } catch (const JsonFault& fault) {
    roll_back(import, before);
    model.feature_count = features;
    model.feature_extra.truncate(features);
    model.feature_root.truncate(features);
    model.feature_vertices.truncate(features);
    model.feature_vertex_count.truncate(features);
    const auto column =
        fault.at >= line.data() && fault.at <= line.data() + line.size() ? fault.at - line.data() + 1 : 1;
    import.report(Severity::error, "", "column " + std::to_string(column), "sequence.broken_line",
                  std::string(fault.what) + "; the line is left out");
  }
}

void read_lines(Import& import, const char* p, const char* end, std::size_t line_number) {
  const cityjson::Appearance header_appearance = import.appearance;
  while (p < end) {
    const auto* newline = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
    const char* const line_end = newline == nullptr ? end : newline;
    const std::string_view line(p, static_cast<std::size_t>(line_end - p));
    if (!JsonCursor(line).at_end()) {
      import.where = "line " + std::to_string(line_number);
      read_line(import, line, header_appearance);
      import.release(line_end);
    }
    p = newline == nullptr ? end : newline + 1;
    ++line_number;
  }
  import.where.clear();
}

void check_encoding(std::span<const char> bytes, std::string_view name) {
  const bool zero = bytes.size() >= 2 && (bytes[0] == '\0' || bytes[1] == '\0');
  const bool mark = bytes.size() >= 2 && ((bytes[0] == '\xFF' && bytes[1] == '\xFE') ||
                                          (bytes[0] == '\xFE' && bytes[1] == '\xFF'));
  if (zero || mark) {
    throw Error(ErrorCode::bad_data, "the text is UTF-16 or binary, not UTF-8", std::string(name),
                "save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8");
  }
}

void read_all(Import& import, const char* begin, const char* end) {
  CityModel& model = import.model;
  JsonCursor cursor(begin, end);
  if (cursor.at_end()) throw Error(ErrorCode::bad_data, "the file is empty", model.name, kRepair);
  if (cursor.peek() != '{') {
    throw Error(ErrorCode::bad_data, "the root is not a JSON object", model.name,
                "check that this is a CityJSON file");
  }
  const Root root = scan_root(import, cursor);
  if (import.file != nullptr) import.file->release(begin, cursor.position());
  const char* const rest = cursor.position();
  const bool more = !cursor.at_end();
  const bool sequence =
      more && cursor.peek() == '{' && std::find(rest, cursor.position(), '\n') != cursor.position();
  if (more && !sequence) throw JsonFault{"text after the end of the root", cursor.position()};

  const std::string type = type_of_root(import, root, model.name);
  if (type != "CityJSON" && type != "CityJSONFeature") {
    throw Error(ErrorCode::bad_data, "the root is of type \"" + type + "\", not CityJSON", model.name,
                "check that this is a CityJSON file");
  }
  if (type == "CityJSONFeature") {
    if (sequence) {
      throw Error(ErrorCode::bad_data, "the sequence has no header line (\"type\":\"CityJSON\")", model.name,
                  "put the first line of the original sequence before the features");
    }
    import.report(
        Severity::error, "", "", "sequence.no_header",
        "a feature without header: coordinates are taken as they are, the coordinate system is unknown");
    model.objects.geometry_begin.push_back(0);
    model.sequence = model.headless = true;
    read_feature(import, root, {});
    return;
  }
  cityjson::read_header(import, root);
  cityjson::read_templates(import, root.templates);
  model.objects.geometry_begin.push_back(model.geometry.geometry_count());
  cityjson::read_vertices(import, root.vertices);
  cityjson::read_objects(import, root.objects);
  model.sequence = sequence || model.name.ends_with(".jsonl");
  model.header_objects = model.sequence ? model.objects.size() : 0;
  model.header_vertices = model.sequence && import.vertices.wide.empty() ? import.vertices.count : 0;
  if (sequence) {
    const auto line_number = static_cast<std::size_t>(std::count(begin, rest, '\n')) + 1;
    read_lines(import, rest, end, line_number);
  }
}

CityModel read_bytes(JsonParser& json, std::span<const char> bytes, std::string_view name,
                     const MappedFile* file) {
  CityModel model;
  model.name = std::string(name);
  model.objects.parents_begin.push_back(0);
  model.objects.children_begin.push_back(0);
  check_encoding(bytes, name);
  const char* begin = bytes.data();
  const char* const end = begin + bytes.size();
  if (bytes.size() >= 3 && std::memcmp(begin, "\xEF\xBB\xBF", 3) == 0) begin += 3;
  json.set_buffer(begin, end);
  Import import(model, json);
  import.file = file;
  import.released = bytes.data();
  try {
    read_all(import, begin, end);
    cityjson::resolve_relations(import);
  } catch (const JsonFault& fault) {
    json.set_buffer(nullptr, nullptr);
    throw Error(ErrorCode::bad_data, std::string("not JSON: ") + fault.what,
                place_in_text(name, begin, end, fault.at), kRepair);
  }
  json.set_buffer(nullptr, nullptr);
  return model;
}

}  // namespace

struct CityJsonReader::State {
  JsonParser json;
};

CityJsonReader::CityJsonReader() : state_(std::make_unique<State>()) {}
CityJsonReader::CityJsonReader(CityJsonReader&&) noexcept = default;
CityJsonReader& CityJsonReader::operator=(CityJsonReader&&) noexcept = default;
CityJsonReader::~CityJsonReader() = default;

CityModel CityJsonReader::read_file(const std::filesystem::path& path) {
  const MappedFile file(path);
  CityModel model = read_bytes(state_->json, file.bytes(), path.string(), &file);
  model.folder = std::filesystem::absolute(path).parent_path();
  return model;
}

CityModel CityJsonReader::read(std::span<const char> bytes, std::string_view name) {
  return read_bytes(state_->json, bytes, name, nullptr);
}

}  // namespace conurb::io

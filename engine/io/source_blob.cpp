// SPDX-License-Identifier: Apache-2.0
// SourceModel as bytes: root, features, objects, attributes by type, texts, hashes. What a reader of these
// bytes can check it checks; CityModel's invariants about relations and geometry counts hold by construction.
#include <bit>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/byte_stream.hpp"
#include "engine/io/name_blob.hpp"
#include "engine/io/source_model.hpp"
#include "engine/store/blobs.hpp"

namespace conurb::io {

namespace {

using city::NameTable;
using city::PodArray;
using city::SparseText;

constexpr std::uint8_t kSourceVersion = 1;
constexpr std::string_view kSourceKind = "source_raw";

// ---- writing ----

/// Ascending rows as differences.
void write_rows(const PodArray<std::uint32_t>& rows, ByteWriter& out) {
  out.number(rows.size());
  std::uint32_t before = 0;
  for (const std::uint32_t row : rows) {
    out.number(row - before);
    before = row;
  }
}

/// Rows or kNone, as differences to the number before; kNone is as near as -1.
void write_references(const PodArray<std::uint32_t>& references, ByteWriter& out) {
  out.number(references.size());
  std::int64_t before = 0;
  for (const std::uint32_t each : references) {
    const std::int64_t value = each == kNone ? -1 : std::int64_t{each};
    out.signed_number(value - before);
    before = value;
  }
}

void write_sparse(const SparseText& texts, ByteWriter& out) {
  write_rows(texts.rows(), out);
  for (std::size_t n = 0; n < texts.rows().size(); ++n) out.text(texts.entry(n));
}

void write_column(const AttributeColumn& column, ByteWriter& out) {
  out.text(column.name());
  out.byte(static_cast<std::uint8_t>(column.kind()));
  write_rows(column.rows(), out);
  out.number(column.count());
  std::int64_t before = 0;
  for (std::size_t n = 0; n < column.count(); ++n) {
    if (column.kind() == AttributeKind::real) {
      out.real(std::bit_cast<double>(column.bits(n)));
    } else {
      const auto value = static_cast<std::int64_t>(column.bits(n));
      // Differences may wrap around; the reader's sum does, too.
      out.signed_number(
          static_cast<std::int64_t>(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(before)));
      before = value;
    }
  }
  write_rows(column.null_rows(), out);
  write_rows(column.form_rows(), out);
  for (const std::uint32_t form : column.forms()) out.number(form);
}

void write_root(const CityModel& model, ByteWriter& out) {
  for (const std::string* text : {&model.name, &model.version, &model.crs.text, &model.metadata,
                                  &model.transform_text, &model.templates}) {
    out.text(*text);
  }
  out.byte(static_cast<std::uint8_t>((model.transform.present ? 1 : 0) | (model.sequence ? 2 : 0) |
                                     (model.headless ? 4 : 0)));
  for (const double value : model.transform.scale) out.real(value);
  for (const double value : model.transform.translate) out.real(value);
  out.number(model.root_extra.size());
  for (const auto& [key, value] : model.root_extra) {
    out.text(key);
    out.text(value);
  }
  out.number(model.feature_count);
  out.number(model.header_objects);
  write_references(model.feature_root, out);
  write_references(model.feature_vertices, out);
  write_references(model.feature_vertex_count, out);
  out.number(model.header_vertices);
  write_sparse(model.feature_extra, out);
  write_sparse(model.bad_vertices, out);
}

void write_objects(const CityModel& model, ByteWriter& out) {
  const ObjectTable& objects = model.objects;
  write_names(objects.ids, out);
  write_names(objects.types, out);
  for (const auto* column : {&objects.type, &objects.parent, &objects.root, &objects.feature}) {
    write_references(*column, out);
  }
  for (const auto* begin : {&objects.parents_begin, &objects.children_begin, &objects.geometry_begin}) {
    write_rows(*begin, out);
  }
  write_references(objects.parents, out);
  write_references(objects.children, out);
  for (const std::uint8_t each : objects.members) out.byte(each);
  for (const auto* texts : {&objects.extra, &objects.relation_text, &objects.loose_vertices,
                            &model.geometry_extra, &model.rejected_geometry}) {
    write_sparse(*texts, out);
  }
}

// ---- reading ----

/// At most `most` rows below `limit`, ascending (strictly, if `strict`).
PodArray<std::uint32_t> read_rows(ByteReader& in, std::uint64_t limit, bool strict) {
  PodArray<std::uint32_t> rows;
  std::uint64_t row = 0;
  for (std::size_t left = in.count(); left > 0; --left) {
    const std::uint64_t step = in.number(kMost32);
    if (strict && step == 0 && !rows.empty()) ByteReader::fail();
    row += step;
    if (row >= limit) ByteReader::fail();
    rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

PodArray<std::uint32_t> read_references(ByteReader& in, std::uint64_t limit) {
  PodArray<std::uint32_t> references;
  std::int64_t value = 0;
  for (std::size_t left = in.count(); left > 0; --left) {
    const std::int64_t step = in.signed_number();
    if (step > static_cast<std::int64_t>(kMost32) || step < -static_cast<std::int64_t>(kMost32)) {
      ByteReader::fail();
    }
    value += step;
    if (value < -1 || value >= static_cast<std::int64_t>(limit)) ByteReader::fail();
    references.push_back(value < 0 ? kNone : static_cast<std::uint32_t>(value));
  }
  return references;
}

void read_sparse(SparseText& texts, ByteReader& in, std::uint64_t limit) {
  const PodArray<std::uint32_t> rows = read_rows(in, limit, true);
  for (const std::uint32_t row : rows) texts.add(row, in.text());
}

void expect(bool holds) {
  if (!holds) ByteReader::fail();
}

void read_column(AttributeTable& table, ByteReader& in, std::uint32_t objects, const NameTable& texts) {
  AttributeColumn& column = table.column(in.text());
  expect(column.count() == 0 && column.null_rows().empty());
  const std::uint8_t kind = in.byte();
  expect(kind <= static_cast<std::uint8_t>(AttributeKind::json));
  const auto as_kind = static_cast<AttributeKind>(kind);
  PodArray<std::uint32_t> rows = read_rows(in, objects, true);
  const std::size_t count = in.count();
  expect(rows.empty() ? count <= objects : rows.size() == count);
  expect(as_kind != AttributeKind::none || count == 0);
  PodArray<AttributeBits> values;
  std::uint64_t value = 0;
  for (std::size_t n = 0; n < count; ++n) {
    if (as_kind == AttributeKind::real) {
      values.push_back(std::bit_cast<AttributeBits>(in.real()));
      continue;
    }
    value += static_cast<std::uint64_t>(in.signed_number());
    const bool coded = as_kind == AttributeKind::text || as_kind == AttributeKind::json;
    expect(!coded || value < texts.size());
    values.push_back(value);
  }
  PodArray<std::uint32_t> nulls = read_rows(in, objects, true);
  PodArray<std::uint32_t> form_rows = read_rows(in, objects, true);
  PodArray<std::uint32_t> forms;
  for (std::size_t n = 0; n < form_rows.size(); ++n) {
    const auto form = static_cast<std::uint32_t>(in.number(kMost32));
    const bool decimals = form >= AttributeColumn::kDecimals && form - AttributeColumn::kDecimals < 64;
    expect(form == AttributeColumn::kAsInteger || decimals || form < texts.size());
    forms.push_back(form);
  }
  column.put(as_kind, std::move(rows), std::move(values), std::move(nulls), std::move(form_rows),
             std::move(forms));
}

void read_root(CityModel& model, ByteReader& in) {
  model.name = in.text();
  model.version = in.text();
  model.crs = parse_crs_text(in.text());
  model.metadata = in.text();
  model.transform_text = in.text();
  model.templates = in.text();
  const std::uint8_t flags = in.byte();
  model.transform.present = (flags & 1) != 0;
  model.sequence = (flags & 2) != 0;
  model.headless = (flags & 4) != 0;
  for (double& value : model.transform.scale) value = in.real();
  for (double& value : model.transform.translate) value = in.real();
  for (std::size_t left = in.count(); left > 0; --left) {
    std::string key(in.text());
    model.root_extra.emplace_back(std::move(key), in.text());
  }
  model.feature_count = static_cast<std::uint32_t>(in.number(kMost32 - 1));
  model.header_objects = static_cast<std::uint32_t>(in.number(kMost32 - 1));
  model.feature_root = read_references(in, kMost32);
  model.feature_vertices = read_references(in, kMost32);
  model.feature_vertex_count = read_references(in, kMost32);
  model.header_vertices = static_cast<std::uint32_t>(in.number(kMost32));
  read_sparse(model.feature_extra, in, model.feature_count);
  read_sparse(model.bad_vertices, in, kMost32);
  expect(model.feature_root.size() == model.feature_count &&
         model.feature_vertices.size() == model.feature_count &&
         model.feature_vertex_count.size() == model.feature_count);
}

void check_offsets(const PodArray<std::uint32_t>& begin, std::uint32_t rows, std::uint64_t pool) {
  expect(begin.size() == std::size_t{rows} + 1 && begin[0] == 0 && begin.back() == pool);
}

void read_objects(CityModel& model, ByteReader& in) {
  ObjectTable& objects = model.objects;
  read_names(objects.ids, in);
  read_names(objects.types, in);
  const std::uint32_t n = objects.ids.size();
  objects.type = read_references(in, objects.types.size());
  objects.parent = read_references(in, n);
  objects.root = read_references(in, n);
  objects.feature = read_references(in, kMost32);
  for (auto* begin : {&objects.parents_begin, &objects.children_begin, &objects.geometry_begin}) {
    *begin = read_rows(in, kMost32, false);
  }
  objects.parents = read_references(in, n);
  objects.children = read_references(in, n);
  for (const auto* column : {&objects.type, &objects.parent, &objects.root, &objects.feature}) {
    expect(column->size() == n);
  }
  check_offsets(objects.parents_begin, n, objects.parents.size());
  check_offsets(objects.children_begin, n, objects.children.size());
  expect(objects.geometry_begin.size() == std::size_t{n} + 1);
  std::vector<std::uint32_t> counts(objects.types.size(), 0);
  for (std::uint32_t o = 0; o < n; ++o) {
    expect(objects.type[o] != kNone && objects.root[o] != kNone && objects.feature[o] != kNone);
    expect(objects.feature[o] < std::max(1U, model.feature_count));
    objects.ordinal.push_back(counts[objects.type[o]]++);
  }
  for (const auto* list : {&objects.parents, &objects.children}) {
    for (const std::uint32_t each : *list) expect(each != kNone);
  }
  for (const std::uint32_t each : model.feature_root) expect(each == kNone || each < n);
  expect(model.header_objects <= n);
  for (std::uint32_t o = 0; o < n; ++o) objects.members.push_back(in.byte());
  for (auto* texts : {&objects.extra, &objects.relation_text, &objects.loose_vertices}) {
    read_sparse(*texts, in, n);
  }
  read_sparse(model.geometry_extra, in, objects.geometry_begin.back());
  read_sparse(model.rejected_geometry, in, n);
}

void read_attributes(CityModel& model, ByteReader& in) {
  read_names(model.texts, in);
  std::vector<std::uint32_t> counts(model.objects.types.size(), 0);
  for (const std::uint32_t type : model.objects.type) ++counts[type];
  for (std::size_t type = 0; type < counts.size(); ++type) {
    AttributeTable& table = model.attributes.emplace_back();
    for (std::size_t left = in.count(); left > 0; --left) read_column(table, in, counts[type], model.texts);
  }
}

}  // namespace

std::vector<std::byte> encode_source(const SourceModel& source) {
  ByteWriter out;
  out.byte(kSourceVersion);
  write_root(source.model, out);
  write_objects(source.model, out);
  write_names(source.model.texts, out);
  for (const AttributeTable& table : source.model.attributes) {
    out.number(table.columns().size());
    for (const AttributeColumn& column : table.columns()) write_column(column, out);
  }
  out.real(source.unit);
  out.number(source.vertices);
  for (const ObjectHash& each : source.hashes) {
    out.real(std::bit_cast<double>(each.attributes));
    out.real(std::bit_cast<double>(each.geometry));
  }
  out.number(source.placed.size());
  for (const std::uint64_t each : source.placed) out.real(std::bit_cast<double>(each));
  out.number(source.original.size());
  out.raw(source.original);
  return out.take();
}

SourceModel decode_source(std::span<const std::byte> bytes) {
  ByteReader in(bytes);
  const std::uint8_t version = in.byte();
  if (version > kSourceVersion) {
    throw Error(ErrorCode::incompatible,
                "what a source said has version " + std::to_string(version) + ", this build reads " +
                    std::to_string(kSourceVersion),
                "", "use a newer Conurb");
  }
  SourceModel source;
  read_root(source.model, in);
  read_objects(source.model, in);
  read_attributes(source.model, in);
  source.unit = in.real();
  source.vertices = static_cast<std::uint32_t>(in.number(kMost32));
  for (std::uint32_t o = 0; o < source.model.objects.size(); ++o) {
    const auto attributes = std::bit_cast<std::uint64_t>(in.real());
    source.hashes.push_back({attributes, std::bit_cast<std::uint64_t>(in.real())});
  }
  const std::size_t placed = in.count();
  expect(placed == 0 || placed == source.model.objects.size());
  for (std::size_t i = 0; i < placed; ++i) source.placed.push_back(std::bit_cast<std::uint64_t>(in.real()));
  const auto original = in.raw(in.count());
  source.original.assign(original.begin(), original.end());
  expect(in.left() == 0);
  return source;
}

std::optional<SourceModel> load_source(const store::CityFile& file, const std::string& name) {
  const store::Blobs blobs(file);
  if (!blobs.contains(kSourceKind, name)) return std::nullopt;
  const std::vector<std::byte> bytes = blobs.get(kSourceKind, name);
  // Files of before kept a JSON text here that says less.
  if (bytes.empty() || bytes[0] == static_cast<std::byte>('{')) return std::nullopt;
  try {
    return decode_source(bytes);
  } catch (const Error& error) {
    throw Error(error.code(), "what the source '" + name + "' said is damaged: " + error.message(),
                file.path().string(),
                error.code() == ErrorCode::incompatible ? error.remedy() : "import the source again");
  }
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/vector_layer.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/gdal_dataset.hpp"
#include "engine/io/gdal_messages.hpp"
#include "engine/store/wkb.hpp"

namespace conurb::io {

namespace {

using city::Shape;

struct GeometryDestroyer {
  void operator()(void* geometry) const { OGR_G_DestroyGeometry(geometry); }
};
using Geometry = std::unique_ptr<void, GeometryDestroyer>;

/// What a geometry is on the map, in pieces or whole.
Shape shape_of(OGRGeometryH geometry) {
  switch (wkbFlatten(OGR_G_GetGeometryType(geometry))) {
    case wkbPoint:
    case wkbMultiPoint: return Shape::point;
    case wkbLineString:
    case wkbMultiLineString: return Shape::line;
    case wkbPolygon:
    case wkbMultiPolygon: return Shape::polygon;
    default: return Shape::none;
  }
}

/// The piece of a collection that stands for all of it: of lines the longest, of points the first.
OGRGeometryH main_piece(OGRGeometryH geometry) {
  const int count = OGR_G_GetGeometryCount(geometry);
  OGRGeometryH best = nullptr;
  for (int i = 0; i < count; ++i) {
    const OGRGeometryH each = OGR_G_GetGeometryRef(geometry, i);
    if (best == nullptr || OGR_G_Length(each) > OGR_G_Length(best)) best = each;
  }
  return best;
}

/// Columns of the attributes, by field of the layer; -1 for fields that are left out.
class Fields {
 public:
  Fields(OGRFeatureDefnH definition, VectorLayer& out) : out_(out) {
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) add(OGR_FD_GetFieldDefn(definition, i));
  }

  [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const {
    for (std::size_t i = 0; i < out_.attributes.columns.size(); ++i) {
      if (equal_ignoring_case(out_.attributes.columns[i].name, name)) return i;
    }
    return std::nullopt;
  }

  void read(OGRFeatureH feature) {
    for (std::size_t field = 0; field < column_of_.size(); ++field) {
      if (column_of_[field] >= 0)
        read(feature, static_cast<int>(field),
             out_.attributes.columns[static_cast<std::size_t>(column_of_[field])]);
    }
  }

 private:
  void add(OGRFieldDefnH field) {
    const OGRFieldType type = OGR_Fld_GetType(field);
    const bool truth = OGR_Fld_GetSubType(field) == OFSTBoolean;
    CsvColumn column;
    split_name(printable(OGR_Fld_GetNameRef(field)), column);
    switch (type) {
      case OFTInteger: column.type = truth ? CsvType::boolean : CsvType::integer; break;
      case OFTInteger64: column.type = CsvType::integer; break;
      case OFTReal: column.type = CsvType::real; break;
      case OFTString:
      case OFTDate:
      case OFTTime:
      case OFTDateTime: column.type = CsvType::text; break;
      default:
        out_.findings.add({Severity::info, "", "", "vector.field",
                           fmt::format("the field \"{}\" holds lists or bytes: left out", column.name)});
        column_of_.push_back(-1);
        return;
    }
    column_of_.push_back(static_cast<int>(out_.attributes.columns.size()));
    out_.attributes.columns.push_back(std::move(column));
  }

  /// "area [m2]" carries a unit, as in the head of a CSV file.
  static void split_name(const std::string& name, CsvColumn& column) {
    column.name = name;
    const std::size_t open = name.rfind('[');
    if (open == std::string::npos || !name.ends_with(']') || open == 0) return;
    column.unit = name.substr(open + 1, name.size() - open - 2);
    column.name = std::string(trim(std::string_view(name).substr(0, open)));
  }

  static void read(OGRFeatureH feature, int field, CsvColumn& column) {
    const bool there = OGR_F_IsFieldSetAndNotNull(feature, field) != 0;
    column.present.push_back(there ? 1 : 0);
    column.missing += there ? 0 : 1;
    switch (column.type) {
      case CsvType::integer:
        column.integers.push_back(there ? OGR_F_GetFieldAsInteger64(feature, field) : 0);
        break;
      case CsvType::real: {
        const double value = there ? OGR_F_GetFieldAsDouble(feature, field) : std::nan("");
        column.reals.push_back(value);
        if (there && !std::isfinite(value)) {
          column.present.back() = 0;
          ++column.missing;
        }
        break;
      }
      case CsvType::boolean:
        column.booleans.push_back(there && OGR_F_GetFieldAsInteger(feature, field) != 0 ? 1 : 0);
        break;
      case CsvType::text:
        column.texts.push_back(there ? printable(OGR_F_GetFieldAsString(feature, field)) : std::string());
    }
  }

  VectorLayer& out_;
  std::vector<int> column_of_;
};

class VectorReader {
 public:
  VectorReader(const std::string& path, std::string_view name, const VectorOptions& options)
      : path_(path), options_(options) {
    out_.name = name;
    out_.attributes.name = name;
  }

  VectorLayer read(const char* const* drivers) {
    open(drivers);
    choose_layer();
    read_crs();
    read_features();
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(ErrorCode code, const std::string& what, const std::string& remedy) const {
    throw Error(code, what, out_.name, remedy);
  }

  void open(const char* const* drivers) {
    dataset_.reset(GDALOpenEx(path_.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (dataset_ == nullptr) {
      refuse(ErrorCode::bad_data, fmt::format("this is no layer that can be read ({})", messages_.failure()),
             "give GeoJSON, GeoPackage, Shapefile or FlatGeobuf; ogrinfo tells what is wrong with a file");
    }
    out_.format = GDALGetDriverShortName(GDALGetDatasetDriver(dataset_.get()));
  }

  void choose_layer() {
    std::vector<std::string> names;
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset_.get()); ++i) {
      const OGRLayerH each = GDALDatasetGetLayer(dataset_.get(), i);
      names.push_back(printable(OGR_L_GetName(each)));
      if (names.back() == options_.layer) layer_ = each;
    }
    if (!options_.layer.empty() && layer_ == nullptr) {
      refuse(ErrorCode::not_found, fmt::format("the file has no layer {}", in_quotes(options_.layer)),
             "it has: " + join(names, ", "));
    }
    if (layer_ == nullptr && names.size() > 1)
      refuse(ErrorCode::bad_data, fmt::format("the file has {} layers", names.size()),
             "name one with --layer: " + join(names, ", "));
    if (layer_ == nullptr && names.size() == 1) layer_ = GDALDatasetGetLayer(dataset_.get(), 0);
    if (layer_ == nullptr) refuse(ErrorCode::bad_data, "the file has no layer", "check how it was written");
    out_.layer = printable(OGR_L_GetName(layer_));
  }

  void read_crs() {
    const OGRSpatialReferenceH system = OGR_L_GetSpatialRef(layer_);
    if (system == nullptr) return;
    constexpr const char* kForm[] = {"FORMAT=WKT2_2018", nullptr};
    char* text = nullptr;
    if (OSRExportToWktEx(system, &text, kForm) == OGRERR_NONE && text != nullptr) out_.crs = text;
    CPLFree(text);
  }

  void read_features() {
    Fields fields(OGR_L_GetLayerDefn(layer_), out_);
    std::optional<std::size_t> id_column;
    if (!options_.id.empty()) {
      id_column = fields.find(options_.id);
      if (!id_column) refuse_id();
    }
    OGR_L_ResetReading(layer_);
    for (std::size_t number = 1;; ++number) {
      if (number % 4096 == 0) options_.cancel.check("reading " + out_.name);
      const Feature feature(OGR_L_GetNextFeature(layer_));
      if (feature == nullptr) break;
      if (static_cast<std::int64_t>(number) > options_.most_features)
        refuse(ErrorCode::limit, fmt::format("it has more than {} features", options_.most_features),
               "cut it to the city with ogr2ogr");
      std::vector<double> shape;
      const std::string label = fmt::format("feature {}", OGR_F_GetFID(feature.get()));
      if (!read_shape(feature.get(), label, shape)) continue;
      fields.read(feature.get());
      out_.attributes.lines.push_back(number);
      out_.shapes.push_back(std::move(shape));
      out_.ids.push_back(id_column ? text_of(out_.attributes.columns[*id_column])
                                   : fmt::format("{}", OGR_F_GetFID(feature.get())));
    }
    if (messages_.failed())
      refuse(ErrorCode::bad_data, fmt::format("the file is damaged ({})", messages_.failure()),
             "get a whole copy of the file");
    if (out_.shapes.empty())
      refuse(ErrorCode::bad_data, "no feature of it has a place on the map", "check the layer");
    check_ids();
  }

  [[noreturn]] void refuse_id() const {
    std::vector<std::string> names;
    for (const CsvColumn& each : out_.attributes.columns) names.push_back(each.name);
    refuse(ErrorCode::not_found, fmt::format("the layer has no field {}", in_quotes(options_.id)),
           "it has: " + join(names, ", "));
  }

  static std::string text_of(const CsvColumn& column) {
    if (column.present.back() == 0) return {};
    switch (column.type) {
      case CsvType::integer: return fmt::format("{}", column.integers.back());
      case CsvType::real: return fmt::format("{}", column.reals.back());
      case CsvType::boolean: return column.booleans.back() != 0 ? "true" : "false";
      case CsvType::text: return column.texts.back();
    }
    return {};
  }

  void check_ids() const {
    std::set<std::string_view> seen;
    for (const std::string& id : out_.ids) {
      if (id.empty())
        refuse(ErrorCode::bad_data, fmt::format("a feature has no {}", in_quotes(options_.id)),
               "identify the features by another field, or leave --id out");
      if (!seen.insert(id).second)
        refuse(ErrorCode::bad_data, fmt::format("two features have the id {}", in_quotes(id)),
               "identify them by another field with --id");
    }
  }

  bool leave_out(const std::string& label, const std::string& why) {
    out_.findings.add({Severity::warning, label, "", "vector.geometry", why + ": left out"});
    return false;
  }

  /// The shape of a feature; false if it has none that can be used.
  bool read_shape(OGRFeatureH feature, const std::string& label, std::vector<double>& shape) {
    const OGRGeometryH given = OGR_F_GetGeometryRef(feature);
    if (given == nullptr || OGR_G_IsEmpty(given) != 0) return leave_out(label, "it has no geometry");
    const Geometry linear(OGR_G_GetLinearGeometry(given, 0, nullptr));
    if (linear == nullptr) return leave_out(label, "its geometry cannot be used");
    OGR_G_FlattenTo2D(linear.get());
    const Shape kind = shape_of(linear.get());
    if (kind == Shape::none) return leave_out(label, "it is no point, line or area");
    if (out_.shape == Shape::none) out_.shape = kind;
    if (kind != out_.shape) {
      return leave_out(label, fmt::format("it is a {}, the layer's first feature a {}", to_string(kind),
                                          to_string(out_.shape)));
    }
    OGRGeometryH whole = linear.get();
    const auto type = wkbFlatten(OGR_G_GetGeometryType(whole));
    if (type == wkbMultiLineString || type == wkbMultiPoint) {
      if (OGR_G_GetGeometryCount(whole) > 1)
        out_.findings.add({Severity::warning, label, "", "vector.pieces",
                           kind == Shape::line ? "a line in pieces: the longest is taken"
                                               : "several points: the first is taken"});
      whole = main_piece(whole);
    }
    return decode(whole, label, shape);
  }

  bool decode(OGRGeometryH geometry, const std::string& label, std::vector<double>& shape) {
    // A GeoPackage geometry without envelope: the store reads what other programs write.
    constexpr std::array<std::byte, 8> kHead{std::byte{'G'}, std::byte{'P'}, std::byte{0}, std::byte{1}};
    bytes_.assign(kHead.begin(), kHead.end());
    bytes_.resize(kHead.size() + static_cast<std::size_t>(OGR_G_WkbSize(geometry)));
    if (OGR_G_ExportToIsoWkb(geometry, wkbNDR,
                             reinterpret_cast<unsigned char*>(bytes_.data() + kHead.size())) != OGRERR_NONE)
      return leave_out(label, "its geometry cannot be used");
    try {
      store::decode_shape(out_.shape, bytes_, {}, shape);
      std::vector<std::byte> again;
      (void)store::encode_shape(out_.shape, shape, {},
                                again);  // open or degenerate rings, numbers that are none
    } catch (const Error& error) {
      return leave_out(label, error.message());
    }
    return shape.empty() ? leave_out(label, "it has no geometry") : true;
  }

  GdalMessages messages_;
  const std::string path_;
  const VectorOptions& options_;
  Dataset dataset_;
  OGRLayerH layer_ = nullptr;
  std::vector<std::byte> bytes_;
  VectorLayer out_;
};

constexpr const char* kDrivers[] = {"GeoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf", nullptr};
constexpr const char* kGeoJson[] = {"GeoJSON", nullptr};

}  // namespace

VectorLayer read_vector_file(const std::filesystem::path& path, const VectorOptions& options) {
  return VectorReader(path.string(), path.filename().string(), options).read(kDrivers);
}

VectorLayer read_geojson(std::span<const char> bytes, std::string_view name, const VectorOptions& options) {
  const GdalMemoryFile file(bytes, ".geojson");
  return VectorReader(file.path(), name, options).read(kGeoJson);
}

}  // namespace conurb::io

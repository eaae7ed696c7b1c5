// SPDX-License-Identifier: Apache-2.0
#include "engine/io/crs.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/proj_handle.hpp"

namespace conurb::io {

namespace {

using Context = ProjContext;
using Object = ProjObject;

bool is_compound(const PJ* crs) {
  return proj_get_type(crs) == PJ_TYPE_COMPOUND_CRS;
}

bool is_geographic_type(PJ_TYPE type) {
  return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

/// Code of an object in the EPSG register, 0 when it has none.
int epsg_code(const PJ* object) {
  const char* const authority = object == nullptr ? nullptr : proj_get_id_auth_name(object, 0);
  const char* const code = object == nullptr ? nullptr : proj_get_id_code(object, 0);
  if (authority == nullptr || code == nullptr || std::string_view(authority) != "EPSG") return 0;
  return parse_crs_text(std::string("EPSG:") + code).epsg;
}

/// What to hand to PROJ for a text as found in files.
std::string proj_text(const CrsText& text) {
  if (text.epsg != 0 && text.vertical_epsg != 0) {
    return "EPSG:" + std::to_string(text.epsg) + "+" + std::to_string(text.vertical_epsg);
  }
  return text.form == CrsForm::other ? text.text : text.authority + ":" + text.name;
}

}  // namespace

struct Crs::State {
  CrsText text;
  std::string name, unit, missing_grid;
  double unit_factor = 1;
  int horizontal_epsg = 0, vertical_epsg = 0;
  bool has_height = false, geographic = false, north_first = false;
  Context context;  // before the objects: they are destroyed first
  Object crs, horizontal, to_wgs84;

  void open(std::string_view where);
  void read_axes();
  void find_missing_grid(const PJ* wgs84);
};

void Crs::State::open(std::string_view where) {
  context.reset(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  proj_context_set_enable_network(context.get(), 0);  // an import never waits for, or depends on, the network
  const auto refuse = [&](ErrorCode code, const std::string& what, const char* remedy) {
    throw Error(code, what, std::string(where), remedy);
  };
  const std::string wanted = proj_text(text);
  crs.reset(proj_create(context.get(), wanted.c_str()));
  if (crs == nullptr || proj_is_crs(crs.get()) == 0) {
    refuse(ErrorCode::not_found, "the coordinate system \"" + text.text + "\" is not known to PROJ",
           "give an EPSG code such as EPSG:7415");
  }
  name = proj_get_name(crs.get());
  if (is_compound(crs.get())) {
    horizontal.reset(proj_crs_get_sub_crs(context.get(), crs.get(), 0));
    const Object vertical(proj_crs_get_sub_crs(context.get(), crs.get(), 1));
    vertical_epsg = epsg_code(vertical.get());
    has_height = true;
  } else {
    horizontal.reset(proj_clone(context.get(), crs.get()));
  }
  const PJ_TYPE type = proj_get_type(horizontal.get());
  const Object source(type == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(context.get(), horizontal.get())
                                                : nullptr);
  const PJ_TYPE plain_type = source == nullptr ? type : proj_get_type(source.get());
  if (!is_geographic_type(plain_type) && plain_type != PJ_TYPE_PROJECTED_CRS) {
    refuse(ErrorCode::incompatible,
           "the coordinate system \"" + name + "\" is neither a map projection nor longitude and latitude",
           "convert the data to a projected system");
  }
  geographic = is_geographic_type(plain_type);
  has_height = has_height || plain_type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
  horizontal_epsg = epsg_code(horizontal.get());
  read_axes();

  const Object wgs84(proj_create(context.get(), "EPSG:4326"));
  const Object raw(wgs84 == nullptr ? nullptr
                                    : proj_create_crs_to_crs_from_pj(context.get(), horizontal.get(),
                                                                     wgs84.get(), nullptr, nullptr));
  if (raw != nullptr) to_wgs84.reset(proj_normalize_for_visualization(context.get(), raw.get()));
  if (to_wgs84 == nullptr) {
    refuse(ErrorCode::not_found, "PROJ cannot convert \"" + name + "\" to WGS 84",
           "check the installation of PROJ");
  }
  find_missing_grid(wgs84.get());
}

void Crs::State::read_axes() {
  const Object source(proj_get_type(horizontal.get()) == PJ_TYPE_BOUND_CRS
                          ? proj_get_source_crs(context.get(), horizontal.get())
                          : nullptr);
  const PJ* const plain = source == nullptr ? horizontal.get() : source.get();
  const Object system(proj_crs_get_coordinate_system(context.get(), plain));
  const char *unit_name = nullptr, *direction = nullptr;
  if (system != nullptr && proj_cs_get_axis_info(context.get(), system.get(), 0, nullptr, nullptr, &direction,
                                                 &unit_factor, &unit_name, nullptr, nullptr) != 0) {
    unit = unit_name == nullptr ? "" : unit_name;
    north_first = direction != nullptr && std::string_view(direction) == "north";
  }
}

void Crs::State::find_missing_grid(const PJ* wgs84) {
  PJ_OPERATION_FACTORY_CONTEXT* const factory = proj_create_operation_factory_context(context.get(), nullptr);
  if (factory == nullptr) return;
  // As if every grid were installed: the first operation is then the best there is.
  proj_operation_factory_context_set_grid_availability_use(context.get(), factory,
                                                           PROJ_GRID_AVAILABILITY_IGNORED);
  proj_operation_factory_context_set_spatial_criterion(context.get(), factory,
                                                       PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
  const ProjList operations(proj_create_operations(context.get(), horizontal.get(), wgs84, factory));
  proj_operation_factory_context_destroy(factory);
  if (operations == nullptr || proj_list_get_count(operations.get()) == 0) return;
  const Object best(proj_list_get(context.get(), operations.get(), 0));
  for (int i = 0; i < proj_coordoperation_get_grid_used_count(context.get(), best.get()); ++i) {
    const char* short_name = nullptr;
    int available = 0;
    if (proj_coordoperation_get_grid_used(context.get(), best.get(), i, &short_name, nullptr, nullptr,
                                          nullptr, nullptr, nullptr, &available) != 0 &&
        available == 0 && short_name != nullptr) {
      missing_grid = short_name;
      return;
    }
  }
}

Crs::Crs(std::unique_ptr<State> state) : state_(std::move(state)) {}
Crs::Crs(Crs&&) noexcept = default;
Crs& Crs::operator=(Crs&&) noexcept = default;
Crs::~Crs() = default;

Crs Crs::open(std::string_view text, std::string_view where) {
  auto state = std::make_unique<State>();
  state->text = parse_crs_text(text);
  if (state->text.form == CrsForm::none) {
    throw Error(ErrorCode::invalid_argument, "no coordinate system is given", std::string(where),
                "name one, for example EPSG:7415");
  }
  if (text.find('\0') != std::string_view::npos) {
    throw Error(ErrorCode::not_found, "the coordinate system has a zero byte in its text",
                std::string(where));
  }
  state->open(where);
  return Crs(std::move(state));
}

const CrsText& Crs::text() const {
  return state_->text;
}
const std::string& Crs::name() const {
  return state_->name;
}
int Crs::horizontal_epsg() const {
  return state_->horizontal_epsg;
}
int Crs::vertical_epsg() const {
  return state_->vertical_epsg;
}
bool Crs::has_height() const {
  return state_->has_height;
}
bool Crs::is_geographic() const {
  return state_->geographic;
}
bool Crs::is_north_first() const {
  return state_->north_first;
}
std::optional<std::array<double, 4>> Crs::area_of_use() const {
  double west = 0, south = 0, east = 0, north = 0;
  if (proj_get_area_of_use(state_->context.get(), state_->horizontal.get(), &west, &south, &east, &north,
                           nullptr) == 0 ||
      west < -180) {
    return std::nullopt;  // PROJ says -1000 for "unknown"
  }
  return std::array<double, 4>{west, south, east, north};
}
const std::string& Crs::unit() const {
  return state_->unit;
}
double Crs::unit_factor() const {
  return state_->unit_factor;
}
const std::string& Crs::missing_grid() const {
  return state_->missing_grid;
}

std::array<double, 2> Crs::to_wgs84(double x, double y) const {
  const PJ_COORD result = proj_trans(state_->to_wgs84.get(), PJ_FWD, proj_coord(x, y, 0, HUGE_VAL));
  if (!std::isfinite(result.xy.x) || !std::isfinite(result.xy.y)) {
    throw Error(ErrorCode::invalid_argument,
                "the point " + std::to_string(x) + ", " + std::to_string(y) + " lies outside what " +
                    state_->name + " covers",
                "", "check the coordinate system and the order of the coordinates");
  }
  return {result.xy.x, result.xy.y};
}

std::array<double, 2> Crs::from_wgs84(double longitude_deg, double latitude_deg) const {
  const PJ_COORD result =
      proj_trans(state_->to_wgs84.get(), PJ_INV, proj_coord(longitude_deg, latitude_deg, 0, HUGE_VAL));
  if (!std::isfinite(result.xy.x) || !std::isfinite(result.xy.y)) {
    throw Error(ErrorCode::invalid_argument,
                "the place " + std::to_string(longitude_deg) + ", " + std::to_string(latitude_deg) +
                    " lies outside what " + state_->name + " covers",
                "", "check that longitude comes before latitude");
  }
  return {result.xy.x, result.xy.y};
}

namespace {

std::size_t convert(PJ* operation, PJ_DIRECTION direction, std::span<double> points) {
  if (points.size() % 2 != 0) throw Error(ErrorCode::invalid_argument, "an odd number of coordinates");
  const std::size_t count = points.size() / 2, stride = 2 * sizeof(double);
  if (count == 0) return 0;
  proj_trans_generic(operation, direction, points.data(), stride, count, points.data() + 1, stride, count,
                     nullptr, 0, 0, nullptr, 0, 0);
  std::size_t failed = 0;
  for (std::size_t i = 0; i < points.size(); i += 2) {
    if (std::isfinite(points[i]) && std::isfinite(points[i + 1])) continue;
    points[i] = points[i + 1] = std::numeric_limits<double>::quiet_NaN();
    ++failed;
  }
  return failed;
}

}  // namespace

std::size_t Crs::to_wgs84(std::span<double> points) const {
  return convert(state_->to_wgs84.get(), PJ_FWD, points);
}

std::size_t Crs::from_wgs84(std::span<double> points) const {
  return convert(state_->to_wgs84.get(), PJ_INV, points);
}

std::optional<double> Crs::accuracy_m(double x, double y) const {
  PJ* const operation = state_->to_wgs84.get();
  proj_trans(operation, PJ_FWD, proj_coord(x, y, 0, HUGE_VAL));
  const Object used(proj_trans_get_last_used_operation(operation));
  if (used == nullptr) return std::nullopt;
  const double accuracy = proj_coordoperation_get_accuracy(state_->context.get(), used.get());
  return accuracy < 0 ? std::nullopt : std::optional<double>(accuracy);
}

}  // namespace conurb::io

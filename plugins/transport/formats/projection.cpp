// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/projection.hpp"

#include <proj.h>

#include <memory>

namespace conurb::transport {

namespace {

constexpr double kMetresOfDegree = 111'319.490793;  // of the equator of WGS 84

struct ContextEnd {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct ProjectionEnd {
  void operator()(PJ* projection) const { proj_destroy(projection); }
};

}  // namespace

std::vector<double> degrees_of(const RoadNetwork& network, std::span<const double> xy,
                               std::vector<Finding>& findings) {
  std::vector<double> degrees(xy.begin(), xy.end());
  for (std::size_t i = 0; i + 1 < degrees.size(); i += 2) {
    degrees[i] -= network.offset_x;
    degrees[i + 1] -= network.offset_y;
  }
  const std::unique_ptr<PJ_CONTEXT, ContextEnd> context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);  // what fails is told as a finding
  const std::string definition =
      network.projection.starts_with("+proj") ? network.projection + " +type=crs" : network.projection;
  std::unique_ptr<PJ, ProjectionEnd> projection;
  if (network.projection.size() > 1) {
    projection.reset(proj_create_crs_to_crs(context.get(), definition.c_str(), "OGC:CRS84", nullptr));
    if (projection)  // x before y, whatever the axes of the definition are
      projection.reset(proj_normalize_for_visualization(context.get(), projection.get()));
  }
  if (!projection) {
    findings.push_back({Finding::Level::warning, network.name,
                        network.projection.size() > 1 ? "its projection " + in_quotes(network.projection) +
                                                            " is not known: it is laid around 0° N, 0° E"
                                                      : "names no projection: it is laid around 0° N, 0° E"});
    for (std::size_t i = 0; i + 1 < degrees.size(); i += 2) {
      degrees[i] = xy[i] / kMetresOfDegree;
      degrees[i + 1] = xy[i + 1] / kMetresOfDegree;
    }
    return degrees;
  }
  const std::size_t points = degrees.size() / 2, stride = 2 * sizeof(double);
  proj_trans_generic(projection.get(), PJ_FWD, degrees.data(), stride, points, degrees.data() + 1, stride,
                     points, nullptr, 0, 0, nullptr, 0, 0);
  return degrees;
}

}  // namespace conurb::transport

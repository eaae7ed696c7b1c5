// SPDX-License-Identifier: Apache-2.0
#include "engine/io/gdal_dataset.hpp"

#include <gdal.h>
#include <ogr_api.h>

namespace conurb::io {

void DatasetCloser::operator()(void* dataset) const {
  GDALClose(dataset);
}

void FeatureDestroyer::operator()(void* feature) const {
  OGR_F_Destroy(feature);
}

}  // namespace conurb::io

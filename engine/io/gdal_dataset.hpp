// SPDX-License-Identifier: Apache-2.0
// Data sets and features of GDAL that are closed at the end.
#pragma once

#include <memory>

namespace conurb::io {

struct DatasetCloser {
  void operator()(void* dataset) const;
};
using Dataset = std::unique_ptr<void, DatasetCloser>;

struct FeatureDestroyer {
  void operator()(void* feature) const;
};
using Feature = std::unique_ptr<void, FeatureDestroyer>;

}  // namespace conurb::io

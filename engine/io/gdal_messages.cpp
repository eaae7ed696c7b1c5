// SPDX-License-Identifier: Apache-2.0
#include "engine/io/gdal_messages.hpp"

#include <cpl_error.h>
#include <gdal.h>

#include <mutex>

#include "engine/base/text.hpp"

namespace conurb::io {

namespace {

void CPL_STDCALL take(CPLErr severity, CPLErrorNum, const char* text) {
  auto& first = *static_cast<std::string*>(CPLGetErrorHandlerUserData());
  if (severity >= CE_Failure && first.empty()) first = printable(text);
}

}  // namespace

GdalMessages::GdalMessages() {
  static std::once_flag once;
  std::call_once(once, GDALAllRegister);
  CPLErrorReset();
  CPLPushErrorHandlerEx(take, &first_);
}

GdalMessages::~GdalMessages() {
  CPLPopErrorHandler();
}

}  // namespace conurb::io

// SPDX-License-Identifier: Apache-2.0
#include "engine/io/gdal_messages.hpp"

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal.h>

#include <atomic>
#include <cstdint>
#include <mutex>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::io {

namespace {

void CPL_STDCALL take(CPLErr severity, CPLErrorNum, const char* text) {
  auto& first = *static_cast<std::string*>(CPLGetErrorHandlerUserData());
  if (severity >= CE_Failure && first.empty()) first = printable(text);
}

/// Before anything else is asked of GDAL: its locks are then always taken in the same order.
void register_once() {
  static std::once_flag once;
  std::call_once(once, GDALAllRegister);
}

}  // namespace

GdalMessages::GdalMessages() {
  register_once();
  CPLErrorReset();
  CPLPushErrorHandlerEx(take, &first_);
}

GdalMessages::~GdalMessages() {
  CPLPopErrorHandler();
}

GdalMemoryFile::GdalMemoryFile(std::span<const char> bytes, std::string_view ending)
    : bytes_(bytes.begin(), bytes.end()) {
  register_once();
  static std::atomic<std::uint64_t> next{0};
  path_ = fmt::format("/vsimem/conurb/{}{}", next.fetch_add(1), ending);
  VSILFILE* const file = VSIFileFromMemBuffer(path_.c_str(), bytes_.data(), bytes_.size(), FALSE);
  if (file == nullptr) throw Error(ErrorCode::internal, "GDAL takes no file in memory");
  VSIFCloseL(file);
}

GdalMemoryFile::~GdalMemoryFile() {
  VSIUnlink(path_.c_str());
}

}  // namespace conurb::io

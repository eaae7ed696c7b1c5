// SPDX-License-Identifier: Apache-2.0
#include "engine/host/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/base/text.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/filled_columns.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/schedule.hpp"
#include "engine/host/services.hpp"
#include "engine/io/city_place.hpp"
#include "engine/io/crs.hpp"

namespace conurb::host {

namespace {

const conurb_format* format_calls(const PluginCode& code) {
  if (code.manifest->formats.empty() || code.calls->get_extension == nullptr) return nullptr;
  return static_cast<const conurb_format*>(code.calls->get_extension(CONURB_EXTENSION_FORMAT));
}

bool reads_together(const conurb_format& calls) {
  return calls.struct_size >= sizeof calls && calls.read_together != nullptr;
}

bool is_read(const conurb_format& calls, const FileFormat& format) {
  return format.reads && (format.together ? reads_together(calls) : calls.read != nullptr);
}

/// Hands the files to the plugin.
conurb_status call_reader(const conurb_format& calls, const Services& services, const Binding& binding,
                          const FileFormat& what, std::uint32_t format, std::span<const FormatFile> files) {
  std::vector<conurb_file> all;
  for (const FormatFile& file : files)
    all.push_back({sizeof(conurb_file), file.name.c_str(), file.bytes.data(), file.bytes.size()});
  if (!what.together) return calls.read(services.table(), binding.view(), format, all.data());
  return calls.read_together(services.table(), binding.view(), format, all.data(),
                             static_cast<std::uint32_t>(all.size()));
}

const FileFormat& format_at(const PluginCode& code, std::uint32_t format) {
  const std::vector<FileFormat>& formats = code.manifest->formats;
  if (format < formats.size()) return formats[format];
  throw Error(ErrorCode::not_found, "has no such format", code.manifest->id);
}

/// Puts longitudes and latitudes on the map of the city, which gets a place with the first of them if it has
/// none.
class Placer {
 public:
  Placer(city::City& city, std::string crs, std::string file)
      : city_(city), crs_name_(std::move(crs)), file_(std::move(file)) {}

  void operator()(std::span<double> points) {
    if (city_.place().crs.empty()) settle(points);
    if (city_.place().crs.empty()) return;  // nothing had a place
    if (!crs_) crs_ = io::Crs::open(city_.place().crs, file_);
    (void)crs_->from_wgs84(points);
    for (std::size_t i = 0; i < points.size(); i += 2) {
      points[i] -= city_.place().origin_x;
      points[i + 1] -= city_.place().origin_y;
    }
  }

 private:
  void settle(std::span<double> points) {
    double low_x = HUGE_VAL, low_y = HUGE_VAL, high_x = -HUGE_VAL, high_y = -HUGE_VAL;
    for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
      if (!(std::fabs(points[i]) <= 180 && std::fabs(points[i + 1]) <= 90)) continue;
      low_x = std::min(low_x, points[i]);
      high_x = std::max(high_x, points[i]);
      low_y = std::min(low_y, points[i + 1]);
      high_y = std::max(high_y, points[i + 1]);
    }
    if (low_x > high_x) {
      std::fill(points.begin(), points.end(), static_cast<double>(kNoValue));
      return;
    }
    city_.set_place(io::placed(city_.place(), crs_name_, low_x + (high_x - low_x) / 2,
                               low_y + (high_y - low_y) / 2, file_));
  }

  city::City& city_;
  std::string crs_name_, file_;
  std::optional<io::Crs> crs_;
};

void check_names(const PluginCode& code, const city::ReadTables& read) {
  for (std::size_t table = 0; table < read.names.size(); ++table) {
    std::set<std::string_view> known;
    for (const std::string& name : read.names[table]) {
      if (!name.empty() && !known.insert(name).second) {
        throw Error(ErrorCode::plugin_fault,
                    fmt::format("the reading calls two rows of {} '{}'", read.city.table(table).name(), name),
                    code.manifest->id);
      }
    }
  }
}

/// Ends a call into the plugin; a status that is not CONURB_OK becomes an Error.
void finish_call(Services& services, conurb_status status, const PluginCode& code, std::string_view work) {
  if (status == CONURB_OK && services.cut_short()) status = CONURB_CANCELLED;
  const std::string reason = services.error();
  services.end_call();
  if (status != CONURB_OK) throw_refusal(status, reason, code.manifest->id, work);
}

}  // namespace

bool ends_as(const FileFormat& format, std::string_view file_name) {
  if (ends_with_ignoring_case(file_name, ".gz")) file_name.remove_suffix(3);
  return std::any_of(format.endings.begin(), format.endings.end(),
                     [&](const std::string& ending) { return ends_with_ignoring_case(file_name, ending); });
}

std::optional<std::uint32_t> recognised_format(const PluginCode& code, std::string_view file_name,
                                               std::string_view start) {
  const conurb_format* const calls = format_calls(code);
  if (calls == nullptr) return std::nullopt;
  const std::vector<FileFormat>& formats = code.manifest->formats;
  for (std::uint32_t i = 0; i < formats.size(); ++i) {
    if (!is_read(*calls, formats[i]) || !ends_as(formats[i], file_name)) continue;
    if (calls->recognises == nullptr || calls->recognises(i, start.data(), start.size()) != 0) return i;
  }
  return std::nullopt;
}

FormatReading read_format(const PluginCode& code, Environment& environment,
                          std::span<const city::TableSpec> vocabulary, const city::Place& place,
                          const std::string& crs, std::span<const double> parameters, std::uint32_t format,
                          std::span<const FormatFile> files) {
  const FileFormat& what = format_at(code, format);
  const conurb_format* const calls = format_calls(code);
  if (calls == nullptr || !is_read(*calls, what))
    throw Error(ErrorCode::not_found, fmt::format("does not read {}", what.label), code.manifest->id);
  if (files.empty() || (files.size() > 1 && !what.together))
    throw Error(ErrorCode::invalid_argument, fmt::format("reads one file of {} at a time", what.label),
                code.manifest->id);
  constexpr std::string_view kReading = "reading";
  FormatReading result;
  city::City& city = result.read.city;
  city.set_place(place);
  const std::vector<const Manifest*> manifests{code.manifest.get()};
  declare(manifests, vocabulary, city);
  result.read.names.resize(city.table_count());
  std::mutex mutex;
  Services services(code, environment, CONURB_ABI_MINOR, [&](const Finding& finding) {
    const std::lock_guard lock(mutex);
    result.findings.push_back(finding);
  });
  Binding binding(*code.manifest, city);
  binding.view_for_synthesis(city, parameters, parameters_revision(parameters), 0);
  Placer placer(city, crs, files.front().name);
  services.begin_reading(
      city, binding,
      [&](std::size_t table, std::int64_t first, std::span<const char* const> names) {
        std::vector<std::string>& known = result.read.names[table];
        const auto begin = static_cast<std::size_t>(first);
        known.resize(std::max(known.size(), begin + names.size()));
        std::copy(names.begin(), names.end(), known.begin() + first);
      },
      [&placer](std::span<double> points) { placer(points); });
  finish_call(services, call_reader(*calls, services, binding, what, format, files), code, kReading);
  result.read.columns = check_filled(code, binding, nullptr, environment.jobs, kReading, city);
  check_names(code, result.read);
  return result;
}

void write_format(const PluginCode& code, Environment& environment,
                  std::span<const city::TableSpec> vocabulary, const city::City& city,
                  std::span<const double> parameters, std::uint32_t format,
                  const std::function<void(std::string_view)>& put) {
  const FileFormat& what = format_at(code, format);
  const conurb_format* const calls = format_calls(code);
  if (calls == nullptr || calls->write == nullptr || !what.writes)
    throw Error(ErrorCode::not_found, fmt::format("does not write {}", what.label), code.manifest->id);
  struct Call {
    const std::function<void(std::string_view)>* put;
    std::exception_ptr failure;
  } call{&put, nullptr};
  const conurb_sink sink{sizeof sink, &call,
                         [](const conurb_sink* self, const char* text, std::uint64_t size) {
                           auto& to = *static_cast<Call*>(self->context);
                           try {
                             (*to.put)({text, static_cast<std::size_t>(size)});
                             return CONURB_OK;
                           } catch (...) {  // told by the host below, whatever the plugin makes of the status
                             to.failure = std::current_exception();
                             return CONURB_IO;
                           }
                         }};
  city::City whole = city;
  const std::vector<const Manifest*> manifests{code.manifest.get()};
  declare(manifests, vocabulary, whole);
  Binding binding(*code.manifest, whole);
  binding.view_for_reading(whole, {}, parameters, parameters_revision(parameters), 0);
  Services services(code, environment);
  services.begin_call(&whole, nullptr, &binding);
  const conurb_status status = calls->write(services.table(), binding.view(), format, &sink);
  if (call.failure) {
    services.end_call();
    std::rethrow_exception(call.failure);
  }
  finish_call(services, status, code, "writing");
}

}  // namespace conurb::host

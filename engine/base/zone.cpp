// SPDX-License-Identifier: Apache-2.0
#include "engine/base/zone.hpp"

#include <date/tz.h>
#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/posix_rule.hpp"
#include "engine/base/text.hpp"

namespace conurb {

namespace {

constexpr Time kFirstTime{std::numeric_limits<std::int64_t>::min()};
constexpr Time kLastTime{std::numeric_limits<std::int64_t>::max()};

/// Where the system keeps its zone files; libhowardhinnant-date looks there too.
constexpr const char* kZoneInfo = "/usr/share/zoneinfo";

/// A Time, or an end of the time axis for what lies outside years 1..9999: the database marks "for ever" so.
Time from_posix_seconds(std::int64_t seconds) {
  const std::int64_t first = days_since_epoch({kFirstYear, 1, 1}) * 86400;
  const std::int64_t last = (days_since_epoch({kLastYear, 12, 31}) + 1) * 86400;
  if (seconds >= last) return kLastTime;
  if (seconds < first) return kFirstTime;
  return {seconds * 1'000'000};
}

/// The TZ string in the last line of a version 2+ zone file.
std::optional<PosixRule> read_footer(const std::string& name) {
  const std::string bytes = read_file(std::filesystem::path(kZoneInfo) / name, std::size_t{1} << 20);
  if (bytes.size() < 2 || bytes.back() != '\n') return std::nullopt;
  const std::size_t line = bytes.rfind('\n', bytes.size() - 2);
  if (line == std::string::npos) return std::nullopt;
  return parse_posix_rule(std::string_view(bytes).substr(line + 1, bytes.size() - line - 2));
}

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    // It is an unknown name or an unreadable database; told apart below, as the library has one exception for
    // both.
  }
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception& error) {
    throw Error(ErrorCode::io, fmt::format("the time zone database cannot be read: {}", error.what()),
                kZoneInfo, "install the package tzdata");
  }
  throw Error(ErrorCode::not_found, in_quotes(name) + " is no time zone of the IANA database", "",
              did_you_mean(name, names));
}

}  // namespace

/// `zone` is null for zones of fixed offset. The library's zones live as long as the program.
struct Zone::Impl {
  std::string name;
  const date::time_zone* zone = nullptr;
  Duration fixed_offset;
  std::optional<PosixRule> rule;
};

Zone::Zone(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Zone::Zone(std::string_view name) {
  auto impl = std::make_shared<Impl>();
  impl->zone = find_zone(name);
  impl->name = impl->zone->name();
  impl->rule = read_footer(impl->name);
  impl_ = std::move(impl);
}

Zone Zone::utc() {
  auto impl = std::make_shared<Impl>();
  impl->name = "UTC";
  return Zone(std::move(impl));
}

Zone Zone::fixed(Duration offset) {
  if (offset <= -kDay || offset >= kDay) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("an offset from UTC of {} is beyond 24 h", format_duration(offset)));
  }
  auto impl = std::make_shared<Impl>();
  const std::int64_t seconds = std::abs(offset.us) / kSecond.us;
  impl->name = fmt::format("UTC{}{:02}:{:02}", offset.us < 0 ? '-' : '+', seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) impl->name += fmt::format(":{:02}", seconds % 60);
  impl->fixed_offset = offset;
  return Zone(std::move(impl));
}

const std::string& Zone::name() const {
  return impl_->name;
}

ZoneSpan Zone::span_at(Time time) const {
  static_cast<void>(civil_in_utc(time));  // refuses times outside years 1..9999
  if (impl_->zone == nullptr) return {kFirstTime, kLastTime, impl_->fixed_offset, false};
  const std::int64_t second = floor_div({time.us}, kSecond);
  const date::sys_info info = impl_->zone->get_info(date::sys_seconds(std::chrono::seconds(second)));
  ZoneSpan span{from_posix_seconds(info.begin.time_since_epoch().count()),
                from_posix_seconds(info.end.time_since_epoch().count()),
                Duration{info.offset.count() * 1'000'000}, info.save.count() != 0};
  if (span.end < kLastTime || !impl_->rule) return span;
  // Behind the table's last change: its last entry holds up to the first change of the footer's rule.
  const ZoneSpan tail = conurb::span_at(*impl_->rule, time);
  return {std::max(tail.begin, span.begin), tail.end, tail.offset, tail.is_summer_time};
}

CivilTime Zone::to_local(Time time) const {
  return civil_in_utc(time + offset(time));
}

Time Zone::to_utc(const CivilTime& local) const {
  const Time reading = as_if_utc(local);
  // The span sought lies within a day of the reading taken as UTC: look at the one there and its neighbours.
  const ZoneSpan middle = span_at(reading);
  std::array<ZoneSpan, 3> spans{middle, middle, middle};
  if (middle.begin > kFirstTime + kDay) spans[0] = span_at(middle.begin - kMicrosecond);
  if (middle.end < kLastTime - kDay) spans[2] = span_at(middle.end);
  for (const ZoneSpan& span : spans) {
    const Time utc = reading - span.offset;
    if (utc >= span.begin && utc < span.end) return utc;
  }
  // In a gap the offset before the change shifts the reading forward by the gap's length.
  const bool before_middle = reading - middle.offset < middle.begin;
  return reading - (before_middle ? spans[0].offset : middle.offset);
}

}  // namespace conurb

// SPDX-License-Identifier: Apache-2.0
// Any text as a duration, a date or the rule of a time zone: refused, or read so that writing it reads the
// same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/base/posix_rule.hpp"
#include "engine/base/time.hpp"

namespace {

template <typename Check>
void check(Check&& read_and_compare) {
  try {
    if (!read_and_compare()) std::abort();
  } catch (const conurb::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conurb;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check([&] {
    const Duration duration = parse_duration(text);
    return parse_duration(format_duration(duration)) == duration;
  });
  check([&] {
    const CivilDate date = parse_date(text);
    return parse_date(format_date(date)) == date && date_from_days(days_since_epoch(date)) == date;
  });
  check([&] {
    if (const auto rule = parse_posix_rule(text)) {
      for (const std::int64_t year : {1970, 2000, 2026, 9000}) {
        static_cast<void>(span_at(*rule, as_if_utc({{static_cast<int>(year), 6, 1}})));
      }
    }
    return true;
  });
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <span>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/host/check_case.hpp"
#include "engine/host/check_child.hpp"
#include "engine/host/library.hpp"

namespace conurb::host {

namespace {

using check::Case;
using check::Context;

// A child's report: one letter, then the detail.
constexpr char kPassed = 'p';
constexpr char kSkipped = 's';
constexpr char kFailed = 'f';

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const std::span<const Case> group :
       {check::library_cases(), check::life_cases(), check::step_cases(), check::output_cases(),
        check::bits_cases(), check::state_cases(), check::change_cases(), check::input_cases(),
        check::query_cases(), check::synthesis_cases()}) {
    cases.insert(cases.end(), group.begin(), group.end());
  }
  return cases;
}

std::string report_of(const Case& one, const Context& context) noexcept {
  try {
    return kPassed + one.run(context);
  } catch (const check::NotApplicable& reason) {
    return kSkipped + reason.text;
  } catch (const check::Failure& failure) {
    return kFailed + failure.text;
  } catch (const std::exception& error) {
    return std::string(1, kFailed) + error.what();
  } catch (...) {
    return std::string(1, kFailed) + "an exception of unknown type";
  }
}

// The last line that a dying plugin printed: what abort(), a sanitizer or the loader had to say.
std::string last_line(const std::string& output) {
  std::string_view text = output;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t start = text.rfind('\n');
  return std::string(start == std::string_view::npos ? text : text.substr(start + 1));
}

CaseResult run_case(const Case& one, const Context& context) {
  const check::ChildEnd end = check::run_in_child([&] { return report_of(one, context); }, context.timeout_s);
  CaseResult result;
  result.name = one.name;
  result.seconds = end.seconds;
  if (!end.reported) {
    const std::string said = last_line(end.output);
    result.detail = end.fault + (said.empty() ? "" : "; it printed: " + said);
    return result;
  }
  result.passed = end.report.front() == kPassed;
  result.skipped = end.report.front() == kSkipped;
  result.detail = end.report.substr(1);
  return result;
}

std::vector<Case> chosen_cases(const std::string& only) {
  std::vector<Case> cases = all_cases();
  if (only.empty()) return cases;
  const auto found =
      std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.name == only; });
  if (found == cases.end()) {
    throw Error(ErrorCode::not_found, fmt::format("there is no case '{}'", only), "plugin check",
                did_you_mean(only, case_names()));
  }
  return {*found};
}

}  // namespace

std::vector<CaseResult> check_plugin(const std::filesystem::path& library, const CheckOptions& options) {
  const std::vector<Case> cases = chosen_cases(options.only);
  if (!std::filesystem::exists(library)) {
    throw Error(ErrorCode::not_found, "there is no such file", library.string(), "build the plugin first");
  }
  const Context context{library, options.seed, options.timeout_s, options.vocabulary};
  std::vector<CaseResult> results;
  std::string_view obstacle;
  for (const Case& one : cases) {
    if (!obstacle.empty()) {
      results.push_back({std::string(one.name), false, true, fmt::format("{} failed", obstacle), 0});
      continue;
    }
    results.push_back(run_case(one, context));
    const bool basic = one.name == check::kLoadsCase || one.name == check::kCityCase;
    if (basic && !results.back().passed) obstacle = one.name;
  }
  return results;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const Case& one : all_cases()) names.emplace_back(one.name);
  return names;
}

}  // namespace conurb::host

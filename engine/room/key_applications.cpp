// SPDX-License-Identifier: Apache-2.0
#include "engine/room/key_applications.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <tuple>

#include "engine/base/text.hpp"

namespace conurb::room {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHead = std::size_t{64} << 10;

enum class Part { none, question, inputs, levers, actions, kpis, report };

void capitalise(std::string& text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
}

void append(std::string& text, std::string_view more) {
  if (!text.empty()) text += ' ';
  text += more;
}

// "wall_u, roof_u  U-values": names, two blanks or more, what they are. A line without names goes on with
// what the one before says.
void add_levers(std::vector<KeyApplication::Lever>& levers, std::string_view line) {
  const std::size_t gap = line.find("  ");
  if (gap != std::string_view::npos) {
    levers.push_back({std::string(trim(line.substr(0, gap))), std::string(trim(line.substr(gap)))});
  } else if (!levers.empty()) {
    append(levers.back().doc, line);
  } else {
    levers.push_back({std::string(line), ""});
  }
}

void add_kpis(std::vector<std::string>& kpis, std::string_view line) {
  for (const std::string_view kpi : split(line, ',')) {
    if (trim(kpi).empty()) continue;
    kpis.emplace_back(trim(kpi));
    capitalise(kpis.back());
  }
}

// The name in: scenario { name = "Deep retrofit", …
std::string scenario_name(std::string_view script) {
  const std::size_t call = script.find("scenario {");
  const std::size_t field = call == std::string_view::npos ? call : script.find("name = \"", call);
  if (field == std::string_view::npos) return {};
  const std::size_t begin = field + std::string_view("name = \"").size();
  const std::size_t end = script.find('"', begin);
  return end == std::string_view::npos ? std::string() : std::string(script.substr(begin, end - begin));
}

std::string title_of(const fs::path& file) {
  std::string title = file.stem().string();
  std::replace(title.begin(), title.end(), '_', ' ');
  capitalise(title);
  return title;
}

}  // namespace

KeyApplication key_application(const fs::path& file, std::string_view script) {
  KeyApplication application;
  application.file = file;
  application.title = scenario_name(script);
  if (application.title.empty()) application.title = title_of(file);
  Part part = Part::none;
  for (std::string_view line : split(script, '\n')) {
    if (!line.starts_with("--")) break;
    line = trim(line.substr(2));
    for (const auto& [word, begun] : {std::pair<std::string_view, Part>{"Question:", Part::question},
                                      {"Inputs:", Part::inputs},
                                      {"Levers:", Part::levers},
                                      {"Actions:", Part::actions},
                                      {"KPIs:", Part::kpis},
                                      {"Report:", Part::report}}) {
      if (!line.starts_with(word)) continue;
      part = begun;
      line = trim(line.substr(word.size()));
    }
    if (line.empty()) continue;
    switch (part) {
      case Part::none: break;
      case Part::question: append(application.question, line); break;
      case Part::inputs: append(application.inputs, line); break;
      case Part::levers: add_levers(application.levers, line); break;
      case Part::actions: append(application.actions, line); break;
      case Part::kpis: add_kpis(application.kpis, line); break;
      case Part::report: append(application.report, line); break;
    }
  }
  for (std::string* text :
       {&application.question, &application.inputs, &application.actions, &application.report})
    capitalise(*text);
  return application;
}

std::vector<KeyApplication> key_applications(std::span<const fs::path> folders) {
  std::vector<KeyApplication> all;
  for (const fs::path& folder : folders) {
    const auto first = static_cast<std::ptrdiff_t>(all.size());
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() != ".lua") continue;
      std::ifstream stream(entry->path(), std::ios::binary);
      std::string text(kHead, '\0');
      stream.read(text.data(), static_cast<std::streamsize>(text.size()));
      text.resize(static_cast<std::size_t>(stream.gcount()));
      KeyApplication application = key_application(entry->path(), printable(text, "\n\t\r"));
      if (!application.question.empty()) all.push_back(std::move(application));
    }
    std::sort(all.begin() + first, all.end(), [](const auto& a, const auto& b) {
      return std::tie(a.title, a.file) < std::tie(b.title, b.file);
    });
  }
  return all;
}

}  // namespace conurb::room

// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_lines.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "plugins/water/error.hpp"
#include "plugins/water/formats/inp_words.hpp"

namespace conurb::water {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Section::count_)> kSectionNames = {
    "TITLE",    "JUNCTIONS",   "RESERVOIRS", "TANKS",     "PIPES",    "PUMPS",    "VALVES",
    "CONTROLS", "RULES",       "DEMANDS",    "SOURCES",   "EMITTERS", "PATTERNS", "CURVES",
    "QUALITY",  "STATUS",      "ENERGY",     "REACTIONS", "MIXING",   "LEAKAGE",  "TIMES",
    "OPTIONS",  "COORDINATES", "VERTICES",   "TAGS"};
constexpr std::array<std::string_view, 4> kTextSections = {"REPORT", "LABELS", "BACKDROP", "ROUGHNESS"};
constexpr std::size_t kMostTexts = 10'000;  // sections that are kept as text
constexpr std::size_t kTold = 4;            // letters that tell sections apart

std::optional<Section> section_of(std::string_view name) {
  for (std::size_t i = 0; i < kSectionNames.size(); ++i) {
    if (begins(name, kSectionNames[i].substr(0, kTold))) return static_cast<Section>(i);
  }
  return std::nullopt;
}

class Sorter {
 public:
  Sorter(std::string_view text, FindingList& findings) : findings_(findings) { out_.text = text; }

  void sort() {
    for (std::size_t begin = 0; begin < out_.text.size() && !ended_;) {
      const std::size_t end = std::min(out_.text.find('\n', begin), out_.text.size());
      ++number_;
      line(begin, out_.text.substr(begin, end - begin));
      begin = end + 1;
      if (ended_ && begin < out_.text.size()) note_rest(begin);
    }
    end_text();
  }

  [[nodiscard]] bool found() const { return found_; }
  InpLines take() { return std::move(out_); }

 private:
  void line(std::size_t begin, std::string_view whole) {
    const std::string_view text = without_blanks(whole);
    if (text.starts_with('[')) return head(text);
    if (into_ == Into::text) {
      const std::size_t last = whole.find_last_not_of(" \t\r");
      kept_.text.append(whole.substr(0, last == std::string_view::npos ? 0 : last + 1)).append("\n");
      if (!text.empty() && !text.starts_with(';')) keep_ = true;
    } else if (!text.empty() && into_ == Into::section) {
      out_.lines[static_cast<std::size_t>(section_)].push_back(
          {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(whole.size()), number_});
    } else if (!text.empty() && !text.starts_with(';')) {
      findings_.warn("file", "", "has text before its first section, which is passed over");
    }
  }

  /// Keeps the text section that ends here, if it has more than comments.
  void end_text() {
    while (kept_.text.ends_with('\n')) kept_.text.pop_back();
    if (keep_ && out_.kept.size() <= kMostTexts) out_.kept.push_back(std::move(kept_));
    keep_ = false;
    kept_ = {};
  }

  void head(std::string_view text) {
    const std::string_view name = text.substr(1);
    end_text();
    if (begins(name, "END")) {
      ended_ = true;
      return;
    }
    if (const auto known = section_of(name)) {
      section_ = *known;
      into_ = Into::section;
      found_ = true;
      return;
    }
    into_ = Into::text;
    const auto* kept =
        std::find_if(kTextSections.begin(), kTextSections.end(),
                     [&](std::string_view keyword) { return begins(name, keyword.substr(0, kTold)); });
    if (kept != kTextSections.end()) {
      kept_.head.append("[").append(*kept).append("]");
      return;
    }
    kept_.head = text;
    findings_.inform("section", in_quotes(text), "is none of EPANET's and is kept as text");
  }

  void note_rest(std::size_t begin) {
    if (out_.text.find_first_not_of(" \t\r\n\x1A", begin) != std::string_view::npos) {
      findings_.inform("file", "", "has text behind [END], which is passed over");
    }
  }

  enum class Into : std::uint8_t { nothing, section, text };
  InpLines out_;
  FindingList& findings_;
  std::uint32_t number_ = 0;
  Into into_ = Into::nothing;
  Section section_ = Section::title;
  InpSection kept_;    // the text section at hand
  bool keep_ = false;  // whether it has more than comments
  bool ended_ = false, found_ = false;
};

}  // namespace

std::string_view section_name(Section section) {
  return kSectionNames[static_cast<std::size_t>(section)];
}

InpLines split_sections(std::string_view text, const std::string& where, FindingList& findings) {
  Sorter sorter(text, findings);
  sorter.sort();
  if (!sorter.found()) {
    throw InputError("has no section of an EPANET network", where,
                     "an INP file holds [JUNCTIONS], [PIPES] and others");
  }
  InpLines lines = sorter.take();
  if (lines.kept.size() > kMostTexts) {
    throw InputError("has more than " + std::to_string(kMostTexts) + " sections that are kept as text",
                     where);
  }
  return lines;
}

}  // namespace conurb::water

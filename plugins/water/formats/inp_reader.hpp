// SPDX-License-Identifier: Apache-2.0
// What the readers of the sections of an INP file share: the line at hand, the names of elements, and how
// they refuse. Each section is read by a function of its own, in the order in which they need each other;
// file values become SI values at once, but for curves, whose meaning is known last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "plugins/water/findings.hpp"
#include "plugins/water/formats/id_rows.hpp"
#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/inp_lines.hpp"
#include "plugins/water/formats/inp_units.hpp"
#include "plugins/water/formats/inp_words.hpp"

namespace conurb::water {

struct InpLine : InpWords {
  std::uint32_t number = 0;
  std::string_view above = {};  ///< the one line of comment right above, where it is no heading

  [[nodiscard]] std::size_t size() const { return words.size(); }
  /// Empty where the line has no such word.
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    return i < words.size() ? words[i] : std::string_view();
  }
  [[nodiscard]] std::string remark() const { return std::string(comment.empty() ? above : comment); }
};

class InpReader {
 public:
  /// The text of the lines must outlive the reader.
  InpReader(InpLines lines, const std::string& where, FindingList& told, InpFile& out)
      : file(out), network(out.network), findings(told), lines_(std::move(lines)), where_(where) {}

  InpFile& file;
  SupplyNetwork& network;
  FindingList& findings;
  InpScales scales = {};
  IdRows nodes = {}, links = {}, patterns = {}, curves = {};
  std::vector<std::uint32_t> curve_lines = {};                      ///< where each curve begins
  std::vector<bool> curve_used = {};                                ///< whether an element names the curve
  std::unordered_map<std::string, std::int32_t> curve_clones = {};  ///< by id and kind
  std::string trace_node = {};                                      ///< as [OPTIONS] names it
  std::uint32_t trace_line = 0;                                     ///< where it does; 0: nowhere

  /// Makes room for as many elements as the sections of nodes and of links have lines.
  void make_room();

  /// Calls for each line of the section that has words.
  void each(Section section, const std::function<void(const InpLine&)>& read);

  [[noreturn]] void refuse(std::uint32_t line, const std::string& what, const std::string& remedy = {}) const;
  [[noreturn]] void refuse(const InpLine& line, const std::string& what,
                           const std::string& remedy = {}) const {
    refuse(line.number, what, remedy);
  }

  /// The number that a word of the line is; `of` names the quantity in a refusal.
  [[nodiscard]] double number(const InpLine& line, std::size_t word, std::string_view of) const;
  [[nodiscard]] double not_negative(const InpLine& line, std::size_t word, std::string_view of) const;
  [[nodiscard]] double positive(const InpLine& line, std::size_t word, std::string_view of) const;

  /// Rows by name; they refuse a name without an element.
  [[nodiscard]] std::int32_t node(const InpLine& line, std::size_t word) const;
  [[nodiscard]] std::int32_t link(const InpLine& line, std::size_t word) const;
  [[nodiscard]] std::int32_t curve(const InpLine& line, std::size_t word) const;
  /// None for a word that is missing or "*".
  [[nodiscard]] std::int32_t pattern(const InpLine& line, std::size_t word) const;

  /// Gives the next row to a new element; refuses one that is there already, is empty, or is one too many.
  void add_id(IdRows& rows, std::string_view id, std::uint32_t line, std::string_view kind);

  /// The name itself or, where there is such a curve, with a number behind it.
  [[nodiscard]] std::string new_curve_id(std::string_view name);
  /// A curve that no line of [CURVES] names, for one element; gives its row.
  std::int32_t add_curve(Curve curve, std::uint32_t line);

  /// Calls with the rows of the elements whose ids lie between two words of the line: as whole numbers where
  /// both words begin with one, else as texts. Refuses a file whose ranges are too many for its size.
  void each_between(const InpLine& line, std::size_t first,
                    const std::function<std::string_view(std::size_t)>& id, std::size_t count,
                    const std::function<void(std::size_t)>& apply);

 private:
  InpLines lines_;
  const std::string& where_;
  std::unordered_set<std::string> made_curves_;
  std::size_t name_count_ = 0;  ///< only grows, so that hostile names cost no more than their number
  std::size_t ranged_ = 0;      ///< ids compared with ranges so far
};

// The sections, in the order of reading.
void read_options(InpReader& in);  ///< and the orders of reactions: from then on scales hold
void read_patterns(InpReader& in);
void read_curves(InpReader& in);
void read_junctions(InpReader& in);
void read_reservoirs_and_tanks(InpReader& in);
void read_pipes(InpReader& in);
void read_pumps(InpReader& in);
void read_valves(InpReader& in);
void read_demands(InpReader& in);
void read_emitters(InpReader& in);
void read_leakage(InpReader& in);
void read_status(InpReader& in);
void read_controls(InpReader& in);
void read_rules(InpReader& in);
void read_energy(InpReader& in);
void read_quality(InpReader& in);
void read_sources(InpReader& in);
void read_reactions(InpReader& in);
void read_mixing(InpReader& in);
void read_times(InpReader& in);
void read_places(InpReader& in);     ///< coordinates, vertices and tags
void convert_curves(InpReader& in);  ///< to SI, when all who use them are known
void check_tanks(InpReader& in);     ///< against their volume curves

/// Adds the words of a line that the network does not hold; refuses one too many.
void keep_text(const InpReader& in, const InpLine& line, std::vector<std::string>& texts);

/// A new link between the nodes that the line names.
[[nodiscard]] Link& add_link(InpReader& in, const InpLine& line, LinkKind kind);

/// Makes the curve one of the kind and gives its row. A curve that is of another kind already is taken twice.
[[nodiscard]] std::int32_t used_curve(InpReader& in, std::int32_t row, Curve::Kind kind);

/// The kind that a word names, as EPANET 2.3 writes it behind a point and its user interface in a comment.
[[nodiscard]] Curve::Kind curve_kind_of(std::string_view word);

}  // namespace conurb::water

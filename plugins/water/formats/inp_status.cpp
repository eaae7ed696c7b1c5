// SPDX-License-Identifier: Apache-2.0
// [STATUS]: how links are at the start.
#include <optional>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

/// Open, closed, or a number: speed or setting as the file has it.
struct StartStatus {
  LinkStatus status = LinkStatus::active;
  double value = 0;
};

StartStatus status_of(const InpReader& in, const InpLine& line) {
  const std::string_view word = line.words.back();
  if (begins(word, "OPEN")) return {LinkStatus::open, 0};
  if (begins(word, "CLOSED")) return {LinkStatus::closed, 0};
  if (begins(word, "ACTIVE")) in.refuse(line, "link " + in_quotes(line[0]) + " is ACTIVE without a setting");
  return {LinkStatus::active, in.not_negative(line, line.size() - 1, "status")};
}

void set_pump(InpReader& in, Link& pump, const StartStatus& start) {
  if (start.status == LinkStatus::open && pump.speed != 1) {
    in.findings.inform("pump", in_quotes(pump.id),
                       "is OPEN in [STATUS]: its speed is 1, whatever [PUMPS] says");
  }
  const bool closed =
      start.status == LinkStatus::closed || (start.status == LinkStatus::active && start.value == 0);
  pump.initial_status = closed ? LinkStatus::closed : LinkStatus::open;
  if (start.status == LinkStatus::open) pump.speed = 1;
  if (start.status == LinkStatus::active && !closed) pump.speed = start.value;
}

/// As EPANET 2.3 changes the status of a link of each kind; check valves keep theirs.
void set_start(InpReader& in, Link& link, const StartStatus& start) {
  if (link.check_valve) return;
  const bool by_number = start.status == LinkStatus::active;
  if (link.kind == LinkKind::pump) {
    set_pump(in, link, start);
  } else if (link.kind == LinkKind::pipe) {
    if (!by_number) link.initial_status = start.status;
  } else if (link.kind == LinkKind::general_purpose) {
    // An open one is at its curve.
    if (!by_number)
      link.initial_status = start.status == LinkStatus::open ? LinkStatus::active : start.status;
  } else {
    link.initial_status = start.status;
    if (by_number) link.setting = start.value * setting_scale(in.scales, link.kind);
  }
}

void set_one(InpReader& in, const InpLine& line, const StartStatus& start) {
  const std::int32_t row = in.links.find(line[0]);
  if (row == kNone) {
    in.findings.warn("status", in_quotes(line[0]),
                     "is that of no link, which EPANET 2.3 refuses; it is passed over");
    return;
  }
  Link& link = in.network.links[at(row)];
  if (link.check_valve) {
    in.refuse(line, "pipe " + in_quotes(link.id) + " has a check valve, which has no status",
              "take the line away");
  }
  const bool by_number = start.status == LinkStatus::active;
  if (by_number && link.kind == LinkKind::general_purpose) {
    in.refuse(line, "valve " + in_quotes(link.id) + " is set to " + in_quotes(line[1]) + ", but has a curve",
              "write OPEN or CLOSED");
  }
  if (by_number && link.kind == LinkKind::pipe) {
    in.findings.warn("status", in_quotes(link.id), "is a number for a pipe and is passed over");
  }
  set_start(in, link, start);
}

}  // namespace

void read_status(InpReader& in) {
  std::vector<Link>& links = in.network.links;
  in.each(Section::status, [&](const InpLine& line) {
    if (line.size() < 2) in.refuse(line, "link " + in_quotes(line[0]) + " has no status");
    const StartStatus start = status_of(in, line);
    if (line.size() == 2) {
      set_one(in, line, start);
    } else {
      in.each_between(
          line, 0, [&](std::size_t i) { return std::string_view(links[i].id); }, links.size(),
          [&](std::size_t i) { set_start(in, links[i], start); });
    }
  });
}

}  // namespace conurb::water

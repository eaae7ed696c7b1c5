// SPDX-License-Identifier: Apache-2.0
// [CONTROLS], and what links are set to by them and by rules.
#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/formats/inp_setting.hpp"
#include "plugins/water/formats/inp_times.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::int64_t kSecondsOfDay = 86400;

/// LINK id setting IF NODE id ABOVE level
void read_level(const InpReader& in, const InpLine& line, std::size_t size, Control& control) {
  if (size < 8)
    in.refuse(line, "the control has too few words", "write LINK id setting IF NODE id ABOVE level");
  control.node = in.node(line, 5);
  if (begins(line[6], "ABOVE")) {
    control.when = Control::When::above;
  } else if (begins(line[6], "BELOW")) {
    control.when = Control::When::below;
  } else {
    in.refuse(line, "the control acts " + in_quotes(line[6]) + " a level", "write ABOVE or BELOW");
  }
  const bool junction = in.network.nodes[at(control.node)].kind == Node::Kind::junction;
  control.level = in.number(line, 7, "level") * (junction ? in.scales.pressure : in.scales.length);
}

/// LINK id setting AT TIME time unit
void read_time(InpReader& in, const InpLine& line, std::size_t size, Control& control) {
  const auto time = seconds_of(line[5], size > 6 ? line[6] : std::string_view());
  if (!time) {
    in.refuse(line, "the control acts at " + in_quotes(line[5]) + ", which is no time",
              "write hours, H:MM or H:MM:SS, with AM or PM for a time of day");
  }
  control.time = control.when == Control::When::at_clock ? *time % kSecondsOfDay : *time;
}

void read_control(InpReader& in, const InpLine& line) {
  std::size_t size = line.size();
  Control control;
  control.comment = line.remark();
  control.enabled = !begins(line.words.back(), "DISABLED");
  if (!control.enabled) --size;
  if (size < 6) in.refuse(line, "the control has too few words", "write LINK id setting AT TIME time");
  control.link = in.link(line, 1);
  if (begins(line[2], "ACTIVE"))
    in.refuse(line, "the control sets a link to ACTIVE", "give the setting itself");
  const LinkSetting to = setting_of(in, line, 2, in.network.links[at(control.link)]);
  control.status = to.status;
  control.setting = to.setting;
  // EPANET runs a pump at its full speed where a control opens it.
  const bool pump = in.network.links[at(control.link)].kind == LinkKind::pump;
  if (pump && control.status == LinkStatus::open && begins(line[2], "OPEN")) control.setting = 1;
  if (pump && control.status == LinkStatus::closed) control.setting = kNotGiven;
  if (begins(line[4], "TIME") || begins(line[4], "CLOCKTIME")) {
    control.when = begins(line[4], "TIME") ? Control::When::at_time : Control::When::at_clock;
    read_time(in, line, size, control);
  } else {
    read_level(in, line, size, control);
  }
  in.network.controls.push_back(std::move(control));
}

}  // namespace

LinkSetting setting_of(const InpReader& in, const InpLine& line, std::size_t word, const Link& link) {
  if (link.check_valve) {
    in.refuse(line, "pipe " + in_quotes(link.id) + " has a check valve, which nothing controls",
              "take the check valve or the control away");
  }
  const bool with_curve = link.kind == LinkKind::general_purpose;
  if (begins(line[word], "OPEN")) return {with_curve ? LinkStatus::active : LinkStatus::open, kNotGiven};
  if (begins(line[word], "CLOSED")) return {LinkStatus::closed, kNotGiven};
  const bool valve = link.kind != LinkKind::pipe && link.kind != LinkKind::pump;
  if (valve && begins(line[word], "ACTIVE")) return {LinkStatus::active, kNotGiven};
  if (with_curve) {
    in.refuse(line,
              "valve " + in_quotes(link.id) + " is set to " + in_quotes(line[word]) + ", but has a curve",
              "write OPEN or CLOSED");
  }
  if (link.kind == LinkKind::pipe) {
    return {in.not_negative(line, word, "setting") > 0 ? LinkStatus::open : LinkStatus::closed, kNotGiven};
  }
  if (link.kind == LinkKind::pump) {
    const double speed = in.not_negative(line, word, "speed");
    return {speed > 0 ? LinkStatus::open : LinkStatus::closed, speed};
  }
  const bool by_opening = link.kind == LinkKind::positional;
  const double setting =
      by_opening ? in.not_negative(line, word, "opening") : in.number(line, word, "setting");
  return {LinkStatus::active, setting * setting_scale(in.scales, link.kind)};
}

std::string setting_text(const LinkSetting& setting, const Link& link, const InpScales& scales) {
  if (setting.setting == setting.setting)
    return file_number(setting.setting, setting_scale(scales, link.kind));
  if (setting.status == LinkStatus::closed) return "CLOSED";
  const bool with_curve = link.kind == LinkKind::general_purpose;
  return setting.status == LinkStatus::open || with_curve ? "OPEN" : "ACTIVE";
}

void read_controls(InpReader& in) {
  in.each(Section::controls, [&](const InpLine& line) { read_control(in, line); });
}

}  // namespace conurb::water

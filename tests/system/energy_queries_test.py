# SPDX-License-Identifier: Apache-2.0
"""The studies of the power grid, asked by scripts as people do, beside figures that others found."""
import csv
import json
import re
import unittest

from city_case import SHARED, CityCase, conurb

ENERGY = SHARED / "energy"

# Prints the rows of answers as JSON; rows of tables become what the source calls them. A question that is refused is
# answered by why.
ASK = """
local function text(value) return '"' .. tostring(value):gsub('[\\\\"%c]', " ") .. '"' end
local function known(name, value)
  if name == "line" or name == "loaded_line" then return city.power_line[value].name end
  if name == "transformer" then return city.power_transformer[value].name end
  if name == "bus" or name:find("_bus$") then return city.power_bus[value].number end
  return value
end
local function answer(...)
  local rows = {}
  for _, row in ipairs(plugin.energy:ask(...)) do
    local fields = {}
    for name, value in pairs(row) do
      local shown = known(name, value)
      fields[#fields + 1] = text(name) .. ": " .. (type(shown) == "string" and text(shown) or tostring(shown))
    end
    rows[#rows + 1] = "{" .. table.concat(fields, ", ") .. "}"
  end
  return "[" .. table.concat(rows, ", ") .. "]"
end
local function told(...)
  local fine, said = pcall(answer, ...)
  print((fine and said or text(said)) .. ",")
end
print("answers:")
"""

# A district of 400 V behind a switch, with a diesel and a roof.
DISTRICT = """function mpc = district
mpc.version = '2';
mpc.baseMVA = 1;
mpc.bus = [
  1 3 0    0    0 0 1 1 0 0.4 1 1.1 0.9;
  2 1 0    0    0 0 1 1 0 0.4 1 1.1 0.9;
  3 1 0.025 0.005 0 0 1 1 0 0.4 1 1.1 0.9;
  4 1 0.025 0.005 0 0 1 1 0 0.4 1 1.1 0.9;
];
mpc.gen = [
  1 0    0 1 -1 1 1 1 1    0;
  3 0.02 0 1 -1 1 1 1 0.06 0;
  3 0.01 0 1 -1 1 1 1 0.03 0;
];
mpc.branch = [
  1 2 0    0    0 0 0 0 0 0 1 -360 360;
  2 3 0.02 0.01 0 0 0 0 0 0 1 -360 360;
  3 4 0.02 0.01 0 0 0 0 0 0 1 -360 360;
];
"""


def has(name):
    return unittest.skipUnless((ENERGY / name).exists(), f"CONURB_SHARED_DATA has no energy/{name}")


class EnergyQueries(CityCase):
    cities = {}
    SCENARIO = 'scenario { name = "S", from = "2026-01-01", to = "2026-01-01 01:00", plugins = { "energy" } }\n'

    def city_of(self, name):
        if name not in self.cities:
            made = self.class_folder / (name.replace("/", "_") + ".gpkg")
            self.ok("import", ENERGY / name, "-o", made, "--zone", "Europe/Berlin")
            self.cities[name] = made
        return self.cities[name]

    def script(self, text):
        path = self.folder / "ask.lua"
        path.write_text(text, encoding="utf-8")
        return path

    def ask(self, city, *questions, before=""):
        """An answer for each question: rows, or why it is refused."""
        lines = "".join(f"told({question})\n" for question in questions)
        done = conurb("run", city, self.script(before + ASK + lines + 'print("null]")\n'), timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = done.stderr.partition("answers:")[2]  # where scripts print
        answers, _ = json.JSONDecoder().raw_decode("[" + said)
        self.assertEqual(len(answers), len(questions) + 1)
        return answers[:-1] if len(questions) > 1 else answers[0]

    @has("matpower/case33bw.m")
    def test_the_feeder_is_switched_to_the_least_loss_that_is_known(self):
        steps, with_loops = self.ask(self.city_of("matpower/case33bw.m"), '"reconfigure"',
                                     '"reconfigure", "change_over"')
        self.assertAlmostEqual(steps[0]["loss_before"], 202.6771e3, delta=0.1)
        self.assertAlmostEqual(steps[-1]["loss"], 139.5513e3, delta=0.1)
        # Lines 7, 9, 14 and 32 open in place of the ties 33 to 36; 37 stays open.
        self.assertEqual({step["line"] for step in steps if step["close"] == 0},
                         {"branch 7", "branch 9", "branch 14", "branch 32"})
        self.assertEqual({step["line"] for step in steps if step["close"] == 1},
                         {"branch 33", "branch 34", "branch 35", "branch 36"})
        for before, after in zip(steps, steps[1:]):
            self.assertEqual(before["loss"], after["loss_before"])
        self.assertTrue(all(step["legal"] == 1 for step in steps))
        self.assertAlmostEqual(with_loops[-1]["loss"], 139.5513e3, delta=0.1)
        self.assertEqual(with_loops[0]["close"], 1)

    @has("matpower/case33bw.m")
    def test_what_the_reconfiguration_says_can_be_carried_out_in_the_tables(self):
        city = self.city_of("matpower/case33bw.m")
        carried_out = """
for _, step in ipairs(plugin.energy:ask("reconfigure")) do
  city.power_line[step.line].in_service = step.close == 1
end
"""
        (case,) = self.ask(city, '"load_cases", 1, 1, 1', before=self.SCENARIO + carried_out)
        # What charges the open ends is not in the tables: this case has no charging.
        self.assertAlmostEqual(case["losses"], 139.5513e3, delta=0.1)

    @has("matpower/case33bw.m")
    def test_a_cut_line_is_restored_step_by_step(self):
        city = self.city_of("matpower/case33bw.m")
        fault = 'city.power_line:where("from.number == 5 and to.number == 6")'
        steps, (summary,), (fast,) = self.ask(
            city, f'"restoration", {fault}', f'"restoration_summary", {fault}',
            f'"restoration_summary", {fault}, nil, nil, 5, 1, 10, 60')
        self.assertEqual(steps[0]["purpose"], "trips by itself")
        self.assertEqual(steps[0]["dark_customers"], 32)
        self.assertEqual(sorted(step["at"] for step in steps), [step["at"] for step in steps])
        cut = [step for step in steps if step["purpose"] == "cut the fault out"]
        self.assertEqual({(step["line"], step["bus"]) for step in cut}, {("branch 5", 5), ("branch 5", 6)})
        self.assertIn(0, [step["dark_customers"] for step in steps])
        self.assertEqual(steps[-1]["dark_customers"], 0)
        self.assertTrue(all(step["legal"] == 1 for step in steps))
        self.assertAlmostEqual(steps[-1]["lowest_voltage"], 0.91309, delta=1e-5)  # the normal state
        self.assertEqual(summary["customers"], 32)
        self.assertEqual(summary["interrupted"], 32)
        self.assertEqual(summary["dark_customers"], 0)
        self.assertEqual(summary["legal"], 1)
        self.assertAlmostEqual(summary["saidi"], summary["customer_minutes"] / 32, places=9)
        self.assertIn("no switches", summary["remarks"])
        self.assertLess(fast["saidi"], summary["saidi"])
        self.assertLess(fast["repaired"], summary["repaired"])

    @has("matpower/case118.m")
    def test_outages_are_those_of_the_reference(self):
        rows = self.ask(self.city_of("matpower/case118.m"), '"n_minus_1", 1000')
        found = {int((row.get("line") or row["transformer"]).split(" ")[1]): row for row in rows}
        with (ENERGY / "ref/case118_n1.csv").open(encoding="utf-8", newline="") as file:
            reference = {int(row["branch_index"]): row for row in csv.DictReader(file)}
        self.assertEqual(found.keys(), reference.keys())
        for branch, row in reference.items():
            self.assertEqual(found[branch]["islanded"], int(row["islanded"]), branch)
            if row["islanded"] == "0":  # the reference stops at islands
                self.assertEqual(found[branch]["converged"], int(row["converged"]), branch)
                self.assertAlmostEqual(found[branch]["losses"], 1e6 * float(row["loss_mw"]), delta=10)
                self.assertAlmostEqual(found[branch]["lowest_voltage"], float(row["vmin_pu"]), delta=1e-7)
        lost = [row["lost_customers"] for row in rows]
        self.assertEqual(lost, sorted(lost, reverse=True))

    @has("matpower/case118.m")
    def test_outages_that_cut_off_are_found_without_flows(self):
        city = self.city_of("matpower/case118.m")
        cut, rest = self.ask(city, '"n_minus_1", 1000, "islanding"', '"n_minus_1", 1000, "supplied"')
        self.assertEqual((len(cut), len(rest)), (9, 177))
        self.assertTrue(all("converged" not in row for row in cut))
        self.assertTrue(all(row["islanded"] == 0 and row["converged"] == 1 for row in rest))

    @has("pandapower/lv_schutterwald.json")
    def test_feeders_of_a_real_net_host_what_their_limits_allow(self):
        city = self.city_of("pandapower/lv_schutterwald.json")
        roofs, station, wider = self.ask(city, '"hosting_capacity", "pv"', '"hosting_capacity", "pv", "station"',
                                         '"hosting_capacity", "pv", "feeder", nil, nil, nil, nil, nil, nil, 0.06')
        self.assertGreater(len(roofs), 50)
        self.assertEqual(len({row["line"] for row in roofs}), len(roofs))
        each = [row["per_customer"] for row in roofs]
        self.assertEqual(each, sorted(each))
        for row in roofs:
            self.assertAlmostEqual(row["capacity"], row["per_customer"] * row["customers"], delta=1e-6)
            if "value" in row:
                self.assertGreater(row["value"], row["limit"])
        self.assertIn("VDE-AR-N 4105", roofs[0]["limited_by"])
        self.assertLess(len(station), len(roofs))
        # All feeders of a station together take no more than each by itself.
        self.assertLessEqual(station[0]["per_customer"], each[0])
        self.assertGreater(sum(row["capacity"] for row in wider), sum(row["capacity"] for row in roofs))

    @has("pandapower/lv_schutterwald.json")
    def test_outages_and_load_cases_of_a_real_net(self):
        city = self.city_of("pandapower/lv_schutterwald.json")
        (worst,), cases = self.ask(city, '"n_minus_1", 1', '"load_cases", 0, 1, 5')
        self.assertEqual(worst["islanded"], 1)
        self.assertGreater(worst["lost_customers"], 100)
        self.assertEqual([case["factor"] for case in cases], [0, 0.25, 0.5, 0.75, 1])
        voltages = [case["lowest_voltage"] for case in cases]
        self.assertEqual(voltages, sorted(voltages, reverse=True))
        self.assertTrue(all(case["converged"] == 1 for case in cases))

    def district(self):
        city = self.folder / "district.gpkg"
        path = self.folder / "district.m"
        path.write_text(DISTRICT, encoding="utf-8")
        self.ok("import", path, "-o", city)
        return city

    def test_a_district_lives_by_itself(self):
        city = self.district()
        # The second generator is a diesel, the third the roof.
        before = self.SCENARIO + """
local generators = city.power_generator:all():ids()
for i, rating in ipairs { 0, 80000, 30000 } do city.power_generator[generators[i]].rated_power = rating end
city.power_generator[generators[2]].grid_forming = true
"""
        coupling = "city.power_switch:all()"
        steps, actions, planned = self.ask(
            city, f'"island", {coupling}, 2, 1, 0.5', f'"island_actions", {coupling}, 2, 1, 0.5',
            f'"island", {coupling}, 2, 1, 0.5, nil, 1', before=before)
        self.assertEqual(steps[0]["mode"], "connected")
        self.assertLess(steps[0]["start"], 0)
        islanded = [step for step in steps if step["mode"] == "islanded"]
        self.assertTrue(islanded)
        for one, following in zip(steps, steps[1:]):
            self.assertAlmostEqual(one["start"] + one["duration"], following["start"], places=6)
        settled = max(islanded, key=lambda step: step["duration"])
        self.assertAlmostEqual(settled["served"], 50e3, delta=1)
        self.assertAlmostEqual(settled["renewable"] + settled["diesel"], 50e3, delta=2e3)  # and the losses
        self.assertGreater(steps[-1]["fuel"], 0)
        self.assertNotIn("charge", steps[0])
        kinds = [action["action"] for action in actions]
        self.assertIn("start diesel", kinds)
        self.assertIn("close coupling", kinds)
        self.assertTrue(all(action["text"].startswith(action["action"]) for action in actions))
        self.assertFalse([step for step in planned if step["mode"] == "black"])

    def test_arguments_that_make_no_sense_are_refused_by_name(self):
        refused = {
            '"island"': "'coupling'",
            '"island", city.power_switch:all(), 0': "'hours'",
            '"restoration"': "one of 'line', 'transformer' and 'bus'",
            '"restoration", city.power_line:all():ids()[1], nil, city.power_bus:all():ids()[1]': "one of 'line'",
            '"n_minus_1", 0': "'count'",
            '"n_minus_1", 10, "some"': "all, islanding, supplied",
            '"hosting_capacity", "wind"': "pv, ev, heat_pump",
            '"load_cases", 0, 1, 0': "'count'",
            '"load_cases", -1': "'from'",
        }
        for said, says in zip(self.ask(self.district(), *refused), refused.values(), strict=True):
            self.assertIn(says, said)

    def test_a_dead_grid_is_told(self):
        dead = self.SCENARIO + "city.power_generator:all().in_service = false\n"
        for said in self.ask(self.district(), '"n_minus_1"', '"hosting_capacity"', '"reconfigure"', '"load_cases"',
                             before=dead):
            self.assertIn("is dead", said)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""The power grid from the command line: files in and out, a run, a cut line."""
import csv
import json
import math
import unittest

from city_case import SHARED, CityCase, kpis

ENERGY = SHARED / "energy"

# A feeder of three buses at 20 kV: 0.5 MW at its end and 1 MW in its middle, and a line of the end that is open.
FEEDER = """function mpc = feeder
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
  1 3 0   0   0 0 1 1 0 20 1 1.1 0.9;
  2 1 1   0.2 0 0 1 1 0 20 1 1.1 0.9;
  3 1 0.5 0.1 0 0 1 1 0 20 1 1.1 0.9;
];
mpc.gen = [ 1 0 0 10 -10 1 10 1 10 0 ];
mpc.branch = [
  1 2 0.01 0.02 0 5 5 5 0 0 1 -360 360;
  2 3 0.02 0.02 0 5 5 5 0 0 1 -360 360;
  1 3 0.05 0.05 0 5 5 5 0 0 0 -360 360;
];
"""

RUN = """
local run = scenario { name = "Grid", from = "2026-01-01", to = "2026-01-01 04:00", plugins = { "energy" } }
%s
"""


class Energy(CityCase):
    def written(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def feeder(self):
        city = self.folder / "feeder.gpkg"
        self.ok("import", self.written("feeder.m", FEEDER), "-o", city)
        return city

    def run_grid(self, city, more=""):
        (outcome,) = [each for each in self.ok_json("run", city, self.written("run.lua", RUN % more))
                      if each["branch"] != "base"]
        return outcome

    def table(self, city, table, *columns, branch="run"):
        path = self.folder / f"{table}.csv"
        path.unlink(missing_ok=True)
        self.ok("export", city, "-o", path, "--table", table, "--columns", ",".join(columns), "--branch", branch)
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def voltages(self, city):
        rows = self.table(city, "power_bus", "number", "voltage", "angle")
        column = {key.split(" ")[0].split("[")[0].strip(): key for key in rows[0]}
        return {int(float(row[column["number"]])): (float(row[column["voltage"]]), float(row[column["angle"]]))
                for row in rows if row[column["voltage"]]}

    def test_a_file_comes_in_and_is_solved(self):
        city = self.feeder()
        outcome = self.run_grid(city)
        self.assertEqual(outcome["status"], "done")
        voltages = self.voltages(city)
        self.assertAlmostEqual(voltages[1][0], 1, places=12)
        # Voltage drop by hand: (R P + X Q) / V, first order, in parts.
        drop = (0.01 * 1.5 + 0.02 * 0.3) / 10
        self.assertAlmostEqual(1 - voltages[2][0], drop, delta=0.02 * drop)
        self.assertEqual(kpis(outcome)["energy.unserved_energy"], 0)
        self.assertGreater(kpis(outcome)["energy.losses"], 0)

    def test_a_line_that_is_cut_leaves_the_end_dark(self):
        city = self.feeder()
        outcome = self.run_grid(city, """run:at("2026-01-01 02:00", function()
            city.power_line:where("losses > 0 and from.number == 1").in_service = false end)""")
        figures = kpis(outcome)
        # 1.5 MW for two of four hours.
        self.assertAlmostEqual(figures["energy.unserved_energy"], 1.5e6 * 7200, delta=1)
        self.assertEqual(figures["energy.dark_buses"], 2)
        self.assertEqual(sorted(self.voltages(city)), [1])

    def test_a_run_keeps_the_extremes_of_each_element_and_of_the_grid(self):
        city = self.feeder()
        # 1.5 MW; then 5.2 MW in the middle, of 5 MVA that the first line carries; then 2 MW flow back.
        outcome = self.run_grid(city, """local middle = city.power_load:where("bus.number == 2")
            run:at("2026-01-01 01:00", function() middle.power = 4.7e6 end)
            run:at("2026-01-01 02:00", function() middle.power = -2.5e6 end)
            run:at("2026-01-01 03:00", function() middle.power = 1e6 end)""")
        figures = kpis(outcome)
        self.assertAlmostEqual(figures["energy.peak_power"] / 5.2e6, 1, delta=0.02)  # and losses
        self.assertAlmostEqual(figures["energy.valley_power"] / -2e6, 1, delta=0.02)
        self.assertAlmostEqual(figures["energy.peak_to_valley"],
                               figures["energy.peak_power"] - figures["energy.valley_power"], delta=1e-3)
        lines = self.table(city, "power_line", "highest_loading", "overloaded_time", "loading")
        first = [float(lines[0][key]) for key in lines[0] if key.split(" ")[0] in ("highest_loading", "loading")]
        self.assertGreater(max(first), 104)  # percent
        self.assertLess(min(first), 35)
        hours = [float(line[key]) for line in lines for key in line if key.startswith("overloaded_time")]
        self.assertEqual(hours, [1, 0, 0])
        buses = self.table(city, "power_bus", "number", "lowest_voltage", "highest_voltage", "voltage")
        (middle,) = [row for row in buses if 2 in (float(row[key]) for key in row if key.startswith("number"))]
        low, high, now = (float(next(middle[key] for key in middle if key.startswith(name)))
                          for name in ("lowest_voltage", "highest_voltage", "voltage"))
        self.assertLess(low, now)
        self.assertLess(now, high)
        self.assertAlmostEqual(figures["energy.highest_voltage"], max(high, 1), delta=1e-6)

    def test_the_same_file_again_changes_nothing_and_a_new_one_what_it_says(self):
        city = self.feeder()
        again = self.ok_json("import", self.folder / "feeder.m", "-o", city, "--again")
        (source,) = again["sources"]
        self.assertFalse(any(source["inserted"].values()), source)
        self.written("feeder.m", FEEDER.replace("3 1 0.5 0.1", "3 1 0.7 0.1"))
        self.ok("import", self.folder / "feeder.m", "-o", city)
        loads = self.table(city, "power_load", "power", branch="base")
        (column,) = [key for key in loads[0] if key.startswith("power")]
        self.assertEqual(sorted(float(load[column]) for load in loads), [700, 1000])  # kW

    def test_what_is_written_gives_the_same_flow(self):
        city, other = self.feeder(), self.folder / "other.gpkg"
        self.run_grid(city)
        path = self.folder / "grid.json"
        self.ok("export", city, "-o", path, "--format", "power_grid_model")
        self.assertEqual(json.loads(path.read_text(encoding="utf-8"))["type"], "input")
        self.ok("import", path, "-o", other)
        self.run_grid(other)
        # The format numbers buses anew: magnitudes in order tell as much.
        mine = sorted(v for v, _ in self.voltages(city).values())
        theirs = sorted(v for v, _ in self.voltages(other).values())
        for a, b in zip(mine, theirs, strict=True):
            self.assertAlmostEqual(a, b, places=8)

    def test_a_broken_file_is_refused_with_its_place(self):
        said = self.fails(1, "import", self.written("broken.m", FEEDER.replace("mpc.gen", "mpc.jen")), "-o",
                          self.folder / "none.gpkg")
        self.assertIn("broken.m", said)
        self.assertIn("mpc.gen", said)
        self.assertFalse((self.folder / "none.gpkg").exists())

    def test_formats_that_nobody_writes_are_told(self):
        said = self.fails(2, "export", self.feeder(), "-o", self.folder / "x.m", "--format", "matpower")
        self.assertIn("power_grid_model", said)

    @unittest.skipUnless((ENERGY / "matpower/case14.m").exists(), "CONURB_SHARED_DATA has no energy/matpower")
    def test_a_reference_case_has_its_reference_voltages(self):
        city = self.folder / "case14.gpkg"
        self.ok("import", ENERGY / "matpower/case14.m", "-o", city)
        self.run_grid(city)
        voltages = self.voltages(city)
        with (ENERGY / "ref/case14_bus.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                magnitude, angle = voltages[int(row["bus"])]
                self.assertAlmostEqual(magnitude, float(row["vm_pu"]), delta=1e-8)
                self.assertAlmostEqual(angle, float(row["va_deg"]), delta=1e-6)

    @unittest.skipUnless((ENERGY / "pandapower/lv_schutterwald.json").exists(), "CONURB_SHARED_DATA has no pandapower")
    def test_a_real_net_lies_where_it_is(self):
        city = self.folder / "schutterwald.gpkg"
        report = self.ok_json("import", ENERGY / "pandapower/lv_schutterwald.json", "-o", city, "--zone",
                              "Europe/Berlin")
        (source,) = report["sources"]
        self.assertGreater(source["inserted"]["power_bus"], 2900)
        self.run_grid(city)
        voltages = self.voltages(city)
        self.assertGreater(len(voltages), 2900)
        self.assertTrue(all(math.isfinite(v) and 0.8 < v < 1.2 for v, _ in voltages.values()))


if __name__ == "__main__":
    unittest.main()

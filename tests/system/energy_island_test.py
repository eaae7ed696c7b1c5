# SPDX-License-Identifier: Apache-2.0
"""A micro-grid in a running city: it loses the grid at six, lives by itself, and is coupled again at twelve."""
import json
import unittest

from city_case import CityCase, conurb, kpis

KWH = 3.6e6


def frame(columns, *rows):
    """A table as pandapower writes it: JSON in JSON."""
    data = {"columns": columns.split(), "index": list(range(len(rows))), "data": [list(row) for row in rows]}
    return {"_module": "pandas.core.frame", "_class": "DataFrame", "orient": "split", "_object": json.dumps(data)}


# grid - line - coupling switch - one bus with all that lives behind it: no losses within the island.
NET = {"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {
    "name": "island", "format_version": "3.0.0", "f_hz": 50.0, "sn_mva": 1.0,
    "bus": frame("name vn_kv in_service", ["station", 0.4, True], ["street", 0.4, True], ["yard", 0.4, True]),
    "line": frame("name from_bus to_bus length_km r_ohm_per_km x_ohm_per_km c_nf_per_km g_us_per_km max_i_ka df "
                  "parallel in_service", ["cable", 0, 1, 0.1, 0.1, 0.08, 0, 0, 0.4, 1, 1, True]),
    "switch": frame("bus element et closed name z_ohm", [1, 2, "b", True, "coupling", 0]),
    "load": frame("name bus p_mw q_mvar in_service", ["hospital", 2, 0.03, 0, True], ["homes", 2, 0.05, 0, True]),
    "ext_grid": frame("name bus vm_pu va_degree in_service", ["grid", 0, 1.0, 0, True]),
    "sgen": frame("name bus p_mw q_mvar sn_mva in_service", ["diesel", 2, 0, 0, 0.04, True]),
    "storage": frame("name bus p_mw q_mvar max_e_mwh soc_percent sn_mva in_service",
                     ["battery", 2, 0, 0, 0.2, 60, 0.08, True]),
}}

DAY = """
local run = scenario { name = "Island", from = "2026-01-01", to = "2026-01-02", plugins = { "energy" } }
local function of(table, name) return city["power_" .. table]:where('name == "' .. name .. '"') end
city.power_switch:all().coupling = 1
of("load", "hospital").priority = 2
of("storage", "battery").grid_forming = 1
of("generator", "diesel").grid_forming = 1
of("generator", "diesel").fuel = 0.1
%s
local shown = { { "bus", "yard", "island" }, { "bus", "yard", "energised" }, { "switch", "coupling", "closed" },
  { "load", "hospital", "drawn" }, { "load", "homes", "drawn" }, { "load", "homes", "shed" },
  { "load", "homes", "unserved" }, { "storage", "battery", "output" }, { "storage", "battery", "charge" },
  { "generator", "diesel", "output" }, { "generator", "diesel", "fuel" }, { "generator", "grid", "output" } }
run:every("1 h", function()
  local line = "hour"
  for _, each in ipairs(shown) do
    line = line .. string.format(" %%s.%%s=%%.17g", each[2], each[3], of(each[1], each[2]):sum(each[3]) or 0)
  end
  print(line)
end)
"""
CUT = """
run:at("2026-01-01 06:00", function() city.power_line:all().in_service = 0 end)
run:at("2026-01-01 12:00", function() city.power_line:all().in_service = 1 end)
"""




class EnergyIsland(CityCase):
    def run_day(self, more, *options):
        """What was shown at each hour, and the outcome of the run."""
        net = self.folder / "net.json"
        net.write_text(json.dumps(NET), encoding="utf-8")
        city = self.folder / "island.gpkg"
        city.unlink(missing_ok=True)
        self.ok("import", net, "-o", city)
        done = conurb(*options, "run", city, self.script("day.lua", DAY % more), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        hours = [dict(pair.split("=") for pair in line.split()[1:])
                 for line in done.stderr.splitlines() if line.startswith("hour ")]
        (outcome,) = [each for each in json.loads(done.stdout) if each["branch"] != "base"]
        return [{name: float(value) for name, value in hour.items()} for hour in hours], outcome

    def assert_books(self, before, hour):
        """What sources give is what loads take; charge and fuel are what these powers make of them."""
        given, drawn = hour["battery.output"] + hour["diesel.output"], hour["hospital.drawn"] + hour["homes.drawn"]
        if hour["yard.island"]:
            self.assertAlmostEqual(given, drawn, delta=1e-6 * drawn)
        self.assertAlmostEqual(hour["homes.drawn"] + hour["homes.unserved"], 50e3, delta=1e-3)
        self.assertAlmostEqual(before["diesel.fuel"] - hour["diesel.fuel"], 0.27e-6 * hour["diesel.output"], delta=1e-12)
        power, into = hour["battery.output"], hour["battery.charge"] - before["battery.charge"]
        wanted = -power * 3600 / 0.95 if power > 0 else -power * 3600 * 0.95
        if abs(power) > 5e3:  # in an hour with less, it went both ways
            self.assertAlmostEqual(into, wanted, delta=1e-6 * abs(wanted))

    def test_a_part_outlives_the_loss_of_its_grid(self):
        hours, outcome = self.run_day(CUT)
        self.assertGreaterEqual(len(hours), 24)
        for before, hour in zip(hours[:23], hours[1:24], strict=True):
            self.assert_books(before, hour)
        self.assertEqual([int(hour["yard.island"]) for hour in hours[:24]], [0] * 7 + [1] * 6 + [0] * 11)
        self.assertEqual([int(hour["coupling.closed"]) for hour in hours[:24]], [1] * 7 + [0] * 6 + [1] * 11)
        self.assertTrue(all(hour["yard.energised"] for hour in hours[1:]))
        self.assertTrue(all(hour["hospital.drawn"] == 30e3 for hour in hours[1:]))
        self.assertEqual([int(hour["homes.shed"]) for hour in hours[:24]], [0] * 11 + [1] * 2 + [0] * 11)
        # Full before, as low as it is spared for the hospital, and full again.
        self.assertAlmostEqual(hours[6]["battery.charge"], 200 * KWH, delta=1)
        self.assertLess(hours[12]["battery.charge"], 0.15 * 200 * KWH)
        self.assertAlmostEqual(hours[23]["battery.charge"], 200 * KWH, delta=1)
        self.assertLess(hours[12]["diesel.fuel"], 0.05)
        self.assertEqual(hours[13]["diesel.fuel"], hours[12]["diesel.fuel"])
        # The grid charges it again at half of its power, beside what is drawn and lost.
        self.assertAlmostEqual(hours[13]["battery.output"], -40e3, delta=1e-3)
        self.assertGreater(hours[13]["grid.output"], 120e3)
        figures = kpis(outcome)
        shed = sum(hour["homes.unserved"] for hour in hours[:24]) * 3600
        self.assertAlmostEqual(figures["energy.unserved_energy"], shed, delta=1e-6 * shed)
        self.assertAlmostEqual(figures["energy.shed_energy"],
                               3600 * sum(hour["homes.unserved"] for hour in hours[11:13]), delta=1)
        self.assertAlmostEqual(figures["energy.charge"], 200 * KWH, delta=1)
        # Who is shed has no supply: one of two customers, for two hours.
        self.assertAlmostEqual(figures["energy.saidi"], 3600, delta=1e-6)
        self.assertAlmostEqual(figures["energy.saifi"], 0.5, delta=1e-12)

    def test_who_opens_the_coupling_gets_an_island_until_it_is_closed_again(self):
        hours, _ = self.run_day("""
            run:at("2026-01-01 06:00", function() of("switch", "coupling").closed = 0 end)
            run:at("2026-01-01 08:00", function() of("switch", "coupling").closed = 1 end)""")
        self.assertEqual([int(hour["yard.island"]) for hour in hours[:11]], [0] * 7 + [1] * 2 + [0] * 2)
        self.assertTrue(all(hour["homes.unserved"] == 0 for hour in hours[:24]))  # the diesel ran before
        for before, hour in zip(hours[:23], hours[1:24], strict=True):
            self.assert_books(before, hour)

    def test_threads_change_no_bit(self):
        alone, together = self.run_day(CUT, "--threads", 1)[1], self.run_day(CUT, "--threads", 2)[1]
        self.assertEqual(alone["content_hash"], together["content_hash"])


if __name__ == "__main__":
    unittest.main()

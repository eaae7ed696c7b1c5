# SPDX-License-Identifier: Apache-2.0
"""Emissions of road traffic from the command line: by class of vehicle, with factors and fleets of a file, electric."""
import csv
import unittest
from collections import defaultdict

from city_case import SHARED, CityCase, conurb, kpis

RUN = """
local run = scenario { name = "Emissions", from = "2026-03-10 08:00", to = "2026-03-10 %s", plugins = { "transport" } }
%s
"""
OUTPUTS = {"nox": "nox_emission", "pm10": "pm10_emission", "pm25": "pm25_emission", "co2": "co2_emission",
           "fuel_power": "fuel_power", "battery_power": "battery_power"}
FACTORS = "class,pollutant,speed_kmh,per_km\n"


class TransportEmissions(CityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = cls.class_folder
        folder = SHARED / "transport/sumo_bologna_joined"
        cls.town = None
        if not folder.is_dir():
            return
        cls.town = cls.class_folder / "bologna.gpkg"
        files = [folder / name for name in ("joined_buslanes.net.xml", "joined_bus_stops.add.xml", "joined_vtypes.add.xml",
                                            "joined_tls.add.xml", "joined.rou.xml", "joined_busses.rou.xml")]
        done = conurb("import", *files, "-o", cls.town, "--zone", "Europe/Rome", "--set", "transport.clock_start=8")
        if done.returncode != 0:
            raise AssertionError("Bologna cannot be imported: " + done.stderr)

    def setUp(self):
        if self.town is None:
            self.skipTest("the scenario of Bologna is not there")
        super().setUp()
        self.city.write_bytes(self.town.read_bytes())

    def drive(self, more="", until="08:20"):
        """Key figures of a run; those by group as a table of them."""
        script = self.script("run.lua", RUN % (until, more))
        (outcome,) = [each for each in self.ok_json("run", self.city, script) if each["branch"] != "base"]
        self.assertEqual(outcome["status"], "done")
        self.findings = outcome["findings"]
        self.groups = defaultdict(dict)
        for figure in outcome["kpis"]:
            if figure.get("group"):
                self.groups[figure["id"]][figure["group"]] = figure["value"]
        return kpis(outcome)

    def table(self, table, *columns, branch="run"):
        path = self.folder / f"{table}.csv"
        path.unlink(missing_ok=True)
        self.ok("export", self.city, "-o", path, "--table", table, "--columns", ",".join(columns), "--branch", branch)
        with path.open(encoding="utf-8", newline="") as file:
            return [{key.split(" ")[0]: value for key, value in row.items()} for row in csv.DictReader(file)]

    def test_what_classes_emit_adds_up_to_what_links_have(self):
        figures = self.drive()
        by_class = self.table("road_emission", "link", "vehicle_class", *OUTPUTS)
        self.assertEqual({row["vehicle_class"] for row in by_class}, {"passenger", "bus"})
        links = self.table("road_link", "id", *OUTPUTS.values())
        self.assertEqual(len(by_class), 2 * len(links))
        driven = 0
        for link in links:
            rows = [row for row in by_class if row["link"] == link["id"]]
            for output, column in OUTPUTS.items():
                parts = [float(row[output]) for row in rows]
                driven += all(parts)
                # Cells are 32 bits wide: each is within 2^-24 of what it stands for, and once more in a file.
                self.assertAlmostEqual(sum(parts), float(link[column]), delta=3e-7 * sum(map(abs, parts)))
        self.assertGreater(driven, 50, "streets with cars and buses")
        self.assertEqual(set(self.groups["transport.nox_by_class"]), {"passenger", "bus"})
        for one in ("nox", "pm10", "co2"):
            groups = self.groups[f"transport.{one}_by_class"].values()
            self.assertAlmostEqual(sum(groups) / figures[f"transport.{one}"], 1, delta=1e-6)

    def test_columns_of_links_are_the_sums_of_classes_to_the_bit(self):
        done = conurb("run", self.city, self.script("bits.lua", RUN % ("08:20", """run:at("2026-03-10 08:15", function()
              local rows, sums, same, driven = city.road_emission:all(), {}, 0, 0
              local nox, links = rows:values("nox"), rows:values("link")
              for i = 1, #nox do sums[links[i]] = (sums[links[i]] or 0) + nox[i] end
              local all = city.road_link:all()
              local told, ids = all:values("nox_emission"), all:ids()
              for i = 1, #ids do
                if told[i] > 0 then driven = driven + 1 end
                if string.unpack("f", string.pack("f", sums[ids[i]])) == told[i] then same = same + 1 end
              end
              print("same", same, driven > 100)
            end)""")))
        self.assertIn("same\t267\ttrue", done.stdout + done.stderr)

    def factors(self, grams):
        """One amount of NOx for a km, at all speeds and for everybody: buses of Bologna say that they are HDV."""
        rows = [f"{fleet},nox,{kmh},{grams}" for fleet in ("fleet_passenger", "fleet_truck") for kmh in (0.1, 50, 400)]
        return self.script("factors.csv", FACTORS + "\n".join(rows) + "\n")

    def test_factors_of_a_file_take_the_place_of_the_model(self):
        built_in = self.drive()
        self.ok("import", self.factors(1), "-o", self.city)
        once = self.drive()
        # What is told by the metre is what was driven, but for links below 1 m, which count as 1 m.
        self.assertAlmostEqual(once["transport.nox"] / (once["transport.distance"] * 1e-6), 1, delta=2e-3)
        self.ok("import", self.factors(2), "-o", self.city)
        self.assertEqual(len(self.table("emission_factor", "nox", branch="base")), 6)
        twice = self.drive()
        self.assertAlmostEqual(twice["transport.nox"] / once["transport.nox"], 2, delta=1e-6)
        for same in ("co2", "pm10", "electricity", "travel_time", "arrived"):
            self.assertEqual(twice[f"transport.{same}"], built_in[f"transport.{same}"])

    def test_a_fleet_of_a_file_and_its_change_while_traffic_flows(self):
        built_in = self.drive()
        cars = self.groups["transport.nox_by_class"]["passenger"]
        fleet = self.script("fleet.csv", "mix,class,share\nfleet_truck,bus_battery,1\nfleet_truck,bus_diesel_euro3,1\n")
        classes = self.script("classes.csv", "class,like,nox_g_mj\nbus_diesel_euro3,,1.1\n")
        self.ok("import", fleet, classes, "-o", self.city)
        (row,) = self.table("emission_class", "name", "mass", "nox", branch="base")
        self.assertEqual((row["name"], float(row["mass"]), round(float(row["nox"]), 9)), ("bus_diesel_euro3", 14500, 1.1))
        half = self.drive()
        odd = [each for each in self.findings if "sum" in each["first"]]
        self.assertEqual([each["count"] for each in odd], [1], "told once, not at each exchange")
        self.assertGreater(half["transport.electricity"], built_in["transport.electricity"])
        self.assertEqual(self.groups["transport.nox_by_class"]["passenger"], cars)
        electric = """city.fleet_mix:where('emission_class == "bus_diesel_euro3"').share = 0"""
        none = self.drive(electric)
        self.assertEqual(self.groups["transport.nox_by_class"]["bus"], 0)
        later = self.drive('run:at("2026-03-10 08:10", function() ' + electric + " end)")
        self.assertLess(none["transport.nox"], later["transport.nox"])
        self.assertLess(later["transport.nox"], half["transport.nox"])
        for same in ("travel_time", "arrived", "distance"):
            self.assertEqual(later[f"transport.{same}"], built_in[f"transport.{same}"])

    def test_types_of_vehicles_name_classes_while_traffic_flows(self):
        before = self.drive()
        battery = """city.vehicle_type:where('vehicle_class == "passenger"').emission_class = "car_battery" """
        after = self.drive('run:at("2026-03-10 08:10", function() ' + battery + " end)")
        self.assertLess(after["transport.nox"], 0.7 * before["transport.nox"])
        self.assertGreater(after["transport.electricity"], 5 * before["transport.electricity"])
        self.assertEqual(after["transport.travel_time"], before["transport.travel_time"])

    def test_electric_cars_emit_no_nox_and_take_electricity(self):
        none, half, all_cars = (self.drive(f"plugin.transport.electric_share = {share}") for share in (0, 0.5, 1))
        cars = self.groups["transport.nox_by_class"]
        self.assertEqual(cars["passenger"], 0)
        self.assertAlmostEqual(cars["bus"] / all_cars["transport.nox"], 1, delta=1e-6)
        for figure in ("nox", "co2", "fuel", "electricity", "pm10"):
            ends = none[f"transport.{figure}"] + all_cars[f"transport.{figure}"]
            self.assertAlmostEqual(half[f"transport.{figure}"] / ends, 0.5, delta=1e-6)
        self.assertLess(half["transport.nox"], none["transport.nox"])
        self.assertLess(none["transport.electricity"], half["transport.electricity"])
        self.assertGreater(all_cars["transport.pm10"], 0, "tyres, brakes and road stay")
        # 13 to 21 kWh for 100 km are what the class takes in towns and on motorways; some 450 cars stand at signals.
        kwh = all_cars["transport.electricity"] / 3.6e6 / (all_cars["transport.distance"] / 1e5)
        self.assertTrue(10 < kwh < 25, kwh)
        self.assertEqual(all_cars["transport.travel_time"], none["transport.travel_time"])

    def test_a_repetition_changes_no_bit(self):
        share = "plugin.transport.electric_share = 0.3"
        first = self.drive(share)
        rows = self.table("road_emission", "link", "vehicle_class", *OUTPUTS)
        self.assertEqual(self.drive(share), first)
        self.assertEqual(self.table("road_emission", "link", "vehicle_class", *OUTPUTS), rows)

    def test_bad_tables_are_refused_with_file_and_line(self):
        said = self.fails(1, "import", self.script("f.csv", FACTORS + "lorry,nox,10,1\n"), "-o", self.city)
        self.assertIn("f.csv:2: there is no class or mix 'lorry'", said)
        said = self.fails(1, "import", self.script("f.csv", "class,carrier\ncar_battery,steam\n"), "-o", self.city)
        self.assertIn("f.csv:2: carrier 'steam' is not known", said)

    def test_rows_that_cannot_be_are_left_out_and_told(self):
        built_in = self.drive()
        wrong = self.drive("""city.fleet_mix:insert { mix = "fleet_truck", emission_class = "no such class", share = 1 }""")
        self.assertEqual(wrong["transport.nox"], built_in["transport.nox"])
        (told,) = [each for each in self.findings if "no such class" in each["first"]]
        self.assertEqual((told["table"], told["count"]), ("fleet_mix", 1))


if __name__ == "__main__":
    unittest.main()

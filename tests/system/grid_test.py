# SPDX-License-Identifier: Apache-2.0
"""A power grid for a city that has none: laid, run for a winter day, cut, laid again."""
import csv
import shutil
import sqlite3
import unittest
from contextlib import closing

from city_case import WEATHER, CityCase, conurb, kpis

PEOPLE = 2000

DAY = """
local run = scenario { name = "Winter", from = "2026-01-15", to = "2026-01-16", exchange = "%s",
                       plugins = { %s } }
%s
"""


class Grid(CityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bare, cls.laid = cls.class_folder / "bare.gpkg", cls.class_folder / "laid.gpkg"
        cls.done("generate", "--population", PEOPLE, "--seed", 7, "-o", cls.bare)
        cls.done("import", WEATHER, "-o", cls.bare)
        shutil.copy(cls.bare, cls.laid)
        cls.done("synthesise", cls.laid, "energy", "--seed", 7)

    @classmethod
    def done(cls, *arguments):
        answer = conurb(*arguments)
        if answer.returncode != 0:
            raise AssertionError(answer.stderr)

    def copy(self, city, name="c.gpkg"):
        path = self.folder / name
        shutil.copy(city, path)
        return path

    def query(self, path, question, *values):
        with closing(sqlite3.connect(path)) as file, file:
            for function, of in (("ST_IsEmpty", 1), ("ST_MinX", 1), ("ST_MaxX", 1), ("ST_MinY", 1), ("ST_MaxY", 1)):
                file.create_function(function, of, lambda _: 0)  # of triggers; no shape is touched here
            return file.execute(question, values).fetchall()

    def run_day(self, city, exchange="15 min", more="", plugins='"buildings", "energy"'):
        outcomes = self.ok_json("run", city, self.script("day.lua", DAY % (exchange, plugins, more)))
        (outcome,) = [each for each in outcomes if each["branch"] != "base"]
        self.assertEqual(outcome["status"], "done")
        return outcome

    def table(self, city, table, columns, time=None):
        """Rows as dictionaries of numbers and texts, without units."""
        path = self.folder / "table.csv"
        path.unlink(missing_ok=True)
        self.ok("export", city, "-o", path, "--table", table, "--columns", columns, "--branch", "day",
                *(["--time", time] if time else []))
        with path.open(encoding="utf-8", newline="") as file:
            return [{key.split(" [")[0]: value for key, value in row.items()} for row in csv.DictReader(file)]

    def test_every_building_has_a_bus_a_load_and_a_way_along_streets(self):
        (buildings, fed), = self.query(self.laid, "select count(*), count(power_bus) from building")
        self.assertEqual(buildings, fed)
        (of_load,), = self.query(self.laid, "select count(distinct building) from power_load")
        self.assertEqual(of_load, buildings)
        (other,), = self.query(self.laid, "select count(*) from power_load l join building b on l.building = b.fid "
                               "where l.bus <> b.power_bus")
        self.assertEqual(other, 0)
        roles = dict(self.query(self.laid, "select role, count(*) from power_line group by role"))
        self.assertEqual(roles["service"], fed - self.query(
            self.laid, "select count(*) from power_transformer where role = 'customer_station'")[0][0])
        self.assertEqual(set(roles), {"ring", "feeder", "service"})
        (unnamed,), = self.query(self.laid, "select count(*) from power_line where type is null")
        self.assertEqual(unnamed, 0)
        info = self.ok_json("info", self.laid)
        self.assertIn("energy.grid", str(info))

    def test_the_grid_lies_among_the_buildings(self):
        def extent(table):
            question = f"select min(minx), max(maxx), min(miny), max(maxy) from rtree_{table}_geom"
            return self.query(self.laid, question)[0]
        houses, lines = extent("building"), extent("power_line")
        for low, high in ((0, 1), (2, 3)):
            self.assertGreater(lines[low], houses[low] - 200)
            self.assertLess(lines[high], houses[high] + 200)

    def test_a_winter_day_is_legal(self):
        city = self.copy(self.laid)
        figures = kpis(self.run_day(city))
        self.assertEqual(figures["energy.unsupplied_buildings"], 0)
        self.assertEqual(figures["energy.dark_buses"], 0)
        self.assertEqual(figures["energy.unserved_energy"], 0)
        self.assertLessEqual(figures["energy.line_loading"], 1)
        self.assertLessEqual(figures["energy.transformer_loading"], 1)
        self.assertLessEqual(figures["energy.highest_voltage"], 1.1)
        self.assertGreater(figures["energy.line_loading"], 0.02)
        for hour in ("08:00", "19:00"):
            for row in self.table(city, "building", "power_supplied,voltage", "2026-01-15 " + hour):
                self.assertEqual(float(row["power_supplied"]), 1, row)
                self.assertTrue(0.9 <= float(row["voltage"]) <= 1.1, row)

    def test_alone_the_grid_carries_the_peak_that_it_is_planned_for(self):
        city = self.copy(self.laid)
        (planned,), = self.query(city, "select sum(power) from power_load")
        figures = kpis(self.run_day(city, "12 h", plugins='"energy"'))
        drawn = sum(float(row["drawn"]) for row in self.table(city, "power_load", "drawn"))
        self.assertAlmostEqual(drawn * 1000, planned, delta=1e-9 * planned)  # kW; rounding
        self.assertTrue(0.3 < figures["energy.transformer_loading"] <= 1, figures)
        self.assertLessEqual(figures["energy.line_loading"], 1)
        self.assertGreaterEqual(figures["energy.lowest_voltage"], 0.9)

    def test_shorter_exchanges_change_no_demand(self):
        drawn = []
        for exchange in ("15 min", "1 h"):
            city = self.copy(self.laid)
            self.run_day(city, exchange)
            drawn.append([float(row["electric_power"]) for row in self.table(city, "building", "electric_power")])
        self.assertGreater(sum(drawn[0]), 0)
        self.assertEqual(drawn[0], drawn[1])

    def test_a_station_that_is_cut_off_takes_its_buildings_with_it(self):
        city = self.copy(self.laid)
        (station,), = self.query(city, "select min(fid) from power_transformer where role = 'station'")
        figures = kpis(self.run_day(city, "1 h", f"""run:at("2026-01-15 12:00", function()
            city.power_transformer:where("id == {station}").in_service = false end)"""))
        dark = figures["energy.unsupplied_buildings"]
        self.assertGreater(dark, 0)
        self.assertGreater(figures["energy.unserved_energy"], 0)
        rows = self.table(city, "building", "power_supplied,voltage")
        without = [row for row in rows if float(row["power_supplied"]) == 0]
        self.assertEqual(len(without), dark)
        self.assertTrue(all(row["voltage"] == "" for row in without))
        self.assertLess(dark, len(rows))

    def test_a_second_synthesis_changes_nothing(self):
        city = self.copy(self.laid)
        before = city.read_bytes()
        report = self.ok_json("synthesise", city, "energy", "--seed", 8)
        self.assertFalse(any(any(source["inserted"].values()) for source in report["sources"]), report)
        self.assertEqual(city.read_bytes(), before)

    def test_the_same_seed_gives_the_same_grid_whatever_the_threads(self):
        def content(*options):
            city = self.copy(self.bare)
            self.ok("synthesise", city, "energy", *options)
            return [self.query(city, f"select * from {table} order by fid") for table in
                    ("power_bus", "power_line", "power_transformer", "power_switch", "power_load")]
        one = content("--seed", 7, "--threads", 1)
        self.assertEqual(one, content("--seed", 7, "--threads", 4))
        self.assertNotEqual(one, content("--seed", 7, "--set", "station_power=250000"))

    def test_buildings_without_a_bus_join_the_grid_that_is_there(self):
        city = self.copy(self.laid)
        of_load = self.query(city, "select fid, power_bus from building where fid between 11 and 20")
        self.query(city, "update building set power_bus = null where fid <= 20")
        self.query(city, "update power_load set building = null where building <= 10")

        def joined(*options):
            (source,) = self.ok_json("synthesise", city, "energy", *options)["sources"]
            self.assertFalse(any(source["inserted"].values()), source)
            return source["updated"]["building"], source["findings"]
        self.assertEqual(joined("--set", "join_distance=0"), (10, {"energy.no_bus": 1}))
        self.assertEqual(self.query(city, "select fid, power_bus from building where fid between 11 and 20"), of_load)
        self.assertEqual(joined(), (10, {"energy.joined": 1}))
        roles = self.query(city, "select b.role from building join power_bus b on b.fid = power_bus "
                            "where building.fid <= 10")
        self.assertEqual(len(roles), 10)
        self.assertLessEqual({role for role, in roles}, {"building", "joint", "station_low"})

    def test_a_city_of_nothing_is_told_so(self):
        city = self.folder / "empty.gpkg"
        self.ok("import", WEATHER, "-o", city, "--zone", "Europe/Zurich")
        self.assertIn("no buildings", self.fails(1, "synthesise", city, "energy"))


if __name__ == "__main__":
    unittest.main()

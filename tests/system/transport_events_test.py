# SPDX-License-Identifier: Apache-2.0
"""Trips and events that come to be known while traffic flows in Bologna: everybody is somewhere, bit by bit."""
import re
import unittest

from city_case import ROOT, SHARED, CityCase, conurb, kpis

STADIUM = ROOT / "scripts/scenarios/stadium.lua"

RUN = """
local run = scenario { name = "Match", from = "2026-03-10 08:00", to = "2026-03-10 %s", plugins = { "transport" } %s}
"""

MATCH = """city.demand_event:insert { name = "Match", link = city.road_link:all():ids()[100], vehicles = %d,
  begins = 9 * 3600, ends = 9.25 * 3600, coming = 2700, leaving = 900 }
"""

TRIPS = """local trips = city.trip:all()
local types, origins, destinations = trips:values("type"), trips:values("origin"), trips:values("destination")
for i = 1, 20 do
  city.trip:insert { type = types[i], departure = 8 * 3600 + 400 * i, origin = origins[i], destination = destinations[i] }
end
"""


def at(clock, action):
    return f'run:at("2026-03-10 {clock}", function()\n{action}end)\n'


class TransportEvents(CityCase):
    def written(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def bologna(self):
        folder = SHARED / "transport/sumo_bologna_joined"
        if not folder.is_dir():
            self.skipTest(f"{folder} is not there")
        city = self.folder / "bologna.gpkg"
        files = [folder / name for name in ("joined_buslanes.net.xml", "joined_bus_stops.add.xml", "joined_vtypes.add.xml",
                                            "joined_tls.add.xml", "joined.rou.xml", "joined_busses.rou.xml")]
        self.ok("import", *files, "-o", city, "--zone", "Europe/Rome", "--set", "transport.clock_start=8")
        return city

    def drive(self, city, actions, name="run", to="10:00", options=""):
        outcomes = self.ok_json("run", city, self.written(f"{name}.lua", RUN % (to, options) + actions))
        (outcome,) = [each for each in outcomes if each["branch"] == name]
        self.assertEqual(outcome["status"], "done")
        return kpis(outcome)

    def rows(self, city, table, *columns, branch="run"):
        path = self.folder / f"{table}.csv"
        path.unlink(missing_ok=True)
        self.ok("export", city, "-o", path, "--table", table, "--columns", ",".join(columns), "--branch", branch)
        return path.read_text(encoding="utf-8")

    def event(self, city, branch="run"):
        text = self.rows(city, "demand_event", "came", "home", "on_way", branch=branch)
        return [float(cell) for cell in text.splitlines()[1].split(",")[-3:]]

    def test_an_event_that_comes_to_be_known_brings_its_vehicles_and_loses_none(self):
        city = self.bologna()
        figures = self.drive(city, at("08:10", MATCH % 500), to="11:30")
        self.assertEqual(figures["transport.arrived"], 11176)
        self.assertEqual(self.event(city), [500, 500, 0])
        self.assertEqual((figures["transport.event_came"], figures["transport.event_home"]), (500, 500))
        # On the way meanwhile: nobody went home before the end, and who is not there is on the road or waits to enter it.
        self.drive(city, at("08:10", MATCH % 500), name="half", to="09:10")
        came, home, on_way = self.event(city, "half")
        self.assertEqual(came + on_way, 500)
        self.assertEqual(home, 0)

    def test_what_is_over_when_an_event_comes_to_be_known_is_not_made(self):
        city = self.bologna()
        path = self.written("late.lua", RUN % ("11:30", "") + at("09:05", MATCH % 500))
        done = conurb("run", city, path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("500 of its 1000 trips would have begun before now", done.stdout + done.stderr)
        self.assertEqual(self.event(city, "late"), [0, 500, 0])

    def test_the_same_bits_again_and_whatever_the_exchange(self):
        city = self.bologna()
        actions = at("08:20", MATCH % 300) + at("09:00", TRIPS) + at("09:10", MATCH % 100)
        first = self.drive(city, actions)
        trips = self.rows(city, "trip", "waited", "duration", "lost_time")
        events = self.rows(city, "demand_event", "came", "home", "on_way", "lost_time")
        self.assertEqual(self.drive(city, actions), first)
        self.assertEqual(self.rows(city, "trip", "waited", "duration", "lost_time"), trips)
        self.drive(city, actions, options=', exchange = "1 min"')
        self.assertEqual(self.rows(city, "trip", "waited", "duration", "lost_time"), trips)
        self.assertEqual(self.rows(city, "demand_event", "came", "home", "on_way", "lost_time"), events)

    def test_trips_are_added_to_routes_in_equilibrium(self):
        city = self.bologna()
        actions = 'plugin.transport.route_choice = "equilibrium"\nplugin.transport.equilibrium_rounds = 2\n'
        path = self.written("added.lua", RUN % ("11:30", "") + actions + at("09:00", TRIPS))
        done = conurb("run", city, path)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = done.stdout + done.stderr
        self.assertIn("20 trips were added while traffic flows; the time of 8 was over", said)
        self.assertRegex(said, r"Trips that arrived +1 +11 176 +11 196")

    def test_an_event_that_has_its_trips_is_not_changed(self):
        city = self.bologna()
        path = self.written("changed.lua", RUN % ("10:00", "") + at("08:10", MATCH % 50)
                            + at("08:30", "city.demand_event:all().vehicles = 60\n"))
        done = conurb("run", city, path)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("a demand event was changed or retired", done.stdout + done.stderr)

    def test_the_scenario_of_a_stadium(self):
        city = self.bologna()
        text = STADIUM.read_text(encoding="utf-8")
        for name, value in {"visitors": "1000", "begins, ends": "9, 9.5", "around": "300", "announced": "7"}.items():
            text, found = re.subn(rf"^local {name} = .*$", f"local {name} = {value}", text, flags=re.M)
            self.assertEqual(found, 1, f"stadium.lua has no lever {name}")
        done = conurb("run", city, self.written("stadium.lua", text))
        self.assertEqual(done.returncode, 0, done.stderr)
        said = done.stdout + done.stderr
        self.assertRegex(said, r"10:30: 140 cars have come, \d+ are on the way")
        self.assertIn("longest queues as it begins", said)


if __name__ == "__main__":
    unittest.main()

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

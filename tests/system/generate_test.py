# SPDX-License-Identifier: Apache-2.0
"""A generated city from the command line: whole, repeatable, and good for a run."""
import sqlite3
import subprocess
import unittest
from contextlib import closing

from city_case import RETROFIT, VALIDATOR, WEATHER, CityCase, kpis

PEOPLE = 5000


class Generating(CityCase):
    def generate(self, name, *options):
        path = self.folder / name
        return path, self.ok_json("generate", "--population", PEOPLE, "-o", path, *options)

    def rows(self, path, question):
        with closing(sqlite3.connect(path)) as file:
            return file.execute(question).fetchall()

    def test_a_city_has_the_people_and_the_tables_it_was_asked_for(self):
        path, _ = self.generate("made.gpkg", "--seed", 3, "--place", "48.2,16.37", "--zone", "Europe/Vienna")
        info = self.ok_json("info", path)
        self.assertEqual(info["crs"], "EPSG:32633")
        tables = {table["name"] for table in info["tables"]}
        self.assertLessEqual({"terrain", "road_link", "parcel", "building", "tree", "water_area"}, tables)
        (people, jobs), = self.rows(path, "select sum(residents), sum(jobs) from building")
        self.assertAlmostEqual(people, PEOPLE, delta=0.01 * PEOPLE)
        self.assertGreater(jobs, 0.2 * PEOPLE)
        (groups,), = self.rows(path, "select sum(size) from person_group")
        self.assertEqual(groups, people)
        open_shells, = self.rows(path, "select count(*) from building where shell_closed = 0 or volume is null")
        self.assertEqual(open_shells, (0,))

    def test_the_same_seed_gives_the_same_city_and_another_one_does_not(self):
        def content(path):
            return self.rows(path, "select geom, residents, volume, wall_area_n from building order by fid")
        cities = [content(self.generate(f"{name}.gpkg", *options)[0]) for name, options in (
            ("a", ["--seed", 5, "--threads", 1]), ("b", ["--seed", 5, "--threads", 2]), ("c", ["--seed", 6]))]
        self.assertEqual(cities[0], cities[1])
        self.assertNotEqual(cities[0], cities[2])

    def test_every_style_can_be_run_and_is_a_valid_geopackage(self):
        for style in ("grid", "organic", "radial"):
            with self.subTest(style=style):
                path, _ = self.generate(f"{style}.gpkg", "--style", style)
                self.ok("import", WEATHER, "-o", path)
                base, changed = self.ok_json("run", path, RETROFIT)
                self.assertLess(kpis(changed)["buildings.heating_energy"], kpis(base)["buildings.heating_energy"])
                checked = subprocess.run([*VALIDATOR, str(path)], capture_output=True, text=True, check=False)
                if "No module named" in checked.stderr:
                    self.skipTest("python3-gdal is not here to validate the file")
                self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_a_city_that_is_there_is_not_built_over(self):
        said = self.fails(1, "synthesise", self.city, "generator")
        self.assertIn("already: generate a new one", said)
        self.fails(2, "generate", "-o", self.city)

    def test_mistakes_are_wrong_usage(self):
        for options in (["--style", "spiral"], ["--place", "north"], ["--set", "population"], ["--set", "height=3"]):
            with self.subTest(options=options):
                self.fails(2, "generate", "-o", self.folder / "no.gpkg", *options)
                self.assertFalse((self.folder / "no.gpkg").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)

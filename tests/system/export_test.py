# SPDX-License-Identifier: Apache-2.0
"""`conurb export`: the demo district out again, edited, in parts, as a branch has it.

CONURB_PROGRAM and CONURB_SHARED_DATA as in cli_test.py.
"""
import json
import sqlite3
import subprocess
import unittest

from city_case import DISTRICT, VALIDATOR, CityCase

try:
    from osgeo import ogr
    ogr.UseExceptions()
except ImportError:
    ogr = None


def places(document):
    """The document with coordinates in place of indices: the same however vertices are numbered."""
    def walk(value):
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            return {key: points(each) if key == "boundaries" else walk(each) for key, each in value.items()}
        return value

    def points(value):
        return [points(each) for each in value] if isinstance(value, list) else document["vertices"][value]

    return {key: walk(value) for key, value in document.items() if key != "vertices"}


class Export(CityCase):
    def exported(self, *options, name="out.city.json"):
        path = self.folder / name
        self.told = self.ok_json("export", self.city, "-o", path, *options)
        text = path.read_text(encoding="utf-8")
        return json.loads(text) if name.endswith(".json") else [json.loads(line) for line in text.splitlines()]

    def test_the_district_comes_out_as_it_came_in(self):
        source = json.loads(DISTRICT.read_text(encoding="utf-8"))
        self.assertEqual(places(self.exported()), places(source))
        self.assertEqual(self.told["objects"], len(source["CityObjects"]))
        self.assertEqual(self.told["edited"], 0)

    def edit_elsewhere(self):
        """Sets a year as QGIS does; gives the id of the building."""
        database = sqlite3.connect(self.city)
        for function in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(function, 1, lambda shape: 0)  # the R-tree's triggers name them
        fid, name = database.execute("SELECT fid, object_id FROM building ORDER BY fid LIMIT 1").fetchone()
        database.execute("UPDATE building SET year_of_construction = 1888 WHERE fid = ?", (fid,))
        database.commit()
        database.close()
        return name

    def test_an_edit_in_another_program_stands_in_the_journal_at_once(self):
        self.edit_elsewhere()
        entry, = self.ok_json("journal", self.city)
        self.assertEqual((entry["kind"], entry["rows"]), ("external edit", 1))

    def test_an_edit_in_another_program_is_journaled_and_comes_out(self):
        name = self.edit_elsewhere()
        before = json.loads(DISTRICT.read_text(encoding="utf-8"))
        out = self.exported()
        self.assertEqual(self.told["edited"], 1)
        changed = [key for key, value in out["CityObjects"].items()
                   if value.get("attributes") != before["CityObjects"][key].get("attributes")]
        self.assertEqual(changed, [name])
        self.assertIn(1888, out["CityObjects"][name]["attributes"].values())
        entries = self.ok_json("journal", self.city)
        self.assertEqual([entry["kind"] for entry in entries], ["external edit"])

    def test_a_branch_comes_out_with_what_its_scenario_set(self):
        self.ok("run", self.city, self.script("old.lua", """
            scenario { name = "Insulated", from = "2026-01-01", to = "2026-01-02" }
            city.building:where("year_of_construction < 1950").wall_u_value = 0.25"""))
        out = self.exported("--branch", "old")
        insulated = [key for key, value in out["CityObjects"].items()
                     if value.get("attributes", {}).get("wall_u_value") == 0.25]
        self.assertGreater(len(insulated), 0)
        self.assertEqual(self.told["edited"], len(insulated))
        self.exported()
        self.assertEqual(self.told["edited"], 0)

    def test_a_selection_comes_out_as_a_sequence_that_can_be_imported(self):
        features = self.exported("--where", "year_of_construction < 1950", name="old.city.jsonl")
        self.assertEqual(len(features), self.told["features"] + 1)
        database = sqlite3.connect(self.city)
        old = database.execute("SELECT count(*) FROM building WHERE year_of_construction < 1950").fetchone()[0]
        database.close()
        again = self.ok_json("import", self.folder / "old.city.jsonl", "-o", self.folder / "old.gpkg")
        self.assertEqual(again["tables"]["building"], old)

    def run_branch(self):
        self.ok("run", self.city, self.script("old.lua", """
            scenario { name = "Insulated", from = "2026-01-01", to = "2026-01-08", plugins = { "buildings" } }
            city.building:where("year_of_construction < 1950").wall_u_value = 0.25"""))

    @unittest.skipIf(ogr is None, "python3-gdal is not installed")
    def test_results_of_a_branch_come_out_as_a_layer(self):
        self.run_branch()
        path = self.folder / "heat.gpkg"
        told = self.ok_json("export", self.city, "-o", path, "--branch", "old",
                            "--columns", "object_id,heating_energy,indoor_temperature,residents")
        checked = subprocess.run([*VALIDATOR, path], capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        package = ogr.Open(str(path))
        layer = package.GetLayer(0)
        self.assertEqual((layer.GetName(), layer.GetFeatureCount()), ("building", told["rows"]))
        self.assertEqual(layer.GetSpatialRef().GetAuthorityCode(None), "25832")
        self.assertEqual([field.name for field in layer.schema],
                         ["object_id", "heating_energy", "indoor_temperature", "residents"])
        package = layer = None
        database = sqlite3.connect(path)
        heat, coldest = database.execute("SELECT sum(heating_energy), min(indoor_temperature) FROM building").fetchone()
        aliases = dict(database.execute("SELECT column_name, name FROM gpkg_data_columns"))
        database.close()
        self.assertGreater(heat, 0)
        self.assertTrue(0 < coldest < 30, coldest)  # in degrees Celsius, as its alias says
        self.assertEqual(aliases["indoor_temperature"], "indoor_temperature [degC]")
        later = self.ok_json("export", self.city, "-o", self.folder / "a.csv", "--branch", "old",
                             "--where", f"heating_energy > {heat / told['rows']} [kWh]")
        self.assertTrue(0 < later["rows"] < told["rows"])

    def test_results_are_those_of_the_time_asked_for(self):
        self.run_branch()
        self.ok("export", self.city, "-o", self.folder / "a.csv", "--branch", "old", "--columns",
                "gas_energy", "--time", "2026-01-08")
        self.fails(2, "export", self.city, "-o", self.folder / "b.csv", "--branch", "old", "--time", "2027-01-01")

    def test_what_was_recorded_once_as_the_run_ended_is_of_any_time_in_it(self):
        self.run_branch()
        for name, time in (("a.csv", "2026-01-02"), ("b.csv", "2026-01-08")):
            self.ok("export", self.city, "-o", self.folder / name, "--branch", "old", "--columns", "gas_energy",
                    "--time", time)
        self.assertEqual((self.folder / "a.csv").read_bytes(), (self.folder / "b.csv").read_bytes())

    def test_several_tables_come_out_in_one_package(self):
        path = self.folder / "all.gpkg"
        told = self.ok_json("export", self.city, "-o", path, "--table", "building", "--table", "surface")
        database = sqlite3.connect(path)
        counted = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("building", "surface")]
        database.close()
        self.assertEqual(sum(counted), told["rows"])
        self.fails(1, "export", self.city, "-o", self.folder / "all.csv", "--table", "building", "--table", "surface")
        self.fails(2, "export", self.city, "-o", path, "--table", "building", "--table", "surface", "--where", "height > 3")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["all.gpkg", "city.gpkg"])

    def test_a_city_is_never_written_over_by_layers(self):
        before = self.city.read_bytes()
        self.assertIn("there is a city file", self.fails(2, "export", self.city, "-o", self.city))
        self.assertEqual(self.city.read_bytes(), before)
        layers = self.folder / "layers.gpkg"
        for _ in range(2):  # layers are written anew
            self.ok("export", self.city, "-o", layers)

    def test_an_option_that_means_nothing_for_the_format_is_told(self):
        for name, *option in (("a.city.json", "--columns", "height"), ("a.city.json", "--time", "2026-01-01"),
                              ("a.csv", "--version", "2.0"), ("a.glb", "--source", "x"), ("a.geojson", "--wkt"),
                              ("a.csv", "--lod", "2"), ("a.glb", "--height-offset", "40"), ("a.tif", "--where", "true")):
            with self.subTest(name=name, option=option):
                self.assertIn(f"{option[0]} is for", self.fails(2, "export", self.city, "-o", self.folder / name, *option))
        self.assertEqual([p.name for p in self.folder.iterdir()], ["city.gpkg"])

    def test_what_cannot_be_meant_is_told_before_anything_is_written(self):
        target = self.folder / "x.city.json"
        for arguments in (["-o", "x.obj"], ["-o", target, "--bbox", "1,2,3"], ["-o", target, "--version", "3.0"],
                          ["-o", target, "--bbox", "9,9,1,1"]):
            with self.subTest(arguments=arguments):
                self.fails(2, "export", self.city, *arguments)
        for arguments in (["--branch", "nope"], ["--source", "nope"], ["--where", "height <"], ["--where", "hight > 1"],
                          ["--table", "weather", "--where", "time > 1"]):
            with self.subTest(arguments=arguments):
                self.fails(1, "--quiet", "export", self.city, "-o", target, *arguments)
        self.fails(1, "export", self.city, "-o", self.folder / "none" / "x.city.json")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["city.gpkg"])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""What `conurb validate` says, writes and returns.

CONURB_PROGRAM and CONURB_SHARED_DATA as in cli_test.py.
"""
import json
import sqlite3
import subprocess
import unittest
from contextlib import closing

from city_case import DISTRICT, SHARED, VALIDATOR, WEATHER, CityCase, conurb

VERTICES = [[x, y, z] for z in (0, 10000) for x, y in ((0, 0), (10000, 0), (10000, 10000), (0, 10000))]
OUTWARD = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]


def box(faces):
    """CityJSON of one building with these faces."""
    solid = {"type": "Solid", "lod": "2", "boundaries": [[[face] for face in faces]]}
    return json.dumps({"type": "CityJSON", "version": "2.0", "vertices": VERTICES,
                       "transform": {"scale": [0.001] * 3, "translate": [389000, 5819000, 30]},
                       "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/25833"},
                       "CityObjects": {"house": {"type": "Building", "geometry": [solid]}}})


class Validate(CityCase):
    def model(self, faces, name="box.city.json"):
        return self.script(name, box(faces))

    def validated(self, code, *arguments):
        done = conurb("--quiet", "validate", *arguments, "--json")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assert_clean()
        return json.loads(done.stdout)["files"]

    def layer(self, city):
        with closing(sqlite3.connect(f"file:{city}?mode=ro&immutable=1", uri=True)) as file:
            return file.execute("SELECT rule, code, severity, object_id, figure, elevation FROM finding").fetchall()

    def test_a_valid_model_is_said_to_be_so(self):
        model = self.model(OUTWARD)
        self.assertIn("valid (errors: 0, warnings: 0;", self.ok("--quiet", "validate", model))
        [outcome] = self.validated(0, model)
        self.assertTrue(outcome["valid"])
        self.assertEqual((outcome["objects"], outcome["geometries"], outcome["faces"]), (1, 1, 6))

    def test_an_open_solid_is_an_error_with_its_place_and_figure(self):
        model = self.model(OUTWARD[:-1])
        [outcome] = self.validated(1, model)
        [finding] = outcome["findings"]
        self.assertEqual((finding["rule"], finding["code"], finding["severity"]),
                         ("shell.not_closed", "val3dity 302", "error"))
        self.assertEqual((finding["object"], finding["unit"]), ("house", "m"))
        self.assertAlmostEqual(finding["figure"], 40)
        self.assertTrue(389000 <= finding["at"][0] <= 389010)
        self.assertIn("1 error was found", self.fails(1, "--quiet", "validate", model))

    def test_several_files_are_checked_one_by_one(self):
        files = self.validated(1, self.model(OUTWARD), self.model(OUTWARD[:-1], "open.city.json"))
        self.assertEqual([each["valid"] for each in files], [True, False])

    def test_a_model_is_mended_into_a_city_file(self):
        model, mended = self.model([face[::-1] for face in OUTWARD]), self.folder / "mended.gpkg"
        [outcome] = self.validated(0, model, "--repair", "-o", mended)
        self.assertEqual(outcome["repairs"][0]["rule"], "solid.inside_out")
        self.assertEqual(outcome["repairs"][0]["count"], 6)
        [again] = self.validated(0, mended)
        self.assertEqual(again["errors"], 0)
        text = self.ok("--quiet", "validate", model, "--repair", "-o", self.folder / "b.gpkg")
        self.assertIn("all faces are turned", text)

    def test_a_city_file_gets_a_layer_of_findings_and_may_be_mended_in_place(self):
        city = self.folder / "box.gpkg"
        self.ok("--quiet", "import", self.model([OUTWARD[0], OUTWARD[1][::-1], *OUTWARD[2:]]), "-o", city)
        self.validated(1, city)
        [row] = self.layer(city)
        self.assertEqual(row[:4], ("shell.face_orientation", "val3dity 307", "error", "house"))
        self.assertAlmostEqual(row[5], 40)
        before = city.read_bytes()
        self.validated(1, city, "--no-layer")
        self.assertEqual(before, city.read_bytes())
        copy = self.folder / "copy.gpkg"
        [outcome] = self.validated(0, city, "--repair", "-o", copy)
        self.assertEqual([each["rule"] for each in outcome["repairs"]], ["shell.face_orientation"])
        self.assertEqual(before, city.read_bytes(), "the file itself is left")
        self.assertEqual(self.layer(copy), [])
        self.validated(0, city, "--repair", "-o", city)
        self.assertEqual(self.layer(city), [])
        valid = subprocess.run([*VALIDATOR, city], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((valid.returncode, valid.stdout + valid.stderr), (0, ""))

    def test_findings_that_are_gone_take_no_object_with_them(self):
        city = self.folder / "open.gpkg"
        self.ok("--quiet", "import", self.model(OUTWARD[:-1]), "-o", city)
        self.validated(1, city)
        self.ok("--quiet", "import", self.model(OUTWARD), "-o", city, "--source", "box.city.json")
        self.validated(0, city)
        self.assertEqual(self.ok_json("export", city, "-o", self.folder / "out.city.json")["objects"], 1)

    def test_the_demo_is_valid_and_runs_as_before_once_it_was_checked(self):
        [outcome] = self.validated(0, self.city)
        self.assertEqual(outcome["errors"], 0)
        self.assertEqual(self.ok_json("--quiet", "import", DISTRICT, WEATHER, "-o", self.city)["unchanged"],
                         ["district.city.json", "weather.epw"])

    def test_wrong_usage_is_told_before_anything_is_read(self):
        model = self.model(OUTWARD)
        for arguments in ([], [model, "--repair"], [model, "-o", self.folder / "a.gpkg"],
                          [model, model, "--repair", "-o", self.folder / "a.gpkg"],
                          [model, "--repair", "-o", self.folder / "a.json"], [model, "--planarity", "-1"],
                          [model, "--crs", "EPSG:none"]):
            with self.subTest(arguments=arguments):
                self.fails(2, "--quiet", "validate", *arguments)
        self.assertEqual([p.name for p in self.folder.glob("a.*")], [])

    def test_what_cannot_be_checked_fails_in_one_clear_line(self):
        broken = self.script("broken.city.json", box(OUTWARD)[:-20])
        self.assertIn("not JSON", self.fails(1, "--quiet", "validate", broken))
        for path in (WEATHER, self.folder / "none.gpkg"):
            with self.subTest(path=path):
                self.assert_one_clear_line(self.fails(1, "--quiet", "validate", path), path)
        taken = self.folder / "taken.gpkg"
        taken.write_text("mine")
        self.fails(1, "--quiet", "validate", self.model(OUTWARD), "--repair", "-o", taken)
        self.assertEqual(taken.read_text(), "mine")

    def test_a_model_in_citygml_is_checked_like_any_other(self):
        ring = "389000 5819000 30 389010 5819000 30 389010 5819010 30"
        text = ('<CityModel xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml" '
                'xmlns:b="http://www.opengis.net/citygml/building/2.0"><cityObjectMember><b:Building gml:id="house">'
                '<b:lod2MultiSurface><gml:MultiSurface srsName="EPSG:25833"><gml:surfaceMember><gml:Polygon><gml:exterior>'
                f'<gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>'
                '</gml:surfaceMember></gml:MultiSurface></b:lod2MultiSurface></b:Building></cityObjectMember></CityModel>')
        [outcome] = self.validated(0, self.script("house.gml", text))
        [finding] = outcome["findings"]
        self.assertEqual((finding["rule"], finding["code"]), ("geometry.ring_not_closed", "val3dity 103"))
        self.assertEqual((outcome["objects"], outcome["geometries"], outcome["faces"]), (1, 1, 1))

    def test_the_rules_are_listed(self):
        rules = self.ok("--quiet", "validate", "--rules")
        for rule in ("shell.not_closed", "val3dity 302", "solid.inside_out", "value.out_of_range"):
            self.assertIn(rule, rules)

    def test_real_data_have_what_their_sources_tell(self):
        if not SHARED.is_dir():
            self.skipTest(f"no folder {SHARED}")
        [japan] = self.validated(1, SHARED / "city3d/cityjson/japanese_v20.city.json")
        self.assertEqual(japan["counts"]["solid.inside_out"], 4)
        mended = self.folder / "japan.gpkg"
        [japan] = self.validated(0, SHARED / "city3d/cityjson/japanese_v20.city.json", "--repair", "-o", mended)
        self.assertEqual(japan["errors"], 0)


if __name__ == "__main__":
    unittest.main()

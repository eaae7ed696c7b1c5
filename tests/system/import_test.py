# SPDX-License-Identifier: Apache-2.0
"""What `conurb import` does with what it should not be given: one clear message, and the city as it was.

CONURB_PROGRAM and CONURB_SHARED_DATA as in cli_test.py.
"""
import contextlib
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import time
import unittest

from city_case import DISTRICT, PROGRAM, ROOT, SHARED, WEATHER, CityCase, conurb

NOBODY = 65534
KEPT_NAMES = ["fid", "geom", "rowid", "conurb_kind", "id", "alive", "shape"]


class ImportCase(CityCase):
    def refused(self, path, *arguments, code=1, said=(), **options):
        """An import that must fail, telling of `path` in one clear line that holds all of `said`; nothing is left."""
        before = {p: p.read_bytes() for p in self.folder.iterdir() if p.is_file()}
        message = self.fails(code, "--quiet", "import", *arguments, **options)
        self.assert_one_clear_line(message, path)
        self.assertEqual(len(message.strip().splitlines()), 2, "what to do: " + message)
        for words in said:
            self.assertIn(words, message)
        after = {p: p.read_bytes() for p in self.folder.iterdir() if p.is_file()}
        self.assertEqual(before.keys(), after.keys(), "an import that fails makes no file")
        self.assertTrue(all(before[p] == after[p] for p in before), "an import that fails changes no file")

    def as_nobody(self, *arguments):
        """The program run by an ordinary user, also where the tests are run by root."""
        options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run([PROGRAM, "--quiet", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True,
                              timeout=60, check=False, **options)

    def let_nobody_in(self):
        for folder in (self.class_folder, self.folder):
            folder.chmod(0o755)


class BadSources(ImportCase):
    def test_an_empty_file_says_so_whatever_it_is_called(self):
        for name in ("a.city.json", "a.city.jsonl", "a.epw", "a.csv", "a"):
            with self.subTest(name=name):
                source = self.script(name, "")
                self.refused(source, source, "-o", self.city, said=["empty"])

    def test_a_folder_and_a_file_that_is_not_there_are_told_apart(self):
        folder = self.folder / "folder.city.json"
        folder.mkdir()
        self.refused(folder, folder, "-o", self.city, said=["is a folder"])
        self.refused("none.epw", "none.epw", "-o", self.city, said=["no such file"])

    def test_a_file_cut_in_the_middle_is_refused_with_the_place(self):
        for source, name in ((DISTRICT, "cut.city.json"), (WEATHER, "cut.epw")):
            with self.subTest(name=name):
                content = source.read_bytes()
                cut = self.folder / name
                cut.write_bytes(content[:len(content) // 2])
                message = self.fails(1, "--quiet", "import", cut, "-o", self.folder / "new.gpkg")
                self.assertRegex(message, rf"conurb: {cut}:\d+")
                self.assertFalse((self.folder / "new.gpkg").exists())

    def test_one_bad_file_among_good_ones_keeps_all_out(self):
        bad = self.script("bad.city.json", "{")
        message = self.fails(1, "--quiet", "import", DISTRICT, WEATHER, bad, "-o", self.folder / "new.gpkg")
        self.assertIn(str(bad), message)
        self.assertFalse((self.folder / "new.gpkg").exists())

    def test_the_same_file_twice_is_wrong_usage(self):
        link = self.folder / "link.city.json"
        link.symlink_to(DISTRICT)
        self.refused(link, DISTRICT, link, "-o", self.city, code=2, said=["twice"])

    def test_two_files_with_objects_of_one_id_are_imported_with_a_finding_for_each(self):
        other = self.folder / "other.city.json"
        shutil.copy(DISTRICT, other)
        fresh = self.folder / "both.gpkg"
        answer = self.ok_json("import", DISTRICT, other, "-o", fresh)
        findings = answer["sources"][1]["findings"]
        self.assertEqual(findings["object.same_id"], 315)
        self.assertNotIn("object.same_id", answer["sources"][0]["findings"])
        # The buildings stand on each other, too, and that is told.
        self.assertEqual(sum(source["findings"].get("building.copy", 0) for source in answer["sources"]), 298)
        again = self.ok_json("import", DISTRICT, other, "-o", fresh, "--again")
        for source in again["sources"]:
            self.assertNotIn("object.same_id", source["findings"])

    def test_attributes_with_names_that_the_file_keeps_get_others_and_csv_columns_are_refused(self):
        source = json.loads(DISTRICT.read_text(encoding="utf-8"))
        house = next(key for key, thing in source["CityObjects"].items() if thing["type"] == "Building")
        source["CityObjects"][house].setdefault("attributes", {}).update({name: 7 for name in KEPT_NAMES})
        fresh = self.folder / "fresh.gpkg"
        self.ok("import", self.script("kept.city.json", json.dumps(source)), "-o", fresh)
        info = self.ok_json("info", fresh)
        building = next(table for table in info["tables"] if table["name"] == "building")
        columns = {column["name"] for column in building["columns"]}
        self.assertLessEqual({name + "_source" for name in KEPT_NAMES}, columns)
        for name in KEPT_NAMES:
            with self.subTest(name=name):
                table = self.script("columns.csv", f"object_id,{name}\n{house},1\n")
                self.refused(f"{table}:1", table, "-o", fresh, said=[f'"{name}"', f"{name}_source"])


class CityGml(ImportCase):
    HOUSE = """<?xml version="1.0"?>
<CityModel xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
  xmlns:bldg="http://www.opengis.net/citygml/building/2.0"><gml:boundedBy><gml:Envelope srsName="EPSG:25832"/></gml:boundedBy>
<cityObjectMember><bldg:Building gml:id="house"><bldg:yearOfConstruction>1985</bldg:yearOfConstruction>
<bldg:lod0FootPrint><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>
500000 5700000 60 500010 5700000 60 500010 5700008 60 500000 5700008 60 500000 5700000 60</gml:posList></gml:LinearRing>
</gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></bldg:lod0FootPrint></bldg:Building></cityObjectMember>
</CityModel>
"""

    def test_it_is_known_by_its_content_packed_or_not_and_updates_the_same_rows(self):
        fresh = self.folder / "house.gpkg"
        for name, year in (("house.gml", "1985"), ("house.xml", "1986"), ("house.gml.gz", "1987"), ("house", "1988")):
            with self.subTest(name=name):
                text = self.HOUSE.replace("1985", year).encode()
                source = self.folder / name
                source.write_bytes(gzip.compress(text) if name.endswith(("gz", "house")) else text)
                answer = self.ok_json("import", source, "-o", fresh, "--source", "houses", "--zone", "Europe/Berlin")
                self.assertEqual(answer["sources"][0]["format"], "CityGML 2.0")
                with contextlib.closing(sqlite3.connect(fresh)) as file:
                    rows = file.execute("SELECT object_id, year_of_construction, footprint_area FROM building").fetchall()
                self.assertEqual(rows, [("house", int(year), 80.0)])

    def test_a_broken_one_says_where_and_leaves_nothing(self):
        fresh = self.folder / "new.gpkg"
        cut = self.script("cut.gml", self.HOUSE[:400])
        self.assertRegex(self.fails(1, "--quiet", "import", cut, "-o", fresh), rf"conurb: {cut}:\d+:\d+: not well-formed")
        bomb = self.script("bomb.gml", self.HOUSE.replace("<CityModel", '<!DOCTYPE a [<!ENTITY b "c">]><CityModel', 1))
        self.assertIn("entities are never expanded", self.fails(1, "--quiet", "import", bomb, "-o", fresh))
        none = self.script("none.gml", "")
        self.refused(none, none, "-o", self.city, said=["empty"])
        self.assertFalse(fresh.exists())


class BadTargets(ImportCase):
    def test_a_target_that_is_no_city_is_refused_and_stays_as_it_is(self):
        for name, content in (("zero.gpkg", b""), ("text.gpkg", b"hello\n")):
            with self.subTest(name=name):
                target = self.folder / name
                target.write_bytes(content)
                self.refused(target, DISTRICT, "-o", target, said=["not a GeoPackage", "not taken yet"])
        folder = self.folder / "folder.gpkg"
        folder.mkdir()
        self.refused(folder, DISTRICT, "-o", folder, said=["not a file"])

    def test_a_folder_that_is_not_there_is_told_before_anything_is_read(self):
        missing = self.folder / "missing"
        self.refused(missing, DISTRICT, "-o", missing / "city.gpkg", said=["no such folder"])
        self.assertIn("--output", self.fails(2, "--quiet", "import", DISTRICT, "-o", ""))

    def test_no_permission_is_told_as_such(self):
        self.let_nobody_in()
        sealed = self.folder / "sealed"
        sealed.mkdir()
        locked_in = sealed / "city.gpkg"
        shutil.copy(self.pristine, locked_in)
        locked_in.chmod(0o666)
        sealed.chmod(0o555)
        self.city.chmod(0o444)
        secret = self.folder / "secret.city.json"
        shutil.copy(DISTRICT, secret)
        secret.chmod(0)
        cases = {sealed / "new.gpkg": [DISTRICT, "-o", sealed / "new.gpkg"],
                 locked_in: [DISTRICT, "--again", "-o", locked_in],
                 self.city: [DISTRICT, "--again", "-o", self.city],
                 secret: [secret, "-o", self.folder / "new.gpkg"]}
        for path, arguments in cases.items():
            with self.subTest(path=path.name):
                done = self.as_nobody("import", *arguments)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assert_one_clear_line(done.stderr, path)
                self.assertIn("permission", done.stderr)
                self.assertNotIn("No such file", done.stderr)
        sealed.chmod(0o755)
        self.assertEqual([p.name for p in sealed.iterdir()], ["city.gpkg"])

    def test_a_file_that_another_program_writes_to_is_refused_after_a_while(self):
        other = sqlite3.connect(self.city, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        done = conurb("--quiet", "import", DISTRICT, "--again", "-o", self.city)
        other.execute("ROLLBACK")
        other.close()
        self.assertEqual(done.returncode, 1)
        self.assert_one_clear_line(done.stderr, self.city)
        self.assertIn("another program", done.stderr)
        self.assertLess(time.monotonic() - started, 40)

    def on_a_small_disk(self, kilobytes, script):
        """Runs a shell script in a folder that holds no more; gives what it printed and its exit status."""
        if os.geteuid() != 0:
            self.skipTest("only root can mount a small disk")
        disk = self.folder / "disk"
        disk.mkdir(exist_ok=True)
        # In a mount namespace of its own, so that nothing of it is left behind.
        command = f"mount -t tmpfs -o size={kilobytes}k tmpfs {disk} || exit 77; cd {disk}; {script}"
        done = subprocess.run(["unshare", "-m", "sh", "-c", command], cwd=ROOT, capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode == 77 or "unshare" in done.stderr:
            self.skipTest("no right to mount a small disk")
        return done

    def test_a_full_disk_is_told_and_no_new_file_stays(self):
        for kilobytes in (100, 200, 300, 400, 600):
            with self.subTest(kilobytes=kilobytes):
                done = self.on_a_small_disk(
                    kilobytes, f"{PROGRAM} --quiet import {DISTRICT} -o city.gpkg; code=$?; ls -A; exit $code")
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assert_one_clear_line(done.stderr, "city.gpkg")
                self.assertIn("no space left", done.stderr)
                self.assertEqual(done.stdout.strip(), "", "a file is left on the full disk")

    def test_a_full_disk_leaves_the_city_as_it_was(self):
        other = self.folder / "other.city.json"
        shutil.copy(DISTRICT, other)
        before = self.folder / "before.json"
        before.write_text(conurb("info", self.city, "--json").stdout, encoding="utf-8")
        room = self.city.stat().st_size // 1024 + 200
        done = self.on_a_small_disk(
            room, f"cp {self.city} city.gpkg; {PROGRAM} --quiet import {other} -o city.gpkg; code=$?; "
                  f"{PROGRAM} info city.gpkg --json > {self.folder}/after.json || exit 3; ls -A; exit $code")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("no space left", done.stderr)
        answers = [json.loads((self.folder / name).read_text(encoding="utf-8"))
                   for name in ("before.json", "after.json")]
        for answer in answers:
            answer.pop("file", None)
        self.assertEqual(*answers)
        self.assertEqual(done.stdout.split(), ["city.gpkg"])


class Edits(ImportCase):
    def open_as_another_program(self):
        """With the spatial functions that a GIS has: the triggers of the R-tree name them."""
        connection = sqlite3.connect(self.city)
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            connection.create_function(name, 1, lambda geometry: 0)
        return connection

    def test_an_import_again_keeps_what_people_changed_also_after_one_that_failed(self):
        connection = self.open_as_another_program()
        house, = connection.execute("SELECT object_id FROM building WHERE year_of_construction > 0").fetchone()
        connection.execute("UPDATE building SET year_of_construction = 1777 WHERE object_id = ?", (house,))
        connection.commit()
        connection.close()
        self.fails(1, "--quiet", "import", self.script("bad.city.json", "{"), "-o", self.city)
        self.assertEqual(self.year_of(house), 1777)
        for _ in range(2):
            self.ok("import", DISTRICT, "--again", "-o", self.city)
            self.assertEqual(self.year_of(house), 1777)
        self.assertIn("another program", self.ok("journal", self.city))

    def year_of(self, house):
        connection = sqlite3.connect(self.city)
        year, = connection.execute("SELECT year_of_construction FROM building WHERE object_id = ?",
                                   (house,)).fetchone()
        connection.close()
        return year


class Collections(ImportCase):
    def test_every_broken_file_goes_in_or_is_refused_with_one_message(self):
        """Through the program: none crashes, none hangs, and what is refused leaves no file."""
        files = [p for folder in ("invalid", "conformance/corpus_invalid")
                 for p in sorted((SHARED / "city3d" / folder).glob("*")) if p.name != "index.json"]
        if not files:
            self.skipTest(f"{SHARED / 'city3d/invalid'} is not here; set CONURB_SHARED_DATA")
        refused = 0
        for source in files:
            with self.subTest(file=source.name):
                target = self.folder / "new.gpkg"
                done = conurb("--quiet", "import", source, "-o", target, timeout=30)
                # One of them is GeoJSON: a layer, of which the table is not said.
                self.assertIn(done.returncode, (0, 2) if "--table" in done.stderr else (0, 1), f"{done.stdout}{done.stderr}")
                self.assert_clean()
                self.assertEqual(target.exists(), done.returncode == 0)
                if done.returncode != 0:
                    refused += 1
                    self.assertTrue(done.stderr.startswith(f"conurb: {source}"), done.stderr)
                    self.assertLessEqual(len(done.stderr.strip().splitlines()), 2, done.stderr)
                target.unlink(missing_ok=True)
        self.assertGreater(refused, 5)
        self.assertLess(refused, len(files) - 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)

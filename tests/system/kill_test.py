# SPDX-License-Identifier: Apache-2.0
"""The program killed (SIGKILL) at random points of import and run: the file opens, what was reported as saved is there,
the rest is absent altogether, and the same command then goes through.

CONURB_KILLS is the number of kills in each test (default 3), CONURB_PROGRAM names the program. The library's own kills,
which look at single transactions, are in tests/engine/store/crash_test.cpp.
"""
import json
import os
import random
import sqlite3
import subprocess
import time
import unittest

from city_case import DISTRICT, PROGRAM, RETROFIT, ROOT, WEATHER, CityCase, conurb

KILLS = max(1, int(os.environ.get("CONURB_KILLS", "3")))


class Kill(CityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20)
        cls.counts = json.loads(cls.imported.stdout)["tables"]

    def seconds_of(self, *arguments):
        """How long a command takes that nobody kills."""
        begun = time.monotonic()
        self.assertEqual(conurb(*arguments).returncode, 0)
        return time.monotonic() - begun

    def killed(self, within_s, *arguments):
        """Runs a command, kills it at a random point of `within_s` or lets it end, and gives exit code and stderr."""
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=ROOT, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        try:
            _, message = process.communicate(timeout=self.random.uniform(0, within_s))
        except subprocess.TimeoutExpired:
            process.kill()
            _, message = process.communicate()
        self.assertIn(process.returncode, (0, -9), message)
        return process.returncode, message

    def look(self, city):
        """What `conurb info` finds in a file whose pages are sound."""
        info = json.loads(self.ok("info", city, "--json"))
        connection = sqlite3.connect(city)
        self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        connection.close()
        return info

    def test_a_killed_first_import_is_there_as_a_whole_or_not_at_all(self):
        command = ["import", DISTRICT, WEATHER, "--zone", "Europe/Zurich", "-o"]
        within_s = self.seconds_of(*command, self.folder / "timed.gpkg")
        for number in range(KILLS):
            with self.subTest(kill=number):
                city = self.folder / f"{number}.gpkg"
                code, message = self.killed(within_s, *command, city)
                if city.exists():
                    found = {table["name"]: table["rows"] for table in self.look(city)["tables"]}
                    self.assertIn(found, ({}, self.counts))
                    saved = code == 0 or f"saved {city.name}" in message
                    self.assertTrue(found or not saved, "an import that was reported is gone")
                else:
                    self.assertNotEqual(code, 0)
                self.ok(*command, city)
                self.assertEqual({table["name"]: table["rows"] for table in self.look(city)["tables"]}, self.counts)
                left = [path.name for path in self.folder.glob(f"{number}.gpkg?*")]
                self.assertEqual(left, [], "files left beside the city file")
                city.unlink()

    def test_a_killed_second_import_leaves_the_file_as_it_was_or_as_it_was_to_be(self):
        source = json.loads(DISTRICT.read_text(encoding="utf-8"))
        names = [name for name, thing in source["CityObjects"].items() if thing["type"] == "Building"]
        table = self.folder / "storeys.csv"

        def write_table(column, value):
            lines = [f"{name},{value}\n" for name in names]
            table.write_text(f"object_id,{column} [1]\n" + "".join(lines), encoding="utf-8")

        write_table("storeys", 0)
        command = ["import", table, "-o", self.city]
        within_s = self.seconds_of(*command)
        for number in range(KILLS):
            column = f"storeys_{number}"
            write_table(column, number)
            with self.subTest(kill=number):
                code, _ = self.killed(within_s, *command)
                info = self.look(self.city)
                building = next(each for each in info["tables"] if each["name"] == "building")
                found = [each for each in building["columns"] if each["name"] == column]
                self.assertTrue(found or code != 0, "an import that was reported is gone")
                self.assertEqual([each["nulls"] for each in found], [0] * len(found))
                self.assertEqual(building["rows"], self.counts["building"])

    def test_a_killed_run_leaves_what_was_saved_and_can_be_repeated(self):
        command = ["run", self.city, RETROFIT, "--fresh"]
        wanted = [outcome["content_hash"] for outcome in self.ok_json(*command)]
        within_s = self.seconds_of(*command)
        done = 4  # two branches, twice
        for number in range(KILLS):
            with self.subTest(kill=number):
                code, _ = self.killed(within_s, *command)
                info = self.look(self.city)
                statuses = [run["status"] for run in info["runs"]]
                done += 2 if code == 0 else 0
                self.assertGreaterEqual(statuses.count("done"), done, "a run that was reported is gone")
                done = statuses.count("done")
                entries = self.ok_json("journal", self.city)
                self.assertEqual(len(entries), info["journal_entries"])
        self.assertEqual([outcome["content_hash"] for outcome in self.ok_json(*command)], wanted)
        left = {run["status"] for run in self.look(self.city)["runs"]}
        self.assertLessEqual(left, {"done", "failed"}, "runs of killed programs must be found failed")


if __name__ == "__main__":
    unittest.main(verbosity=2)

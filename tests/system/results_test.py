# SPDX-License-Identifier: Apache-2.0
"""When a result still holds: runs taken over or computed anew, stale figures, spans that the data do not cover."""
import unittest

from city_case import HEAT_WAVE, RETROFIT, WEATHER, CityCase


class Results(CityCase):
    def statuses(self):
        return [run["status"] for run in self.ok_json("info", self.city)["runs"]]

    def test_an_unchanged_script_leaves_the_journal_as_it_is(self):
        for script in (RETROFIT, HEAT_WAVE):
            with self.subTest(script=script.name):
                self.ok("run", self.city, script)
                first = self.ok_json("journal", self.city)
                again = self.ok_json("run", self.city, script)
                self.assertEqual(again[1]["status"], "done")
                self.assertEqual(self.ok_json("journal", self.city), first)

    def test_a_changed_script_takes_the_former_changes_back(self):
        text = ('local run = scenario { id = "walls", name = "Walls", from = "2026-01-01", to = "2026-01-03" }\n'
                'city.building:all().wall_u_value = %s\n')
        hashes = []
        for value in ("0.3", "0.2", "0.3"):
            path = self.script("walls.lua", text % value)
            hashes.append(self.ok_json("run", self.city, path)[1]["content_hash"])
        self.assertEqual(hashes[0], hashes[2])
        self.assertNotEqual(hashes[0], hashes[1])
        kinds = [entry["kind"] for entry in self.ok_json("journal", self.city)]
        self.assertEqual(kinds, ["set", "undo", "set", "undo", "set"])

    def test_results_that_an_undo_has_overtaken_say_so_until_the_next_run(self):
        self.ok("run", self.city, RETROFIT)
        self.assertNotIn("tale", self.ok("compare", self.city, "base", "retrofit"))
        self.ok("journal", self.city, "--branch", "retrofit", "--undo", "0")
        table = self.ok("compare", self.city, "base", "retrofit")
        self.assertRegex(table, r"retrofit \(stale\)")
        self.assertRegex(table, r"Stale: the figures of 'retrofit' are those of run 2; 1 change was taken back since")
        self.assertIn(f"conurb run {self.city}", table)
        answer = self.ok_json("compare", self.city, "base", "retrofit")
        self.assertTrue(answer["stale"])
        self.assertEqual((len(answer["base_stale"]), len(answer["other_stale"])), (0, 1))
        report = self.folder / "report.html"
        self.ok("compare", self.city, "base", "retrofit", "--report", report)
        self.assertIn("Stale: ", report.read_text(encoding="utf-8"))
        self.ok("run", self.city, RETROFIT)
        self.assertFalse(self.ok_json("compare", self.city, "base", "retrofit")["stale"])

    def test_another_weather_is_another_run(self):
        self.ok("run", self.city, RETROFIT)
        self.assertTrue(self.ok_json("run", self.city, RETROFIT)[0]["reused"])
        head, hours = [], []
        for line in WEATHER.read_text(encoding="latin-1").splitlines(keepends=True):
            (hours if line[:1].isdigit() else head).append(line)
        cells = hours[0].split(",")
        cells[6] = str(float(cells[6]) - 5.0)  # the first hour is 5 K colder
        other = self.folder / WEATHER.name
        other.write_text("".join(head + [",".join(cells)] + hours[1:]), encoding="latin-1")
        self.ok("import", other, "-o", self.city)
        answer = self.ok_json("compare", self.city, "base", "retrofit")
        self.assertRegex(answer["base_stale"][0], r"data of 'weather' \(dry_bulb_temperature\) were changed")
        self.assertFalse(self.ok_json("run", self.city, RETROFIT)[0]["reused"])
        self.assertFalse(self.ok_json("compare", self.city, "base", "retrofit")["stale"])

    def test_a_span_beyond_the_weather_is_told_before_the_run_begins(self):
        path = self.script("long.lua", 'scenario { name = "Long", from = "2026-06-01", to = "2028-01-01" }\n')
        message = self.fails(1, "--quiet", "run", self.city, path)
        self.assertRegex(message, r"'weather' covers 2026-01-01 00:00 to 2027-01-01 00:00, but the run goes from "
                                  r"2026-06-01 00:00 to 2028-01-01 00:00 and buildings needs it")
        self.assertIn("--weather-year", message)
        self.assertEqual(self.statuses(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)

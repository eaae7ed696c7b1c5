#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""That the benchmark program keeps its form: rows are listed with what they measure, a row as JSON has its keys, an
unknown area is refused. No figure is judged. Usage: bench_test.py PROGRAM"""
import json
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)


def bench(*arguments, code=0):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=100, check=False)
    if done.returncode != code:
        raise AssertionError(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
    return done


class Bench(unittest.TestCase):
    def test_every_row_is_listed_with_what_it_measures_and_its_bar(self):
        rows = [json.loads(line) for line in bench("--list", "--json").stdout.splitlines()]
        ids = [row["id"] for row in rows]
        self.assertEqual(len(ids), len(set(ids)))
        groups = {"parse", "import", "open", "branch", "pin", "step", "reload", "buildings", "latest", "kill"}
        self.assertEqual({i.split(".")[1] for i in ids if i.startswith("core.")}, groups)
        self.assertIn("city.triangulate", ids)
        for row in rows:
            self.assertTrue(row["what"] and row["against"] and row["unit"], row)
        text = bench("--list").stdout
        self.assertTrue(all(i in text for i in ids))

    def test_a_measured_row_has_its_keys(self):
        lines = bench("--json", "core.step.empty").stdout.splitlines()
        self.assertEqual(len(lines), 1)
        row = json.loads(lines[0])
        self.assertEqual(set(row), {"id", "value", "unit", "op", "limit"})
        self.assertIn(row["op"], (">=", "<=", "=="))
        self.assertGreater(row["value"], 0)

    def test_an_unknown_area_is_refused_with_the_areas_there_are(self):
        self.assertIn("core", bench("weather_on_mars", code=2).stderr)
        bench("core.pars", code=2)


if __name__ == "__main__":
    unittest.main()

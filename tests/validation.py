#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/validation.md hold what the tests measured: validation.py [--write] TEST_PROGRAM...

Runs the programs, gathers the rows that their tests recorded (tests/validation.hpp) and compares them with the page;
--write puts them there. Where reference data are missing, their tests skip and their rows stay as they are."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "validation.md"
# A test may lack something else, such as a locale, and still all rows be measured.
COMPLETE = pathlib.Path(os.environ.get("CONURB_SHARED_DATA") or ROOT / "../shared/data").is_dir()
# A table's head is written by hand; what stands between the marks is generated.
BLOCK = re.compile(r"(<!-- rows: (\w+) -->\n(?:\|.*\n){2})((?:\|.*\n)*)(<!-- end -->)")


def run(program):
    """The tests of a program as GoogleTest reports them."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        done = subprocess.run([program, f"--gtest_output=json:{report.name}"], capture_output=True, text=True)
        if done.returncode not in (0, 77):  # 77: tests lack their data (tests/main.cpp)
            sys.exit(f"{program} failed\n{done.stdout[-4000:]}{done.stderr[-1000:]}")
        suites = json.load(report)["testsuites"]
    # By name: the order in which sources are linked depends on how many are compiled as one.
    suites.sort(key=lambda suite: suite["name"])
    return [test for suite in suites for test in suite["testsuite"]]


def gather(programs):
    tables = {}
    for program in programs:
        for test in run(program):
            # GoogleTest writes each byte of UTF-8 as a character of its own.
            recorded = [(key.split("."), text.encode("latin-1").decode()) for key, text in test.items()
                        if key.startswith("validation.")]
            for (_, table, _), text in sorted(recorded, key=lambda row: int(row[0][2])):
                tables.setdefault(table, []).append(f"| {text} |\n")
    return tables


def main():
    arguments = sys.argv[1:]
    write = "--write" in arguments
    tables = gather([argument for argument in arguments if argument != "--write"])
    page = PAGE.read_text(encoding="utf-8")
    known = {block[1]: block[2].splitlines(keepends=True) for block in BLOCK.findall(page)}
    wrong = [f"no table '{table}' in {PAGE.name}" for table in tables if table not in known]
    for table, rows in known.items():
        measured = tables.get(table, [])
        wrong += [f"{table}: not on the page: {row.strip()}" for row in measured if row not in rows]
        if COMPLETE:
            wrong += [f"{table}: no test says: {row.strip()}" for row in rows if row not in measured]
    if write and COMPLETE:
        page = BLOCK.sub(lambda m: m[1] + "".join(tables.get(m[2], [])) + m[4], page)
        PAGE.write_text(page, encoding="utf-8")
    elif wrong and not write:
        sys.exit("\n".join(wrong + ["run ./dev docs"]))
    rows = sum(len(rows) for rows in tables.values())
    left = "; tests lack the shared data, the page is left as it was" if write and not COMPLETE else ""
    print(f"{rows} rows of {len(tables)} tables{left}")


main()

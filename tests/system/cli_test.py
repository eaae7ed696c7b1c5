# SPDX-License-Identifier: Apache-2.0
"""The program as a person meets it: its commands on the demo district, their answers, exit codes and what stays behind.

CONURB_PROGRAM names the program (default build/bin/conurb), CONURB_SHARED_DATA the folder of real data sets
(default ../shared/data). Runs in the project's root. Every command is checked to leave no file beside the city file.
"""
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from city_case import (DISTRICT, HEAT_WAVE, LONG_RUN, MANNHEIM, PATIENCE, PLUGINS, PROGRAM, RETROFIT, ROOT, SHARED,
                       VALIDATOR, WEATHER, CityCase, conurb, kpis)

COMMANDS = [[], ["import"], ["info"], ["run"], ["compare"], ["journal"], ["reference"], ["plugin"],
            ["plugin", "list"], ["plugin", "check"], ["plugin", "new"]]


def crashing_when_loaded(library):
    """The library with an illegal instruction where its initialisation begins (section .init of ELF64)."""
    sections, = struct.unpack_from("<Q", library, 40)
    size, count, names = struct.unpack_from("<HHH", library, 58)
    headers = [struct.unpack_from("<IIQQQQ", library, sections + i * size) for i in range(count)]
    for name, _, _, _, offset, _ in headers:
        at = headers[names][4] + name
        if library[at:library.index(b"\0", at)] == b".init":
            return library[:offset] + b"\x0f\x0b" + library[offset + 2:]
    raise AssertionError("the library has no section .init")


def setUpModule():
    """Starts the script that only its budget of instructions ends: that takes seconds."""
    global endless
    folder = Path(tempfile.mkdtemp(prefix="conurb-"))
    unittest.addModuleCleanup(shutil.rmtree, folder)
    script = folder / "endless.lua"
    script.write_text("while true do end\n", encoding="utf-8")
    conurb("import", DISTRICT, WEATHER, "-o", folder / "city.gpkg", "--zone", "Europe/Zurich")
    process = subprocess.Popen([PROGRAM, "run", folder / "city.gpkg", script], cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    unittest.addModuleCleanup(lambda: (process.kill(), process.wait(), process.stderr.close()))
    endless = script, process


class Importing(CityCase):
    def test_import_counts_what_the_district_holds(self):
        answer = json.loads(self.imported.stdout)
        source = json.loads(DISTRICT.read_text(encoding="utf-8"))
        kinds = [thing["type"] for thing in source["CityObjects"].values()]
        self.assertEqual(answer["tables"]["city_object"], len(kinds))
        self.assertEqual(answer["tables"]["building"], kinds.count("Building"))
        self.assertEqual(answer["tables"]["building_part"], kinds.count("BuildingPart"))
        self.assertEqual(answer["tables"]["weather"], 8760)
        self.assertEqual(answer["time_zone"], "Europe/Zurich")

    def test_import_prints_a_summary_and_leaves_unchanged_files_alone(self):
        fresh = self.folder / "fresh.gpkg"
        text = self.ok("import", DISTRICT, WEATHER, "-o", fresh, "--zone", "Europe/Zurich")
        self.assertRegex(text, r"building +298\b")
        self.assertRegex(text, r"EPSG:\d+, Europe/Zurich")
        again = self.ok_json("import", DISTRICT, WEATHER, "-o", fresh)
        self.assertEqual(len(again["unchanged"]), 2)

    def test_observations_come_in_as_one_batch(self):
        feed = self.script("feed.csv", "sensor,time,value [degC]\nroof,2026-01-01 12:00,-3\nroof,2026-01-01 13:00,2\n"
                                       "yard,2026-01-01T12:00Z,5\nyard,never,6\n")
        text = self.ok("import", feed, "-o", self.city)
        self.assertRegex(text, r"feed\.csv +observations +observation +3 ")
        self.assertIn("observation.time", text)
        roof, yard = self.ok_json("info", self.city)["streams"]
        self.assertEqual((roof["name"], roof["unit"], roof["count"], roof["to"]), ("roof", "K", 2, "2026-01-01 13:00"))
        self.assertAlmostEqual(roof["latest"], 275.15)
        self.assertEqual(yard["from"], "2026-01-01 13:00")
        self.assertRegex(self.ok("info", self.city), r"roof +K +2 ")
        entry, = self.ok_json("journal", self.city)
        self.assertEqual(entry["text"], "take in 3 observation(s) of 2 stream(s) from feed.csv")
        self.assertEqual(self.ok_json("import", feed, "-o", self.city)["sources"][0]["inserted"]["observation"], 0)
        self.assertEqual(len(self.ok_json("journal", self.city)), 1)
        self.assertIn("sensors measured", self.fails(1, "journal", self.city, "--undo", "1"))
        self.assertIn("another.csv", self.fails(1, "import", self.script("another.csv", "sensor,time,value\na,b,c\n"),
                                                "-o", self.city))
        alone = self.folder / "alone.gpkg"
        self.ok("import", feed, "-o", alone, "--zone", "Europe/Zurich")
        self.assertEqual(len(self.ok_json("info", alone)["streams"]), 2)

    def test_info_tells_the_tables_with_units(self):
        info = self.ok_json("info", self.city)
        tables = {table["name"]: table for table in info["tables"]}
        self.assertIn("building", tables)
        units = {column["name"]: column["unit"] for column in tables["building"]["columns"]}
        self.assertEqual(units["floor_area"], "m2")
        self.assertEqual([branch["name"] for branch in info["branches"]], ["base"])
        self.assertIn("building", self.ok("info", self.city))

    def test_the_file_is_a_valid_geopackage_before_and_after_a_run(self):
        if subprocess.run([sys.executable, "-c", "import osgeo_utils.samples.validate_gpkg"], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("python3-gdal is not installed")
        for step in range(2):
            done = subprocess.run([*VALIDATOR, self.city], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, f"step {step}: {done.stdout}{done.stderr}")
            self.ok("run", self.city, RETROFIT)


class Running(CityCase):
    def test_retrofit_saves_heat_and_co2(self):
        base, retrofit = self.ok_json("run", self.city, RETROFIT)
        self.assertEqual((base["branch"], retrofit["branch"]), ("base", "retrofit"))
        self.assertEqual((base["status"], retrofit["status"]), ("done", "done"))
        before, after = kpis(base), kpis(retrofit)
        self.assertLess(after["buildings.heating_energy"], 0.7 * before["buildings.heating_energy"])
        self.assertLess(after["buildings.co2"], before["buildings.co2"])
        units = {figure["id"]: figure["unit"] for figure in base["kpis"]}
        self.assertEqual(units["buildings.cost"], "EUR")

    def test_the_same_run_gives_the_same_content_again_and_on_any_number_of_threads(self):
        hashes = set()
        for number, threads in enumerate((0, 0, 1, 2)):
            city = self.folder / f"{number}.gpkg"
            shutil.copy(self.pristine, city)
            outcomes = json.loads(self.ok("--threads", threads, "run", city, RETROFIT, "--json"))
            hashes.add(tuple(outcome["content_hash"] for outcome in outcomes))
        self.assertEqual(len(hashes), 1, hashes)
        base, retrofit = hashes.pop()
        self.assertNotEqual(base, retrofit)

    def test_portable_gives_the_bits_of_a_processor_without_fused_multiply_add(self):
        """glibc takes its plain mathematics, and the run record says so: such a run is not taken for another."""
        plain = dict(os.environ, GLIBC_TUNABLES="glibc.cpu.hwcaps=-FMA4,-AVX2,-FMA")
        hashes = []
        for number, (options, environment) in enumerate((([], os.environ), (["--portable"], os.environ), ([], plain))):
            city = self.folder / f"{number}.gpkg"
            shutil.copy(self.pristine, city)
            command = [PROGRAM, *options, "run", city, RETROFIT, "--json"]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
            hashes.append([outcome["content_hash"] for outcome in json.loads(done.stdout)])
        self.assertEqual(hashes[1], hashes[2])
        again = json.loads(self.ok("--portable", "run", self.folder / "0.gpkg", RETROFIT, "--json"))
        self.assertFalse(again[0]["reused"], "a run of another class of processor is not this one")
        self.assertEqual([outcome["content_hash"] for outcome in again], hashes[1])
        self.assertTrue(json.loads(self.ok("run", self.folder / "0.gpkg", RETROFIT, "--json"))[0]["reused"])

    def test_running_again_in_the_same_file_gives_the_same_content(self):
        first = [outcome["content_hash"] for outcome in self.ok_json("run", self.city, RETROFIT)]
        again = self.ok_json("run", self.city, RETROFIT)
        self.assertEqual([outcome["content_hash"] for outcome in again], first)
        self.assertTrue(again[0]["reused"], "the unchanged base need not run again")
        fresh = self.ok_json("run", self.city, RETROFIT, "--fresh")
        self.assertEqual([outcome["content_hash"] for outcome in fresh], first)
        self.assertFalse(fresh[0]["reused"])

    def test_heat_wave_overheats_and_cools(self):
        base, hot = (kpis(outcome) for outcome in self.ok_json("run", self.city, HEAT_WAVE))
        self.assertGreater(hot["buildings.overheating"], base["buildings.overheating"])
        self.assertGreater(hot["buildings.cooling_energy"], 0)

    def test_compare_gives_a_table_json_and_a_report_on_its_own(self):
        self.ok("run", self.city, RETROFIT)
        table = self.ok("compare", self.city, "base", "retrofit")
        self.assertRegex(table, r"CO2 of all carriers +t .*better")
        told = self.ok_json("compare", self.city, "base", "retrofit")["kpis"]
        (wished,) = re.findall(r"run:report \{([^}]*)\}", RETROFIT.read_text(encoding="utf-8"))
        wished = re.findall(r'"([^"]+)"', wished)
        self.assertEqual([f["id"] for f in told[:len(wished)]], wished)
        self.assertGreater(len(told), len(wished))
        figures = {f["id"]: f for f in told}
        heat = figures["buildings.heating_energy"]
        self.assertEqual(heat["verdict"], "better")
        # The difference is printed from the same doubles, hence equal up to their rounding.
        self.assertAlmostEqual(heat["difference"], heat["other"] - heat["base"], delta=1e-9 * heat["base"])
        report = self.folder / "report.html"
        self.ok("compare", self.city, "base", "retrofit", "--report", report)
        html = report.read_text(encoding="utf-8")
        self.assertIn("<svg", html)
        for outside in ("http://", "https://", "src=", "<link", "@import"):
            self.assertNotIn(outside, html)

    def test_the_journal_tells_changes_and_takes_them_back(self):
        self.ok("run", self.city, RETROFIT)
        entries = self.ok_json("journal", self.city)
        self.assertIn("wall_u_value", [column for entry in entries for column in entry["columns"]])
        last = entries[-1]["group"]
        self.ok("journal", self.city, "--branch", "retrofit", "--undo", "0")
        undo = self.ok_json("journal", self.city)[-1]
        self.assertIn(str(last), undo["text"])
        self.assertEqual(undo["branch"], "retrofit")
        self.assertNotEqual(undo["undoes"], 0)

    def test_the_journal_reads_like_what_was_done(self):
        path = self.script("pins.lua", """
local run = scenario { from = "2026-01-01", to = "2026-01-03", plugins = { "buildings" } }
city.building:where("height > 5"):set("heating_power", 0, "2026-01-02 12:00")
plugin.buildings.heat_pump_share = 0.5
city.building:insert { object_id = "school", height = 12 }
city.building["school"]:retire()
""")
        self.ok("run", self.city, path)
        texts = [entry["text"] for entry in self.ok_json("journal", self.city, "--branch", "pins")]
        self.assertRegex(texts[0], r"^pin building\.heating_power = 0 \(\d+ rows\) where height > 5 "
                                   r"until 2026-01-02 12:00$")
        self.assertEqual(texts[1:], ["set buildings.heat_pump_share = 0.5",
                                     "insert building (1 row): height = 12, object_id = school",
                                     "retire building (1 row)"])
        table = self.ok("journal", self.city)
        self.assertRegex(table, r"\d\d:\d\d:\d\d  \S+ \(script\)  pins ")

    def test_undo_finds_the_branch_of_a_group_and_says_what_it_did(self):
        self.ok("run", self.city, RETROFIT)
        group = self.ok_json("journal", self.city)[0]["group"]
        told = self.ok("journal", self.city, "--undo", group)
        self.assertRegex(told, rf"takes back group {group} of 'retrofit':\n  set building\.wall_u_value = 0\.2 ")
        self.assertIn("(taken back)", self.ok("journal", self.city).splitlines()[1])
        self.assertIn("taken back already", self.fails(1, "journal", self.city, "--undo", group))
        self.assertIn("belongs to branch 'retrofit'",
                      self.fails(1, "journal", self.city, "--branch", "base", "--undo", group + 1))
        undone = self.ok_json("journal", self.city, "--branch", "retrofit", "--undo", "0")
        self.assertEqual(undone["branch"], "retrofit")
        self.assertEqual([entry["text"] for entry in undone["entries"]], ["set buildings.heat_pump_share = 0.5"])

    def test_interrupting_a_run_keeps_the_file_and_marks_the_run(self):
        process = self.begin_long_run()
        message = self.interrupt(process)
        self.assertEqual(process.returncode, 1, message)
        self.assertRegex(message, r"conurb: stopped after exchange \d+")
        self.assert_clean()
        statuses = {run["branch"]: run["status"] for run in self.ok_json("info", self.city)["runs"]}
        self.assertEqual(statuses, {"base": "cancelled", "long": "cancelled"})
        self.assertEqual(self.ok_json("run", self.city, RETROFIT)[1]["status"], "done")

    def test_a_file_that_another_process_writes_is_refused_and_says_who_has_it(self):
        process = self.begin_long_run()
        for command in (["run", self.city, RETROFIT], ["import", WEATHER, "--again", "-o", self.city]):
            done = conurb(*command)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assert_one_clear_line(done.stderr, self.city)
            self.assertRegex(done.stderr, rf"locked by .*pid {process.pid}\b")
        self.assertEqual(conurb("info", self.city).returncode, 0, "reading must go on beside a writer")
        self.interrupt(process)
        self.assert_clean()


class Plugins(CityCase):
    def test_a_plugin_is_reloaded_while_a_run_goes_on_or_the_old_one_goes_on(self):
        folder = self.folder / "plugins"
        folder.mkdir()
        library = folder / "hello.so"
        shutil.copy(PLUGINS / "hello.so", library)
        process = self.begin_long_run("--plugins", folder, text=LONG_RUN.replace('"buildings"', '"hello"'))
        whole = library.read_bytes()
        library.write_bytes(whole + bytes(16))  # another build of the same plugin
        self.assertRegex(self.wait_for_log(process, "reloaded"), r"hello 1\.0\.0 was reloaded in \d+ ms and goes on")
        library.write_bytes(whole[:5000])
        said = self.wait_for_log(process, "not reloaded")
        self.assertRegex(said, r"hello was not reloaded, the old version goes on: .*hello\.so")
        library.unlink()
        self.interrupt(process)
        self.assert_clean()
        self.assertRegex(self.ok("journal", self.city, "--branch", "base"),
                         r"reload plugin hello 1\.0\.0, \w{8} in place of \w{8}")
        self.assertIn("nothing to undo", self.fails(1, "journal", self.city, "--undo", "0"))

    def test_a_plugin_that_crashes_is_named_and_the_file_goes_on(self):
        folder = self.folder / "plugins"
        folder.mkdir()
        library = folder / "hello.so"
        shutil.copy(PLUGINS / "hello.so", library)
        process = self.begin_long_run("--plugins", folder, text=LONG_RUN.replace('"buildings"', '"hello"'))
        library.write_bytes(crashing_when_loaded(library.read_bytes()))
        self.assertEqual(process.wait(timeout=15), -signal.SIGILL)
        said = (self.folder / "long.log").read_text(encoding="utf-8")
        self.assertIn("conurb: the plugin hello crashed, and the program with it (SIGILL)", said)
        library.unlink()
        self.assertEqual(self.ok_json("run", self.city, RETROFIT)[1]["status"], "done")
        statuses = [run["status"] for run in self.ok_json("info", self.city)["runs"] if run["branch"] == "long"]
        self.assertEqual(statuses, ["failed"])

    def test_plugins_are_listed(self):
        listed = {plugin["id"]: plugin for plugin in self.ok_json("plugin", "list")}
        self.assertTrue({"org.conurb.buildings", "org.conurb.hello"} <= set(listed))
        self.assertEqual({plugin["refusal"] for plugin in listed.values()}, {""})
        self.assertRegex(self.ok("plugin", "list"), r"(?m)^buildings .*buildings\.so$")

    def test_a_new_plugin_is_a_complete_skeleton_and_nothing_is_written_over(self):
        self.ok("plugin", "new", "street_trees", "--in", self.folder)
        made = self.folder / "street_trees"
        for name in ("plugin.json", "plugin.cpp", "CMakeLists.txt", "README.md", "core_test.cpp"):
            self.assertTrue((made / name).is_file(), name)
        json.loads((made / "plugin.json").read_text(encoding="utf-8"))
        self.fails(1, "plugin", "new", "street_trees", "--in", self.folder)


class Mistakes(CityCase):
    def test_every_command_explains_itself_with_an_example(self):
        for command in COMMANDS:
            with self.subTest(command=" ".join(command)):
                self.assertIn("Example", self.ok(*command, "--help"))

    def test_wrong_usage_is_exit_code_two(self):
        for command in ([], ["bogus"], ["run"], ["info"], ["compare", self.city], ["info", self.city, "--bogus"],
                        ["import", WEATHER], ["--threads", "many", "plugin", "list"],
                        ["--threads", "-1", "plugin", "list"], ["plugin"], ["plugin", "new"],
                        ["plugin", "new", "No-Name", "--in", self.folder], ["plugin", "check"], ["journal"],
                        ["journal", self.city, "--undo", "-3"], ["journal", self.city, "--undo", "last"],
                        ["import", self.city, "-o", self.city], ["import", WEATHER, WEATHER, "-o", self.city],
                        ["import", WEATHER, "-o", self.city, "--zone", "Atlantis"],
                        ["import", WEATHER, "-o", self.city, "--crs", "EPSG:nothing"],
                        ["import", WEATHER, "-o", self.city, "--join", "building"],
                        ["import", WEATHER, "-o", self.city, "--weather-year", "12"],
                        ["import", WEATHER, DISTRICT, "-o", self.city, "--source", "one"]):
            with self.subTest(command=command):
                self.fails(2, *command)

    def test_what_is_not_understood_is_named_with_the_nearest_word(self):
        for command, expected in ((["bogus"], "there is no command 'bogus'"), (["jurnal"], '"journal"'),
                                  (["plugin", "chek"], '"check"'), (["info", self.city, "--jsn"], '"--json"'),
                                  (["run", self.city, RETROFIT, "again"], "'again' is not understood"),
                                  ([], "one of: import, export, "), (["plugin"], "one of: list, check, new"),
                                  (["plugin", "check", "x.so", "--case", "steps_onec"], '"steps_once"'),
                                  (["import", WEATHER, "-o", "x", "--zone", "Europe/Zurih"], '"Europe/Zurich"')):
            with self.subTest(command=command):
                message = self.fails(2, *command)
                self.assertTrue(message.startswith("conurb: "), message)
                self.assertIn(expected, message)
                self.assertLessEqual(len(message.splitlines()), 2, message)

    def test_failures_are_exit_code_one(self):
        wrong = {"syntax": "local = 3", "error": "error('no')", "unknown name": "frobnicate()",
                 "value": "scenario { from = '2026-01-01', to = '2025-01-01' }",
                 "before": "city.building:all().wall_u_value = 1",
                 "later": "local run = scenario { from = '2026-01-01', to = '2026-01-03' }\n"
                          "run:at('2026-01-02', function() error('no') end)"}
        for name, text in wrong.items():
            with self.subTest(script=name):
                path = self.script("wrong.lua", text + "\n")
                self.assertIn(f"conurb: {path}:", self.fails(1, "--quiet", "run", self.city, path))
        self.fails(1, "info", self.city, "--table", "nothing")
        self.fails(1, "journal", self.city, "--undo", "99")
        self.fails(1, "journal", self.city, "--branch", "nowhere")
        self.fails(1, "plugin", "check", self.city)
        self.fails(1, "plugin", "check", "missing.so")
        self.fails(1, "import", DISTRICT, "-o", self.folder / "no folder" / "city.gpkg")

    def test_the_version_is_told(self):
        self.assertRegex(self.ok("--version"), r"^conurb \d+\.\d+\.\d+ .*plugin interface 1\.\d+\n$")

    def test_results_that_cannot_be_written_are_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "info", self.city], cwd=ROOT, stdout=full, stderr=subprocess.PIPE,
                                  text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the results cannot be written", done.stderr)
        self.assert_clean()

    def test_a_mistyped_figure_is_told_before_the_run(self):
        message = self.fail_on_column('run:report { "buildings.co3" }')
        self.assertIn('did you mean "buildings.co2"?', message)

    def test_a_missing_file_is_named(self):
        missing = self.folder / "missing.gpkg"
        for command in (["info", missing], ["run", missing, RETROFIT], ["journal", missing],
                        ["compare", missing, "base", "retrofit"]):
            with self.subTest(command=command[0]):
                self.assert_one_clear_line(self.fails(1, *command), missing)
                self.assertFalse(missing.exists(), "a look at a file must not make it")
        self.assertIn("missing.city.json", self.fails(1, "import", "missing.city.json", "-o", missing))
        self.assertFalse(missing.exists(), "an import that failed leaves no file")
        self.assertIn("missing.lua", self.fails(1, "run", self.city, "missing.lua"))

    def test_an_unknown_branch_is_named(self):
        self.assertIn("nowhere", self.fails(1, "compare", self.city, "base", "nowhere"))

    def fail_on_column(self, line):
        """Runs a script whose second line is wrong and gives the first line of the message."""
        text = 'local run = scenario { name = "Wrong", from = "2026-01-01", to = "2026-01-02" }\n' + line + "\n"
        path = self.script("wrong.lua", text)
        message = self.fails(1, "--quiet", "run", self.city, path)
        self.assertIn(f"conurb: {path}:2: ", message)
        return message

    def assert_nearest(self, message):
        nearest = re.search(r"(did you mean|nearest|closest|meant)\W+(\w+ )?\W?wall_u_value\b", message)
        self.assertTrue(nearest, message)

    def test_an_unknown_column_in_a_selection_is_named_with_its_line_and_the_nearest_one(self):
        message = self.fail_on_column('print(city.building:count("wall_u_valu > 1"))')
        self.assertIn("wall_u_valu", message)
        self.assert_nearest(message)

    def test_an_unknown_column_in_an_assignment_is_named_with_its_line(self):
        message = self.fail_on_column("city.building:all().wall_u_valu = 0.2")
        self.assertIn("'wall_u_valu'", message)
        self.assertRegex(message, r"\bwall_u_value\b")

    def test_an_unknown_column_in_an_assignment_gets_the_nearest_one(self):
        self.assert_nearest(self.fail_on_column("city.building:all().wall_u_valu = 0.2"))

    def test_a_damaged_file_is_refused_in_one_clear_line(self):
        whole = self.pristine.read_bytes()
        damaged = {"cut": whole[:20000], "cut in the middle": whole[:len(whole) // 2],
                   "random": bytes(7 * i * i % 251 for i in range(20000)), "text": b"hello\n"}
        for name, content in damaged.items():
            for command in (["info", self.city], ["run", self.city, RETROFIT], ["import", WEATHER, "-o", self.city]):
                with self.subTest(damage=name, command=command[0]):
                    self.city.write_bytes(content)
                    self.assert_one_clear_line(self.fails(1, "--quiet", *command), self.city)
                    self.assertEqual(self.city.read_bytes(), content, "a file that is refused stays as it is")

    def test_a_damaged_source_is_refused_and_leaves_no_city_file(self):
        source, made = self.folder / "broken.city.json", self.folder / "made.gpkg"
        source.write_bytes(DISTRICT.read_bytes()[:5000])
        self.assertIn("broken.city.json", self.fails(1, "--quiet", "import", source, "-o", made))
        self.assertFalse(made.exists())

    @unittest.skipIf(os.geteuid() == 0, "root writes into read-only folders")
    def test_a_read_only_folder_is_named(self):
        sealed = self.folder / "sealed"
        sealed.mkdir(mode=0o555)
        message = self.fails(1, "--quiet", "import", DISTRICT, "-o", sealed / "city.gpkg")
        self.assert_one_clear_line(message, sealed / "city.gpkg")
        self.assertIn("no permission", message)

    def test_a_reader_that_hangs_up_leaves_nothing_beside_the_file(self):
        for _ in range(3):
            reader, writer = os.pipe()
            os.close(reader)
            # Python ignores SIGPIPE and its children would too; a shell's children do not.
            done = subprocess.run([PROGRAM, "info", str(self.city)], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE,
                                  check=False, restore_signals=True)
            os.close(writer)
            self.assertEqual((done.returncode, done.stderr), (0, b""), "who hangs up has what he wanted")
            self.assert_clean()


class RealCities(CityCase):
    def retrofit(self, data, *options):
        source = SHARED / "city3d" / data
        for path in (source, MANNHEIM):
            if not path.is_file():
                self.skipTest(f"{path} is not here; set CONURB_SHARED_DATA")
        city = self.folder / "real.gpkg"
        answer = self.ok_json("import", source, MANNHEIM, "-o", city, "--zone", "Europe/Berlin", *options)
        self.assertGreater(answer["tables"]["building"], 0)
        base, other = (kpis(outcome) for outcome in self.ok_json("run", city, RETROFIT))
        self.assertGreater(base["buildings.heating_energy"], 0)
        self.assertLess(other["buildings.heating_energy"], base["buildings.heating_energy"])
        self.assertLess(other["buildings.co2"], base["buildings.co2"])
        done = subprocess.run([*VALIDATOR, city], capture_output=True, text=True, check=False)
        if "No module named" in done.stderr:
            self.skipTest("all but the GeoPackage's validity holds: python3-gdal is not installed")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_delft_is_imported_retrofitted_and_valid(self):
        self.retrofit("cityjson/delft_v20.city.json")

    def test_zurich_is_imported_retrofitted_and_valid(self):
        self.retrofit("cityjson/zurich_subset_lod2_v11.city.json")

    def test_vienna_is_imported_retrofitted_and_valid(self):
        self.retrofit("cityjsonseq/vienna_v11.city.jsonl", "--crs", "EPSG:31256")


class ScriptsWithoutEnd(CityCase):
    """The last class by name: its slow script runs beside all the others, from the module's beginning on."""

    def test_a_script_without_end_is_ended(self):
        script, process = endless
        _, message = process.communicate(timeout=100 * PATIENCE)
        self.assertEqual(process.returncode, 1, message)
        self.assertIn(f"{script}:1: ", message)
        self.assertEqual([p.name for p in script.parent.glob("*.gpkg-*")], [])

    def test_a_script_without_end_can_be_interrupted(self):
        path = self.script("endless.lua", 'print("begun")\nwhile true do end\n')
        process = subprocess.Popen([PROGRAM, "run", self.city, path], cwd=ROOT, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        time.sleep(0.5 * PATIENCE)
        process.send_signal(signal.SIGINT)
        try:
            _, message = process.communicate(timeout=3 * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail("the script went on for 3 s after it was interrupted")
        self.assertEqual(process.returncode, 1, message)
        self.assert_clean()


if __name__ == "__main__":
    unittest.main(verbosity=2)

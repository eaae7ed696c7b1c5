# SPDX-License-Identifier: Apache-2.0
"""City files with damage at many places: the program opens them or says in one clear message why not, never crashes or
hangs, and a look changes nothing.

CONURB_DAMAGES is the number of damaged files (default 40), CONURB_PROGRAM names the program. Damage that hits nothing
is as common here as in life: half of the places lie in the pages of the schema and the catalogues, which every command
reads.
"""
import os
import random
import unittest

from city_case import RETROFIT, CityCase, conurb

DAMAGES = max(1, int(os.environ.get("CONURB_DAMAGES", "40")))
TIMEOUT_S = 60
SCRIPT = """
local run = scenario { name = "Short", from = "2026-01-01", to = "2026-01-02", plugins = { "buildings" } }
city.building:all().wall_u_value = 0.2
"""


def cut(content, place, _):
    return content[:place]


def flip(content, place, rng):
    content[place] ^= 1 << rng.randrange(8)
    return content


def scribble(content, place, rng):
    content[place:place + 16] = rng.randbytes(len(content[place:place + 16]))
    return content


def blank_page(content, place, _):
    begin = place // 8192 * 8192
    content[begin:begin + 8192] = bytes(len(content[begin:begin + 8192]))
    return content


def swap_pages(content, place, rng):
    begin, other = place // 8192 * 8192, rng.randrange(len(content) // 8192) * 8192
    first, second = content[begin:begin + 8192], content[other:other + 8192]
    content[begin:begin + len(second)], content[other:other + len(first)] = second, first
    return content


class DamagedFiles(CityCase):
    def check(self, content, *command):
        """One command on one damaged file: done, or one message."""
        self.city.write_bytes(content)
        for path in self.folder.glob("city.gpkg-*"):
            path.unlink()
        done = conurb("--quiet", *command, timeout=TIMEOUT_S)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        if command[0] == "info":
            self.assertEqual(self.city.read_bytes(), content)
        if done.returncode == 0:
            return True
        messages = [line for line in done.stderr.splitlines() if line.startswith("conurb: ")]
        self.assertEqual(len(messages), 1, done.stderr)
        self.assertNotRegex(done.stderr, r"(?i)internal|assert|std::|exception|json\.|bad_alloc|length_error")
        return False

    def test_every_damaged_file_is_opened_or_refused_in_one_message(self):
        self.ok("run", self.city, RETROFIT)
        sound = self.city.read_bytes()
        script = self.script("short.lua", SCRIPT)
        rng = random.Random(4)
        opened = 0
        for number in range(DAMAGES):
            kind = rng.choice((cut, flip, flip, scribble, scribble, blank_page, swap_pages))
            place = rng.randrange(len(sound) if number % 2 else len(sound) // 8)
            content = bytes(kind(bytearray(sound), place, rng))
            for command in (["info", self.city], ["run", self.city, script]):
                with self.subTest(number=number, damage=kind.__name__, place=place, command=command[0]):
                    opened += self.check(content, *command)
        self.assertGreater(opened, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)

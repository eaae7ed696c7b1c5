# SPDX-License-Identifier: Apache-2.0
"""The pictures of the README are what the program draws: made anew here and held against them.

CONURB_PROGRAM as in cli_test.py. `readme_test.py --write` puts new ones in place.
"""
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from city_case import RETROFIT, ROOT, WEATHER, conurb
from png import Png

CAMERA = "--camera=-70,190,118,520,12,-24"
PICTURES = {
    "docs/city-picture.png": ["--time", "2026-06-21T09:00"],
    "docs/retrofit-picture.png": ["--layer", "heating_energy", "--compare", "base,retrofit"],
}


def run(*arguments):
    done = conurb(*arguments, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stderr}")


def draw(folder):
    city = folder / "city.gpkg"
    run("generate", "--population", "20000", "--seed", "7", "-o", city)
    run("import", WEATHER, "-o", city)
    run("run", city, RETROFIT)
    for name, options in PICTURES.items():
        run("render", city, "-o", folder / Path(name).name, "--size", "1280x720", "--samples", "24", CAMERA, *options)


class Readme(unittest.TestCase):
    def test_its_pictures_are_what_the_program_draws(self):
        folder = Path(tempfile.mkdtemp(prefix="conurb-"))
        self.addCleanup(shutil.rmtree, folder)
        draw(folder)
        for name in PICTURES:
            kept, drawn = Png(ROOT / name), Png(folder / Path(name).name)
            self.assertEqual((kept.width, kept.height), (drawn.width, drawn.height), name)
            # Another processor or Mesa rounds otherwise here and there; another picture differs by far more.
            difference = sum(abs(a - b) for row, other in zip(kept.rows, drawn.rows) for a, b in zip(row, other))
            self.assertLess(difference / (kept.width * kept.height * 3), 2.0, name)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        with tempfile.TemporaryDirectory() as made:
            draw(Path(made))
            for target in PICTURES:
                shutil.copy(Path(made) / Path(target).name, ROOT / target)
    else:
        unittest.main()

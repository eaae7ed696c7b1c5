#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lays the seeds of one fuzz target into a folder: make_corpus.py fuzz_csv build/fuzz/corpus/fuzz_csv

Seeds are the files of tests/fuzz/seeds/TARGET, files of this project, and, where CONURB_SHARED_DATA leads
to it, small files of the real data. Large ones are left out: a mutation of a megabyte finds nothing in a
minute.
"""
import hashlib
import os
import pathlib
import sys

MAX_BYTES = 65536
ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("CONURB_SHARED_DATA", ROOT / "../shared/data"))

# Target -> patterns below the project's root, patterns below the real data.
SEEDS = {
    "fuzz_citygml": ([], ["city3d/citygml/*"]),
    "fuzz_cityjson": ([], ["city3d/invalid/*.city.json", "city3d/conformance/corpus_*/**/*.json", "city3d/cityjson/*"]),
    "fuzz_cityjsonseq": ([], ["city3d/invalid/*.jsonl", "city3d/cityjsonseq/*"]),
    "fuzz_matpower": ([], ["energy/matpower/*.m"]),
    "fuzz_manifest": (["**/plugin.json"], []),
    "fuzz_csv": (["assets/**/*.csv"], ["**/*.csv"]),
    "fuzz_script": (["scripts/**/*.lua"], []),
}
# The first lines of files that are large because they are long: target -> (pattern, lines).
HEADS = {
    "fuzz_epw": (("assets/demo/*.epw", 40), ("**/*.epw", 40)),
}


def seeds_of(target):
    yield from sorted((ROOT / "tests/fuzz/seeds" / target).glob("*"))
    ours, real = SEEDS.get(target, ((), ()))
    for base, patterns in ((ROOT, ours), (DATA, real)):
        for pattern in patterns:
            yield from sorted(f for f in base.glob(pattern) if "build" not in f.relative_to(base).parts[:1])


def contents(target):
    for file in seeds_of(target):
        if file.is_file() and file.stat().st_size <= MAX_BYTES:
            yield file.read_bytes()
    for base, (pattern, lines) in zip((ROOT, DATA), HEADS.get(target, ())):
        for file in sorted(base.glob(pattern)):
            yield b"".join(file.read_bytes().splitlines(keepends=True)[:lines])


def fill(target, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for content in contents(target):
        (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


if __name__ == "__main__":
    fill(sys.argv[1], pathlib.Path(sys.argv[2]))

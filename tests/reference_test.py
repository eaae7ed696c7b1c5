# SPDX-License-Identifier: Apache-2.0
"""The generated pages in the tree are what the program prints: reference_test.py PROGRAM."""
import pathlib
import subprocess
import sys

PAGES = {"docs/lua-reference.md": ["reference"], "scripts/conurb.d.lua": ["reference", "--stub"]}


def main():
    stale = []
    for page, arguments in PAGES.items():
        printed = subprocess.run([sys.argv[1], *arguments], check=True, capture_output=True).stdout
        if pathlib.Path(page).read_bytes() != printed:
            stale.append(page)
    if stale:
        sys.exit(f"out of date: {', '.join(stale)}; run ./dev docs")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every fuzz target for a while, one per processor at a time: run_fuzzers.py build/asan/bin build/fuzz 60

In the second folder stand afterwards corpus/TARGET, findings/TARGET-* and logs/TARGET.log. The table tells for each
target how much its seeds reach and how much was found from there: seeds that are refused at once show as few edges.
Exit code 1 if there is a finding, or a target without seeds.
"""
import os
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import make_corpus

FLAGS = ["-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1"]
HEAD = ("target", "seeds", "edges", "found", "runs", "per s", "MB", "result")


def first(pattern, text, default="-"):
    found = re.search(pattern, text)
    return found[1] if found else default


def fuzz(target, work, seconds):
    """Runs one target; gives its row of the table and whether all is well."""
    corpus, log = work / "corpus" / target.name, work / "logs" / f"{target.name}.log"
    make_corpus.fill(target.name, corpus)
    seeds = sum(1 for _ in corpus.iterdir())
    command = [target, f"-max_total_time={seconds}", *FLAGS,
               f"-artifact_prefix={work / 'findings' / target.name}-", corpus]
    with open(log, "w", encoding="utf-8") as out:
        status = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    edges = int(first(r"INITED\s+cov: (\d+)", text, "0"))
    last = int((re.findall(r"cov: (\d+)", text) or ["0"])[-1])
    result = "ok" if status == 0 else f"FINDING: {log}"
    if seeds == 0:
        result = "NO SEEDS"
    row = (target.name, seeds, edges, last - edges, first(r"number_of_executed_units:\s*(\d+)", text),
           first(r"average_exec_per_sec:\s*(\d+)", text), first(r"peak_rss_mb:\s*(\d+)", text), result)
    return row, result == "ok"


def main():
    programs, work, seconds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    for folder in ("corpus", "findings", "logs"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    subprocess.run([programs / "write_seeds", work / "corpus"], check=True)
    targets = sorted(f for f in programs.glob("fuzz_*") if os.access(f, os.X_OK))
    wanted = os.environ.get("CONURB_FUZZ_TARGETS", "").split()
    targets = [f for f in targets if not wanted or f.name in wanted]
    print(f"{len(targets)} targets, {seconds} s each", flush=True)
    print("{:<20}{:>7}{:>8}{:>7}{:>10}{:>8}{:>6}  {}".format(*HEAD), flush=True)
    well = bool(targets)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for row, ok in pool.map(lambda target: fuzz(target, work, seconds), targets):
            print("{:<20}{:>7}{:>8}{:>7}{:>10}{:>8}{:>6}  {}".format(*row), flush=True)
            well = well and ok
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the demo district: a small city that exists nowhere, and a year of weather for it. Needs Python 3
alone.

  make_demo.py           writes district.city.json and weather.epw beside this script
  make_demo.py --check   makes them in a temporary folder, checks them, and that the files here are the same
"""
import argparse
import collections
import json
import pathlib
import random
import sys
import tempfile

import check
import district
import weather

kDistrictSeed, kWeatherSeed = 20260101, 20260113
kHere = pathlib.Path(__file__).resolve().parent
kOrigin = (500000.0, 5700000.0, 150.0)  # EPSG:25832, easting and northing; height above sea level
kScale = 0.001
kReferenceSystem = "https://www.opengis.net/def/crs/EPSG/0/25832"
kTypes = ("GroundSurface", "WallSurface", "RoofSurface")


class Vertices:
    """Points rounded to the millimetre, each kept once."""

    def __init__(self):
        self.index = {}

    def add(self, point):
        return self.index.setdefault(tuple(round(c / kScale) for c in point), len(self.index))

    def rings(self, faces):
        return [[[self.add(point) for point in ring] for ring in face] for face in faces]


def surface_type(face):
    normal, _ = check.newell(face[0])
    return 0 if normal[2] < -0.9 else 2 if normal[2] > 0.05 else 1


def geometry_of(item, vertices):
    boundary = vertices.rings(item.faces)
    if item.kind in ("Building", "BuildingPart"):
        return {"type": "Solid", "lod": "2", "boundaries": [boundary],
                "semantics": {"surfaces": [{"type": t} for t in kTypes],
                              "values": [[surface_type(face) for face in item.faces]]}}
    geometry = {"type": "MultiSurface", "lod": "1", "boundaries": boundary}
    if item.kind == "Road":
        geometry["semantics"] = {"surfaces": [{"type": "TrafficArea"}], "values": [0] * len(boundary)}
    return geometry


def objects_of(items, vertices):
    """(id, CityJSON object) of all items and parts, and the volumes by formula."""
    objects, volumes, counts = [], {}, collections.Counter()
    for item in items:
        counts[item.kind] += 1
        item.id = f"{item.kind.lower()}-{counts[item.kind]:03d}"
        item_json = {"type": item.kind, "attributes": item.attributes}
        if item.faces:
            item_json["geometry"] = [geometry_of(item, vertices)]
            volumes[item.id] = item.volume
        if item.parts:
            item_json["children"] = [f"{item.id}-{letter}" for letter, _ in zip("abcdef", item.parts)]
        objects.append((item.id, item_json))
        for part_id, part in zip(item_json.get("children", []), item.parts):
            objects.append((part_id, {"type": part.kind, "attributes": part.attributes, "parents": [item.id],
                                      "geometry": [geometry_of(part, vertices)]}))
            volumes[part_id] = part.volume
    return objects, volumes


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def city_text(objects, vertices):
    """CityJSON with one object to a line, so that a difference can be read."""
    points = list(vertices.index)
    low = [min(p[k] for p in points) for k in range(3)]
    high = [max(p[k] for p in points) for k in range(3)]
    extent = [round(kOrigin[k] + corner[k] * kScale, 3) for corner in (low, high) for k in range(3)]
    metadata = {"title": "Conurb demo district", "referenceSystem": kReferenceSystem, "referenceDate": "2026-01-01",
                "geographicalExtent": extent}
    lines = ['{"type":"CityJSON","version":"2.0",',
             f'"transform":{compact({"scale": [kScale] * 3, "translate": list(kOrigin)})},',
             f'"metadata":{compact(metadata)},', '"CityObjects":{',
             ",\n".join(f"{compact(name)}:{compact(item)}" for name, item in objects), "},", '"vertices":[',
             ",\n".join(",".join(compact(p) for p in points[k:k + 8]) for k in range(0, len(points), 8)), "]}"]
    return "\n".join(lines) + "\n"


def make(folder):
    """Writes both files; returns the volumes by formula."""
    vertices = Vertices()
    objects, volumes = objects_of(district.make_plan(random.Random(kDistrictSeed)), vertices)
    year = weather.make_weather(random.Random(kWeatherSeed))
    (folder / "district.city.json").write_text(city_text(objects, vertices), encoding="ascii", newline="\n")
    (folder / "weather.epw").write_text(year, encoding="ascii", newline="\n")
    return volumes


def find_problems(folder):
    volumes = make(folder)
    problems = check.check_district(folder / "district.city.json", volumes)
    problems += check.check_weather(folder / "weather.epw", weather.kLatitude, weather.kLongitude, weather.kZoneHours,
                                    weather.sine_of_sun)
    for name in ("district.city.json", "weather.epw"):
        if (folder / name).read_bytes() != (kHere / name).read_bytes():
            problems.append(f"{name} here is not what this script makes: run it")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        make(kHere)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        problems = find_problems(pathlib.Path(folder))
    for problem in problems[:50]:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Checks of the finished files. Nothing of the generator's own frame is used: the files are read as a
stranger would.

Definitions: an outer shell is closed if every directed edge occurs once and its opposite once; volume is
the sum of signed tetrahedra fanned from each ring's first vertex; planarity is the largest distance of a
vertex from the plane through the mean point with the ring's Newell normal.
"""
import collections
import json
import math


def check_district(path, volumes):
    """Problems found, as texts; `volumes` maps ids to volumes in m3 by formula."""
    city = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = city["transform"]["scale"], city["transform"]["translate"]
    # Without the shift: a volume of 500 m3 from coordinates of 5,700,000 m would lose its digits.
    points = [tuple(v * s for v, s in zip(vertex, scale)) for vertex in city["vertices"]]
    problems, used, footprints = [], set(), {}
    if any(not isinstance(v, int) for vertex in city["vertices"] for v in vertex) or len(shift) != 3:
        problems.append("vertices are not integers")
    for name, item in city["CityObjects"].items():
        for other in item.get("children", []):
            if name not in city["CityObjects"][other].get("parents", []):
                problems.append(f"{name}: child {other} does not know it")
        for geometry in item.get("geometry", []):
            is_solid = geometry["type"] == "Solid"
            shells = geometry["boundaries"] if is_solid else [geometry["boundaries"]]
            used.update(i for shell in shells for face in shell for ring in face for i in ring)
            if is_solid:
                problems += [f"{name}: {p}" for p in check_solid(geometry, points, volumes[name])]
                footprints[name] = ground_ring(geometry, points)
                check_height(name, item, city, points, problems)
    if used != set(range(len(points))):
        problems.append(f"{len(points) - len(used)} vertices are not used")
    if len(set(map(tuple, city["vertices"]))) != len(points):
        problems.append("a vertex is there twice")
    return problems + check_apart(footprints)


def check_solid(geometry, points, volume):
    problems = []
    (shell,), (values,) = geometry["boundaries"], geometry["semantics"]["values"]
    edges = collections.Counter(
        (a, b) for face in shell for ring in face for a, b in zip(ring, ring[1:] + ring[:1]))
    if any(count != 1 or edges[(b, a)] != 1 for (a, b), count in edges.items()):
        problems.append("the shell is not closed")
    found = sum(signed_volume([points[i] for i in ring]) for face in shell for ring in face)
    if abs(found - volume) > 1e-3 * volume:  # rounding to 1 mm moves a wall of 10 m by 1e-4 at most
        problems.append(f"{found:.3f} m3 instead of {volume:.3f} m3")
    if len(values) != len(shell):
        problems.append("semantics do not fit the faces")
    for face, value in zip(shell, values):
        normal, deviation = newell([points[i] for i in face[0]])
        if deviation > 0.005:
            problems.append(f"a face deviates {deviation:.4f} m from its plane")
        kind = geometry["semantics"]["surfaces"][value]["type"]
        upright = "RoofSurface" if normal[2] > 0.05 else "WallSurface"
        if kind != ("GroundSurface" if normal[2] < -0.9 else upright):
            problems.append(f"a face with normal {normal} is no {kind}")
    return problems


def check_height(name, item, city, points, problems):
    attributes = item["attributes"]
    z = [points[i][2] for face in item["geometry"][0]["boundaries"][0] for ring in face for i in ring]
    if "measuredHeight" in attributes and abs(max(z) - min(z) - attributes["measuredHeight"]) > 0.006:
        problems.append(f"{name}: measuredHeight {attributes['measuredHeight']} but {max(z) - min(z):.3f} m")
    parent = city["CityObjects"][item["parents"][0]]["attributes"] if "parents" in item else attributes
    for key in ("function", "yearOfConstruction"):
        if key not in attributes and key not in parent:
            problems.append(f"{name}: no {key}")


def ground_ring(geometry, points):
    types = [s["type"] for s in geometry["semantics"]["surfaces"]]
    for face, value in zip(geometry["boundaries"][0], geometry["semantics"]["values"][0]):
        if types[value] == "GroundSurface":
            return [points[i][:2] for i in reversed(face[0])]
    return []


def check_apart(footprints):
    """No two buildings stand on the same ground; walls may touch (3 mm for rounding). An outline that is no
    rectangle is taken as the one around it in its own direction; parts of one building may nestle in its
    corners and are not compared."""
    problems = []
    outlines = [(name, *around(ring)) for name, ring in sorted(footprints.items())]
    for i, (name, centre, radius, corners) in enumerate(outlines):
        for other, its_centre, its_radius, its_corners in outlines[i + 1:]:
            if name.rsplit("-", 1)[0] == other.rsplit("-", 1)[0] != "building":
                continue
            if math.dist(centre, its_centre) < radius + its_radius and overlap(corners, its_corners) > 0.003:
                problems.append(f"{name} and {other} stand on the same ground")
    return problems


def around(ring):
    (x0, y0), (x1, y1) = ring[0], ring[1]
    length = math.dist(ring[0], ring[1])
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    u = [x * ux + y * uy for x, y in ring]
    v = [y * ux - x * uy for x, y in ring]
    box = [(min(u), min(v)), (max(u), min(v)), (max(u), max(v)), (min(u), max(v))]
    corners = [(a * ux - b * uy, a * uy + b * ux) for a, b in box]
    centre = (sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4)
    return centre, math.dist(centre, corners[0]), corners


def overlap(a, b):
    """Depth to which two rectangles reach into each other, m: separating axes of both."""
    depth = math.inf
    for shape in (a, b):
        for (x0, y0), (x1, y1) in zip(shape, shape[1:]):
            length = math.hypot(x1 - x0, y1 - y0)
            nx, ny = (y0 - y1) / length, (x1 - x0) / length
            pa = [x * nx + y * ny for x, y in a]
            pb = [x * nx + y * ny for x, y in b]
            depth = min(depth, min(max(pa), max(pb)) - max(min(pa), min(pb)))
    return depth


def signed_volume(ring):
    (ax, ay, az), total = ring[0], 0.0
    for (bx, by, bz), (cx, cy, cz) in zip(ring[1:], ring[2:]):
        total += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    return total / 6


def newell(ring):
    n = [0.0, 0.0, 0.0]
    for (ax, ay, az), (bx, by, bz) in zip(ring, ring[1:] + ring[:1]):
        n[0] += (ay - by) * (az + bz)
        n[1] += (az - bz) * (ax + bx)
        n[2] += (ax - bx) * (ay + by)
    length = math.hypot(*n)
    n = [c / length for c in n]
    mean = [sum(p[k] for p in ring) / len(ring) for k in range(3)]
    return n, max(abs(sum(n[k] * (p[k] - mean[k]) for k in range(3))) for p in ring)


def check_weather(path, latitude, longitude, zone_hours, sun):
    """Problems of the EPW file; `sun(day_of_year, hour)` gives the sine of the sun's height at a standard
    time."""
    lines = path.read_text(encoding="ascii").splitlines()
    problems = []
    location = lines[0].split(",")
    if (float(location[6]), float(location[7]), float(location[8])) != (latitude, longitude, zone_hours):
        problems.append("LOCATION does not state the place of the calculation")
    rows = [line.split(",") for line in lines[8:]]
    if len(rows) != 8760 or any(len(row) != 35 for row in rows):
        return problems + [f"{len(rows)} rows, or a row without 35 fields"]
    for number, row in enumerate(rows):
        dry, dew, humidity = float(row[6]), float(row[7]), float(row[8])
        total, beam, diffuse = float(row[13]), float(row[14]), float(row[15])
        height = sum(max(0.0, sun(number // 24 + 1, number % 24 + (k + 0.5) / 60)) for k in range(60)) / 60
        where = f"row {number + 1}"
        if not (-25 < dry < 40 and dew <= dry and 5 <= humidity <= 100):
            problems.append(f"{where}: {dry} degC, dew point {dew}, {humidity} %")
        if abs(diffuse + beam * height - total) > 2.0:  # each is rounded to 1 Wh/m2
            problems.append(f"{where}: {diffuse} + {beam} x {height:.4f} is not {total} Wh/m2")
        if height == 0 and total + beam + diffuse > 0:
            problems.append(f"{where}: sunshine at night")
        if not 0 <= float(row[21]) < 40 or not 0 <= float(row[20]) <= 360 or not 0 <= int(row[22]) <= 10:
            problems.append(f"{where}: wind {row[21]} m/s from {row[20]}, cloud {row[22]}")
        if (int(row[1]), int(row[3])) != (month_of(number // 24), number % 24 + 1):
            problems.append(f"{where}: month {row[1]}, hour {row[3]}")
    return problems


def month_of(day):
    for month, length in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        if day < length:
            return month
        day -= length
    raise ValueError(day)

# SPDX-License-Identifier: Apache-2.0
"""Closed solids for buildings, in metres in a frame of their own: x along the street, y away from it, z up.

A solid is a list of faces; a face is a list of rings (outer, then holes) of (x, y, z); seen from outside
the outer ring turns left, as ISO 19107 asks. Every builder returns (faces, volume), the volume from its
formula, so that the volume of the faces can be checked against it.
"""


def prism(outline, height, hole=None):
    """A flat roof over a polygon that turns left, with a courtyard if `hole` (turning left as well) is
    given."""
    volume = height * (area(outline) - (area(hole) if hole else 0.0))
    bottom = [[(x, y, 0.0) for x, y in reversed(outline)]]
    top = [[(x, y, height) for x, y in outline]]
    faces = []
    if hole:
        bottom.append([(x, y, 0.0) for x, y in hole])
        top.append([(x, y, height) for x, y in reversed(hole)])
        faces += walls(list(reversed(hole)), height)
    return [bottom, top] + walls(outline, height) + faces, volume


def walls(outline, height):
    pairs = zip(outline, outline[1:] + outline[:1])
    return [[[(*a, 0.0), (*b, 0.0), (*b, height), (*a, height)]] for a, b in pairs]


def box(width, depth, height):
    return prism([(0, 0), (width, 0), (width, depth), (0, depth)], height)


def along_x(profile, width):
    """A profile in (y, z), turning left as seen from +x, drawn out over 0 <= x <= width: gables stand at
    both ends."""
    volume = width * area(profile)
    ends = [[[(width, y, z) for y, z in profile]], [[(0.0, y, z) for y, z in reversed(profile)]]]
    sides = [[[(0.0, *a), (0.0, *b), (width, *b), (width, *a)]] for a, b in zip(profile, profile[1:] + profile[:1])]
    return ends + sides, volume


def gabled(width, depth, eaves, ridge):
    """Ridge along the street."""
    return along_x([(0, 0), (depth, 0), (depth, eaves), (depth / 2, ridge), (0, eaves)], width)


def cross_gabled(width, depth, eaves, ridge):
    """Gable to the street."""
    faces, volume = gabled(depth, width, eaves, ridge)
    return turned(faces, width), volume


def turned(faces, width):
    """A quarter turn to the left, then back to x >= 0."""
    return [[[(width - y, x, z) for x, y, z in ring] for ring in face] for face in faces]


def shed(width, depth, low, high):
    """One roof plane, high at the back."""
    return along_x([(0, 0), (depth, 0), (depth, high), (0, low)], width)


def mansard(width, depth, eaves, ridge):
    """A steep lower and a flat upper slope."""
    bend, inset = eaves + 0.7 * (ridge - eaves), 0.14 * depth
    profile = [(0, 0), (depth, 0), (depth, eaves), (depth - inset, bend), (depth / 2, ridge), (inset, bend), (0, eaves)]
    return along_x(profile, width)


def sawtooth(width, depth, low, high, teeth):
    """North-light roof of a works hall: each tooth rises slowly and falls upright."""
    step = depth / teeth
    profile = [(0, 0), (depth, 0)]
    for tooth in range(teeth, 0, -1):
        profile += [(tooth * step, high), ((tooth - 1) * step, low)]
    return along_x(profile, width)


def hipped(width, depth, eaves, ridge):
    """Four roof planes of equal slope; the ridge lies along the longer side. A square gets a pyramid."""
    if depth > width:
        faces, volume = hipped(depth, width, eaves, ridge)
        return turned(faces, width), volume
    half, rise = depth / 2, ridge - eaves
    volume = width * depth * eaves + rise * depth * (3 * width - depth) / 6  # prism between the hips + two pyramids
    corners = [(0, 0), (width, 0), (width, depth), (0, depth)]
    a, b, c, d = [(x, y, eaves) for x, y in corners]
    left, right = (half, half, ridge), (width - half, half, ridge)
    if width - depth < 0.01:
        top = (width / 2, half, ridge)
        roof = [[a, b, top], [b, c, top], [c, d, top], [d, a, top]]
    else:
        roof = [[a, b, right, left], [b, c, right], [c, d, left, right], [d, a, left]]
    bottom = [[(x, y, 0.0) for x, y in reversed(corners)]]
    return [bottom] + walls(corners, eaves) + [[face] for face in roof], volume


def ground_area(faces):
    """Of the faces that lie on the ground, courtyards taken off."""
    grounds = [face for face in faces if all(z == 0 for ring in face for _, _, z in ring)]
    return -sum(area([(x, y) for x, y, _ in ring]) for face in grounds for ring in face)


def area(outline):
    """Of a polygon that turns left; the shoelace formula."""
    pairs = zip(outline, outline[1:] + outline[:1])
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2

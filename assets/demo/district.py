# SPDX-License-Identifier: Apache-2.0
"""The plan of the demo district: which buildings stand where, how old they are and what they are used for.

The plan is drawn in metres, x to the right and y up, and turned by kTurn onto the map, so that no wall
looks exactly north. Houses of a row share their party walls corner by corner. The ground is a plane that
rises gently to the north-east.
"""
import dataclasses
import math

import shapes

kTurn = math.radians(11.0)
kSlope = (0.004, 0.011)  # rise of the ground along x and y
kStoreyHeights = ((1919, 3.5), (1950, 3.0), (1980, 2.75), (9999, 2.9))  # year before which it was built, m
# By the year of the house or of its last refurbishment: before 2000, before 2015, since.
kHeatSources = ({"gas": 60, "oil": 24, "district_heat": 8, "biomass": 4, "electric": 4},
                {"gas": 68, "oil": 6, "district_heat": 12, "heat_pump": 10, "biomass": 4},
                {"heat_pump": 62, "district_heat": 20, "gas": 12, "biomass": 6})
# Residents per home: in a house of its own, in a house of several homes.
kHouseholds = ({1: 18, 2: 36, 3: 22, 4: 18, 5: 6}, {0: 4, 1: 44, 2: 31, 3: 12, 4: 9})


@dataclasses.dataclass
class Item:
    """A CityJSON object; faces in metres on the turned plan, z above the district's lowest ground."""
    kind: str
    attributes: dict
    faces: list = dataclasses.field(default_factory=list)
    volume: float = 0.0
    parts: list = dataclasses.field(default_factory=list)
    id: str = ""


class Plan:
    def __init__(self, random):
        self.random = random
        self.items = []
        self.house_numbers = {}

    def uniform(self, low, high):
        return low + (high - low) * self.random.random()

    def integer(self, low, high):
        return low + int((high - low + 1) * self.random.random())

    def one_of(self, weights):
        """A key of {key: weight}."""
        left = self.random.random() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return key

    def address(self, street):
        self.house_numbers[street] = self.house_numbers.get(street, 0) + 1
        return f"{street} {self.house_numbers[street]}"


def ground(x, y):
    return kSlope[0] * x + kSlope[1] * (y + 170.0)


def on_map(x, y):
    return x * math.cos(kTurn) - y * math.sin(kTurn), x * math.sin(kTurn) + y * math.cos(kTurn)


@dataclasses.dataclass
class Place:
    """A frame on the plan: origin, direction of its x axis (degrees), ground level."""
    x: float
    y: float
    turn: float = 0.0
    z: float = None

    def __post_init__(self):
        if self.z is None:
            self.z = round(ground(self.x, self.y), 2)

    def moved(self, along, back=0.0):
        c, s = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        return Place(self.x + along * c - back * s, self.y + along * s + back * c, self.turn, self.z)

    def put(self, faces, along=0.0, back=0.0):
        """Faces of a shape whose corner lies `along` the street and `back` from it. Sums first and turns
        last, so that equal points of neighbours stay equal to the last bit."""
        c, s = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))

        def point(x, y, z):
            x, y = x + along, y + back
            return (*on_map(self.x + x * c - y * s, self.y + x * s + y * c), z + self.z)

        return [[[point(*p) for p in ring] for ring in face] for face in faces]


def storey_height(year):
    return next(height for before, height in kStoreyHeights if year < before)


def describe(plan, street, function, year, storeys, roof):
    return {"name": plan.address(street), "function": function, "yearOfConstruction": year,
            "storeysAboveGround": storeys, "roofType": roof}


def furnish(plan, attributes, ground_area):
    """What is drawn by lot for a building: refurbishment, heating, and the people who live there."""
    year = attributes["yearOfConstruction"]
    if year < 2002 and plan.random.random() < (0.34 if year < 1979 else 0.12):  # the newer have had no reason yet
        attributes["yearOfRefurbishment"] = plan.integer(max(1988, year + 20), 2023)
    changed = attributes.get("yearOfRefurbishment", year)
    estate = attributes["name"].startswith(("Park", "Canal"))
    attributes["heatSource"] = "district_heat" if estate else plan.one_of(kHeatSources[0 if changed < 2000 else
                                                                           1 if changed < 2015 else 2])
    if attributes["function"] == "residential":
        homes = max(1, round(0.8 * ground_area * attributes["storeysAboveGround"] / 85)) if ground_area > 140 else 1
        attributes["numberOfDwellings"] = homes
        attributes["numberOfResidents"] = sum(plan.one_of(kHouseholds[homes > 1]) for _ in range(homes))


def add(plan, place, shape, attributes, along=0.0, back=0.0, kind="Building"):
    faces, volume = shape
    attributes["measuredHeight"] = round(max(z for face in faces for ring in face for _, _, z in ring), 2)
    item = Item(kind, attributes, place.put(faces, along, back), volume)
    if kind == "Building":
        furnish(plan, attributes, shapes.ground_area(faces))
        plan.items.append(item)
    return item


def house_row(plan, place, street, widths, depth, years, storeys, roof):
    """Houses wall to wall, built in one go: one year, one height, one roof."""
    year = plan.integer(*years)
    eaves = storeys * storey_height(year) + (0.6 if roof == "flat" else 0.3)
    along = 0.0
    for width in widths:
        shape = {"flat": lambda: shapes.box(width, depth, eaves),
                 "shed": lambda: shapes.shed(width, depth, eaves, eaves + 0.18 * depth),
                 "gabled": lambda: shapes.gabled(width, depth, eaves, eaves + 0.42 * depth)}[roof]()
        add(plan, place, shape, describe(plan, street, "residential", year, storeys, roof), along)
        along += width


def old_town_row(plan, place, street, length):
    """Town houses of several decades side by side; heights change from house to house, party walls overlap."""
    count = 6
    inner = [round(length * (k + plan.uniform(-0.16, 0.16)) / count, 2) for k in range(1, count)]
    cuts = [0.0] + inner + [length]
    uses = {"residential": 66, "retail": 11, "office": 9, "restaurant": 8}
    for start, end in zip(cuts, cuts[1:]):
        years = plan.one_of({(1880, 1914): 80, (1924, 1938): 8, (1950, 1961): 12})
        year = plan.integer(*years)
        storeys = plan.one_of({3: 3, 4: 5, 5: 2})
        eaves = storeys * storey_height(year) + 0.5
        roof = plan.one_of({"gabled": 5, "mansard": 4, "flat": 1})
        depth = 12.0
        shape = {"gabled": lambda: shapes.gabled(end - start, depth, eaves, eaves + 5.0),
                 "mansard": lambda: shapes.mansard(end - start, depth, eaves, eaves + 4.4),
                 "flat": lambda: shapes.box(end - start, depth, eaves)}[roof]()
        add(plan, place, shape, describe(plan, street, plan.one_of(uses), year, storeys, roof), start)


def detached_house(plan, place, street, years):
    year = plan.integer(*years)
    storeys = plan.one_of({1: 3, 2: 4}) if year < 1995 else 2
    width, depth = round(plan.uniform(9.0, 12.5), 1), round(plan.uniform(8.5, 11.0), 1)
    eaves = storeys * storey_height(year) + 0.4
    modern = {"gabled": 3, "shed": 2, "flat": 3}
    roof = plan.one_of({"gabled": 5, "hipped": 3, "pyramid": 1} if year < 2005 else modern)
    if roof == "pyramid":
        depth = width
    slope = plan.uniform(0.33, 0.48)
    shape = {"gabled": lambda: plan.one_of({shapes.gabled: 2, shapes.cross_gabled: 1})(
                 width, depth, eaves, eaves + slope * min(width, depth)),
             "hipped": lambda: shapes.hipped(width, depth, eaves, eaves + slope * depth),
             "pyramid": lambda: shapes.hipped(width, width, eaves, eaves + slope * width),
             "shed": lambda: shapes.shed(width, depth, eaves, eaves + 0.16 * depth),
             "flat": lambda: shapes.box(width, depth, eaves)}[roof]()
    place = place.moved(plan.uniform(2.5, 18.0 - width - 2.5), plan.uniform(3.5, 6.0))
    place.turn += plan.uniform(-4.0, 4.0)
    add(plan, place, shape, describe(plan, street, "residential", year, storeys, roof))


def twin_houses(plan, place, street, years):
    year = plan.integer(*years)
    eaves = 2 * storey_height(year) + 0.3
    for along in (9.6, 18.0):
        add(plan, place, shapes.gabled(8.4, 10.0, eaves, eaves + 4.2),
            describe(plan, street, "residential", year, 2, "gabled"), along, 4.5)


def house_streets(plan):
    """Three streets with rows of houses in the west and single houses in the east."""
    row_kinds = {190: ("Maple Street", 8, 6.2, (1956, 1974), 2, "gabled"),
                 246: ("Garden Street", 7, 7.1, (1925, 1938), 2, "gabled"),
                 302: ("Orchard Street", 7, 7.1, (2004, 2021), 3, None)}
    for y, (street, count, width, years, storeys, roof) in row_kinds.items():
        for start in (0.0, 70.0, 140.0):
            length = count * width
            for place in (Place(start, y + 6.0), Place(start + length, y - 6.0, 180.0)):
                house_row(plan, place, street, [width] * count, 9.6, years, storeys,
                          roof or plan.one_of({"flat": 2, "shed": 1}))
    for y, street, years in ((190, "Maple Street", (1951, 1979)), (246, "Garden Street", (1927, 1996)),
                             (302, "Orchard Street", (1983, 2023))):
        for side in (1, -1):
            lot = 0
            while lot < 13:
                along = 20.0 * lot
                start = Place(250.0 + along, y + 6.0) if side > 0 else Place(530.0 - along, y - 6.0, 180.0)
                if plan.random.random() < 0.14:
                    twin_houses(plan, start, street, years)
                    lot += 2
                else:
                    if plan.random.random() < 0.9:  # here and there a lot is empty
                        detached_house(plan, start, street, years)
                    lot += 1


def old_town(plan):
    for x in (0.0, 104.0):
        for y, front, back in ((0.0, "Main Street", "Market Street"), (76.0, "Market Street", "Church Street")):
            old_town_row(plan, Place(x, y), front, 90.0)
            old_town_row(plan, Place(x + 90.0, y + 60.0, 180.0), back, 90.0)


def estate(plan):
    """Slabs of the nineteen-sixties and -seventies, two towers, two closed blocks of our days."""
    for y in (6.0, 78.0):
        for x in (262.0, 297.0, 332.0):
            year, storeys = plan.integer(1961, 1978), plan.one_of({5: 3, 8: 1})
            place = Place(x, y, 90.0)
            for section in range(3):
                add(plan, place, shapes.box(18.0, 12.0, storeys * 2.75 + 0.8),
                    describe(plan, "Park Street", "residential", year, storeys, "flat"), 18.0 * section)
    for x, year, storeys in ((438.0, 1972, 14), (478.0, 1975, 12)):
        add(plan, Place(x, 16.0), shapes.box(21.0, 21.0, storeys * 2.75 + 0.8),
            describe(plan, "Park Street", "residential", year, storeys, "flat"))
    for y, year in ((6.0, 2018), (82.0, 2021)):
        outline = [(0, 0), (52, 0), (52, 52), (0, 52)]
        yard = [(13, 13), (39, 13), (39, 39), (13, 39)]
        add(plan, Place(362.0, y), shapes.prism(outline, 5 * 2.9 + 0.8, yard),
            describe(plan, "Canal Street", "residential", year, 5, "flat"))


def school(plan):
    """One building in three parts; the parts touch, and have uses of their own."""
    place = Place(436.0, 84.0)
    attributes = describe(plan, "Canal Street", "school", 1968, 3, "flat")
    parent = Item("Building", attributes)
    wing = shapes.prism([(0, 0), (46, 0), (46, 14), (14, 14), (14, 46), (0, 46)], 3 * 3.3 + 0.6)
    hall = shapes.gabled(32.0, 12.0, 5.0, 7.5)
    gym = shapes.shed(30.0, 18.0, 6.5, 8.5)
    parts = ((wing, 0.0, 0.0, "school", 3, "flat"), (hall, 14.0, 14.0, "school", 1, "gabled"),
             (gym, 14.0, 28.0, "sport", 1, "shed"))
    for shape, along, back, function, storeys, roof in parts:
        own = {"function": function, "storeysAboveGround": storeys, "roofType": roof}
        parent.parts.append(add(plan, place, shape, own, along, back, "BuildingPart"))
    attributes["measuredHeight"] = max(part.attributes["measuredHeight"] for part in parent.parts)
    furnish(plan, attributes, 0.0)
    plan.items.append(parent)
    add(plan, Place(494.0, 90.0), shapes.hipped(24.0, 13.0, 3.6, 6.2),
        describe(plan, "Canal Street", "school", 2012, 1, "hipped"))


def business(plan):
    """South of the main road: offices and shops in the west, works halls in the east."""
    angle = [(0, 0), (34, 0), (34, 30), (20, 30), (20, 14), (0, 14)]
    plots = [(0, -44, "office", shapes.box(36, 15, 4 * 3.4 + 0.8), (1962, 1976), 4, "flat"),
             (46, -44, "office", shapes.box(36, 15, 5 * 3.4 + 0.8), (1984, 1999), 5, "flat"),
             (92, -44, "office", shapes.box(40, 16, 6 * 3.4 + 0.8), (2003, 2019), 6, "flat"),
             (142, -44, "hotel", shapes.box(42, 15, 5 * 3.0 + 0.8), (1990, 2010), 5, "flat"),
             (194, -44, "restaurant", shapes.hipped(18, 14, 4.2, 7.4), (1985, 2005), 1, "hipped"),
             (0, -100, "retail", shapes.shed(44, 32, 5.0, 6.2), (1995, 2015), 1, "shed"),
             (56, -100, "retail", shapes.box(38, 30, 5.6), (1985, 2008), 1, "flat"),
             (106, -100, "office", shapes.prism(angle, 3 * 3.4 + 0.8), (1978, 1994), 3, "flat"),
             (152, -100, "sport", shapes.gabled(44, 26, 7.0, 10.0), (1974, 1988), 1, "gabled"),
             (250, -62, "industry", shapes.sawtooth(48, 36, 5.5, 8.0, 4), (1935, 1958), 1, "sawtooth"),
             (310, -62, "industry", shapes.sawtooth(40, 30, 5.0, 7.2, 3), (1955, 1969), 1, "sawtooth"),
             (362, -62, "industry", shapes.gabled(44, 24, 6.5, 9.5), (1965, 1985), 1, "gabled"),
             (418, -62, "warehouse", shapes.gabled(50, 30, 8.0, 10.5), (1988, 2012), 1, "gabled"),
             (480, -62, "warehouse", shapes.box(40, 34, 9.5), (2008, 2022), 1, "flat"),
             (250, -140, "industry", shapes.shed(42, 24, 6.0, 7.5), (1970, 1990), 1, "shed"),
             (304, -140, "industry", shapes.box(36, 26, 7.0), (1982, 2004), 1, "flat"),
             (352, -140, "warehouse", shapes.box(56, 40, 11.0), (2012, 2022), 1, "flat"),
             (420, -140, "industry", shapes.gabled(30, 18, 5.5, 8.0), (1950, 1968), 1, "gabled"),
             (462, -140, "office", shapes.box(26, 14, 3 * 3.3 + 0.6), (1968, 1992), 3, "flat")]
    for x, y, function, shape, years, storeys, roof in plots:
        street = "Station Street" if x < 240 else "Works Street"
        attributes = describe(plan, street, function, plan.integer(*years), storeys, roof)
        add(plan, Place(float(x), float(y)), shape, attributes)


def streets_and_parks(plan):
    """Flat pieces on the sloping ground: (class, name, x0, y0, x1, y1)."""
    pieces = [("Road", "Main Street", -14, -14, 540, -2), ("Road", "Market Street", 0, 62, 194, 74),
              ("Road", "Church Street", -14, 138, 540, 150), ("Road", "Maple Street", -14, 186, 540, 194),
              ("Road", "Garden Street", -14, 242, 540, 250), ("Road", "Orchard Street", -14, 298, 540, 306),
              ("Road", "West Street", -14, -2, -4, 138), ("Road", "Mill Lane", 92, -2, 102, 62),
              ("Road", "Park Street", 232, -2, 242, 138), ("Road", "Canal Street", 418, -2, 428, 138),
              ("Road", "Station Street", 0, -62, 232, -54), ("Road", "Works Street", 250, -80, 530, -72),
              ("LandUse", "Green between the houses", 206, 154, 230, 182),
              ("LandUse", "Churchyard", 206, 6, 228, 58)]
    for kind, name, x0, y0, x1, y1 in pieces:
        ring = [(*on_map(x, y), ground(x, y)) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
        function = "road" if kind == "Road" else "recreation"
        plan.items.append(Item(kind, {"name": name, "function": function}, [[ring]]))


def make_plan(random):
    plan = Plan(random)
    old_town(plan)
    estate(plan)
    school(plan)
    house_streets(plan)
    business(plan)
    streets_and_parks(plan)
    return plan.items

# SPDX-License-Identifier: Apache-2.0
"""A synthetic typical year for the demo district, as EnergyPlus weather (EPW): 8,760 hours of a temperate
climate.

Nothing is measured. Cloud, temperature, pressure and wind are autoregressive processes around the year's
and the day's course, tuned by eye to the low hills of central Germany; the sun is geometry, and the parts
of its radiation agree with it.

Sources: sun's place: Spencer (1971) series; clear sky: Haurwitz (1945), J. Meteorology 2:154; clouds before
it: Kasten & Czeplak (1980), Solar Energy 24:177; diffuse share: Erbs, Klein & Duffie (1982), Solar Energy
28:293; sky's infrared: Clark & Allen with the cloud term of Walton (EnergyPlus Engineering Reference, "Sky
Radiation Modeling"); humidity: Magnus formula with WMO's constants; ground: Kusuda & Achenbach (1965).
"""
import math

import check

kYear, kFirstDay = 2026, "Thursday"
kLatitude, kLongitude, kZoneHours, kElevation = 51.45, 9.0, 1.0, 150.0
kSolarConstant = 1361.0  # W/m2
kStefanBoltzmann = 5.670374e-8  # W/(m2 K4)
kMeanTemperature, kYearSwing, kColdestDay = 9.6, 9.3, 19
kHours = 8760
# Spells that a year may bring, for scenarios to show: first day of the year, days, K, share of clouds taken away.
kSpells = ((21, 8, -7.5, 0.25), (203, 9, 6.0, 0.8), (171, 4, 4.0, 0.5))


def sine_of_sun(day, hour):
    """Sine of the sun's height at a standard time (hour 0..24) of a day of the year (1 = 1 January)."""
    angle = 2 * math.pi * (day - 1 + (hour - 12) / 24) / 365
    declination = (0.006918 - 0.399912 * math.cos(angle) + 0.070257 * math.sin(angle) - 0.006758 * math.cos(2 * angle)
                   + 0.000907 * math.sin(2 * angle) - 0.002697 * math.cos(3 * angle) + 0.00148 * math.sin(3 * angle))
    equation = 229.18 / 60 * (0.000075 + 0.001868 * math.cos(angle) - 0.032077 * math.sin(angle)
                              - 0.014615 * math.cos(2 * angle) - 0.040849 * math.sin(2 * angle))
    solar_time = hour + kLongitude / 15 - kZoneHours + equation
    latitude = math.radians(kLatitude)
    return (math.sin(latitude) * math.sin(declination)
            + math.cos(latitude) * math.cos(declination) * math.cos(math.pi * (solar_time - 12) / 12))


def noise(random, hours, memory_h):
    """A stationary first-order process with deviation 1 that forgets in `memory_h` hours."""
    keep = math.exp(-1 / memory_h)
    fresh = math.sqrt(1 - keep * keep)
    value, values = 0.0, []
    for step in range(hours + 400):
        # Sum of twelve uniform numbers: normal enough, and the same on every machine.
        value = keep * value + fresh * (sum(random.random() for _ in range(12)) - 6)
        if step >= 400:
            values.append(value)
    return values


def spell(hour):
    """(warming in K, share of the clouds taken away) of the spells, each with a day of coming and going."""
    warming = clearing = 0.0
    for first, days, warmth, clear in kSpells:
        inside = min(hour / 24 - (first - 1), first - 1 + days - hour / 24)
        weight = min(max(inside, 0.0), 1.0)
        warming += weight * warmth
        clearing = max(clearing, weight * clear)
    return warming, clearing


def solar(day, hour, clouds):
    """(extraterrestrial on the horizontal and towards the sun, global, direct normal, diffuse) of an hour,
    Wh/m2."""
    heights = [max(0.0, sine_of_sun(day, hour + (k + 0.5) / 60)) for k in range(60)]
    mean = sum(heights) / 60
    lit = sum(1 for h in heights if h > 0) / 60
    normal = kSolarConstant * (1 + 0.033 * math.cos(2 * math.pi * day / 365))
    clear_sky = sum(1098 * h * math.exp(-0.057 / h) for h in heights if h > 0) / 60
    total = clear_sky * (1 - 0.75 * clouds ** 3.4)
    if total < 1:
        return normal * mean, normal * lit, 0, 0, 0
    clearness = total / (normal * mean)
    share = diffuse_share(clearness)
    # Low sun: no more than a clean atmosphere lets through (Meinel & Meinel 1976, air mass ~ 1/height).
    limit = 0.9 * normal * 0.7 ** ((1 / max(mean / lit, 0.02)) ** 0.678)
    beam = round(min((1 - share) * total / mean, limit))
    total = round(total)
    return normal * mean, normal * lit, total, beam, max(0, round(total - beam * mean))


def diffuse_share(clearness):
    k = clearness
    if k <= 0.22:
        return 1 - 0.09 * k
    if k <= 0.80:
        return 0.9511 - 0.1604 * k + 4.388 * k ** 2 - 16.638 * k ** 3 + 12.336 * k ** 4
    return 0.165


def vapour_pressure(celsius):
    return 6.112 * math.exp(17.62 * celsius / (243.12 + celsius))  # hPa, over water


def ground_line():
    """Monthly soil temperatures at 0.5, 2 and 4 m: the damped and delayed wave of the year."""
    fields = ["GROUND TEMPERATURES", "3"]
    diffusivity = 0.055  # m2/day, moist loam
    for depth in (0.5, 2.0, 4.0):
        damp = depth * math.sqrt(math.pi / (365 * diffusivity))
        fields += [f"{depth:g}", "", "", ""]
        for month in range(12):
            day = 30.42 * (month + 0.5)
            phase = 2 * math.pi * (day - kColdestDay) / 365 - damp
            fields.append(f"{kMeanTemperature + 0.6 - kYearSwing * math.exp(-damp) * math.cos(phase):.1f}")
    return ",".join(fields)


def header():
    place = f"{kLatitude},{kLongitude},{kZoneHours},{kElevation}"
    return [f"LOCATION,Conurb demo district (synthetic),-,DEU,synthetic,999999,{place}",
            "DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", ground_line(), "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
            "COMMENTS 1,SYNTHETIC: made by assets/demo/make_demo.py of the Conurb project; no measured values; CC0 1.0",
            "COMMENTS 2,Illuminance; visibility; ceiling; snow and aerosol are marked as missing",
            f"DATA PERIODS,1,1,Data,{kFirstDay}, 1/ 1,12/31"]


def make_weather(random):
    """The file as text."""
    front, breeze, gust = noise(random, kHours, 28.0), noise(random, kHours, 8.0), noise(random, kHours, 3.0)
    air, veer, barometer = noise(random, kHours, 60.0), noise(random, kHours, 30.0), noise(random, kHours, 70.0)
    dampness, shower = noise(random, kHours, 30.0), [random.random() for _ in range(kHours)]
    rows, pending = header(), 0.0
    for hour in range(kHours):
        day, of_day = hour // 24 + 1, hour % 24
        season = -math.cos(2 * math.pi * (hour / 24 - kColdestDay) / 365)  # -1 winter, 1 summer
        warming, clearing = spell(hour)
        wetness = 0.76 - 0.02 * season + 0.34 * front[hour] + 0.16 * breeze[hour]
        clouds = min(max(wetness * (1 - clearing), 0.0), 1.0)
        ext_horizontal, ext_normal, total, beam, diffuse = solar(day, of_day, clouds)

        clear = 1 - clouds
        swing = (1.3 + 1.2 * (season + 1)) * (0.45 + 1.15 * clear)
        turn = 2 * math.pi / 24 * (of_day + 0.5)
        course = -math.cos(turn - 2 * math.pi * 3.2 / 24) - 0.25 * math.cos(2 * turn - 4 * math.pi * 2.5 / 24)
        overcast = (clouds - 0.6) * (-3.2 * season)  # clouds keep winters mild and summers cool
        mean = kMeanTemperature + kYearSwing * season + 3.3 * air[hour] + overcast + warming
        dry = mean + swing * course
        depression = (1.6 + 1.9 * (season + 1)) * (0.35 + 1.1 * clear) + 1.1 * dampness[hour] + 0.4 * max(warming, 0.0)
        dew = min(dry - 0.2, mean - swing * 0.55 - max(depression, 0.1))
        dry, dew = round(dry, 1), round(dew, 1)
        humidity = min(100, max(5, round(100 * vapour_pressure(dew) / vapour_pressure(dry))))

        pressure = 99480 + 820 * barometer[hour] - 520 * front[hour]
        wind = max(0.2, (3.3 - 0.5 * season + 1.3 * gust[hour] + 0.9 * front[hour]) * (1 + 0.22 * max(course, -1.0)))
        direction = round((235 + 55 * veer[hour] + 35 * breeze[hour]) / 10) * 10 % 360
        tenths = 10 * clouds
        emissivity = 0.787 + 0.764 * math.log((dew + 273.15) / 273.0)
        emissivity *= 1 + 0.0224 * tenths - 0.0035 * tenths ** 2 + 0.00028 * tenths ** 3
        infrared = emissivity * kStefanBoltzmann * (dry + 273.15) ** 4
        # Rain from full skies only; summer rain is rarer and heavier. Fractions wait for the gauge's 0.1 mm.
        rains = wetness > 0.97 and shower[hour] < 0.42 - 0.16 * season and clearing == 0
        pending += 0.12 + (1.3 + 0.9 * season) * (wetness - 0.97) * 2.6 if rains else 0.0
        rain = math.floor(pending * 10) / 10 if rains else 0.0
        pending -= rain

        month = check.month_of(day - 1)
        of_month = day - sum((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[:month - 1])
        rows.append(f"{kYear},{month},{of_month},{of_day + 1},0,?9?9?9?9E0?9?9?9?9*9*9*9*9?9?9?9?9*9*9*9*9,"
                    f"{dry:.1f},{dew:.1f},{humidity},{round(pressure)},{round(ext_horizontal)},{round(ext_normal)},"
                    f"{round(infrared)},{total},{beam},{diffuse},999999,999999,999999,9999,{direction},{wind:.1f},"
                    f"{round(tenths)},{round(tenths)},9999,99999,9,999999999,999,.999,999,99,999,{rain:.1f},1.0")
    return "\n".join(rows) + "\n"

"""The words of forecasts (weatherapi.com) and what they mean for drones and earth roads.

Where a word leaves it open whether rain falls here (patchy, nearby, possible), it is read as the weather that helps
less: rain that may not fall must not make an hour look calm.
"""

from __future__ import annotations

from collections.abc import Mapping

from openevac.domain.weather import Sky

_WORDS: Mapping[Sky, tuple[str, ...]] = {
    Sky.CLEAR: ("sunny", "clear"),
    Sky.PARTLY_CLOUDY: ("partly cloudy", "cloudy"),
    Sky.OVERCAST: (
        "overcast",
        "patchy rain nearby",
        "patchy rain possible",
        "patchy snow nearby",
        "patchy snow possible",
        "patchy sleet nearby",
        "patchy sleet possible",
        "patchy freezing drizzle nearby",
        "patchy freezing drizzle possible",
        "thundery outbreaks in nearby",
        "thundery outbreaks possible",
    ),
    Sky.MIST: ("mist",),
    Sky.FOG: ("fog", "freezing fog"),
    Sky.DRIZZLE: (
        "patchy light drizzle",
        "light drizzle",
        "patchy light rain",
        "light rain shower",
        "patchy light rain in area with thunder",
        "patchy light rain with thunder",
    ),
    Sky.RAIN: (
        "light rain",
        "moderate rain at times",
        "moderate rain",
        "heavy rain at times",
        "moderate or heavy rain shower",
        "light sleet",
        "light sleet showers",
        "moderate or heavy sleet",
        "moderate or heavy sleet showers",
    ),
    Sky.HEAVY_RAIN: ("heavy rain", "torrential rain shower"),
    Sky.SNOW: (
        "patchy light snow",
        "light snow",
        "light snow showers",
        "patchy moderate snow",
        "moderate snow",
        "moderate or heavy snow showers",
        "patchy heavy snow",
        "blowing snow",
        "patchy light snow in area with thunder",
        "patchy light snow with thunder",
    ),
    Sky.HEAVY_SNOW: ("heavy snow", "blizzard"),
    Sky.ICE: (
        "freezing drizzle",
        "heavy freezing drizzle",
        "light freezing rain",
        "moderate or heavy freezing rain",
        "ice pellets",
        "light showers of ice pellets",
        "moderate or heavy showers of ice pellets",
    ),
    Sky.THUNDER: (
        "moderate or heavy rain in area with thunder",
        "moderate or heavy rain with thunder",
        "moderate or heavy snow in area with thunder",
        "moderate or heavy snow with thunder",
    ),
}
SKY_OF_WORDS: Mapping[str, Sky] = {words: sky for sky, texts in _WORDS.items() for words in texts} | {
    # A person who types hours by hand may also use our own words.
    str(sky).replace("_", " "): sky
    for sky in Sky
}


def sky_of(condition: str) -> Sky:
    """Give what a forecast's words mean; words nobody knows are Sky.UNKNOWN, which counts as the worst."""
    return SKY_OF_WORDS.get(" ".join(condition.lower().split()), Sky.UNKNOWN)

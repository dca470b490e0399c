"""行政区划: the divisions of Jilin (GB/T 2260), retired codes, and codes of development zones.

Data: ``regions.csv`` (each row with its source and whether it was found in a source, S, is known but
unverified, K, or is the project's own proposal).
"""

from __future__ import annotations

from dataclasses import dataclass

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError

PROVINCE = "220000"

STATE = "100000"
"""Bodies registered by the central authorities carry this instead of a division."""

PROVINCES = (
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
)  # fmt: skip
"""First two digits of every province-level division (GB/T 2260)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One division. ``standing`` is current, retired, statistical (development zones) or internal;
    ``successor`` is the current code a retired or statistical one rolls up to; ``retired_in`` is the year a code
    went out of use and ``former_name`` what a current one was called before, both unverified.
    """

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str
    successor: str
    standing: str
    retired_in: str
    former_name: str
    source: str
    status: str


REGIONS: dict[str, Region] = {row["code"]: Region(**row) for row in read_rows("regions.csv")}
"""Every known division by code, retired and statistical ones included."""

_COUNTY_LEVELS = ("district", "city", "county", "autonomous_county")


def get(code: str) -> Region:
    """The division called ``code``, retired ones included."""
    try:
        return REGIONS[code]
    except KeyError:
        raise DefinitionError(
            f"region {code!r} is not a division of Jilin; wanted one of the {len(REGIONS)} codes in regions.csv"
        ) from None


def known(code: str) -> bool:
    """Whether a record may carry this code (current, retired, statistical or internal)."""
    return code in REGIONS


def prefectures() -> tuple[Region, ...]:
    """The nine prefecture-level units, by code."""
    return tuple(region for region in REGIONS.values() if region.level == "prefecture")


def counties() -> tuple[Region, ...]:
    """The sixty current county-level units, by prefecture and code."""
    return tuple(
        region
        for region in REGIONS.values()
        if region.level in _COUNTY_LEVELS and region.standing == "current"
    )


def current(code: str) -> str:
    """The code in force today: retired codes give their successor, development zones their prefecture.

    >>> current("220381"), current("220171"), current("220102")
    ('220184', '220100', '220102')
    """
    region = get(code)
    return region.successor or region.code


def history(code: str) -> tuple[Region, ...]:
    """Every code a place has had, retired ones first, the one in force last; development zones are no history.

    >>> [(region.code, region.retired_in) for region in history("220184")]
    [('220381', '2020'), ('220184', '')]
    """
    now = current(code)
    earlier = (
        region for region in REGIONS.values() if region.standing == "retired" and region.successor == now
    )
    return (*earlier, REGIONS[now])


def development_zones(code: str) -> tuple[Region, ...]:
    """The statistical codes of development zones that roll up to a prefecture.

    >>> [zone.code for zone in development_zones("220200")]
    ['220271', '220272', '220273']
    """
    return tuple(
        region for region in REGIONS.values() if region.standing == "statistical" and region.successor == code
    )


def prefecture(code: str) -> str:
    """The prefecture a division lies in today.

    >>> prefecture("220381"), prefecture("222401"), prefecture("22CBS0")
    ('220100', '222400', '220000')
    """
    region = get(current(code))
    return region.parent if region.level in _COUNTY_LEVELS else region.code


def looks_official(code: str) -> bool:
    """Whether a code has the shape of GB/T 2260 anywhere in the country: six digits, a province first.

    >>> looks_official("110105"), looks_official("100000"), looks_official("990000")
    (True, True, False)
    """
    return len(code) == 6 and code.isascii() and code.isdigit() and (code == STATE or code[:2] in PROVINCES)

"""Who is there: one block of entities with what never changes about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.codes import uscc
from creditscore.records.registration import ENTITY_TYPES
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._places import RETIRED
from creditscore.simulate._settings import NATURAL_BORROWER_SHARE, NATURAL_MIX
from creditscore.simulate._world import REGIONS, Array, World, stream

ENTERPRISE, INDIVIDUAL, COOPERATIVE, SOCIAL, GOVERNMENT, INSTITUTION = range(6)
TYPE_PREFIX = ("91", "92", "93", "52", "11", "12")
MADE_UP_BLOCK = "XX"
"""Organisation codes begin with XX, which no register is known to issue: no made-up entity carries the code
of a real one."""
NOUN = ("企业", "个体户", "合作社", "社会组织", "机关", "事业单位")
SIZE_SHARE = np.array([
    [0.80, 0.16, 0.03, 0.01], [0.97, 0.03, 0.0, 0.0], [0.90, 0.10, 0.0, 0.0],
    [0.80, 0.20, 0.0, 0.0], [0.40, 0.50, 0.10, 0.0], [0.40, 0.45, 0.15, 0.0],
])  # fmt: skip
CAPITAL_MEDIAN = np.array([[5e5, 3e6, 3e7, 2e8], [4e4, 3e5, 0, 0], [8e5, 4e6, 0, 0], [5e4, 2e5, 0, 0]])
SIZE_SOLVENCY = np.array([-0.06, 0.12, 0.35, 0.60])
TRAIT_SCALE = 0.76
"""Standard deviation of an entity's own lasting deviation in each trait."""


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """One block of ``n`` entities.

    ``kind`` indexes ENTITY_TYPES, ``region`` REGIONS, ``industry`` INDUSTRIES, ``size`` SIZE_CLASSES.
    ``born`` is the month index of establishment (-1: before the data begin), ``established`` the day.
    ``capital`` is in fen (0 where the kind has none). ``lasting`` (n, 3) holds the lasting level of
    solvency, compliance and vitality, region and industry included. ``weight`` is the sampling weight:
    share of the stratum in a natural province over its share here.
    """

    part: int
    first: int
    uscc: Array
    name: Array
    kind: Array
    region: Array
    industry: Array
    size: Array
    born: Array
    established: Array
    capital: Array
    lasting: Array
    borrower: Array
    weight: Array

    @property
    def count(self) -> int:
        return len(self.kind)

    def rng(self, world: World, family: str) -> np.random.Generator:
        """The random stream of a record family for this block."""
        return stream(world.seed, family, self.part)


def make_cohort(world: World, *, part: int, first: int, count: int) -> Cohort:
    """Draw entities ``first`` … ``first + count - 1``."""
    rng = stream(world.seed, "cohort", part)
    kinds = [ENTITY_TYPES.index(name) for name, _ in world.settings.mix]
    shares = np.array([share for _, share in world.settings.mix])
    kind = np.array(kinds)[rng.choice(len(kinds), count, p=shares)]
    region = rng.choice(len(REGIONS), count, p=world.region_weight)
    industry = _industry(kind, rng)
    size = (rng.random(count)[:, None] > SIZE_SHARE[kind].cumsum(axis=1)[:, :3]).sum(axis=1)
    born, established = _births(world, count, rng)
    capital = _capital(kind, size, rng)
    lasting = _lasting(world, kind, region, industry, size, born, rng)
    borrower = _borrowers(world, kind, size, born, lasting, rng)
    return Cohort(
        part=part,
        first=first,
        uscc=_uscc(first, kind, region, born, rng),
        name=np.array([f"虚构{NOUN[k]}{first + i:06d}" for i, k in enumerate(kind)], dtype=object),
        kind=kind,
        region=region,
        industry=industry,
        size=size,
        born=born,
        established=established,
        capital=capital,
        lasting=lasting,
        borrower=borrower,
        weight=_weights(world, kind, borrower),
    )


def _industry(kind: Array, rng: np.random.Generator) -> Array:
    codes = [industry.code for industry in INDUSTRIES]
    firms = np.array([industry.enterprises for industry in INDUSTRIES]).cumsum()
    shops = np.array([industry.individuals for industry in INDUSTRIES]).cumsum()
    draw = rng.random(len(kind))
    industry = np.where(
        kind == INDIVIDUAL, np.searchsorted(shops, draw * shops[-1]), np.searchsorted(firms, draw * firms[-1])
    )
    industry[kind == COOPERATIVE] = codes.index("A01")
    industry[(kind == SOCIAL)] = codes.index("S94")
    industry[(kind == GOVERNMENT) | (kind == INSTITUTION)] = codes.index("S91")
    return industry


def _births(world: World, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    settings = world.settings
    months = world.months
    growth = (1 + settings.birth_rate - settings.exit_rate) ** (np.arange(months) / 12)
    born = rng.choice(months, count, p=growth / growth.sum())
    old = rng.random(count) < settings.stock_share
    born = np.where(old, -1, born)
    within = rng.integers(0, 28, count)
    years = np.minimum(rng.exponential(7.0, count), 30.0)
    before = world.first_day - 1 - (years * 365.25).astype(np.int32)
    established = np.where(old, before, world.month_start[np.maximum(born, 0)] + within)
    return born.astype(np.int32), established.astype(np.int32)


def _capital(kind: Array, size: Array, rng: np.random.Generator) -> Array:
    median = np.vstack([CAPITAL_MEDIAN, np.zeros((2, 4))])[kind, size]
    yuan = median * np.exp(rng.normal(0.0, 1.0, len(kind)))
    step = np.where(yuan < 1e6, 1e4, 1e5)
    return (np.maximum(np.round(yuan / step), 1) * step * (median > 0) * 100).astype(np.int64)


def _lasting(
    world: World, kind: Array, region: Array, industry: Array, size: Array, born: Array,
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    rho = world.settings.trait_correlation
    factor = np.linalg.cholesky(np.full((3, 3), rho) + (1 - rho) * np.eye(3))
    lasting = TRAIT_SCALE * rng.standard_normal((len(kind), 3)) @ factor.T
    solvency = np.array([item.solvency for item in INDUSTRIES])
    compliance = np.array([item.compliance for item in INDUSTRIES])
    lasting[:, 0] += world.region_solvency[region] + solvency[industry] + SIZE_SOLVENCY[size]
    lasting[:, 0] += np.where(born < 0, 0.08, -0.12) + 0.5 * (kind >= GOVERNMENT)
    lasting[:, 1] += world.region_compliance[region] + compliance[industry] + 0.08 * size
    lasting[:, 2] += 0.10 * size + np.where(born < 0, 0.0, -0.05)
    return lasting


def _borrowers(
    world: World, kind: Array, size: Array, born: Array, lasting: Array, rng: np.random.Generator
) -> Array:
    """Banks choose who looks better: solvency and compliance seen with noise, size, years left to borrow."""
    looks = 0.45 * lasting[:, 0] + 0.35 * lasting[:, 1] + 0.45 * size + rng.normal(0.0, 0.9, len(kind))
    looks += np.where(born < 0, 0.6, 0.0) - 5.0 * np.maximum(born / world.months - 0.4, 0)
    looks[kind != ENTERPRISE] = -np.inf
    wanted = round(world.settings.borrower_share * int((kind == ENTERPRISE).sum()))
    chosen = np.zeros(len(kind), dtype=bool)
    chosen[np.argsort(-looks, kind="stable")[:wanted]] = True
    return chosen


def _weights(world: World, kind: Array, borrower: Array) -> Array:
    natural, here = dict(NATURAL_MIX), dict(world.settings.mix)
    ratio = np.array([natural[name] / here[name] if here.get(name) else 0.0 for name in ENTITY_TYPES[:6]])
    share = world.settings.borrower_share
    borrowing = NATURAL_BORROWER_SHARE / share if share > 0 else 0.0
    idle = (1 - NATURAL_BORROWER_SHARE) / (1 - share) if share < 1 else 0.0
    return ratio[kind] * np.where(kind == ENTERPRISE, np.where(borrower, borrowing, idle), 1.0)


def _uscc(first: int, kind: Array, region: Array, born: Array, rng: np.random.Generator) -> Array:
    registered = np.array([RETIRED.get(code, code) for code in REGIONS])
    old_code = (born < 0) & (rng.random(len(kind)) < 0.6)
    places = np.where(old_code, registered[region], np.array(REGIONS)[region])
    numbers = first + np.arange(len(kind))
    return uscc.make_many(np.array(TYPE_PREFIX)[kind], regions=places, numbers=numbers, block=MADE_UP_BLOCK)

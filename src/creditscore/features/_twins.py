"""Exposure twins: whoever is seen more often is caught more often.

An absolute count of adverse records grows with how large, how old and how much inspected its subject is. It may enter a
public model only if its rate twin was offered beside it, so that the fit can choose the fairer of the two: the
very same count over what exposed the subject to it (inspections, samples, licences, occasions of the same kind,
years, employees, premises, capital, revenue). Where the library declares no such rate, one rule makes it: amounts over
registered capital, everything else per premises (this project's own).
"""

from __future__ import annotations

from collections.abc import Iterable

from creditscore.errors import DefinitionError
from creditscore.features._catalogue import FEATURES
from creditscore.features._feature import ratio
from creditscore.features.exposures import PREMISES
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import Aggregate, Attribute, Combine, Feature, Node, columns_of
from creditscore.records import TABLES

ABSOLUTE = frozenset({"count", "sum", "decayed", "distinct"})
"""Verbs whose value grows with the number of records."""

ADVERSE_GROUPS = frozenset({"PEN", "INS", "CMP", "LIC", "SEC", "LST", "JUD"})
"""Groups whose counts weigh against a subject even where the table holds other records too."""

SIZE = {
    "entity": frozenset({"established_on", "employee_band", "branch_count", "reg_capital", "paid_capital"})
}
"""Registered facts that say how exposed a subject is."""

OCCASIONS = frozenset({"inspection", "sampling_test", "admin_licence"})
"""Records that are occasions of being found out, whatever came of them."""

REVENUE = frozenset({("tax_filing", "declared_revenue"), ("vat_invoice_monthly", "out_amount")})
"""Sums that say how much business there is."""


def absolute(feature: Feature) -> bool:
    """Whether a feature is an absolute count (or sum) of adverse records of which more is worse."""
    node = feature.node
    return (
        isinstance(node, Aggregate)
        and node.verb in ABSOLUTE
        and feature.direction == "up"
        and (feature.group in ADVERSE_GROUPS or TABLES[node.table].negative)
    )


def rates(feature: Feature, count: Feature) -> bool:
    """Whether ``feature`` is ``count`` over an exposure, and more of it is worse too."""
    node = feature.node
    return (
        isinstance(node, Combine)
        and node.combination == "ratio"
        and node.left == count.node
        and feature.direction == "up"
        and _exposes(node.right, count.node)
    )


def _exposes(right: Node, left: Node) -> bool:
    """Whether a node says how exposed a subject is to what ``left`` counts; other adverse records do not."""
    match right:
        case Attribute(table=name, value=value):
            return columns_of(value) <= SIZE.get(name, frozenset())
        case Aggregate(verb="sum", table=name, value=value) if any(
            (name, column) in REVENUE for column in columns_of(value)
        ):
            return True
        case Aggregate(table=name) if right.verb in ABSOLUTE:
            same = isinstance(left, Aggregate) and left.table == name
            return not TABLES[name].negative and (same or name in OCCASIONS)
        case _:
            return False


def twin_of(feature: Feature) -> Feature | None:
    """The rate twin of an absolute count: the library's, in its own layer, else one made by rule; null for what is no
    absolute count.

    >>> twin_of(FEATURES["penalty_count_12m"]).name, twin_of(FEATURES["age_months"])
    ('penalty_per_inspection_12m', None)
    """
    if not absolute(feature):
        return None
    declared = (
        found for found in FEATURES.values() if rates(found, feature) and found.layer == feature.layer
    )
    return next(declared, None) or _made(feature)


def _made(count: Feature) -> Feature:
    assert isinstance(count.node, Aggregate)
    window = count.node.window.label
    money = count.unit == "元"
    exposure, suffix = (REG_CAPITAL, "to_capital") if money else (PREMISES, "per_premises")
    zh, en = (
        ("占注册资本比", "over registered capital") if money else ("（平均每处经营场所）", "per premises")
    )
    return ratio(
        f"{count.name.removesuffix(f'_{window}')}_{suffix}_{window}", count, exposure, zero=None, risk="up",
        unit="1" if money else f"{count.unit}/处", title=(f"{count.title_zh}{zh}", f"{count.title_en}, {en}"),
        why="What is large is seen more often; in proportion to its size the count is fair to it.",
        after_publicity="internal",
    )  # fmt: skip


def twins() -> dict[str, Feature]:
    """The rate twin of every absolute public count of the library, by the name of the count."""
    counts = [found for found in FEATURES.values() if found.layer == "public"]
    return {count.name: twin for count in counts if (twin := twin_of(count)) is not None}


def refuse_untwinned(evaluation: str, features: Iterable[Feature]) -> None:
    """``DefinitionError`` naming the first absolute count that is offered without its rate twin."""
    offered = list(features)
    for count in offered:
        if absolute(count) and not any(rates(other, count) for other in offered):
            twin = twin_of(count)
            assert twin is not None
            where = "" if twin.name in FEATURES else f" (features.twin_of(features.get({count.name!r})))"
            raise DefinitionError(
                f"{evaluation}: {count.name} is an absolute count, and who is larger or inspected more often has more "
                f"of it; a public model may take it only if a rate of it is offered too, found none; add "
                f"{twin.name}{where}, or leave the count out"
            )

"""How long the records behind a question may be used: no window looks back further than the law lets it see.

The answer is worked out from the rule tables of ``rights`` as data. Records are made up of the values that the
question's condition or a line of the rules tells apart, every combination of them, and the interpreter of rights
says of each whether it is still in use on the day (DESIGN sections 1 and 4). Repair, revocation and objection end
single records sooner and are not looked at: what counts is the longest life any record can have. A term that a
decision states itself applies the rule and is not reckoned to be longer than the rule's own; the five-year stop
concerns individual businesses alone and limits no question about all subjects.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from creditscore.errors import DefinitionError
from creditscore.features._probes import probes, reads_age
from creditscore.plan import (
    Aggregate,
    Expression,
    Feature,
    RightsPolicy,
    compile_expression,
    in_use,
    leaves,
    months_before,
)
from creditscore.plan.rule import Rule, RuleTable
from creditscore.records import Table, table
from creditscore.rights import RULE_TABLES, in_storage, usable_rows

AfterPublicity = Literal["stop", "internal"]

RULES_DATE = date(2026, 6, 1)
"""The day whose rules the library's windows are held against: a stated day, so that what is accepted does not turn with
the clock. It moves when a rule table gets a new version (a test says so)."""

MOST = 200_000
"""Combinations looked at; a condition that tells more cases apart is not judged."""


def life(feature: Feature, *, on: date = RULES_DATE, after_publicity: AfterPublicity = "stop") -> int | None:
    """The longest time, in months after its event, that a record ``feature`` counts can be in use.

    Under the rules in force on ``on`` at every date, with ``after_publicity`` as in ``RightsPolicy``. The shortest of
    its parts for a feature made of several; null where no rule ends use. 0 where what it counts is never in use
    (entries taken off a list, say, under "stop").
    """
    lives = [found for leaf in _windowed(feature) if (found := _life(leaf, on, after_publicity)) is not None]
    return min(lives, default=None)


def check_life(
    feature: Feature, *, on: date = RULES_DATE, after_publicity: AfterPublicity = "stop"
) -> Feature:
    """``feature`` itself, or ``DefinitionError`` where the oldest month of a window can hold no usable record."""
    for leaf in _windowed(feature):
        longest = _life(leaf, on, after_publicity)
        if longest is not None and leaf.window.start > longest:
            shorter = (
                f"declare a window of at most {longest} months" if longest else "ask for what is still in use"
            )
            internal = ", or after_publicity='internal' for evaluations that use records past their publicity"
            raise DefinitionError(
                f"feature {feature.name}: it looks back {leaf.window.start} months over {leaf.table}, wanted no further "
                f"than the rules in force on {on} let its records be used, found {longest} months at most; {shorter}"
                f"{internal if after_publicity == 'stop' and _life(leaf, on, 'internal') is None else ''}"
            )
    return feature


def degenerate_under_stop(feature: Feature) -> bool:
    """Whether a window of ``feature`` looks back further than its records are used where use ends with publicity; such a
    feature was declared for evaluations that say ``after_publicity="internal"``, and no other may ask it.
    """
    try:
        check_life(feature)
    except DefinitionError:
        return True
    return False


def _windowed(feature: Feature) -> Iterator[Aggregate]:
    return (leaf for leaf in leaves(feature.node) if isinstance(leaf, Aggregate))


def _life(leaf: Aggregate, on: date, after_publicity: AfterPublicity) -> int | None:
    counted = leaf.where
    if leaf.verb in {"longest_run", "streak"} and leaf.value is not None:
        counted = leaf.value if counted is None else counted & leaf.value
    return _longest(leaf.table, counted, on, after_publicity)


@lru_cache(maxsize=4096)
def _longest(
    table_name: str, where: Expression | None, on: date, after_publicity: AfterPublicity
) -> int | None:
    """``life`` of the records of a table for which ``where`` holds."""
    of = table(table_name)
    rules = next((found for found in RULE_TABLES.values() if _governs(found, of)), None)
    rule = None if rules is None else rules.on(on)
    if rules is None or rule is None or not (after_publicity == "stop" or rules.ends_use):
        return None
    policy = RightsPolicy(name="current_rules", built_on=on, after_publicity=after_publicity)
    terms = {line.max_months or 0 for line in rule.applied}
    beyond = max(terms) + 1
    told = False
    for age in _ages(terms, beyond, every=reads_age(where)):
        usable, some = _in_use(of, where, rules, rule, age=age, policy=policy)
        told = told or some
        if usable:
            return None if age == beyond else age
    return 0 if told else None


def _governs(rules: RuleTable, of: Table) -> bool:
    return rules.family == of.rights and rules.channel == "credit_china"


def _ages(terms: set[int], beyond: int, *, every: bool) -> list[int]:
    """Months back to look at, the furthest first; one beyond every term where some line has none."""
    ages = set(range(1, beyond)) if every else {*terms, 1} - {0}
    return sorted(ages | ({beyond} if 0 in terms else set()), reverse=True)


def _in_use(
    of: Table, where: Expression | None, rules: RuleTable, rule: Rule, *, age: int, policy: RightsPolicy
) -> tuple[bool, bool]:
    """Whether a record of the month that lies ``age`` months back for which ``where`` holds can be in use, and whether
    there is any such record. What tells too many cases apart counts as in use.
    """
    on = policy.built_on
    assert on is not None
    holds = None if where is None else compile_expression(where)
    conditions = [in_storage(of, line.when) for line in rule.applied if line.when is not None]
    steering = {rules.taken_off}.union(*((line.stated_end, line.stated_months) for line in rule.applied))
    first, last = months_before(on, age), months_before(on, age - 1) - timedelta(days=1)
    told = False
    for day in (last, first + (last - first) / 2, first) if reads_age(where) else (last,):
        asked = conditions if where is None else [where, *conditions]
        for place, row in enumerate(probes(of, asked, event=day, on=on, steering=steering)):
            if place == MOST:
                return True, True
            if holds is not None and holds(row, on) is not True:
                continue
            told = True
            if any(in_use(usable, on) for usable in usable_rows(of.name, [row], (), policy=policy)):
                return True, True
    return False, told

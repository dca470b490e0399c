"""Rule tables out of JSON, line by line; what is written is ``plain`` of ``plan.rule``."""

from __future__ import annotations

from typing import get_args

from creditscore.errors import DefinitionError
from creditscore.plan import Expression
from creditscore.plan.canonical import expression_from_json
from creditscore.plan.rule import (
    BasisKind,
    Case,
    Channel,
    Condition,
    Published,
    RepairWay,
    Rule,
    RuleTable,
    Severity,
    Status,
)
from creditscore.scorer._json import Reader


def read_rules(data: Reader) -> RuleTable:
    """A rule table. Raises DefinitionError naming the place at fault."""
    return RuleTable(
        name=data.text("name"), rules=tuple(map(_rule, data.each("rules"))), family=data.text("family"),
        channel=data.one_of("channel", get_args(Channel)), ends_use=data.flag("ends_use"),
        taken_off=data.maybe("taken_off", data.text),
    )  # fmt: skip


def _rule(data: Reader) -> Rule:
    return Rule(
        version=data.text("version"), title_zh=data.text("title_zh"), title_en=data.text("title_en"),
        in_force_from=data.day("in_force_from"), in_force_until=data.maybe("in_force_until", data.day),
        cases=tuple(map(_case, data.each("cases"))), conditions=tuple(map(_condition, data.each("conditions"))),
        dated=data.one_of("dated", get_args(Status)), dated_by=data.text("dated_by"),
    )  # fmt: skip


def _case(data: Reader) -> Case:
    severities = get_args(Severity)
    return Case(
        name=data.text("name"), title_zh=data.text("title_zh"), title_en=data.text("title_en"),
        source=data.text("source"), max_months=data.maybe("max_months", data.whole),
        min_months=data.maybe("min_months", data.whole), min_from=data.one_of("min_from", ("event", "correction")),
        when=_expression(data, "when"), severity=data.maybe("severity", lambda key: data.one_of(key, severities)),
        published=data.one_of("published", get_args(Published)), repair=data.one_of("repair", get_args(RepairWay)),
        open_ended=data.flag("open_ended"), stated_end=data.maybe("stated_end", data.text),
        stated_months=data.maybe("stated_months", data.text), not_before=data.maybe("not_before", data.text),
        adverse=data.flag("adverse"), status=data.one_of("status", get_args(Status)),
        basis_kind=data.one_of("basis_kind", get_args(BasisKind)), applied=data.flag("applied"),
    )  # fmt: skip


def _condition(data: Reader) -> Condition:
    return Condition(
        code=data.text("code"), title_zh=data.text("title_zh"), title_en=data.text("title_en"),
        source=data.text("source"), unmet=_expression(data, "unmet"),
        status=data.one_of("status", get_args(Status)), basis_kind=data.one_of("basis_kind", get_args(BasisKind)),
    )  # fmt: skip


def _expression(data: Reader, key: str) -> Expression | None:
    try:
        return expression_from_json(data.get(key))
    except (DefinitionError, TypeError, ValueError, RecursionError) as error:
        raise DefinitionError(f"{data.where}.{key}: not an expression ({type(error).__name__})") from None

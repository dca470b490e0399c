"""Definitions as canonical JSON, and their hashes.

The hash of a definition covers what is asked (plan and time rules), never wording, SQL or engine objects,
which change with their versions; texts have a hash of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, cast

from creditscore.errors import DefinitionError
from creditscore.plan.expression import AsOf, Call, Column, Constant, Expression
from creditscore.plan.feature import Feature
from creditscore.plan.node import Aggregate, Attribute, Combine, Covered, Given, Node
from creditscore.plan.window import TIME_RULES_VERSION, Window

Json = dict[str, Any] | list[Any] | str | int | float | bool | None


def dumps(data: Json) -> str:
    """JSON with sorted keys and no spaces, so that equal data give equal bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def expression_to_json(expression: Expression | None) -> Json:
    """An expression as JSON."""
    match expression:
        case None:
            return None
        case Column(name):
            return {"column": name}
        case Constant(value):
            return {"date": value.isoformat()} if isinstance(value, date) else {"constant": value}
        case AsOf():
            return {"as_of": True}
        case Call(operation, arguments):
            return {"call": operation, "arguments": [expression_to_json(argument) for argument in arguments]}
        case _:
            raise DefinitionError(f"an expression of type {type(expression).__name__} has no canonical form")


def expression_from_json(data: Json) -> Expression | None:
    """The inverse of ``expression_to_json``."""
    match data:
        case None:
            return None
        case {"column": str(name)}:
            return Column(name)
        case {"date": str(day)}:
            return Constant(date.fromisoformat(day))
        case {"constant": value}:
            return Constant(value)
        case {"as_of": True}:
            return AsOf()
        case {"call": operation, "arguments": list()}:
            arguments = cast("list[Json]", data["arguments"])
            return Call(
                operation, tuple(cast("Expression", expression_from_json(part)) for part in arguments)
            )
        case _:
            raise DefinitionError(f"not an expression: {dumps(data)[:80]}")


def node_to_json(node: Node) -> dict[str, Any]:
    """A plan node as JSON."""
    match node:
        case Aggregate():
            return {
                "verb": node.verb, "table": node.table, "window": [node.window.start, node.window.end],
                "value": expression_to_json(node.value), "where": expression_to_json(node.where),
                "none_seen": node.none_seen, "per": node.per,
                **({} if node.half_life is None else {"half_life": node.half_life}),
            }  # fmt: skip
        case Attribute():
            return {"attribute": node.table, "value": expression_to_json(node.value)}
        case Covered():
            return {"covered": node.table, "window": [node.window.start, node.window.end]}
        case Combine():
            return {
                "combine": node.combination, "left": node_to_json(node.left), "right": node_to_json(node.right),
                "zero": node.zero,
            }  # fmt: skip
        case Given():
            return {"given": True}
        case _:
            raise DefinitionError(f"a plan node of type {type(node).__name__} has no canonical form")


def node_from_json(data: dict[str, Any]) -> Node:
    """The inverse of ``node_to_json``."""
    match data:
        case {"verb": verb, "table": table, "window": [start, end]}:
            return Aggregate(
                verb=verb, table=table, window=Window(start, end), value=expression_from_json(data["value"]),
                where=expression_from_json(data["where"]), none_seen=data["none_seen"], per=data["per"],
                half_life=data.get("half_life"),
            )  # fmt: skip
        case {"attribute": table, "value": value}:
            return Attribute(table=table, value=cast("Expression", expression_from_json(value)))
        case {"covered": table, "window": [start, end]}:
            return Covered(table=table, window=Window(start, end))
        case {"combine": combination, "left": left, "right": right, "zero": zero}:
            return Combine(
                combination=combination, left=node_from_json(left), right=node_from_json(right), zero=zero
            )
        case {"given": True}:
            return Given()
        case _:
            raise DefinitionError(f"not a plan node: {dumps(data)[:80]}")


_META = (
    "title_zh",
    "title_en",
    "unit",
    "direction",
    "group",
    "family",
    "layer",
    "basis",
    "why",
    "version",
    "whole",
)


def feature_to_json(feature: Feature) -> dict[str, Any]:
    """A feature with its plan and its texts."""
    meta = {key: getattr(feature, key) for key in _META}
    return {"name": feature.name, "node": node_to_json(feature.node), **meta, "basis": list(feature.basis)}


def feature_from_json(data: dict[str, Any]) -> Feature:
    """The inverse of ``feature_to_json``."""
    meta = {key: data[key] for key in _META}
    meta["basis"] = tuple(data["basis"])
    return Feature(name=data["name"], node=node_from_json(data["node"]), **meta)


def definition_text(features: Feature | Iterable[Feature]) -> str:
    """What is asked, as canonical JSON: plans, directions, layers and the version of the time rules."""
    many = [features] if isinstance(features, Feature) else list(features)
    asked = [
        {
            "name": f.name,
            "node": node_to_json(f.node),
            "direction": f.direction,
            "layer": f.layer,
            "version": f.version,
        }
        for f in many
    ]
    return dumps({"time_rules": TIME_RULES_VERSION, "features": asked})


def definition_hash(features: Feature | Iterable[Feature]) -> str:
    """SHA-256 of ``definition_text``."""
    return sha256(definition_text(features).encode()).hexdigest()


def text_hash(features: Feature | Iterable[Feature]) -> str:
    """SHA-256 of the wording people read."""
    many = [features] if isinstance(features, Feature) else list(features)
    return sha256(dumps([[f.name, f.title_zh, f.title_en, f.unit, f.why] for f in many]).encode()).hexdigest()

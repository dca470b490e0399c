"""Who may be told what: the guard against over-generalisation and against guilt by association (S095).

A feature is judged by what its plan reads, not by what it says of itself: every column of every leaf, through
any number of derived features. Refused are what the deny list names, what rests on no catalogue item and no
authorisation, a ``public`` feature that reads an authorised column, and a public feature that reads anything
linked through persons or shareholders (DESIGN section 1).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from creditscore.codes import catalogue
from creditscore.errors import DefinitionError
from creditscore.plan import Aggregate, Attribute, Covered, Feature, Node, columns_of, leaves
from creditscore.records import Column, Table, table


def guard(feature: Feature) -> Feature:
    """``feature`` itself, or ``DefinitionError`` saying which rule it breaks and what to do."""
    _refuse_denied(feature)
    for basis in feature.basis:
        catalogue.get(basis)
    for leaf in leaves(feature.node):
        if isinstance(leaf, (Aggregate, Attribute, Covered)):
            _refuse_unfounded(feature, table(leaf.table))
            if feature.layer == "public":
                _refuse_restricted(feature, table(leaf.table), leaf)
    return feature


def _refuse_denied(feature: Feature) -> None:
    word = catalogue.denied_word(f"{feature.name} {feature.title_zh} {feature.why}")
    if word:
        raise DefinitionError(
            f"feature {feature.name}: {word!r} is on the deny list: it may not enter credit records without "
            "legislation; drop the feature"
        )


def _refuse_unfounded(feature: Feature, read: Table) -> None:
    """The basis a feature names must hold that of every table it reads."""
    lawful = {read.basis, *(column.basis for column in read.columns if column.basis)}
    if not lawful & set(feature.basis):
        raise DefinitionError(
            f"feature {feature.name}: it reads {read.name}, which rests on {read.basis!r}, but names only "
            f"{list(feature.basis)}; name that basis (an authorisation is needed for what is in no catalogue item)"
        )


def _refuse_restricted(feature: Feature, read: Table, leaf: Node) -> None:
    for column in columns_read(read, leaf):
        if column.link:
            raise DefinitionError(
                f"feature {feature.name}: {read.name}.{column.name} is linked through a {column.link}; nothing "
                "public may rest on it; declare the feature authorised or drop it"
            )
        if column.layer != "public":
            raise DefinitionError(
                f"feature {feature.name}: declared public but reads {read.name}.{column.name}, which is "
                f"{column.layer}; declare the feature authorised or read public columns only"
            )


def columns_read(read: Table, leaf: Node) -> Sequence[Column]:
    """Columns of ``read`` that a leaf rests on."""
    return own_columns(read, _names(leaf))


def own_columns(read: Table, names: Collection[str]) -> Sequence[Column]:
    """Columns of the table itself among ``names``; all of them if only the existence of records counts."""
    return [column for column in read.own if column.name in names] or read.own


def _names(leaf: Node) -> frozenset[str]:
    match leaf:
        case Aggregate(value=value, where=where):
            return columns_of(value) | columns_of(where)
        case Attribute(value=value):
            return columns_of(value)
        case _:
            return frozenset()

"""Who may be told what: the guard against over-generalisation and against guilt by association (S095).

A feature is judged by what its plan reads, not by what it says of itself: every column of every leaf, through
any number of derived features. Refused are what the deny list names, what rests on no catalogue item and no
authorisation, a ``public`` feature that reads an authorised column, a public feature that reads anything
linked through persons or shareholders (DESIGN section 1), what reads a table without dates of its own, and a
window that looks back further than its records may be used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from creditscore.codes import catalogue
from creditscore.errors import DefinitionError
from creditscore.features._life import AfterPublicity, check_life
from creditscore.plan import Aggregate, Attribute, Covered, Feature, Node, columns_of, definition_hash, leaves
from creditscore.records import Column, Table, table


def guard(feature: Feature, *, after_publicity: AfterPublicity = "stop") -> Feature:
    """``feature`` itself, or ``DefinitionError`` saying which rule it breaks and what to do.

    ``after_publicity`` is that of the evaluations it is meant for: whether its records are used once their publicity
    has ended, which is what bounds its windows (``features.life``).
    """
    _refuse_denied(feature)
    for basis in feature.basis:
        catalogue.get(basis)
    for leaf in leaves(feature.node):
        if isinstance(leaf, (Aggregate, Attribute, Covered)):
            _refuse_undated(feature, table(leaf.table))
            _refuse_unfounded(feature, table(leaf.table))
            if feature.layer == "public":
                _refuse_restricted(feature, table(leaf.table), leaf)
    return check_life(feature, after_publicity=after_publicity)


def _refuse_denied(feature: Feature) -> None:
    word = catalogue.denied_word(f"{feature.name} {feature.title_zh} {feature.why}")
    if word:
        raise DefinitionError(
            f"feature {feature.name}: {word!r} is on the deny list: it may not enter credit records without "
            "legislation; drop the feature"
        )


def _refuse_undated(feature: Feature, read: Table) -> None:
    """Without both axes of time nothing can be said as of a day."""
    names = [column.name for column in read.columns]
    if "event_date" not in names:
        raise DefinitionError(
            f"feature {feature.name}: {read.name} has no event_date, so that no window of it has a beginning or an "
            f"end; wanted a table of dated records, found {names}; ask a table that has one"
        )
    if "known_date" not in names:
        raise DefinitionError(
            f"feature {feature.name}: {read.name} has no known_date, so that nobody can tell what was known on a day; "
            f"found {names}; deliver it, or let the mapping assume it (known = {{assumed_lag_days = n}}), which is "
            "flagged on every result"
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


_SIGNS = {"up": 1, "down": -1}


def agreeing(feature: Feature, left: Feature, right: Feature) -> Feature:
    """``feature`` itself, made of ``left`` and ``right``; ``DefinitionError`` where it has the name of a parent or its
    direction of risk contradicts every sign its parents declare.

    What rises with ``left`` falls with ``right``: a quotient, difference or change of a risk over something without
    a direction is a risk, over something that lowers risk all the more. Two parents that pull in opposite ways
    (serious penalties over all penalties) leave the direction to whoever declares it.
    """
    for parent in (left, right):
        if parent.name == feature.name:
            raise DefinitionError(
                f"feature {feature.name}: it is made of a feature of the same name, and would be its own parent; "
                "wanted no circle and one definition to a name; rename one of them"
            )
    pulls = {_SIGNS.get(left.direction, 0), -_SIGNS.get(right.direction, 0)} - {0}
    sign = _SIGNS.get(feature.direction, 0)
    if pulls == {-sign}:
        raise DefinitionError(
            f"feature {feature.name}: declared {feature.direction!r}, but {left.name} is {left.direction!r} and "
            f"{right.name}, against which it is set, {right.direction!r}; wanted "
            f"{'down' if sign > 0 else 'up'!r}, or 'none' if it has no direction; correct one of them"
        )
    return feature


def one_definition_each(features: Iterable[Feature]) -> None:
    """``DefinitionError`` where two features of one name ask different things."""
    first: dict[str, Feature] = {}
    for feature in features:
        known = first.setdefault(feature.name, feature)
        if known.node != feature.node:
            raise DefinitionError(
                f"feature {feature.name}: two definitions under one name, {definition_hash(known)[:12]} and "
                f"{definition_hash(feature)[:12]}; rename one of them"
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

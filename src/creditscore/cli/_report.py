"""``creditscore report`` and ``creditscore repair``: one entity on one day."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditscore.scorer import Scorer
    from creditscore.supervision import Outcome, Repairs


def _model(bundle: Path | None) -> Scorer | None:
    from creditscore import scorer

    return None if bundle is None else scorer.load(bundle)


def report(arguments: argparse.Namespace) -> int:
    """``creditscore report``: the credit report of one entity; to standard output as JSON without ``--out``."""
    from creditscore import records, reporting

    province = records.read(arguments.records)
    found = reporting.credit_report(
        province, arguments.entity, as_of=arguments.as_of, layer=arguments.layer, channel=arguments.channel,
        model=_model(arguments.bundle), authorisation=arguments.authorisation, user=arguments.user,
        generated_at=arguments.generated_at,
    )  # fmt: skip
    if arguments.out is None:
        print(found.to_json(), end="")
        return 0
    written = found.save(arguments.out, formats=arguments.format)
    if province.made_up:
        print("MADE-UP DATA: the report is about a simulated entity.")
    for warning in found.content["warnings"]:
        print(f"note: {warning['zh']} {warning['en']}")
    for path in written:
        print(f"wrote {path}")
    return 0


def repair(arguments: argparse.Namespace) -> int:
    """``creditscore repair``: what of one entity's adverse records can be repaired, when, and what it is worth."""
    from creditscore import records, reporting

    province = records.read(arguments.records)
    found = reporting.repair_report(
        province, arguments.entity, as_of=arguments.as_of, channel=arguments.channel, model=_model(arguments.bundle),
        authorisation=arguments.authorisation, user=arguments.user,
    )  # fmt: skip
    written = None if arguments.out is None else found.save(arguments.out)
    if province.made_up:
        print("MADE-UP DATA: everything below is about a simulated entity.")
    _print(found.repairs)
    if written is not None:
        print(f"wrote {written}")
    return 0


def _print(found: Repairs) -> None:
    from creditscore.supervision import STATUS

    print(
        f"as of {found.as_of}, {found.channel}, rule data {found.rule_data}: {len(found.lines)} adverse records"
    )
    print(
        "仅供信用主体本人及认定单位使用 for the subject itself and the deciding body: repaired records are listed too"
    )
    if found.now is not None:
        print(f"score now: {_said(found.now)}; with all repaired that may be: {_said(found.all_repaired)}")
    for line in found.lines:
        zh, en = STATUS[line.status]
        print(f"\n{line.decided_on} {line.what_zh} | {line.what_en} [{line.table} {line.record_id}]")
        print(f"  {zh} {en}; severity {line.severity or '–'}; rule {line.rule_version or '–'}")
        print(
            f"  visible until {line.visible_until or '–'} (term {line.automatic_end or '–'}), earliest repair "
            f"{line.earliest_repair or '–'}{', under objection' if line.contested else ''}"
        )
        for one_zh, one_en in zip(line.unmet_zh, line.unmet_en, strict=True):
            print(f"  - {one_zh} | {one_en}")
        if line.after is not None:
            print(f"  if repaired: {_said(line.after)}")


def _said(one: Outcome | None) -> str:
    if one is None:
        return "–"
    return f"{one.status} ({one.why})" if one.score is None else f"{one.score:.1f} ({one.grade})"

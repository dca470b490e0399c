"""数据覆盖 (QLT): which sources deliver, for sources whose own file does not say it.

The windows are those over which the questions to a source are asked; one table with several spans has several.
"""

from collections.abc import Iterator, Mapping

from creditscore.features._feature import covered, months
from creditscore.plan import Feature
from creditscore.records import (
    ADMIN_PENALTY,
    AWARD,
    BIDDING_EVENT,
    COMMITMENT,
    CONSTRUCTION_CREDIT,
    CONTRACT_PERFORMANCE,
    CUSTOMS_CREDIT,
    DISCLOSURE_EVENT,
    ENFORCEMENT_CASE,
    ENV_CREDIT,
    FISCAL_EVENT,
    FOREIGN_ECON_EVENT,
    HEALTH_EVENT,
    IP_EVENT,
    JUDGMENT,
    LIST_ENTRY,
    LOAN_PERFORMANCE,
    SECURITIES_EVENT,
    SOCIAL_ORG_INSPECTION,
    STATISTICS_EVENT,
    TAX_FILING,
    UTILITY_BILL,
    Table,
)

_ASKED: Mapping[Table, tuple[int, ...]] = {
    ADMIN_PENALTY: (12,), TAX_FILING: (12,), UTILITY_BILL: (12,), LOAN_PERFORMANCE: (12,),
    LIST_ENTRY: (36,), JUDGMENT: (36,), ENFORCEMENT_CASE: (36,), COMMITMENT: (36,), CONTRACT_PERFORMANCE: (36,),
    BIDDING_EVENT: (36,), AWARD: (36,), ENV_CREDIT: (36,), CONSTRUCTION_CREDIT: (36,), CUSTOMS_CREDIT: (60,),
    IP_EVENT: (36,), STATISTICS_EVENT: (12,), FISCAL_EVENT: (36,), HEALTH_EVENT: (36,), SECURITIES_EVENT: (36,),
    FOREIGN_ECON_EVENT: (36,), SOCIAL_ORG_INSPECTION: (36,), DISCLOSURE_EVENT: (36,),
}  # fmt: skip


def _declared(asked: Mapping[Table, tuple[int, ...]]) -> Iterator[Feature]:
    for table, starts in asked.items():
        yield from covered(
            f"covered_{table.name}",
            of=table,
            windows=months(*starts),
            title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
        )


FEATURES = tuple(_declared(_ASKED))

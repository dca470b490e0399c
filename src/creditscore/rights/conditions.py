"""What must hold before publicity can end early, besides the shortest term (domain.md 3.1).

A condition reads the record and its latest application for repair (``applied_duties_done, applied_corrected,
applied_promise``: null if there was none; ``applied_false_materials``: whether any application of the subject known
by the day was found to rest on false materials). What no record shows is for the authority to see.
"""

from creditscore.plan import Expression, col
from creditscore.plan.rule import Condition

APPLICATION = ("duties_done", "corrected", "promise")
"""Columns of ``repair_application`` that conditions read, as ``applied_…``."""

_FINED = (col("fine").or_else(0) > 0) | (col("confiscated").or_else(0) > 0)
_PAID = col("paid_date").known_by(col("paid_date"))


def _not_shown(name: str) -> Expression:
    return ~col(f"applied_{name}").or_else(False)


FINE_UNPAID = Condition(
    code="fine_unpaid", title_zh="罚没款未缴清或无缴清记录", title_en="the fine is not paid, or no record shows it",
    source="S1: all duties performed", unmet=_FINED & _PAID.is_null(),
)  # fmt: skip

CORRECTION_NOT_SHOWN = Condition(
    code="correction_not_shown", title_zh="未见已纠正失信行为、履行义务的申请",
    title_en="no application shows that the conduct is corrected and the duties are done", source="S1",
    unmet=_not_shown("corrected") | _not_shown("duties_done"),
)  # fmt: skip

PROMISE_NOT_GIVEN = Condition(
    code="promise_not_given", title_zh="未见公开信用承诺", title_en="no public credit promise is on record", source="S1",
    unmet=_not_shown("promise"),
)  # fmt: skip

FALSE_MATERIALS = Condition(
    code="false_materials", title_zh="曾提供虚假材料，禁止申请的年数在所见文本中无法辨认，不予推定",
    title_en="false materials were found before: barred for a period whose number is not legible in the texts found, "
    "refused as unknown",
    source="S1d: barred from applying for a period, its number not legible", unmet=col("applied_false_materials").or_else(False),
)  # fmt: skip

OTHER_CONDITIONS = Condition(
    code="other_conditions", title_zh="法律法规规定的其他条件", title_en="other conditions of laws and regulations",
    source="S1",
)  # fmt: skip

CREDIT_CHINA_REPAIR = (
    FINE_UNPAID,
    CORRECTION_NOT_SHOWN,
    PROMISE_NOT_GIVEN,
    FALSE_MATERIALS,
    OTHER_CONDITIONS,
)
"""NDRC Order 36, for penalties."""

CREDIT_CHINA_PRESUMED = (
    Condition(
        code="correction_not_shown", title_zh="义务履行完毕且不良影响消除、作出公开信用承诺（未经核实）",
        title_en="duties done, harm removed, a public promise given (unverified)", source="K, consistent with S1",
        status="unverified", basis_kind="project_default",
    ),
    Condition(
        code="false_materials", title_zh="曾提供虚假材料的三年内不得申请（未经核实）",
        title_en="false materials: barred for three years (unverified)", source="K", status="unverified",
        basis_kind="project_default",
    ),
)  # fmt: skip
"""NDRC Order 58, as far as known: on record, applied to nobody."""

LIST_EXIT = (CORRECTION_NOT_SHOWN, PROMISE_NOT_GIVEN, FALSE_MATERIALS, OTHER_CONDITIONS)
"""NDRC Order 36, for lists: there is no fine on a list."""

MARKET_EARLY_STOP = (
    Condition(
        code="fine_unpaid", title_zh="罚没款未缴清或无缴清记录", title_en="the fine is not paid, or no record shows it",
        source="S7, art. 14: the duties of the decision performed", unmet=_FINED & _PAID.is_null(),
    ),
    Condition(
        code="harm_removed", title_zh="已主动消除危害后果和不良影响", title_en="harm and bad effects removed",
        source="S7, art. 14",
    ),
    Condition(
        code="same_kind_again", title_zh="未因同一类违法行为再次受到处罚",
        title_en="not penalised again for the same kind of violation", source="S7, art. 14",
    ),
    Condition(
        code="off_the_lists", title_zh="未在经营异常名录和严重违法失信名单中",
        title_en="on neither the abnormal-operation nor the serious list", source="S7, art. 14",
    ),
)  # fmt: skip
"""SAMR Order 45."""

CONSTRUCTION_BODY = (
    Condition(
        code="other_conditions", title_zh="具体公开期限由认定部门确定", title_en="the department that stated it sets the term",
        source="S23, art. 10",
    ),
)  # fmt: skip

STATISTICS_EARLY_STOP = (
    Condition(
        code="correction_not_shown", title_zh="未见整改到位", title_en="no record shows that it is corrected",
        source="S16 (国统字〔2019〕33号, art. 16)",
        unmet=col("corrected_date").known_by(col("corrected_date")).is_null() & _not_shown("corrected"),
    ),
)  # fmt: skip
"""Corrected in earnest, on application, checked by the statistical authority."""

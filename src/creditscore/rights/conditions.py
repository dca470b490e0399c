"""What must hold before publicity can end early, besides the shortest term (domain.md 3.1).

A condition reads the record and its latest application for repair (``applied_duties_done, applied_corrected,
applied_promise``: null if there was none; ``applied_false_materials``: whether an application about this record was
found to rest on false materials, less than three years before the day). What no record shows is for the authority to
see. Not yet: the shielding of a company under a reorganisation plan (Order 36 art. 20), which no record delivers.
"""

from creditscore.plan import AsOf, Expression, col
from creditscore.plan.rule import Condition

APPLICATION = ("duties_done", "corrected", "promise")
"""Columns of ``repair_application`` that conditions read, as ``applied_…``."""

FALSE_MATERIALS_MONTHS = 36
"""Months for which a record cannot be repaired once its application was found to rest on false materials
(Order 36 art. 25: three years; the article names no first day: this project counts from the day the application
was closed)."""

_FINED = (col("fine").or_else(0) > 0) | (col("confiscated").or_else(0) > 0)
_PAID = col("paid_date").known_by(col("paid_date"))


def order_36(articles: str) -> str:
    """The source of a line of NDRC Order 36.

    >>> order_36("12")
    'Order 36 art. 12 (State Council Gazette text, public copy)'
    """
    return f"Order 36 art. {articles} (State Council Gazette text, public copy)"


def order_45(articles: str) -> str:
    """The source of a line of SAMR Order 45.

    >>> order_45("13")
    'SAMR Order 45 art. 13 (public copy; S7)'
    """
    return f"SAMR Order 45 art. {articles} (public copy; S7)"


def _not_shown(name: str) -> Expression:
    return ~col(f"applied_{name}").or_else(False)


FINE_UNPAID = Condition(
    code="fine_unpaid", title_zh="罚没款未缴清或无缴清记录", title_en="the fine is not paid, or no record shows it",
    source=order_36("14 (2): every duty of the penalty performed"), unmet=_FINED & _PAID.is_null(),
)  # fmt: skip

PENALTY_IN_FORCE = Condition(
    code="penalty_in_force", title_zh="处罚附带的期限未届满，不得提前终止公示",
    title_en="the penalty's own term is not over, and publicity may not end before it", source=order_36("12"),
    unmet=col("valid_until") > AsOf(),
)  # fmt: skip

CORRECTION_NOT_SHOWN = Condition(
    code="correction_not_shown", title_zh="未见已纠正失信行为、履行义务的申请",
    title_en="no application shows that the conduct is corrected and the duties are done", source=order_36("14 (2)"),
    unmet=_not_shown("corrected") | _not_shown("duties_done"),
)  # fmt: skip

PROMISE_NOT_GIVEN = Condition(
    code="promise_not_given", title_zh="未见公开信用承诺", title_en="no public credit promise is on record",
    source=order_36("14 (3)"), unmet=_not_shown("promise"),
)  # fmt: skip

FALSE_MATERIALS = Condition(
    code="false_materials", title_zh="曾就本信息提供虚假材料，自认定起三年内不得申请信用修复",
    title_en="an application about this record rested on false materials: none may be made for three years from the "
    "finding", source=order_36("25"), unmet=col("applied_false_materials").or_else(False),
)  # fmt: skip

OTHER_CONDITIONS = Condition(
    code="other_conditions", title_zh="法律、行政法规、部门规章要求的其他条件",
    title_en="other conditions of laws, administrative regulations and departmental rules", source=order_36("14 (4)"),
)  # fmt: skip

CREDIT_CHINA_REPAIR = (
    FINE_UNPAID,
    PENALTY_IN_FORCE,
    CORRECTION_NOT_SHOWN,
    PROMISE_NOT_GIVEN,
    FALSE_MATERIALS,
    OTHER_CONDITIONS,
)
"""NDRC Order 36, for penalties; the shortest term of art. 14 (1) is that of the line. GACC Order 282 art. 36 asks the
same of customs penalties."""

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
        source=order_45("14 (1): the duties of the decision performed"), unmet=_FINED & _PAID.is_null(),
    ),
    Condition(
        code="harm_removed", title_zh="已主动消除危害后果和不良影响", title_en="harm and bad effects removed",
        source=order_45("14 (2)"),
    ),
    Condition(
        code="same_kind_again", title_zh="未因同一类违法行为再次受到市场监督管理部门处罚",
        title_en="not penalised again by market supervision for the same kind of violation", source=order_45("14 (3)"),
    ),
    Condition(
        code="off_the_lists", title_zh="未在经营异常名录和严重违法失信名单中",
        title_en="on neither the abnormal-operation nor the serious list", source=order_45("14 (4)"),
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

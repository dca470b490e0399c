"""行业信用: records of the sectors with a grade or a rating (domain.md 2.16)."""

from datetime import date

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

_SINCE = date(2026, 4, 1)
"""First day of the five-level customs grades (GACC Order 282, S20)."""

ENV_CREDIT = Table(
    name="env_credit",
    title_zh="环境信用评价",
    title_en="environmental credit",
    event=("评价日期", "date rated"),
    key=("year",),
    basis="evaluation_results",
    own=(
        Column(name="year", kind="integer", title_zh="评价年度", title_en="year rated", required=True, unit="年",
               at_least=1990, at_most=2200, layer="public"),
        Column(name="colour", kind="code", title_zh="颜色等级", title_en="colour", required=True,
               enumeration="env_colour", layer="public"),
        Column(name="points", kind="number", title_zh="得分", title_en="points", unit="分", layer="public"),
    ),
)  # fmt: skip

CONSTRUCTION_CREDIT = Table(
    name="construction_credit",
    title_zh="建筑市场信用",
    title_en="construction credit",
    event=("认定日期", "date stated"),
    key=("item_no",),
    basis="evaluation_results",
    rights="construction",
    own=(
        Column(name="item_no", kind="text", title_zh="信息编号", title_en="number", required=True, layer="public"),
        Column(name="qualification", kind="text", title_zh="资质", title_en="qualification", layer="public"),
        Column(name="behaviour", kind="code", title_zh="良好或不良", title_en="good or bad conduct", required=True,
               enumeration="behaviour_sign", layer="public"),
        Column(name="behaviour_item", kind="text", title_zh="行为条目", title_en="item of conduct", layer="public"),
        Column(name="points", kind="number", title_zh="记分", title_en="points", unit="分", layer="public"),
        Column(name="publicity_until", kind="date", title_zh="公开截止日", title_en="publication ends as delivered",
               layer="public"),
        Column(name="grade", kind="code", title_zh="等级", title_en="grade", enumeration="construction_grade",
               layer="public"),
    ),
)  # fmt: skip

CUSTOMS_CREDIT = Table(
    name="customs_credit",
    title_zh="海关信用等级",
    title_en="customs credit",
    event=("认定日期", "date rated"),
    key=(),
    basis="evaluation_results",
    own=(
        Column(name="grade_2021", kind="code", title_zh="等级（2026-03-31前三级）", title_en="grade until 2026-03-31",
               enumeration="customs_grade_2021", layer="public"),
        Column(name="grade_2026", kind="code", title_zh="等级（2026-04-01起五级）", title_en="grade from 2026-04-01",
               enumeration="customs_grade_2026", layer="public"),
    ),
    checks=(
        Check(rule="wrong_grade_version", title_zh="海关等级版本与日期不符", title_en="a customs grade of another version than its date",
              wrong=((col("event_date") < _SINCE) & ~col("grade_2026").is_null())
              | ((col("event_date") >= _SINCE) & ~col("grade_2021").is_null()), source="domain.md 2.16 S20"),
        Check(rule="no_customs_grade", title_zh="缺海关等级", title_en="neither version of the grade",
              wrong=col("grade_2021").is_null() & col("grade_2026").is_null(), source="domain.md 2.16 S20"),
    ),
)  # fmt: skip

SOCIAL_ORG_INSPECTION = Table(
    name="social_org_inspection",
    title_zh="社会组织年检",
    title_en="annual inspection of a social organisation",
    event=("检查结论日期", "date of the conclusion"),
    key=("year",),
    basis="admin_management",
    own=(
        Column(name="year", kind="integer", title_zh="年度", title_en="year", required=True, unit="年", at_least=1990,
               at_most=2200, layer="public"),
        Column(name="result", kind="code", title_zh="年检结论", title_en="result", required=True,
               enumeration="so_inspection_result", layer="public"),
        Column(name="assessment_grade", kind="code", title_zh="评估等级", title_en="assessment grade",
               enumeration="so_assessment", layer="public"),
        Column(name="integrity_charter", kind="boolean", title_zh="章程含诚信条款",
               title_en="charter has an integrity clause", layer="public"),
    ),
)  # fmt: skip

HEALTH_EVENT = Table(
    name="health_event",
    title_zh="医疗卫生信用",
    title_en="health-sector event",
    event=("日期", "date"),
    key=("event_kind", "document_no"),
    basis="admin_management",
    own=(
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="health_event_kind", layer="public"),
        Column(name="document_no", kind="text", title_zh="文书号", title_en="document number", required=True,
               layer="public"),
        Column(name="points", kind="number", title_zh="记分", title_en="demerit points", unit="分", at_least=0,
               layer="public"),
    ),
)  # fmt: skip

IP_EVENT = Table(
    name="ip_event",
    title_zh="知识产权情况",
    title_en="intellectual property",
    event=("统计日期", "date counted"),
    key=(),
    basis="admin_management",
    own=(
        Column(name="patent_count", kind="integer", title_zh="有效专利数", title_en="patents in force", unit="件",
               at_least=0, layer="public"),
        Column(name="trademark_count", kind="integer", title_zh="注册商标数", title_en="trademarks", unit="件",
               at_least=0, layer="public"),
        Column(name="abnormal_application_count", kind="integer", title_zh="非正常申请数",
               title_en="abnormal applications", unit="件", at_least=0, layer="public"),
        Column(name="infringement_judgment", kind="boolean", title_zh="侵权判决", title_en="judgment of infringement",
               layer="public"),
        Column(name="pledged", kind="boolean", title_zh="质押", title_en="pledged", layer="public"),
    ),
)  # fmt: skip

"""The families of features: what goes up and down together is explained together.

Features of one family ask nearly the same (over other windows, by another verb), so that a model spreads its
points over them more or less by chance; reasons are therefore also published by family. Every family that a
feature names stands here, and nothing else does. The dictionary and the reports show these titles.
"""

from __future__ import annotations

FAMILIES: dict[str, tuple[str, str]] = {
    "abnormal_taxpayer": ("非正常户", "abnormal taxpayer"),
    "abroad": ("对外经济合作", "business abroad"),
    "annual_reports": ("年报", "annual reports"),
    "arrears": ("贷款逾期", "loans overdue"),
    "awards": ("荣誉", "honours"),
    "bidding": ("招标投标", "tenders"),
    "bonds": ("债券", "bonds"),
    "books": ("统计、披露与账目真实", "truth of figures and disclosures"),
    "broken_promises": ("违背承诺", "commitments broken"),
    "card_activity": ("收单活跃度", "activity of card payments"),
    "card_turnover": ("收单交易额", "turnover paid by card"),
    "changes": ("登记变更", "registration changes"),
    "commitments": ("信用承诺", "commitments"),
    "complaints": ("投诉举报", "complaints"),
    "compulsion": ("行政强制", "administrative compulsion"),
    "concentration": ("客户与供应商集中度", "concentration of customers and suppliers"),
    "construction": ("建筑市场信用", "conduct in construction"),
    "contract_amounts": ("逾期合同金额", "amounts late under contracts"),
    "contract_delay": ("合同逾期天数", "delay under contracts"),
    "contracts": ("合同履约", "performance of contracts"),
    "contributions": ("社会保险缴费", "social insurance contributions"),
    "coverage": ("数据覆盖", "data coverage"),
    "customs": ("海关信用", "customs credit"),
    "debt": ("负债", "debt"),
    "debt_lawsuits": ("债务诉讼", "lawsuits over debts"),
    "disclosure": ("信息披露", "disclosure"),
    "enforced_debt": ("执行标的", "debt under enforcement"),
    "enforcement": ("强制执行", "enforcement"),
    "environment": ("环境信用", "environmental credit"),
    "fines": ("罚没款", "fines and confiscations"),
    "fire_safety": ("消防安全", "fire safety"),
    "forbearance": ("展期与重组", "forbearance"),
    "headcount": ("参保人数", "headcount"),
    "health": ("医疗卫生信用", "conduct in health care"),
    "housing_fund": ("住房公积金", "housing fund"),
    "idleness": ("停用与空置", "idleness"),
    "inspections": ("监督检查", "inspections"),
    "invoice_quality": ("发票质量", "invoice quality"),
    "invoices": ("发票金额", "invoices"),
    "ip_conduct": ("知识产权失范", "conduct over intellectual property"),
    "judged_debt": ("裁判确定债务", "debt by judgment"),
    "lawsuits": ("涉诉", "lawsuits"),
    "licence_loss": ("许可失效", "licences lost"),
    "licences": ("行政许可", "licences"),
    "list_standing": ("在列时长", "time on lists"),
    "lists": ("名单", "lists"),
    "loan_history": ("信贷历史", "history of borrowing"),
    "penalties": ("行政处罚", "penalties"),
    "public_funds": ("财政资金使用", "use of public funds"),
    "receivables": ("应收款项", "what others owe"),
    "refunds": ("退款", "refunds"),
    "registration": ("登记", "registration"),
    "repeat_offences": ("重复违法", "repeat offences"),
    "revenue": ("营业收入", "revenue"),
    "sampling": ("抽样检验", "sampling tests"),
    "settlement_balance": ("结算余额", "settlement balances"),
    "settlement_flow": ("结算流水", "settlement flows"),
    "social_organisations": ("社会组织年检评估", "inspection of social organisations"),
    "tax_arrears": ("欠税", "tax arrears"),
    "tax_burden": ("税负", "tax burden"),
    "tax_filing": ("纳税申报", "tax filing"),
    "tax_grade": ("纳税信用级别", "tax credit grade"),
    "tax_payment": ("税款缴纳", "tax payment"),
    "tax_violation": ("税收违法", "tax violations"),
    "technology": ("技术与品牌", "technology and brands"),
    "usage": ("用量", "usage"),
    "usage_change": ("用量变化", "change of usage"),
    "utility_payment": ("公用事业缴费", "utility payment"),
    "vitality": ("经营活力", "vitality"),
    "wage_arrears": ("拖欠工资", "wage arrears"),
    "work_safety": ("安全生产", "work safety"),
}
"""Titles (Chinese, English) by code."""


def family_title(code: str) -> tuple[str, str]:
    """The titles of a family; a code that no feature of the library has (a researcher's own) stands for itself.

    >>> family_title("lists"), family_title("my_own")
    (('名单', 'lists'), ('my_own', 'my_own'))
    """
    return FAMILIES.get(code, (code, code))

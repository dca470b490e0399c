"""CUMCM 2020 C: 1.1 million invoices read through the mapping that the notebooks use, then added up by month."""

from __future__ import annotations

import pandas as pd
import pytest

from creditscore import records

pytestmark = pytest.mark.real

FILES = {"out": ("sales_invoices_credit", "sales_invoices_nocredit"),
         "in": ("purchase_invoices_credit", "purchase_invoices_nocredit")}  # fmt: skip


@pytest.fixture(scope="module")
def source(real_data):
    folder = real_data / "cumcm2020c_sme_vat_invoices"
    parts = []
    for side, names in FILES.items():
        for name in names:
            part = pd.read_parquet(folder / f"{name}.parquet").rename(
                columns={"购方单位代号": "counterparty", "销方单位代号": "counterparty"}
            )
            parts.append(part.assign(side=side))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def province(real_data, root, tmp_path_factory):
    out = tmp_path_factory.mktemp("cumcm") / "records"
    mapping = root / "notebooks" / "mappings" / "cumcm.toml"
    return records.monthly_invoices(records.convert(real_data, mapping=mapping, out=out))


def test_every_invoice_delivered_is_accepted_or_quarantined(province, source):
    entry = province.manifest.tables["vat_invoice"]
    print(len(source), "delivered:", entry.rows, "accepted,", dict(entry.rejected), "refused")
    assert len(source) == 1_099_441
    assert entry.rows + sum(entry.rejected.values()) == len(source)
    assert entry.warnings == {"suspected_unit_error": 1_723}
    assert province.manifest.tables["vat_invoice_monthly"].warnings == {"missing_months": 914}


def test_exact_copies_and_invoices_with_one_number_and_day_are_kept_once(province, source):
    copies = source.duplicated(["企业代号", "发票号码", "开票日期", "side"])
    assert province.rejected == {"vat_invoice": {"duplicate_key": int(copies.sum())}}


def test_amounts_are_the_yuan_of_the_source_to_the_fen(province, source):
    kept = source[~source.duplicated(["企业代号", "发票号码", "开票日期", "side"])]
    theirs = (kept["金额"] * 100).round().astype("int64").to_numpy()
    ours = province.frame("vat_invoice", ["amount"])["amount"].to_numpy()
    assert (theirs == ours).all()


@pytest.fixture(scope="module")
def whole_months(province):
    """Accepted invoices of months that the data cover to their end: February 2020 is not one."""
    asked = ["uscc", "event_date", "side", "counterparty", "amount", "tax", "void"]
    invoices = province.frame("vat_invoice", asked)
    ends = invoices["event_date"] + pd.offsets.MonthEnd(0)
    return invoices.assign(ends=ends)[ends <= invoices["event_date"].max()]


KINDS = {
    ("in", False, False): 570_556, ("in", False, True): 5_396, ("in", True, False): 24_578, ("in", True, True): 97,
    ("out", False, False): 433_235, ("out", False, True): 13_864, ("out", True, False): 37_767, ("out", True, True): 247,
}  # fmt: skip
"""(side, void, negative) → accepted invoices."""


def test_negative_and_void_invoices_are_kept_and_counted_for_what_they_are(province):
    invoices = province.frame("vat_invoice", ["side", "amount", "void"])
    kinds = invoices.groupby(["side", "void", invoices["amount"] < 0]).size()
    print({"/".join(map(str, key)): int(count) for key, count in kinds.items()}, "side/void/negative")
    assert kinds.to_dict() == KINDS
    assert sum(KINDS.values()) == 1_085_740


def test_monthly_sums_are_those_of_the_invoices_in_force(province, whole_months):
    monthly = province.frame("vat_invoice_monthly")
    assert province.rejected.get("vat_invoice_monthly") is None
    for side in ("out", "in"):
        theirs = whole_months[~whole_months["void"] & (whole_months["side"] == side)]
        assert int(monthly[f"{side}_amount"].sum()) == int(theirs["amount"].sum())
        assert int(monthly[f"{side}_tax"].sum()) == int(theirs["tax"].sum())
    issued = whole_months[whole_months["side"] == "out"]
    assert int(monthly["out_count"].sum()) == len(issued)
    assert int(monthly["void_count"].sum()) == int(issued["void"].sum())
    assert int(monthly["in_count"].sum()) == int(
        (~whole_months["void"] & (whole_months["side"] == "in")).sum()
    )
    assert (monthly["event_date"] == monthly["month"] + pd.offsets.MonthEnd(0)).all()
    print(len(monthly), "months of", monthly["uscc"].nunique(), "enterprises")
    assert (len(monthly), monthly["uscc"].nunique()) == (13_536, 425)


def test_a_red_invoice_lowers_the_sales_of_its_month_and_is_counted_there(province, whole_months):
    red = whole_months[~whole_months["void"] & (whole_months["side"] == "out") & (whole_months["amount"] < 0)]
    monthly = province.frame("vat_invoice_monthly")
    assert int(monthly["red_count"].sum()) == len(red)
    assert int(monthly["red_amount"].sum()) == -int(red["amount"].sum())
    below = monthly[monthly["out_amount"] < 0]
    print(len(red), "red sales invoices in force;", len(below), "months in which they outweigh the rest")
    assert (len(red), len(below)) == (13_838, 42)
    assert (below["red_count"] > 0).all()


def test_the_shares_of_the_largest_buyers_are_those_of_positive_sales_in_force(province, whole_months):
    sales = whole_months[
        ~whole_months["void"] & (whole_months["side"] == "out") & (whole_months["amount"] > 0)
    ]
    bought = sales.groupby(["uscc", "ends", "counterparty"])["amount"].sum().sort_values(ascending=False)
    months = bought.groupby(level=["uscc", "ends"])
    monthly = province.frame("vat_invoice_monthly").set_index(["uscc", "event_date"])
    sold = monthly[monthly["buyer_count"] > 0]
    assert (
        monthly.loc[monthly["buyer_count"] == 0, ["top1_buyer_share", "top5_buyer_share"]]
        .isna()
        .all(axis=None)
    )
    for column, buyers in (("top1_buyer_share", 1), ("top5_buyer_share", 5)):
        share = months.apply(lambda amounts, n=buyers: amounts.nlargest(n).sum() / amounts.sum())
        share.index.names = ["uscc", "event_date"]
        pd.testing.assert_series_equal(
            sold[column].sort_index(), share.sort_index(), check_names=False, rtol=1e-12
        )
        print(column, "median", round(float(sold[column].median()), 3))


def test_enterprises_without_dates_of_their_own_begin_with_their_first_invoice(province):
    entities = province.frame("entity")
    assert len(entities) == 425
    print(entities["entity_type"].value_counts().to_dict())
    assert set(entities["entity_type"]) == {"enterprise", "individual_business"}
    first = province.frame("vat_invoice", ["uscc", "event_date"]).groupby("uscc")["event_date"].min()
    assert (entities.set_index("uscc")["event_date"] == first).all()


def test_neither_the_rating_nor_the_default_flag_becomes_a_record(province):
    for name in province.tables:
        assert not {"信誉评级", "是否违约", "rating", "default"} & set(province.frame(name).columns)

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


def test_exact_copies_and_invoices_with_one_number_and_day_are_kept_once(province, source):
    copies = source.duplicated(["企业代号", "发票号码", "开票日期", "side"])
    assert province.rejected == {"vat_invoice": {"duplicate_key": int(copies.sum())}}


def test_amounts_are_the_yuan_of_the_source_to_the_fen(province, source):
    kept = source[~source.duplicated(["企业代号", "发票号码", "开票日期", "side"])]
    theirs = (kept["金额"] * 100).round().astype("int64").to_numpy()
    ours = province.frame("vat_invoice", ["amount"])["amount"].to_numpy()
    assert (theirs == ours).all()


def test_monthly_sales_add_up_to_the_invoices_in_force(province):
    invoices = province.frame("vat_invoice", ["uscc", "event_date", "side", "amount", "void"])
    ends = invoices["event_date"] + pd.offsets.MonthEnd(0)
    whole = ends <= invoices["event_date"].max()
    monthly = province.frame("vat_invoice_monthly")
    in_force = invoices[whole & ~invoices["void"]]
    assert int(monthly["out_amount"].sum()) == int(in_force.loc[in_force["side"] == "out", "amount"].sum())
    assert int(monthly["in_count"].sum()) == int((in_force["side"] == "in").sum())
    assert int(monthly["red_count"].sum()) == int(
        ((in_force["side"] == "out") & (in_force["amount"] < 0)).sum()
    )
    assert (monthly["event_date"] == monthly["month"] + pd.offsets.MonthEnd(0)).all()
    print(len(monthly), "months of", monthly["uscc"].nunique(), "enterprises")


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

"""CUMCM 2020 C: 1.1 million invoices → monthly records → features → a scorecard on 123 enterprises."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold

from creditscore import features, models, records, samples, validation
from creditscore.errors import SampleError, ValidationError
from creditscore.plan import Scale

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("cumcm")]

ASKED = tuple(
    feature
    for feature in features.select(tables=("vat_invoice_monthly", "vat_invoice"))
    if feature.direction != "none"
)
EVERY = {feature.name: feature.direction for feature in ASKED}
SIGNS = {
    feature.name: feature.direction
    for feature in features.select(tables=("vat_invoice_monthly",))
    if feature.direction != "none"
}
"""What months answer; the other questions go to the single invoices behind them."""

LITTLE = Scale(pdo=30.0)
"""Trees on a hundred rows are steep: on the default scale a score could leave 0 to 1000."""

FEW = models.Selection(max_p=1.0, ridge=20.0)
"""A fold has 21 or 22 bads: p-values say nothing, and a ridge of about as many rows keeps coefficients small."""


@pytest.fixture(scope="module")
def registry(real_data):
    frame = pd.read_csv(real_data / "cumcm2020c_sme_vat_invoices" / "enterprises_with_credit_record.csv")
    return frame.sort_values("企业代号").reset_index(drop=True)


@pytest.fixture(scope="module")
def bad(registry):
    flags = (registry["是否违约"] == "是").astype(int).to_numpy()
    assert (len(flags), flags.sum()) == (123, 27)
    return flags


@pytest.fixture(scope="module")
def province(real_data, root, tmp_path_factory):
    out = tmp_path_factory.mktemp("cumcm") / "records"
    mapping = root / "notebooks" / "mappings" / "cumcm.toml"
    return records.monthly_invoices(records.convert(real_data, mapping=mapping, out=out))


@pytest.fixture(scope="module")
def every(province, registry):
    """Features of months and of single invoices on the day after the last invoice."""
    snapshots = pd.DataFrame({"entity": registry["企业代号"], "as_of": pd.Timestamp("2020-02-22")})
    return features.compute(province, snapshots, select=ASKED).drop(columns=["entity", "as_of"])


@pytest.fixture(scope="module")
def values(every):
    return every[list(SIGNS)]


GOLDEN = {"months": 0.890, "months and invoices": 0.884, "trees": 0.868}
"""Mean AUC over the folds. Before there were as many questions (21 of the months now 33) it was 0.881; the README of the
data gives 0.911 for a regression and 0.880 for trees. With 27 bads nothing under 0.05 means anything."""


def areas(values, bad, *, fit, repeats=10):
    """AUC of every fold: ``fit`` makes an artefact of a training sample."""
    found = []
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=repeats, random_state=0)
    for fit_on, held_out in folds.split(values, bad):
        signs = {name: EVERY[name] for name in values.columns}
        train = samples.from_frame(values.iloc[fit_on], bad[fit_on], directions=signs, scale=LITTLE)
        found.append(roc_auc_score(bad[held_out], -fit(train).scores(values.iloc[held_out])))
    return np.array(found)


def test_ten_times_five_folds(province, values, every, bad):
    entry = province.manifest.tables["vat_invoice"]
    print(f"\nCUMCM invoices: {entry.rows:,} accepted, refused {dict(entry.rejected)}; "
          f"{province.manifest.tables['vat_invoice_monthly'].rows:,} months")  # fmt: skip
    assert entry.rows + sum(entry.rejected.values()) == 1_099_441
    assert entry.rejected == {"duplicate_key": 13_701}
    for name, asked in (("months", values), ("months and invoices", every)):
        found = areas(asked, bad, fit=lambda train: models.fit_scorecard(train, selection=FEW))
        print(f"  scorecard on 123 enterprises, 27 bad, {asked.shape[1]} features of {name}, 10x5 folds: "
              f"AUC {found.mean():.3f} ± {found.std():.3f}")  # fmt: skip
        assert found.mean() == pytest.approx(GOLDEN[name], abs=0.02)


def test_trees_on_four_times_five_folds(values, bad):
    found = areas(values, bad, fit=lambda train: models.fit_trees(train, seed=7), repeats=4)
    print(f"\nCUMCM invoices: trees on {values.shape[1]} features of months, 4x5 folds: "
          f"AUC {found.mean():.3f} ± {found.std():.3f}")  # fmt: skip
    assert found.mean() == pytest.approx(GOLDEN["trees"], abs=0.02)


def test_every_card_keeps_its_declared_signs(values, bad):
    train = samples.from_frame(values, bad, directions=SIGNS)
    card = models.fit_scorecard(train, selection=FEW)
    print(f"\nCUMCM invoices: the card on all rows reads {', '.join(card.field_names)}")
    assert len(card.field_names) >= 3
    signs = validation.sign_check(card, train)
    assert (signs["outcome"] != "failed").all()
    assert validation.sweep(card, train)["breaches"].sum() == 0


def test_the_credit_rating_is_refused_by_name(values, registry, bad):
    rated = samples.from_frame(values.assign(信誉评级=registry["信誉评级"]), bad, directions=SIGNS)
    known_before = dict.fromkeys(SIGNS, "sums of invoices dated before as_of")
    with pytest.raises(ValidationError) as refused:
        validation.refuse_leakage(rated, explained=known_before)
    print(f"\nCUMCM invoices: {refused.value}")
    assert "信誉评级" in str(refused.value)
    assert not any(name in str(refused.value) for name in SIGNS)


def test_a_strong_feature_must_be_explained_before_it_may_stay(values, bad):
    """Sales of two years alone reach an AUC near 0.89: leakage until somebody says why it is not."""
    sample = samples.from_frame(values, bad, directions=SIGNS)
    with pytest.raises(ValidationError, match="invoice_sales_24m"):
        validation.refuse_leakage(sample)
    validation.refuse_leakage(sample, explained=dict.fromkeys(SIGNS, "sums of invoices dated before as_of"))


def test_the_outcome_itself_is_no_feature(values, registry, bad):
    with pytest.raises(SampleError, match="是否违约"):
        samples.from_frame(values.assign(是否违约=registry["是否违约"]), bad)

"""CUMCM 2020 C: 1.1 million invoices → monthly records → features → a scorecard on 123 enterprises."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold

from creditscore import features, models, records, samples, validation
from creditscore.errors import ValidationError
from creditscore.features import invoices

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("cumcm")]


@pytest.fixture(scope="module")
def registry(real_data):
    frame = pd.read_csv(real_data / "cumcm2020c_sme_vat_invoices" / "enterprises_with_credit_record.csv")
    return frame.sort_values("企业代号").reset_index(drop=True)


@pytest.fixture(scope="module")
def table(real_data, root, registry, tmp_path_factory):
    out = tmp_path_factory.mktemp("cumcm") / "records"
    mapping = root / "notebooks" / "mappings" / "cumcm.toml"
    province = records.monthly_invoices(records.convert(real_data, mapping=mapping, out=out))
    snapshots = pd.DataFrame({"entity": registry["企业代号"], "as_of": pd.Timestamp("2020-02-22")})
    chosen = [feature for feature in invoices.FEATURES if feature.direction != "none"]
    return features.compute(province, snapshots, select=chosen)


def directions() -> dict[str, str]:
    return {feature.name: feature.direction for feature in invoices.FEATURES}


def test_ten_times_five_folds(table, registry):
    values = table.drop(columns=["entity", "as_of"])
    bad = (registry["是否违约"] == "是").astype(int).to_numpy()
    assert bad.sum() == 27
    signs = {name: sign for name, sign in directions().items() if name in values.columns}
    areas: list[float] = []
    for fit_on, hold_out in RepeatedStratifiedKFold(n_splits=5, n_repeats=10, random_state=0).split(
        values, bad
    ):
        train = samples.from_frame(values.iloc[fit_on], bad[fit_on], directions=signs)
        card = models.fit_scorecard(
            train, selection=models.Selection(max_p=1.0)
        )  # 21 bads: p-values say nothing
        areas.append(roc_auc_score(bad[hold_out], -card.scores(values.iloc[hold_out])))
    print(
        f"\nCUMCM invoices: 123 enterprises, 27 bad, 10x5 folds, AUC {np.mean(areas):.3f} ± {np.std(areas):.3f}"
    )
    assert 0.80 < np.mean(areas) < 0.97


def test_the_credit_rating_is_refused_by_name(table, registry):
    values = table.drop(columns=["entity", "as_of"]).assign(信誉评级=registry["信誉评级"].to_numpy())
    bad = (registry["是否违约"] == "是").astype(int).to_numpy()
    sample = samples.from_frame(values, bad, directions={})
    with pytest.raises(ValidationError, match="信誉评级"):
        validation.refuse_leakage(sample)

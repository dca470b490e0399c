"""Masking the names of individual businesses."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import rights
from creditscore.rights.names import masked_names

PARTS = ("长春市", "南关区", "吉林省", "张", "李小明", "小吃店", "超市", "店", "A1", " ", "*")
names = st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=6).map("".join)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("张三小吃店", "张*小吃店"), ("欧阳小明理发店", "欧***理发店"), ("长春市南关区李小明超市", "长春市南关区李**超市"),
        ("王店", "*店"), ("张三", "张*"), ("张", "*"), ("", ""), (None, None), ("红旗街王记面馆", "红*****馆"),
    ],
)  # fmt: skip
def test_the_operators_name_does_not_survive(name, wanted):
    assert rights.mask_name(name) == wanted


@settings(max_examples=300)
@given(names)
def test_a_mask_keeps_the_length_hides_something_and_is_the_same_every_time(name):
    masked = rights.mask_name(name)
    assert masked == rights.mask_name(name)
    assert len(masked) == len(name)
    assert masked == "" or "*" in masked
    assert all(shown in (hidden, "*") for hidden, shown in zip(name, masked, strict=True))


@settings(max_examples=10)
@given(
    st.lists(
        (names | st.none()).filter(lambda name: name is None or "\x00" not in name), min_size=1, max_size=40
    )
)
def test_the_engine_masks_as_python_does(found):
    table = ibis.memtable({"name": found}, schema={"name": "string"})
    masked = table.mutate(masked=masked_names(table.name)).to_pyarrow().to_pylist()
    assert [row["masked"] for row in masked] == [rights.mask_name(name) for name in found]

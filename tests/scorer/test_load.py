"""A bundle that was touched is refused by the name of the file; nothing in it is ever executed."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditscore.errors import BundleError
from creditscore.scorer import load, write_bundle
from creditscore.scorer._views import pretty
from creditscore.scorer.bundle import manifest_digest
from tests.scorer.artefacts import card
from tests.scorer.test_trees import FIELDS, fitted, trees_of

CARD = card(inputs=4)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bundle(tmp_path_factory.mktemp("sound") / "b", CARD)


@pytest.fixture(scope="module")
def sound_trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    booster, _ = fitted(rounds=3)
    return write_bundle(tmp_path_factory.mktemp("sound") / "t", trees_of(booster, FIELDS))


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "copy")


def reseal(path: Path, change: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
    """Make the manifest agree with the files again, as a forger would."""
    manifest = json.loads((path / "MANIFEST.json").read_text("utf-8"))
    manifest["files"] = {
        str(p.relative_to(path)): {"sha256": sha256(p.read_bytes()).hexdigest(), "size": p.stat().st_size}
        for p in sorted(path.rglob("*"))
        if p.is_file() and p.name != "MANIFEST.json"
    }
    manifest["model"]["sha256"] = manifest["files"]["model.json"]["sha256"]
    change(manifest)
    (path / "MANIFEST.json").write_bytes(pretty({**manifest, "sha256": manifest_digest(manifest)}))


def edit(file: Path, change: Callable[[Any], None]) -> None:
    data = json.loads(file.read_text("utf-8"))
    change(data)
    file.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def refused(path: Path, message: str) -> None:
    with pytest.raises(BundleError, match=message):
        load(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_byte_in_any_file_is_refused_by_name(data: st.DataObject, copy: Path) -> None:
    file = data.draw(st.sampled_from(sorted(p for p in copy.rglob("*") if p.is_file())))
    content = file.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    flip = data.draw(st.integers(1, 255))
    file.write_bytes(content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :])
    try:
        with pytest.raises(BundleError) as caught:
            load(copy)
        assert file.name in str(caught.value) or "MANIFEST.json" in str(caught.value)
    finally:
        file.write_bytes(content)


@settings(max_examples=150)
@given(data=st.data())
def test_a_flipped_byte_in_a_zip_is_refused_or_changes_nothing(data: st.DataObject, sound: Path) -> None:
    target = sound.parent / "b.zip"
    content = (write_bundle(sound.parent / "whole.zip", CARD)).read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    target.write_bytes(
        content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :]
    )
    try:
        scorer = load(target)
    except BundleError:
        return
    assert scorer.artefact == CARD


def test_an_extra_and_a_missing_file_are_refused(copy: Path) -> None:
    (copy / "extra.txt").write_text("x")
    refused(copy, "extra.txt: not in MANIFEST.json")
    (copy / "extra.txt").unlink()
    (copy / "LICENSE").unlink()
    refused(copy, "LICENSE: missing")
    (copy / "MANIFEST.json").unlink()
    refused(copy, "MANIFEST.json: missing")


def test_a_needed_file_left_out_of_files_and_manifest_alike_is_missed(copy: Path) -> None:
    (copy / "golden.jsonl").unlink()
    reseal(copy)
    refused(copy, "golden.jsonl: missing")


def test_symbolic_links_are_refused(copy: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    shutil.copy(copy / "scale.json", outside)
    (copy / "scale.json").unlink()
    (copy / "scale.json").symlink_to(outside)
    refused(copy, "scale.json: is a symbolic link")
    (tmp_path / "link").symlink_to(copy)
    refused(tmp_path / "link", "is a symbolic link")


def test_a_pipe_is_refused_without_waiting(copy: Path) -> None:
    os.mkfifo(copy / "pipe")
    refused(copy, "pipe: is neither a plain file nor a folder")


def test_oversized_files_and_bundles_are_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditscore.scorer._archive.MAX_FILE", 1000)
    refused(copy, "larger than 1000 bytes")
    monkeypatch.setattr("creditscore.scorer._archive.MAX_FILE", 10**9)
    monkeypatch.setattr("creditscore.scorer._archive.MAX_TOTAL", 3000)
    refused(copy, "more than 512 files or 3000 bytes")
    monkeypatch.setattr("creditscore.scorer._archive.MAX_TOTAL", 10**9)
    monkeypatch.setattr("creditscore.scorer._archive.MAX_FILES", 3)
    refused(copy, "more")


def zipped(path: Path, members: list[tuple[str, bytes]], **changes: Any) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            for key, value in changes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return path


def members_of(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(p.relative_to(folder)), p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()]


def test_a_zip_made_by_hand_from_the_folder_loads(sound: Path, tmp_path: Path) -> None:
    made = zipped(tmp_path / "b.zip", members_of(sound), compress_type=zipfile.ZIP_DEFLATED)
    assert load(made).artefact == CARD


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "C:\\evil", "arrays//x", "./x"])
def test_a_member_that_climbs_is_refused(name: str, sound: Path, tmp_path: Path) -> None:
    refused(zipped(tmp_path / "b.zip", [*members_of(sound), (name, b"x")]), "not a plain file")


def test_a_member_that_stands_twice_is_refused(sound: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        made = zipped(tmp_path / "b.zip", [*members_of(sound), ("model.json", b"{}")])
    refused(made, "model.json: stands twice")


def test_a_member_that_is_a_link_is_refused(sound: Path, tmp_path: Path) -> None:
    made = zipped(tmp_path / "b.zip", members_of(sound), external_attr=0o120777 << 16)
    refused(made, "not a plain file")


def test_a_zip_bomb_is_refused_by_its_declared_size(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = [*members_of(sound), ("bomb.txt", b"0" * 2_000_000)]
    made = zipped(tmp_path / "b.zip", bomb, compress_type=zipfile.ZIP_DEFLATED)
    monkeypatch.setattr("creditscore.scorer._archive.MAX_FILE", 1_000_000)
    refused(made, "bomb.txt: encrypted, or larger")


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"PK\x03\x04" + b"\x00" * 100, b"not a zip" * 50])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    refused(tmp_path / "b.zip", "not a sound zip")


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "no such bundle")


def test_an_unknown_format_version_is_refused_before_anything_else(copy: Path) -> None:
    reseal(copy, lambda manifest: manifest.update(format_version=2))
    refused(copy, "format version 2 is not known here")
    reseal(copy, lambda manifest: manifest.update(format_version=1, format="other"))
    refused(copy, "wanted format creditscore-bundle")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a":1,"a":2}', '{"a":NaN}', "[" * 100_000, "\ud800"])
def test_a_manifest_that_is_no_sound_json_object_is_refused(text: str, copy: Path) -> None:
    (copy / "MANIFEST.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    refused(copy, "MANIFEST.json")


def test_a_forged_model_fails_its_golden_rows(copy: Path) -> None:
    edit(copy / "model.json", lambda model: model.update(base_points=model["base_points"] + 1.0))
    reseal(copy)
    refused(copy, "golden.jsonl: line 1 gives another score")


def test_a_forged_calibration_or_scale_contradicts_the_model(copy: Path) -> None:
    edit(copy / "calibration.json", lambda view: view.update(slope=0.5))
    reseal(copy)
    refused(copy, "calibration.json: slope is not the model's")


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("scale.json", lambda view: view["grade_scale"].update(floors=[1, 0, -1]), "scale.json: grade_scale"),
        (
            "schema.json",
            lambda view: view["properties"].pop("f0"),
            "schema.json: wanted the model's 4 inputs",
        ),
        ("reasons.json", lambda view: view["reasons"].pop(), "reasons.json: its codes"),
        ("model.json", lambda model: model["binned"][1].pop("edges"), "model.json: .*'edges' is missing"),
        ("model.json", lambda model: model["binned"][1].update(edges=["x"]), "list of finite numbers"),
        ("model.json", lambda model: model.update(kind="pickle"), "one of scorecard, trees"),
        ("model.json", lambda model: model["header"].update(version="2"), "names another model"),
        ("model.json", lambda model: model["header"].update(minimum_coverage="2"), "a whole number"),
    ],
)
def test_a_forged_file_is_named(name: str, change: Callable[[Any], None], message: str, copy: Path) -> None:
    edit(copy / name, change)
    reseal(copy)
    refused(copy, message)


def test_golden_rows_that_are_too_few_or_cannot_be_scored_refuse(copy: Path) -> None:
    golden = copy / "golden.jsonl"
    lines = golden.read_bytes().splitlines(keepends=True)
    golden.write_bytes(b"".join(lines[:100]))
    reseal(copy)
    refused(copy, "wanted at least 200 rows, found 100")
    golden.write_bytes(b"".join([b'{"features": 3}\n', *lines[1:]]))
    reseal(copy)
    refused(copy, "golden.jsonl: a row cannot be scored")


def test_an_array_that_lies_about_its_shape_is_refused_without_reading_it(
    sound_trees: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(sound_trees, tmp_path / "copy")
    (copy / "arrays" / "roots.npy").write_bytes(b"\x93NUMPY\x01\x00" + b"x" * 200)
    model = copy / "model.json"

    def seal(data: Any) -> None:
        data["arrays"]["roots"]["sha256"] = sha256((copy / "arrays" / "roots.npy").read_bytes()).hexdigest()

    edit(model, seal)
    reseal(copy)
    refused(copy, "arrays/roots.npy: wanted a .npy file of 3 values")
    edit(model, lambda data: data["arrays"]["roots"].update(rows=10**15))
    reseal(copy)
    refused(copy, "arrays/roots.npy")
    edit(model, lambda data: data["arrays"]["roots"].update(dtype="|O"))
    reseal(copy)
    refused(copy, "wanted array roots in arrays/roots.npy as <i4")


def test_a_key_asks_for_a_signature(sound: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"MANIFEST.sig: missing"):
        load(sound, tmp_path / "key.pem")

"""What a bank installs: no training stack, no network, no subprocess, no writes, and no numpy for a card."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from creditscore.evaluations._record_plan import record_plan
from creditscore.scorer import write_bundle
from tests.scorer.artefacts import card
from tests.scorer.test_records import small_card
from tests.scorer.test_trees import FIELDS, fitted, trees_of

PROGRAM = """
import builtins, os, sys
blocked = {blocked!r}

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in blocked:
            raise ImportError("blocked: " + name)

sys.meta_path.insert(0, Block())
for name in list(sys.modules):
    if name.split(".")[0] in blocked:
        del sys.modules[name]

from creditscore import scorer

def hook(event, args):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "pickle.", "exec", "shutil.",
                         "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.system", "tempfile.", "marshal.loads")):
        frame = sys._getframe(1)
        names = []
        while frame:
            names.append(frame.f_code.co_filename)
            frame = frame.f_back
        if not any("importlib" in name for name in names):
            raise RuntimeError("forbidden: " + event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise RuntimeError("forbidden write: " + str(args[0]))

{before}
sys.addaudithook(hook)
made = scorer.load(sys.argv[1])
answer = made.score(made.example()).to_dict()
assert answer["status"] == "scored" and len(answer["reasons"]) <= 4
assert "creditscore.plan.usable" not in sys.modules, "what only records need is loaded for features"
if made.plan:
    row = dict(record_id="E", uscc="91220102MA0Y1RPR7A", event_date="2018-06-01", known_date="2018-06-03")
    row.update(entity_type="enterprise")
    answer = made.score_records(dict(entity=[row]), "2024-01-01", coverage=dict(admin_penalty="2017-01-01")).to_dict()
    assert answer["status"] == "scored" and answer["coverage"]["covered"] == ["admin_penalty"]
assert not blocked & {{name.split(".")[0] for name in sys.modules}}, "loaded"
print("ok", answer["score"])
"""

STACK = {
    "pandas", "pyarrow", "lightgbm", "sklearn", "scipy", "shap", "mlflow", "matplotlib", "duckdb", "ibis", "jinja2",
}  # fmt: skip
DANGEROUS = {"pickle", "socket", "subprocess", "ctypes", "multiprocessing"}


def run(path: Path, root: Path, blocked: set[str], before: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", f"import sys; sys.path.insert(0, {str(root / 'src')!r})\n"
         + PROGRAM.format(blocked=blocked, before=before), str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["b", "b.zip"])
def test_a_card_loads_and_scores_without_the_stack_numpy_pickle_sockets_or_subprocesses(
    name: str, tmp_path: Path, root: Path
) -> None:
    path = write_bundle(tmp_path / name, card())
    assert run(path, root, STACK | DANGEROUS | {"numpy"}).startswith("ok")


@pytest.mark.parametrize("name", ["b", "b.zip"])
def test_records_are_scored_without_the_stack_numpy_pickle_sockets_or_subprocesses(
    name: str, tmp_path: Path, root: Path
) -> None:
    made = small_card()
    path = write_bundle(tmp_path / name, made, plan=record_plan(made.header))
    assert run(path, root, STACK | DANGEROUS | {"numpy"}).startswith("ok")


@pytest.mark.parametrize("name", ["b", "b.zip"])
def test_trees_load_and_score_with_numpy_only_and_nothing_is_unpickled_written_or_fetched(
    name: str, tmp_path: Path, root: Path
) -> None:
    booster, _ = fitted()
    path = write_bundle(tmp_path / name, trees_of(booster, FIELDS))
    assert run(path, root, STACK, before="import numpy, numpy.lib.format").startswith("ok")


def test_importing_the_scorer_does_not_import_numpy(root: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(root / 'src')!r}); import creditscore.scorer; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Laws of the house: what holds for every file, whoever writes it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "creditscore"
MODULES = sorted(HOUSE.rglob("*.py"))
ROOMS = sorted(path.parent for path in HOUSE.glob("*/__init__.py"))
TRAINING_STACK = "pandas pyarrow duckdb ibis sqlglot scipy sklearn lightgbm shap mlflow matplotlib jinja2 IPython skops".split()


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def git(*words: str) -> str:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("git absent: this law is about what is committed")
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and length in lines of every function, its docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node) is not None:
                text = node.body[0]
                length -= (text.end_lineno or text.lineno) - text.lineno + 1
            found.append((f"{name(path)}:{node.lineno} {node.name}", length))
    return found


# ------------------------------------------------------------------ sizes and names


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_can_be_read_at_one_sitting(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, (
        f"{name(path)} has {lines} lines, the house wants none over 400: split it by what it knows"
    )


def test_a_function_fits_on_a_screen():
    sizes = [pair for path in MODULES for pair in functions(path)]
    too_long = [f"{where}: {lines} lines" for where, lines in sizes if lines > 60]
    assert not too_long, "functions over 60 lines:\n" + "\n".join(too_long)
    long = [f"{where}: {lines} lines" for where, lines in sizes if lines > 50]
    print("functions over 50 lines:", *long, sep="\n")
    assert len(long) <= max(3, len(sizes) // 100), "too many functions over 50 lines:\n" + "\n".join(long)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_named_after_what_it_knows(path):
    word = path.stem.strip("_")
    vague = {"util", "utils", "helper", "helpers", "common", "manager", "misc"} & set(word.split("_"))
    assert not vague and word != "base", f"{name(path)}: '{word}' says nothing about what is inside"


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_a_room_hands_out_names_and_defines_nothing(room):
    for node in ast.parse((room / "__init__.py").read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        exported = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        assert docstring or exported or isinstance(node, ast.Import | ast.ImportFrom), (
            f"{name(room)}/__init__.py:{node.lineno} holds more than imports and __all__: {ast.unparse(node)[:80]}"
        )


def test_the_package_itself_holds_its_version_only():
    code = "import sys, creditscore; print([m for m in sys.modules if m.startswith('creditscore.')])"
    assert run_alone(code) == "[]"
    with open(ROOT / "pyproject.toml", "rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert run_alone("import creditscore; print(creditscore.__version__)") == version


# ------------------------------------------------------------------ what the bank installs


def run_alone(code: str) -> str:
    """Run code in a fresh interpreter, every warning an error, and hand back what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


BLOCK = f"""
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {TRAINING_STACK!r}:
            raise ImportError(f"blocked by the test: {{name}}")
sys.meta_path.insert(0, Block())
"""


def test_the_base_install_is_numpy_only():
    with open(ROOT / "pyproject.toml", "rb") as file:
        needs = tomllib.load(file)["project"]["dependencies"]
    assert [re.split(r"[<>=!~ ]", need)[0] for need in needs] == ["numpy"]


@pytest.mark.parametrize("room", ["errors", "plan", "scorer"])
def test_what_the_bank_runs_loads_without_the_training_stack(room):
    code = BLOCK + f"import creditscore.{room}; print(sorted(set({TRAINING_STACK!r}) & set(sys.modules)))"
    assert run_alone(code) == "[]"


def test_what_the_bank_runs_loads_no_other_room():
    code = (
        "import sys, creditscore.scorer;"
        "print(*sorted({m.split('.')[1] for m in sys.modules if m.startswith('creditscore.')}))"
    )
    assert run_alone(code) == "errors plan scorer"


def test_the_reference_bundle_scores_without_the_training_stack():
    bundles = sorted((ROOT / "models").glob("reference-*"))
    assert bundles, (
        "models/ holds no reference-* bundle: one small bundle is committed, so that old ones keep scoring"
    )
    script = (ROOT / "tests" / "wheel" / "score_reference.py").read_text(encoding="utf-8")
    for bundle in bundles:
        printed = run_alone(f"import sys; sys.argv = ['score_reference.py', {str(bundle)!r}]\n{script}")
        assert re.search(r"[1-9]\d* golden rows scored", printed), printed


def test_the_service_rests_on_the_scorer_only():
    allowed = {"scorer", "plan", "errors", "service"}
    for path in sorted((HOUSE / "service").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "creditscore":
                rooms = {alias.name for alias in node.names}
            elif (
                isinstance(node, ast.ImportFrom)
                and node.level == 0
                and (node.module or "").startswith("creditscore.")
            ):
                rooms = {node.module.split(".")[1]}
            elif isinstance(node, ast.Import):
                rooms = {
                    alias.name.split(".")[1] for alias in node.names if alias.name.startswith("creditscore.")
                }
            else:
                continue
            assert rooms <= allowed, f"{name(path)}:{node.lineno} imports {sorted(rooms - allowed)}"


# ------------------------------------------------------------------ what is committed

KEPT = """
src/creditscore/models/__init__.py src/creditscore/models/binning.py src/creditscore/models/data/x.csv
tests/models/test_binning.py tests/reporting/test_report.py src/creditscore/codes/data/regions.csv
src/creditscore/reporting/fonts/OFL.txt notebooks/01_records.ipynb tests/golden/reports/x.json
data/README.md data/sample/entity.csv models/README.md models/reference-scorecard-1/manifest.json
models/reference-scorecard-1/arrays/points.npy reports/README.md reports/feature_dictionary.md
reports/policy_coverage.md reports/benchmarks.md reports/images/report.png
""".split()
IGNORED = """
data/entity.parquet data/province/entity.parquet models/enterprise_financing-1/manifest.json models/x.zip
reports/enterprise_financing.html reports/other.md build/demo/x .venv/bin/python mlruns/0/meta.yaml
src/creditscore/__pycache__/x.pyc notebooks/.ipynb_checkpoints/x.ipynb
""".split()


@pytest.mark.parametrize("path", KEPT)
def test_git_keeps(path):
    assert git("check-ignore", "--no-index", path) == ""


@pytest.mark.parametrize("path", IGNORED)
def test_git_ignores(path):
    assert git("check-ignore", "--no-index", path).strip() == path


def committed() -> list[Path]:
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    return [ROOT / path for path in listed if path and (ROOT / path).is_file()]


def test_nothing_committed_knows_the_machine_it_was_made_on():
    places = ["/" + place + "/" for place in ("work", "root", "home", "Users")]
    hosts = ["pypi" + ".org", "pypi" + ".python", "pythonhosted" + ".org", "npmjs" + ".", "deb." + "debian"]
    forbidden = re.compile(
        r"(?<![\w.])(?:" + "|".join(map(re.escape, places)) + r")|" + "|".join(map(re.escape, hosts))
    )
    seen = []
    for path in committed():
        if path.suffix in {".otf", ".png", ".npy", ".parquet", ".gz", ".zip"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if match := forbidden.search(line):
                seen.append(f"{name(path)}:{number} {match.group()}")
    assert not seen, "machine paths or registry hosts:\n" + "\n".join(seen)


def test_every_pin_is_exact_and_names_no_index():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    odd = [
        line
        for line in pins
        if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [a-z_]+ [<>=!]+ '[^']+')?", line)
    ]
    assert not odd
    assert len({line.split("==")[0] for line in pins}) == len(pins)


# ------------------------------------------------------------------ what a figure can print


def test_every_chinese_character_of_the_house_is_in_the_font_of_its_figures():
    from fontTools.ttLib import TTFont

    font = TTFont(HOUSE / "reporting" / "fonts" / "NotoSansCJKsc-Regular-subset.otf")
    drawn = set(font.getBestCmap())
    missing: dict[str, str] = {}
    for path in sorted(HOUSE.rglob("*")):
        if path.suffix in {".py", ".toml", ".csv", ".json", ".html", ".j2"}:
            for character in set(path.read_text(encoding="utf-8")):
                if (
                    0x2E80 <= ord(character) <= 0xFFEF
                    and character.isprintable()
                    and ord(character) not in drawn
                ):
                    missing[character] = name(path)
    assert not missing, f"add to the subset (reporting/fonts/README.md): {missing}"

"""The notebooks are the manual: they run from top to bottom, and what is committed is small and names no machine."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MACHINE = re.compile(
    r"(?<![\w.])/(?:tmp|root|home|work|usr|var|opt|Users|private)/|[A-Z]:\\\\Users|localhost:\d"
)
ABSENT = "The real data are not here"
REAL = {"01": "1,650", "02": "信誉评级", "05": "2057"}
"""Notebooks with sections on real data, and what these say: undated penalties, the refused rating, those past publicity."""

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
one_at_a_time = pytest.mark.xdist_group("notebooks")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A small province, no telemetry, pictures into the notebook, no real data unless the test asks."""
    monkeypatch.setenv("CREDITSCORE_NOTEBOOK_ENTITIES", "1500")
    monkeypatch.setenv("CREDITSCORE_REAL_DATA", str(tmp_path / "absent"))
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")


def said(book: nbformat.NotebookNode) -> str:
    """Everything the code cells put out, as text; errors and warnings are faults."""
    texts: list[str] = []
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error", output
            assert output.get("name") != "stderr", output.text
            texts += [output.get("text", ""), *map(str, output.get("data", {}).values())]
    return "\n".join(texts)


def run(path: Path) -> str:
    book = nbformat.read(path, as_version=4)
    NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": FOLDER}}
    ).execute()
    return said(book)


def test_there_are_six() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]


def test_the_kernel_is_the_python_of_the_tests() -> None:
    assert Path(KernelManager(kernel_name="python3").format_kernel_cmd()[0]) == Path(sys.executable)


@every_notebook
@one_at_a_time
def test_a_notebook_runs_from_top_to_bottom_without_a_warning(path: Path) -> None:
    out = run(path)
    assert not MACHINE.search(out)
    assert (ABSENT in out) == (path.stem[:2] in REAL)


@pytest.mark.real
@pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if path.stem[:2] in REAL], ids=lambda path: path.stem
)
@one_at_a_time
def test_the_sections_on_real_data_run_where_they_are(
    path: Path, real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDITSCORE_REAL_DATA", str(real_data))
    out = run(path)
    assert ABSENT not in out
    assert REAL[path.stem[:2]] in out


@every_notebook
def test_what_is_committed_was_run_is_small_and_names_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 400_000
    assert not MACHINE.search(text)
    book = nbformat.reads(text, as_version=4)
    assert book.metadata.kernelspec.name == "python3"
    codes = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in codes] == list(range(1, len(codes) + 1))
    assert sum(bool(cell.outputs) for cell in codes) >= len(codes) // 2
    assert ABSENT not in said(book), "run it where the real data are before committing"
    assert REAL.get(path.stem[:2], "") in said(book)


@every_notebook
def test_every_heading_says_it_in_chinese_and_english(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    lines = [line for cell in book.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    headings = [line for line in lines if line.startswith("#")]
    assert len(headings) >= 5
    for heading in headings:
        first, _, second = heading.lstrip("# ").partition(" · ")
        assert re.search(r"[\u4e00-\u9fff]", first), heading
        assert re.search(r"[A-Za-z]{2}", second), heading


def test_a_service_needs_the_scorer_alone() -> None:
    source = "\n".join(cell.source for cell in nbformat.read(NOTEBOOKS[3], as_version=4).cells)
    rooms = re.findall(r"^(?:from|import) creditscore(?:\.(\w+))?(?: import (.+))?$", source, re.MULTILINE)
    asked = {module or name.strip() for module, names in rooms for name in (names or "").split(",")}
    assert asked == {"scorer", "errors"}

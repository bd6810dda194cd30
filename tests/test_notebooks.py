"""Every notebook runs from top to bottom, without a warning, and stores no output."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import dronestats as ds

FOLDER = Path(__file__).parents[1] / "notebooks"
README = FOLDER.parent / "README.md"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_the_notebooks_are_numbered_from_the_one_to_start_with():
    assert [path.name[:3] for path in NOTEBOOKS] == [f"{number:02}_" for number in range(len(NOTEBOOKS))]
    assert NOTEBOOKS[0].name == "00_start_here.ipynb"


def test_the_readme_tells_what_each_notebook_answers():
    told = re.findall(r"\(notebooks/(\w+)\.ipynb\): (.+)", README.read_text(encoding="utf-8"))
    asked = [(path.stem, nbformat.read(path, as_version=4).cells[0].source.splitlines()[0][2:]) for path in NOTEBOOKS]
    assert told == asked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_a_warning_and_shows_its_charts(path, monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error:::dronestats")
    # In JupyterLab the inline backend shows figures; the tests' own backend would not.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(path, as_version=4)
    asked = sum("ds.plot_" in cell.source for cell in notebook.cells if cell.cell_type == "code")
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert [str(output) for output in outputs if re.search(r"\w+Warning\b", str(output.get("data", output)))] == []
    assert sum("image/png" in output.get("data", {}) for output in outputs) == asked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_no_output_defines_nothing_and_uses_the_public_door_only(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    text = "\n".join(cell.source for cell in code)
    assert not re.search(r"\b(def|lambda|class) ", text)
    assert "from dronestats" not in text
    assert "import dronestats." not in text
    assert set(re.findall(r"\bds\.(\w+)", text)) <= set(ds.__all__)
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.cells[0].source.splitlines()[0].endswith("?")

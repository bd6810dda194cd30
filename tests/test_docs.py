"""What the documentation shows is run, and nothing public is left out of it."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import dronestats as ds
from docs import picture

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
# Every fenced block: a code cell, Python, or something that is not run here.
BLOCK = re.compile(r"^```(\{[\w-]+\}|\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = {"{include}", "{toctree}", "{literalinclude}"}


def blocks(path):
    return [(kind, body) for kind, _, body in BLOCK.findall(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_code_of_a_page_runs_from_top_to_bottom(path):
    assert {kind for kind, _ in blocks(path)} <= {"{code-cell}", "python"} | NOT_RUN, "no test would run such a block"
    names: dict = {}
    for kind, body in blocks(path):
        if kind not in NOT_RUN:
            exec(compile(body, path.name, "exec"), names)  # noqa: S102 - our own pages


def test_the_gallery_shows_every_chart():
    text = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert set(re.findall(r"ds\.(plot_\w+)", text)) == {name for name in ds.__all__ if name.startswith("plot_")}


def test_every_page_and_notebook_is_reached_from_the_first():
    listed = set(re.findall(r"^([\w/]+)$", (ROOT / "docs" / "index.md").read_text(encoding="utf-8"), re.MULTILINE))
    pages = {path.stem for path in PAGES} - {"index"} | {"functions"}  # functions.md is made by the build
    notebooks = {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert listed == pages | notebooks


@pytest.mark.parametrize("path", [path for path in PAGES if "{include} " in path.read_text(encoding="utf-8")],
                         ids=lambda path: path.stem)  # fmt: skip
def test_what_a_page_takes_in_from_another_file_is_there(path):
    for kind, body in blocks(path):
        if kind == "{include}":
            for heading in re.findall(r'^:(?:start-after|end-before): "(.+)"$', body, re.MULTILINE):
                texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")]
                assert sum(f"\n{heading}\n" in text for text in texts) == 1, heading


@pytest.mark.parametrize("name", ds.__all__)
def test_a_public_function_has_an_example(name):
    assert re.search(r"^Examples\n-+\n>>> ", inspect.getdoc(getattr(ds, name)), re.MULTILINE)


def test_the_picture_of_the_readme_is_drawn_from_todays_data_and_carries_its_words(tmp_path):
    picture.main(tmp_path / "again.png")
    with Image.open(tmp_path / "again.png") as again, Image.open(picture.TARGET) as committed:
        assert committed.text == again.text
        assert committed.size == again.size
        # Letters differ by a pixel from one release of matplotlib to the next; areas do not.
        ours, theirs = (np.asarray(image.convert("L").resize((44, 29)), float) for image in (again, committed))
        assert np.abs(ours - theirs).mean() < 4
    assert "66 shot down" in picture.seed_chart()["words"]
    assert picture.TARGET.stat().st_size < 60_000


def test_the_readme_shows_the_picture_with_what_it_says():
    alt, path = re.search(r"^!\[(.+?)\]\((.+?)\)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M).groups()
    assert ROOT / path == picture.TARGET
    assert alt == picture.seed_chart()["words"].replace("\u00a0", " ")


def test_every_job_that_a_page_names_exists():
    jobs = set(re.findall(r'^    "(\w+)": \(', (ROOT / "dev.py").read_text(encoding="utf-8"), re.MULTILINE))
    for path in [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / ".ci" / "run"]:
        assert set(re.findall(r"\bdev\.py (\w+)", path.read_text(encoding="utf-8"))) <= jobs, path.name
    told = re.findall(r"^(\w+) +\S", (ROOT / "dev.py").read_text(encoding="utf-8").split('"""')[1], re.MULTILINE)
    assert jobs <= set(told)

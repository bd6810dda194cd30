"""Build the documentation site: python3 dev.py docs writes build/site/index.html.

The pages are put together in build/pages: those of this folder, the notebooks, tables and lists made from the package.
A warning, a cell that raises, and a page that would ask another host fail the build.
"""

import re
import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

import dronestats
from dronestats.vocabulary import table

ROOT = Path(__file__).resolve().parents[1]
PAGES, SITE = ROOT / "build" / "pages", ROOT / "build" / "site"
# What tells myst-nb that a page has cells to run.
RUNS = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
ASKS_A_HOST = re.compile(r"<(?:script|img|link(?![^>]*rel=\"canonical\"))[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]+\"")


def markdown_table(rows, names: list[str], heads: list[str] | None = None) -> str:
    """Return a frame as a table of the page; choices, which our tables part by a bar, by a comma."""
    lines = ["| " + " | ".join(heads or names) + " |", "|" + " --- |" * len(names)]
    for row in rows[names].fillna("").itertuples(index=False):
        lines.append("| " + " | ".join(str(cell).replace("|", ", ").replace("<", r"\<") for cell in row) + " |")
    return "\n".join(lines) + "\n"


def tables() -> dict[str, str]:
    """Return the tables that pages take in, by file name."""
    schema = table("schema")
    made = {
        f"{name}.md": markdown_table(
            schema[schema["table"] == name], ["column", "dtype", "required", "allowed", "description"],
            ["column", "type", "required", "allowed", "meaning"],
        )
        for name in ("claims", "reports")
    }  # fmt: skip
    regimes, rates = table("regimes"), table("definitions")
    rates["numerator"] = rates["numerator"].str.replace("+", " + ").str.replace("|", ", or ")
    regimes["end"] = regimes["end"].fillna("today")
    return made | {
        "outcomes.md": markdown_table(table("outcomes"), ["outcome", "unit", "name_en", "meaning"]),
        "definitions.md": markdown_table(rates, ["definition", "numerator", "words", "limits"]),
        "regimes.md": markdown_table(regimes, ["regime", "claimant", "claimant_body", "start", "end", "words"]),
    }


def functions() -> str:
    """Return the page of all public functions, in the groups of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^## Public names\n.*?^```\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)[1]
    text = "# Functions\n\nEach with its columns, units, errors and an example that the tests run.\n"
    for word in block.split():
        if word.endswith(":"):
            text += f"\n## {word[:-1].capitalize()}\n"
        else:
            text += f"\n```{{eval-rst}}\n.. autofunction:: dronestats.{word}\n```\n"
    return text


def put_together() -> None:
    """Write build/pages anew."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES, ignore=shutil.ignore_patterns("build.py", "__pycache__"))
    shutil.copytree(ROOT / "notebooks", PAGES / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name in ("README.md", "CONTRIBUTING.md", "CITATION.cff"):
        shutil.copy(ROOT / name, PAGES)
    for page in PAGES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        if "```{code-cell}" in text:
            page.write_text(RUNS + text, encoding="utf-8")
    (PAGES / "functions.md").write_text(functions(), encoding="utf-8")
    (PAGES / "generated").mkdir()
    for name, text in tables().items():
        (PAGES / "generated" / name).write_text(text, encoding="utf-8")


def foreign(site: Path) -> list[str]:
    """Return what the pages would load from another host."""
    found = []
    for path in sorted(site.rglob("*.html")):
        asked = ASKS_A_HOST.findall(path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(site)}: {tag}" for tag in asked]
    return found


def main() -> int:
    """Build the site; return what the shell is told."""
    put_together()
    shutil.rmtree(SITE, ignore_errors=True)
    status = sphinx(["-q", "-W", "--keep-going", "-j", "2", str(PAGES), str(SITE)])
    asked = foreign(SITE)
    print(*asked, sep="\n", end="\n" if asked else "", file=sys.stderr)
    if not status and not asked:
        print(f"dronestats {dronestats.__version__}: open {SITE / 'index.html'}")
    return status or bool(asked)


if __name__ == "__main__":
    sys.exit(main())

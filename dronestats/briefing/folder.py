"""The folder that is handed over: a page, charts, tables, the claims used, and a manifest of what it was made from."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from dronestats import __version__
from dronestats.briefing.content import night_content, periods_content
from dronestats.briefing.documents import book_of, deck_of, pdf_of
from dronestats.briefing.tables import CLAIMS, sources_of, table_sections
from dronestats.charts.layout import words_of
from dronestats.charts.phrases import say
from dronestats.charts.style import briefing_style, off_screen
from dronestats.errors import DronestatsError, must_be_one_of, shown
from dronestats.export.figure import save_chart
from dronestats.export.files import uninterrupted
from dronestats.export.logo import check_logo, logo_tag
from dronestats.export.page import bullets, page, paragraph
from dronestats.export.page import figure as picture_tag
from dronestats.export.table import save_table
from dronestats.extraction.text import storable
from dronestats.schema import validate_claims
from dronestats.sources.bundled import data_folder, load_reports
from dronestats.vocabulary import LANGUAGES, table

FORMATS = ("png", "svg", "pdf", "html", "xlsx", "pptx")
_OF_CHARTS = ("png", "svg", "pdf")


def write_briefing(
    claims: pd.DataFrame, out: str | Path, *, night: str | None = None, definition: str = "interception",
    formats: Iterable[str] = ("png", "svg"), title: str | None = None, language: str = "en",
    logo: str | Path | None = None, inputs: Iterable[str | Path] | None = None,
    reports: pd.DataFrame | None = None, faults: pd.DataFrame | None = None,
) -> Path:  # fmt: skip
    """Write a folder that can be handed over: page, charts, tables, claims, manifest.

    Parameters
    ----------
    claims : DataFrame
        Claims table. Its sources are looked up in `reports` and in the bundled reports, or stand in ``note``.
    out : str or Path
        Folder to make. A folder that a briefing was written to before is replaced as a whole; any other folder that
        holds something is left alone.
    night : str, optional
        ISO day: one page about the night that ends on it, from both sides. Without it, all periods.
    definition : str
        Row of ``definitions.csv`` for the monthly rates.
    formats : iterable of {"png", "svg", "pdf", "html", "xlsx", "pptx"}
        Of the charts (png, svg, pdf), and of the whole: ``briefing.pdf``, ``briefing.xlsx`` with a sheet for each
        table, ``briefing.pptx`` with charts that can be edited. The page is always written.
    title : str, optional
    language : {"en", "uk", "ru"}
        Of the sentences, charts and captions; column names are the same in all.
    logo : str or Path, optional
        Picture (PNG or JPEG) for the first page and slide.
    inputs : iterable of str or Path, optional
        Files that the claims were read from, for the manifest; the bundled data otherwise.
    reports : DataFrame, optional
        Reports behind claims that are not bundled.
    faults : DataFrame, optional
        Rows of the inputs that could not be used, to be listed.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DronestatsError
        Without claims to show, or for a folder that must not be replaced. Nothing is written then.

    Examples
    --------
    >>> import dronestats as ds, tempfile, pathlib
    >>> out = ds.write_briefing(ds.load_claims(), pathlib.Path(tempfile.mkdtemp()) / "seed", night="2024-10-28")
    >>> sorted(path.name for path in out.iterdir())
    ['charts', 'claims.csv', 'index.html', 'manifest.json', 'tables']
    """
    out = Path(out)
    _recover(out)
    _may_replace(out)
    formats = tuple(dict.fromkeys(formats))
    for name in formats:
        must_be_one_of("format", name, FORMATS)
    must_be_one_of("language", language, LANGUAGES)
    check_logo(logo)
    title = None if title is None else storable(title)
    claims = validate_claims(claims)
    if night:
        made = night_content(claims, night, title, language)
    else:
        made = periods_content(claims, definition, title, language)
    reports = load_reports() if reports is None else pd.concat([reports, load_reports()], ignore_index=True)
    options = {"night": night, "definition": definition, "formats": list(formats), "title": title, "language": language,
               "logo": None if logo is None else Path(logo).name}  # fmt: skip
    # Written beside its place, then moved: the folder is there whole or not at all.
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write(made, work, formats, options, inputs, reports, faults, logo)
        work.chmod(0o755)
        _swap(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return out


def _may_replace(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise DronestatsError(f"{out} is a file; name a folder to write (--out)")
    if any(out.iterdir()) and not (out / "manifest.json").is_file():
        raise DronestatsError(
            f"{out} holds files that no briefing wrote; name another folder (--out) or empty it first"
        )


def _before(out: Path) -> Path:
    """Return the name of the folder that was there, for as long as the new one takes its place."""
    return out.with_name(f".{out.name}-before")


def _recover(out: Path) -> None:
    """Put back the folder that a run which was killed between two renames left under its hidden name."""
    old = _before(out)
    if old.exists() and not out.exists():
        old.rename(out)
    elif old.exists():
        shutil.rmtree(old)


def _swap(work: Path, out: Path) -> None:
    """Put the finished folder in its place; the one that was there goes only after."""
    old = _before(out)
    with uninterrupted():
        if out.exists():
            out.rename(old)
        try:
            work.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    if old.exists():
        shutil.rmtree(old)


def _write(made: dict, folder: Path, formats, options: dict, inputs, reports, faults, logo) -> None:
    for name in ("charts", "tables"):
        (folder / name).mkdir()
    language = made["language"]
    sections = [(say("in_short", language), bullets(made["summary"]))]
    more = (CLAIMS, say("to_claims", language))
    with briefing_style(language), off_screen():
        for chart in made["charts"]:
            path = folder / "charts" / chart["slug"]
            # The page holds every chart as SVG; the file stays only where that format was asked for.
            figure_ = chart["plot"](chart["frame"]).figure
            chart["said"] = words_of(figure_)
            save_chart(
                figure_, path, credit=chart["credit"], alt_text=chart["words"],
                data=chart["frame"], formats=dict.fromkeys([*(name for name in formats if name in _OF_CHARTS), "svg"]),
            )  # fmt: skip
            picture = path.with_name(f"{path.name}.svg")
            html = picture_tag(picture.read_bytes(), alt_text=chart["words"], caption=chart["words"], more=more)
            sections.append((chart["heading"], html))
            if "svg" not in formats:
                picture.unlink()
    frames = made["tables"] | ({"faults": faults} if faults is not None and len(faults) else {})
    frames |= {"sources": sources_of(made["claims"], reports)}
    for name, frame in frames.items():
        save_table(frame, folder / "tables" / name)
    save_table(made["claims"], folder / "claims")
    foot = say("foot", language, made_by=f"dronestats {__version__}")
    sections += table_sections(frames, made["claims"], reports, language)
    text = page(made["title"], sections, mark=logo_tag(logo), foot=paragraph(foot), language=language)
    (folder / "index.html").write_text(text, encoding="utf-8", newline="\n")
    if "xlsx" in formats:
        (folder / "briefing.xlsx").write_bytes(book_of(made, frames))
    if "pptx" in formats:
        (folder / "briefing.pptx").write_bytes(deck_of(made, reports, logo))
    if "pdf" in formats:
        (folder / "briefing.pdf").write_bytes(pdf_of(made, reports, logo))
    _manifest(folder, options, inputs, made)


def _manifest(folder: Path, options: dict, inputs, made: dict) -> None:
    """Write what the folder was made from and what is in it. No clock: the same input gives the same bytes."""
    if inputs:
        named = [Path(path) for path in inputs]
        files = [(path, inner) for path in named for inner in (sorted(path.rglob("*")) if path.is_dir() else [path])]
        digests = [
            (inner.relative_to(path.parent).as_posix(), _sha256(inner)) for path, inner in files if inner.is_file()
        ]
    else:
        package = json.loads(data_folder().joinpath("datapackage.json").read_text(encoding="utf-8"))
        digests = [(f"bundled/{own['path']}", own["hash"].removeprefix("sha256:")) for own in package["resources"]]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = {
        "made_by": f"dronestats {__version__}",
        "title": made["title"],
        "options": options,
        "inputs": [{"path": shown(path), "sha256": digest} for path, digest in digests],
        "claims": len(made["claims"]),
        "definitions": table("definitions").to_dict("records"),
        "regimes": table("regimes").fillna("").to_dict("records"),
        "licence": "facts CC BY 4.0",
        "files": [
            {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in files
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

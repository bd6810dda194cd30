"""Draw the picture of the README: python3 dev.py picture writes docs/static/seed-night.png."""

import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import dronestats as ds
from dronestats.briefing.content import night_content

TARGET = Path(__file__).parent / "static" / "seed-night.png"
DOTS_PER_INCH = 110
COLOURS = 64  # enough for flat areas and the edges of letters: a third of the bytes


def seed_chart() -> dict:
    """Return the chart of both sides of the night to 28 October 2024, with its words and its source."""
    chart = night_content(ds.load_claims(), "2024-10-28", None)["charts"][0]
    reports = ", ".join(sorted(chart["claims"]["report_id"].unique()))
    return chart | {"credit": f"Source: reports {reports} in data/reports.csv. dronestats, facts CC BY 4.0."}


def main(target: Path = TARGET) -> int:
    """Write the picture."""
    chart = seed_chart()
    figure = chart["plot"](chart["frame"]).figure
    words = {"credit": chart["credit"], "alt_text": chart["words"]}
    ds.save_chart(figure, target, formats=["png"], dpi=DOTS_PER_INCH, **words)
    with Image.open(target) as image:
        texts = PngInfo()
        for name, text in image.text.items():
            texts.add_itxt(name, text)
        small = image.convert("RGB").quantize(COLOURS)
    small.save(target, pnginfo=texts, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

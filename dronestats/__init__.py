"""What both sides of a war report about drones: tidy claims, rates that say what they are rates of, charts."""

from __future__ import annotations

import importlib

__version__ = "0.1.0"

# Public name -> module. Nothing is loaded before it is used (PEP 562).
_HOME = {
    "load_claims": "sources.bundled",
    "load_reports": "sources.bundled",
    "load_published": "sources.bundled",
    "load_relations": "sources.bundled",
    "read_claims": "sources.canonical",
    "read_kaggle": "sources.kaggle",
    "read_telegram": "sources.documents",
    "read_page": "sources.page",
    "extract_claims": "extraction.bulletin",
    "extract_claims_frame": "sources.frames",
    "explain_text": "extraction.bulletin",
    "validate_claims": "schema",
    "latest": "selection",
    "totals": "selection",
    "disjoint": "selection",
    "of_night": "selection",
    "of_days": "selection",
    "by_region": "selection",
    "tally": "tallies",
    "interception_rates": "rates.definitions",
    "rate_bounds": "rates.bounds",
    "pool_rates": "rates.pooling",
    "rate_trend": "rates.trend",
    "change_points": "rates.changes",
    "compare_periods": "rates.periods",
    "predict_next": "rates.prediction",
    "tipping_point": "rates.sensitivity",
    "compare_claims": "comparison.claims",
    "check_claims": "comparison.checks",
    "audit_rate": "comparison.audit",
    "compare_snapshots": "comparison.revisions",
    "briefing_style": "charts.style",
    "plot_counts": "charts.counts",
    "plot_outcomes": "charts.counts",
    "plot_rates": "charts.rates",
    "plot_regions": "charts.regions",
    "plot_map": "charts.map",
    "plot_waffle": "charts.waffle",
    "plot_calendar": "charts.calendar",
    "plot_mirror": "charts.mirror",
    "plot_coverage": "charts.coverage",
    "plot_pairs": "charts.pairs",
    "plot_waves": "charts.waves",
    "plot_prediction": "charts.waves",
    "plot_comparison": "charts.comparison",
    "save_chart": "export.figure",
    "save_table": "export.table",
    "write_briefing": "briefing.folder",
    "explore": "explorer",
}

__all__ = sorted(_HOME)


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'dronestats' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"dronestats.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

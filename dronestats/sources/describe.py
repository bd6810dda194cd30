"""The descriptor of the bundled data (Data Package v2), made from about.toml, schema.csv and the tables themselves.

``python -m dronestats.sources.describe`` writes ``data/datapackage.json``; a test compares it with the committed file.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path

from dronestats.schema import columns
from dronestats.sources.bundled import data_folder
from dronestats.sources.canonical import read_table
from dronestats.vocabulary import allowed, table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    "string": "string",
    "category": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "timestamp": "datetime",
}


def describe(folder: Traversable) -> dict:
    """Return the Data Package descriptor of a data folder.

    Parameters
    ----------
    folder : Path
        With ``about.toml`` and the tables that it names.

    Examples
    --------
    >>> from dronestats.sources.bundled import data_folder
    >>> describe(data_folder())["licenses"][0]["name"]
    'CC-BY-4.0'
    """
    about = tomllib.loads(folder.joinpath("about.toml").read_text(encoding="utf-8"))
    resources = [_resource(folder, name, facts) for name, facts in sorted(about["resources"].items())]
    own = {key: _one_line(value) for key, value in about.items() if key not in ("resources", "received")}
    return {"$schema": PROFILE, **own, "resources": resources}


def _one_line(value):
    return " ".join(value.split()) if isinstance(value, str) else value


def _resource(folder: Traversable, name: str, facts: dict) -> dict:
    path = folder.joinpath(facts["path"])
    content = path.read_bytes()
    return {
        "name": name,
        "type": "table",
        "path": facts["path"],
        "title": facts["title"],
        "description": _one_line(facts["description"]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "doubleQuote": True},
        "rows": len(read_table(path)[0]),
        "schema": _schema(facts["table"]),
    }


def _schema(name: str) -> dict:
    spec = table("schema")
    spec = spec[spec["table"] == name].fillna("")
    fields, key = [], []
    for rule in spec.itertuples():
        constraints: dict = {"required": True} if rule.required == "yes" else {}
        if rule.key == "unique":
            constraints["unique"] = True
            key = [rule.column]
        if rule.dtype == "category":
            constraints["enum"] = list(allowed(rule.allowed))
        if rule.dtype == "integer":
            constraints["minimum"] = 0
        field = {"name": rule.column, "type": _TYPES[rule.dtype], "description": rule.description}
        fields.append(field | ({"constraints": constraints} if constraints else {}))
    schema: dict = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    if "report_id" in columns(name) and name == "claims":
        schema["foreignKeys"] = [
            {"fields": ["report_id"], "reference": {"resource": "reports", "fields": ["report_id"]}}
        ]
    return schema


def as_text(descriptor: dict) -> str:
    """Return the descriptor as the text of ``datapackage.json``."""
    return json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write ``datapackage.json`` into the data folder of the checkout."""
    folder = Path(str(data_folder()))
    path = folder / "datapackage.json"
    path.write_text(as_text(describe(folder)), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()

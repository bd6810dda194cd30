"""The repository agrees with itself: one fact stands in one place, or a test compares the two."""

import ast
import graphlib
import importlib
import inspect
import itertools
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import dronestats

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]

# PyPI's name -> conda-forge's, where they differ.
CONDA_NAME = {"tzdata": "python-tzdata"}

# The floors of the house, ground floor first. A module imports from its own line or from those above it here.
FLOORS = [
    "errors distinct",
    "vocabulary",
    "windows",
    "claim_rules",
    "schema",
    "selection tallies sources extraction",
    "rates comparison",
    "charts export",
    "briefing archives",
    "cli commands printing explorer __main__",
]
LAZY = {"dronestats", "dronestats.cli", "dronestats.commands", "dronestats.printing"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(lines: list[str]) -> dict[str, SpecifierSet]:
    return {found.name: found.specifier for found in map(Requirement, lines)}


# --- packages ---------------------------------------------------------------------------------------------------------


def test_conda_gets_the_same_packages_floors_and_python_as_pip():
    listed = yaml.safe_load(read("environment.yml"))["dependencies"]
    conda = requirements([line for line in listed if isinstance(line, str)])
    pip = requirements([*PROJECT["dependencies"], *EXTRAS["jupyter"]])
    expected = {CONDA_NAME.get(name, name): floors for name, floors in pip.items()}
    assert conda == expected | {"python": SpecifierSet(PROJECT["requires-python"]), "pip": SpecifierSet()}


def test_conda_uses_conda_forge_alone_and_installs_the_checkout_last():
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert environment["dependencies"][-1] == {"pip": ["-e .[test]"]}


def test_contributing_gives_a_reason_for_every_package():
    names = set(requirements([*PROJECT["dependencies"], *itertools.chain(*EXTRAS.values())])) - {"dronestats"}
    reasons = set(re.findall(r"^\| `([\w.-]+)`", read("CONTRIBUTING.md"), re.MULTILINE))
    assert reasons == names


# --- version ----------------------------------------------------------------------------------------------------------


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert dronestats.__version__ == PROJECT["version"] == str(citation["version"])
    assert re.search(rf"^## {re.escape(PROJECT['version'])}\b", read("CHANGELOG.md"), re.MULTILINE)


def test_the_citation_has_what_the_format_requires():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"]
    assert citation["title"]
    assert citation["authors"] == [{"name": "dronestats authors"}]


# --- public names -----------------------------------------------------------------------------------------------------


def test_the_readme_lists_the_public_names():
    section = re.search(r"^## Public names\n.*?^```\w*\n(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert section, "README.md needs a fenced block under the heading '## Public names'"
    listed = [word for word in section[1].split() if not word.endswith(":")]
    assert sorted(listed) == sorted(dronestats.__all__)


@pytest.mark.parametrize("name", dronestats.__all__)
def test_a_public_name_imports_and_has_a_docstring(name):
    assert inspect.getdoc(getattr(dronestats, name)), f"{name} has no docstring"


def test_importing_the_package_loads_nothing_heavy():
    code = "import dronestats, sys; print(sorted({'numpy', 'pandas', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


# --- imports ----------------------------------------------------------------------------------------------------------


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for path in sorted((ROOT / "dronestats").rglob("*.py"))}


def own_imports(module: str):
    """Yield (imported module, line, whether inside a function) for each import of ours.

    A relative import is yielded with its dots. A name that comes from the front door is yielded as ``dronestats``.
    """
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            targets = {"." * node.level + (node.module or "")}
        elif isinstance(node, ast.ImportFrom):
            targets = {
                full if (full := f"{node.module}.{alias.name}") in MODULES else node.module
                for alias in node.names
                if (node.module, alias.name) != ("dronestats", "__version__")
            }
        else:
            continue
        for target in sorted(targets):
            if target.startswith(".") or target.split(".")[0] == "dronestats":
                yield target, node.lineno, id(node) in inside


def floor(module: str) -> int:
    room = module.split(".")[1]
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms.split()), -1)


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_down_the_house(module):
    if module != "dronestats":
        assert floor(module) >= 0, f"{module} has no floor: give it one in FLOORS and in the design"
    for target, line, is_inside in own_imports(module):
        where = f"{MODULES[module].relative_to(ROOT)}:{line} imports {target}"
        assert not target.startswith("."), f"{where}: write the full name"
        assert not is_inside or module in LAZY, f"{where} inside a function: import at the top of the module"
        if module == "dronestats":
            assert is_inside, f"{where}: importing the package must load nothing"
        elif target == "dronestats":
            assert floor(module) == len(FLOORS) - 1, f"{where}: only the top floor uses the front door"
        else:
            assert floor(target) <= floor(module), f"{where}: that is on a higher floor"


def test_no_imports_run_in_a_circle():
    graph = {module: {target for target, _, is_inside in own_imports(module) if not is_inside} for module in MODULES}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_every_module_can_be_imported_alone():
    for module in MODULES:
        if not module.endswith("__main__"):
            importlib.import_module(module)


# --- files ------------------------------------------------------------------------------------------------------------


def files_of_the_project() -> list[Path]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout: it asks git which files belong to the project")
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_place_of_one_machine_or_leaves_work_for_later():
    # Put together here, so that this file does not find itself.
    words = re.compile("/" + "work/|/" + r"tmp/|\b(TO" + "DO|FIX" + r"ME)\b")
    found = []
    for path in files_of_the_project():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1):
            if match := words.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_is_stored_without_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    stored = [number for number, cell in enumerate(cells) if cell.get("outputs") or cell.get("execution_count")]
    assert stored == [], f"clear the outputs of {path.name} before saving it"


# --- README -----------------------------------------------------------------------------------------------------------


def test_the_code_of_the_readme_runs_from_top_to_bottom(capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 3
    names: dict = {}
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own README
    assert "no_denominator" in capsys.readouterr().out


def test_the_commands_of_the_readme_are_those_of_the_command_line():
    blocks = read("README.md").split("```")[1::2]
    shown = set(re.findall(r"^dronestats (\w+)", "".join(blocks), re.MULTILINE))
    done = subprocess.run([sys.executable, "-m", "dronestats", "--help"], capture_output=True, text=True, check=True)
    known = set(re.findall(r"^    (\w+) ", done.stdout, re.MULTILINE))
    assert shown == known

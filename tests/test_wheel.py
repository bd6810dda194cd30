"""What people install is what is tested: the built wheel, in an environment that cannot see the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import dronestats

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


EXAMPLES = """
import doctest, importlib, sys
import dronestats as ds
assert not ds.__file__.startswith(sys.argv[1]), ds.__file__
runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
for name in ds.__all__:
    function = getattr(ds, name)
    names = dict(vars(importlib.import_module(function.__module__)))
    [test] = doctest.DocTestFinder(recurse=False).find(function, name, globs=names)
    assert test.examples, f"{name} has no example"
    runner.run(test)
print(len(ds.__all__), runner.failures)
"""


def run(*command, cwd) -> str:
    """Return what a command prints; fail with what it says if it fails. It does not get this run's PYTHONPATH."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(kind: str, source: Path, target: Path) -> Path:
    # Not `pip wheel` and not `build`: hatchling is installed, so nothing is fetched.
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, cwd=source)
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    """Return the unpacked source distribution."""
    archive = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("source")
    run(sys.executable, "-m", "tarfile", "-e", archive, folder, cwd=folder)
    (source,) = folder.iterdir()
    return source


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory) -> Path:
    """Return the folder of commands of an environment that holds the wheel and sees the packages of this one."""
    env = tmp_path_factory.mktemp("installed") / "env"
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(env)
    folder = env / ("Scripts" if os.name == "nt" else "bin")
    python = folder / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=env)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=env).strip()
    # Folders named in a .pth file have their own .pth files left unread: the checkout stays out of sight.
    seen = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site, "packages-of-the-test-environment.pth").write_text("\n".join(seen), encoding="utf-8")
    return folder


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_carries_code_tables_data_and_licences(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = {f"dronestats/{name}" for name in files_below(ROOT / "dronestats") if "__pycache__" not in name}
    data = {f"dronestats/_data/{name}" for name in files_below(ROOT / "data")}
    assert {name for name in names if name.startswith("dronestats/")} == code | data
    licences = {name.split("/licenses/")[1] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "data/LICENSES/CC-BY-4.0.txt"}


def test_the_source_distribution_builds_the_same_wheel(wheel, sdist, tmp_path):
    with zipfile.ZipFile(wheel) as ours, zipfile.ZipFile(build("wheel", sdist, tmp_path)) as theirs:
        assert set(ours.namelist()) == set(theirs.namelist())


def test_the_source_distribution_can_be_set_up_and_tested(sdist):
    needed = {"dev.py", "pyproject.toml", "environment.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"}
    assert needed <= files_below(sdist)
    for folder in ("tests", "notebooks", "data", "docs"):
        expected = {path.name for path in (ROOT / folder).iterdir() if path.suffix in (".py", ".csv", ".ipynb", ".md")}
        assert expected <= files_below(sdist / folder)


def test_the_installed_wheel_reckons_with_its_own_data(scripts, tmp_path):
    code = (
        "import dronestats as ds; rates = ds.interception_rates(ds.load_claims()); "
        "print(ds.__file__); print(rates['rate'].notna().sum()); print(rates)"
    )
    place, known, printed = run(scripts / "python", "-c", code, cwd=tmp_path).split("\n", 2)
    assert Path(place).is_relative_to(scripts.parent), f"{place} is not the installed wheel"
    assert (Path(place).parent / "_data").is_dir()
    assert int(known) > 0
    assert "period" in printed


def test_the_example_of_every_public_function_runs_against_the_installed_wheel(scripts, tmp_path):
    printed = run(scripts / "python", "-c", EXAMPLES, ROOT, cwd=tmp_path)
    assert printed.splitlines()[-1] == f"{len(dronestats.__all__)} 0", printed
    assert list(tmp_path.iterdir()) == []


def test_the_installed_wheel_has_the_command(scripts, tmp_path):
    assert "brief" in run(scripts / "dronestats", "--help", cwd=tmp_path)

#!/usr/bin/env python3
"""Do a job of the project in an environment of its own: python3 dev.py JOB [arguments of the job].

brief     write tonight's briefing from the bundled data (dronestats brief)
test      run the tests (pytest)
lab       open the notebooks in JupyterLab
browser   run the notebooks in JupyterLab in a real Chromium (pytest)
docs      build the documentation site into build/site (Sphinx)
check     lint, and compare the format (ruff)
fix       mend what ruff can mend, and format
describe  write the generated files of data/ anew
picture   draw the picture of the README anew

The first run installs into .venv beside this file, or into the folder that DRONESTATS_ENV names. Only Python 3.11 or
newer and pip are needed. Remove the folder to start afresh.
"""

# No syntax here that an old Python cannot read: it must get as far as the message in main().

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = Path(os.environ.get("DRONESTATS_ENV") or ROOT / ".venv").absolute()
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENV / "dronestats-installed.txt"

# Job: what must be installed for it (the core, or the core with an extra), and its commands.
JOBS = {
    "brief": ("core", [["dronestats", "brief"]]),
    # One process a core; the tests of a file stay together, as they share what they set up.
    "test": ("test", [["pytest", "-n", "auto", "--dist", "loadfile"]]),
    "lab": ("jupyter", [["jupyterlab", "notebooks"]]),
    "browser": ("browser", [["pytest", "tests/test_jupyterlab.py"]]),
    "docs": ("docs", [["docs.build"]]),
    "check": ("test", [["ruff", "check"], ["ruff", "format", "--check"]]),
    "fix": ("test", [["ruff", "check", "--fix"], ["ruff", "format"]]),
    "describe": ("core", [["dronestats.sources.describe"]]),
    "picture": ("core", [["docs.picture"]]),
}
MEGABYTES = {"core": 400, "jupyter": 600, "docs": 900, "test": 1000, "browser": 1200}


def run(command, folder=None):
    """Return the exit status of a command; on Ctrl-C, which it gets too, let it end in its own way."""
    process = subprocess.Popen([str(part) for part in command], cwd=folder)
    while True:
        try:
            status = process.wait()
        except KeyboardInterrupt:
            continue
        return 128 - status if status < 0 else status


def works(command):
    """Return whether a command exists and ends well; it says nothing."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def made_for():
    """Return the Python version that the environment was made for, as in 3.11, or None."""
    lines = (ENV / "pyvenv.cfg").read_text(encoding="utf-8").splitlines() if (ENV / "pyvenv.cfg").exists() else []
    found = [line.split("=")[1].strip() for line in lines if line.startswith("version")]
    return ".".join(found[0].split(".")[:2]) if found else None


def make():
    """Make the environment, without pip: Debian's Python has no ensurepip."""
    here = "{}.{}".format(*sys.version_info)
    other = made_for() not in (None, here)
    if other and not STAMP.exists():
        sys.exit(f"{ENV} is for Python {made_for()}, this is {here}: remove it, or name another in DRONESTATS_ENV")
    if other or not works([PYTHON, "-c", ""]):
        import venv

        venv.EnvBuilder(with_pip=False, clear=other, symlinks=os.name != "nt").create(ENV)


def give_pip():
    """See that the environment has a pip: its own, Python's, or one that the pip of this Python fetches."""
    if works([PYTHON, "-m", "pip", "--version"]) or works([PYTHON, "-m", "ensurepip"]):
        return
    host = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if not works([*host, "--version"]):
        sys.exit(
            f"{sys.executable} has no pip of version 22.3 or newer. On Debian and Ubuntu: apt install python3-pip "
            "(or python3-venv); elsewhere: python3 -m ensurepip"
        )
    done = subprocess.run(
        [*host, "install", "--quiet", "--compile", "pip"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stderr}pip could not install pip (exit {done.returncode}); its reason is above")


def install(what):
    """Install the core, or the core with an extra, unless that was done for this pyproject.toml, Python and folder."""
    make()
    state = (ROOT / "pyproject.toml").read_bytes() + f"{sys.version} {ROOT}".encode()
    digest = hashlib.sha256(state).hexdigest()
    before = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    valid = [line for line in before if line.startswith(digest)]
    if f"{digest} {what}" in valid or (what == "core" and valid):
        return
    # Empty while pip works: an install that was cut short is no install.
    STAMP.write_text("", encoding="utf-8")
    why = "more is needed" if before else "first run"
    print(f"{why}: installing about {MEGABYTES[what]} MB into {ENV}, about a minute", file=sys.stderr, flush=True)
    target = str(ROOT) if what == "core" else f"{ROOT}[{what}]"
    # Whatever the user's own pip settings say: the packages go in here, and are compiled.
    os.environ.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    give_pip()
    status = run([PYTHON, "-m", "pip", "install", "--quiet", "--compile", "--editable", target])
    if status:
        sys.exit(f"pip could not install dronestats (exit {status}); its reason is above")
    STAMP.write_text("".join(f"{line}\n" for line in [*valid, f"{digest} {what}"]), encoding="utf-8")


def main(arguments):
    """Do the job that the first argument names; the others are the job's."""
    if sys.version_info < (3, 11):
        return f"dronestats needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}"
    job = arguments[0] if arguments else ""
    if job in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if job not in JOBS:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    what, commands = JOBS[job]
    try:
        install(what)
    except OSError as error:  # a folder that cannot be written, a full disk
        return f"dev.py: {error}"
    # Paths given to brief are seen from where the user stands.
    folder = None if job == "brief" else ROOT
    return max([run([PYTHON, "-m", *command, *arguments[1:]], folder) for command in commands])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

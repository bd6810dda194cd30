"""What every test stands on: no window, no user settings, a fixed width, no figure left open."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest

# Set before anything imports matplotlib, pandas or Jupyter, and inherited by the notebooks' kernels.
os.environ["MPLBACKEND"] = "Agg"
os.environ.update(COLUMNS="80", LINES="24")  # pandas asks the terminal how many columns it may print
_jupyter = tempfile.mkdtemp(prefix="dronestats-jupyter-")
atexit.register(shutil.rmtree, _jupyter, ignore_errors=True)
for _name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
    os.environ[_name] = str(Path(_jupyter, _name.lower()))

# The machine may be slow and shared: no test fails for its speed. In CI the same examples come each time.
hypothesis.settings.register_profile("dronestats", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("dronestats")

# Material that lies beside the checkout on some machines and is never needed to pass.
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared material, or skip the test where there is none."""
    if not SHARED.is_dir():
        pytest.skip("needs the material in ../shared, which is not on this machine")
    return SHARED


class _Everywhere:
    """Fixtures for the doctests in dronestats/ too, where a conftest of tests/ does not reach."""

    @pytest.fixture(autouse=True)
    def _close_figures(self):
        yield
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")


def pytest_configure(config):
    config.pluginmanager.register(_Everywhere(), "dronestats-everywhere")

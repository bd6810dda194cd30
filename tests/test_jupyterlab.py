"""JupyterLab in a real browser: notebooks run all, and the explorer answers to mouse and keyboard."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, PLACES)), None)
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 60_000  # milliseconds: the machine may be slow and shared
# Through the registry of commands: a click on the menu is lost while the kernel is still connecting.
RUN_ALL = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    return await window.jupyterapp.commands.execute('notebook:run-all-cells');
}"""
ALL_DONE = """() => {
    const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputArea-prompt')];
    return prompts.length > 0 && prompts.every(own => /\\[\\d+\\]/.test(own.innerText));
}"""
# From the model: cells that are out of sight may not be in the page.
OUTPUTS = "() => window.jupyterapp.shell.currentWidget.model.toJSON().cells.flatMap(own => own.outputs || [])"

playwright = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright, which the extra browser brings: python3 dev.py browser"
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium, or your system's way"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Yield folder and address of a JupyterLab that is reached from this machine alone."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder, dirs_exist_ok=True)
    config = Path(os.environ["JUPYTER_CONFIG_DIR"], "labconfig")
    config.mkdir(parents=True, exist_ok=True)
    news = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (config / "page_config.json").write_text(json.dumps(news), encoding="utf-8")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    # The tests' own backend draws nothing on the screen of a notebook.
    env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    log = folder.with_suffix(".log").open("w", encoding="utf-8")
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=env)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(f"{base}/api/status?token={token}", server)
        yield folder, base, token
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _wait_until_up(address: str, server: subprocess.Popen) -> None:
    for _ in range(PATIENCE // 250):
        assert server.poll() is None, "JupyterLab ended before it was up"
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except urllib.error.URLError:
            time.sleep(0.25)
    pytest.fail("JupyterLab is not up after a minute")


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(lab, chromium, tmp_path):
    """Return a function that opens a notebook, runs all, and gives the page; look at the pictures that it leaves."""
    _, base, token = lab
    page = chromium.new_page(viewport={"width": 1400, "height": 1700})
    page.set_default_timeout(PATIENCE)
    page.complaints, page.away = [], []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    ours = (base, base.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(ours) else page.away.append(asked.url))

    def run_all(name: str):
        page.goto(f"{base}/lab/tree/{name}?token={token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function("() => window.jupyterapp && window.jupyterapp.shell.currentWidget")
        assert page.evaluate(RUN_ALL) is True, f"a cell of {name} raised"
        page.wait_for_function(ALL_DONE)
        return page

    yield run_all
    page.screenshot(path=tmp_path / "last.png")
    page.close()


NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_all_in_the_browser_and_asks_no_other_host(opened, name):
    page = opened(name)
    outputs = page.evaluate(OUTPUTS)
    assert [own for own in outputs if own["output_type"] == "error" or own.get("name") == "stderr"] == []
    assert "Warning" not in json.dumps([own for own in outputs if own["output_type"] == "stream"])
    assert any("image/png" in own.get("data", {}) for own in outputs)
    page.locator(".jp-RenderedImage img").first.wait_for(state="attached")
    assert page.complaints == []
    assert page.away == []


def test_the_explorer_answers_to_mouse_and_keyboard_and_writes_a_chart(opened, lab, tmp_path):
    page = opened(NOTEBOOKS[0])
    explorer = page.locator(".jupyter-widgets.widget-vbox").first
    explorer.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.widget-vbox img')?.alt.includes('Ukraine')")
    before = explorer.locator("img").get_attribute("src")

    explorer.get_by_label("Side").select_option("Russia")
    page.wait_for_function("() => document.querySelector('.widget-vbox img')?.alt.includes('Russia')")
    assert "left out for want of a figure" in explorer.inner_text()
    assert explorer.locator("img").get_attribute("src") != before

    page.screenshot(path=tmp_path / "russia.png")

    explorer.get_by_label("Side").select_option("Ukraine")
    page.wait_for_function("() => document.querySelector('.widget-vbox img')?.alt.includes('Ukraine')")
    explorer.get_by_label("Definition").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelector('.widget-vbox').innerText.includes('Destruction: ')")
    assert "is possible" in explorer.inner_text()

    explorer.get_by_role("button", name="Code").focus()
    page.keyboard.press("Enter")
    explorer.locator("pre").wait_for()
    assert "ds.interception_rates(kept, 'destruction', 'month')" in explorer.locator("pre").inner_text()

    explorer.get_by_role("button", name="Write chart").focus()
    page.keyboard.press("Enter")
    explorer.get_by_text(re.compile("^Written: ")).wait_for()
    written = sorted(path.name for path in (lab[0] / "charts").iterdir())
    assert written == [f"ukraine-drone-destruction-month.{ending}" for ending in ("csv", "png", "svg")]
    assert page.complaints == []
    assert page.away == []

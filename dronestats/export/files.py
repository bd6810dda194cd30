"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dronestats.errors import DronestatsError


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back while files change places: it comes when all of them have, or none."""
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield  # only the main thread is interrupted, and only where Python answers
        return
    came: list[tuple] = []
    signal.signal(signal.SIGINT, lambda *told: came.append(told))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        if came:
            usual(*came[0])


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give the name of a file to write; it takes the place of `path` when the block ends well, and goes otherwise.

    Raises
    ------
    DronestatsError
        If the folder is missing or cannot be written; names it and the way out.
    """
    work = None
    try:
        if not path.parent.is_dir():
            raise DronestatsError(f"folder {path.parent} does not exist; make it first or name another")
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        os.close(handle)
        work = Path(name)
        yield work
        work.chmod(0o666 & ~_umask())  # mkstemp keeps a file from everybody else
        work.replace(path)
    except OSError as error:
        raise DronestatsError(f"{path}: cannot be written ({error.strerror or error}); name another folder") from error
    finally:
        if work:
            work.unlink(missing_ok=True)


def write_together(contents: dict[Path, bytes]) -> list[Path]:
    """Write several files so that all of them appear, or none.

    Parameters
    ----------
    contents : dict of Path to bytes
        Files of one folder that exists.

    Returns
    -------
    list of Path

    Raises
    ------
    DronestatsError
        If the folder is missing or cannot be written; names it and the way out.
    """
    fresh: list[tuple[str, Path]] = []
    copies: dict[Path, str] = {}
    try:
        for path, content in contents.items():
            if not path.parent.is_dir():
                raise DronestatsError(f"folder {path.parent} does not exist; make it first or name another")
            handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
            fresh.append((name, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o666 & ~_umask())  # mkstemp keeps a file from everybody else
        for name, path in fresh:
            if path.exists():
                copies[path] = f"{name}-before"
                shutil.copy2(path, copies[path])
        with uninterrupted():
            _replace(fresh, copies)
    except OSError as error:
        where = error.filename or path
        raise DronestatsError(f"{where}: cannot be written ({error.strerror}); name another folder") from error
    finally:
        for name in (*(name for name, _ in fresh), *copies.values()):
            Path(name).unlink(missing_ok=True)
    return list(contents)


def _replace(fresh: list[tuple[str, Path]], copies: dict[Path, str]) -> None:
    """Put new files in their places; where one fails, those before it go back to what they were."""
    replaced: list[Path] = []
    try:
        for name, path in fresh:
            os.replace(name, path)
            replaced.append(path)
    except OSError:
        # A copy that cannot be put back is kept.
        for done in replaced:
            if done in copies:
                os.replace(copies.pop(done), done)
            else:
                done.unlink()
        raise


def _umask() -> int:
    """Return what the user keeps from others in new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask

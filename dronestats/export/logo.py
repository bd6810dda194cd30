"""The mark of whoever hands a briefing over: a picture that every format can hold."""

from __future__ import annotations

import base64
from pathlib import Path

from dronestats.errors import DronestatsError

_STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def check_logo(logo: str | Path | None) -> None:
    """Raise unless there is no logo, or it is a PNG or JPEG that can be read."""
    if logo is not None:
        _kind(logo)


def _kind(logo: str | Path) -> str:
    try:
        with Path(logo).open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise DronestatsError(f"logo {logo}: cannot be read ({error.strerror}); name a PNG or JPEG file") from error
    for sign, kind in _STARTS.items():
        if start.startswith(sign):
            return kind
    raise DronestatsError(f"logo {logo}: neither PNG nor JPEG; save it as one of the two")


def logo_tag(logo: str | Path | None) -> str:
    """Return a logo as HTML with the picture inside, empty without one."""
    if logo is None:
        return ""
    data = base64.b64encode(Path(logo).read_bytes()).decode("ascii")
    return f'<img class="logo" src="data:{_kind(logo)};base64,{data}" alt="">'

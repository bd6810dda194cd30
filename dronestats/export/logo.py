"""The mark of whoever hands a briefing over: a picture that every format can hold."""

from __future__ import annotations

import base64
from pathlib import Path

from dronestats.errors import DronestatsError, shown

_MOST_BYTES = 20 * 2**20
_MOST_PIXELS = 40_000_000
_STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def check_logo(logo: str | Path | None) -> None:
    """Raise unless there is no logo, or it is a PNG or JPEG that can be read, of at most 20 MB and 40 megapixels."""
    if logo is None:
        return
    from PIL import Image

    kind = _kind(logo)
    try:
        with Image.open(logo, formats=[kind.removeprefix("image/").upper()]) as picture:
            size = picture.width * picture.height
            if size <= _MOST_PIXELS:
                picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DronestatsError(f"logo {shown(logo)}: the picture is damaged ({shown(error)}); save it anew") from error
    if size > _MOST_PIXELS:
        raise DronestatsError(f"logo {shown(logo)}: {size:,} pixels are more than {_MOST_PIXELS:,}; make it smaller")


def _kind(logo: str | Path) -> str:
    path = Path(logo)
    try:
        if path.exists() and not path.is_file():
            raise DronestatsError(f"logo {shown(logo)}: is no regular file; name a PNG or JPEG file")
        if path.stat().st_size > _MOST_BYTES:
            raise DronestatsError(f"logo {shown(logo)}: larger than {_MOST_BYTES >> 20} MB; make it smaller")
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        told = f"logo {shown(logo)}: cannot be read ({error.strerror}); name a PNG or JPEG file"
        raise DronestatsError(told) from error
    for sign, kind in _STARTS.items():
        if start.startswith(sign):
            return kind
    raise DronestatsError(f"logo {shown(logo)}: neither PNG nor JPEG; save it as one of the two")


def logo_tag(logo: str | Path | None) -> str:
    """Return a logo as HTML with the picture inside, empty without one."""
    if logo is None:
        return ""
    data = base64.b64encode(Path(logo).read_bytes()).decode("ascii")
    return f'<img class="logo" src="data:{_kind(logo)};base64,{data}" alt="">'

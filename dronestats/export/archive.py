"""Office files are zip archives of XML: the same content shall give the same bytes, and every text shall fit in."""

from __future__ import annotations

import io
import re
import zipfile

_DAY = (1980, 1, 1, 0, 0, 0)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_PROPERTY = 255  # letters of the title of a file
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def xml_text(text: str) -> str:
    """Return a text with a space for each sign that XML cannot hold.

    Examples
    --------
    >>> xml_text(chr(7) + "a")
    ' a'
    """
    return _CONTROL.sub(" ", text)


def without_clock(content: bytes) -> bytes:
    """Return an office file without the time at which it was written, also in the workbooks inside it.

    Examples
    --------
    >>> buffer = io.BytesIO()
    >>> with zipfile.ZipFile(buffer, "w") as archive:
    ...     archive.writestr("a.xml", "<a/>")
    >>> zipfile.ZipFile(io.BytesIO(without_clock(buffer.getvalue()))).infolist()[0].date_time
    (1980, 1, 1, 0, 0, 0)
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name.endswith(".xlsx"):
                part = without_clock(part)
            elif name == "docProps/core.xml":
                part = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, part)
    return buffer.getvalue()

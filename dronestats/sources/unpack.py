"""Files, folders and archives -> streams of bytes within limits; what lies outside the limits is named, not read."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dronestats.errors import shown

# So much may be read whole (a text, a page, a JSON document), and so much may come out of an archive, line by line;
# beyond the ratio of unpacked to packed it is a bomb.
MOST_BYTES = 256 * 2**20
MOST_STREAMED = 64 * 2**30
MOST_RATIO = 200
MOST_MEMBERS = 20_000
# No ratio is taken of less than this: a page of spaces is no bomb.
_SMALL = 2**16
_ASCII = bytes(range(128))

_MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
_MARKS |= {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_HEAD = 2048
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_DECLARED = {name: name for name in ("koi8-r", "koi8-u", "iso-8859-5", "cp866", "ibm866", "mac-cyrillic")}
_DECLARED["x-mac-cyrillic"] = "mac-cyrillic"
_ENOUGH = 100
_TURN = re.compile(rb"[\xe0-\xff][\xc0-\xdf]")

_READ_FAULTS = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, struct.error, zlib.error, lzma.LZMAError,
    zipfile.BadZipFile,
)  # fmt: skip
_LEADS_OUT = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")


class Fault(NamedTuple):
    """One thing that could not be read: where, what is wrong, the way out."""

    path: str
    where: str
    what: str
    way_out: str


class Broken(Exception):
    """A stream ends here: ``what`` is wrong, ``way_out``."""

    def __init__(self, what: str, way_out: str):
        super().__init__(what)
        self.what, self.way_out = what, way_out


class File(NamedTuple):
    """One unpacked file: its name, where it lies, and how to open it, from the start each time."""

    name: str
    path: str
    open: Callable[[], io.BufferedReader]


def paths_of(paths: Iterable[str | Path], but: Iterable[str | Path] = ()) -> Iterator[Path | Fault]:
    """Yield the files that paths and folders name, in order of their names, and a Fault for each that must not be read.

    ``-``, standard input, is passed on. Hidden files in folders are left out, and the files `but`, which are written.
    """
    written = {Path(path).absolute() for path in but}
    for path in paths:
        own = Path(path)
        if own.is_dir():
            yield from (one for one in _inside(own) if isinstance(one, Fault) or one.absolute() not in written)
        elif own.is_file() or str(path) == "-":
            yield own
        else:
            what = "is no regular file" if own.exists() else "no such file or folder"
            yield Fault(shown(path), "", what, "check the name; - is standard input")


def files_of(path: Path) -> Iterator[File | Fault]:
    """Yield the unpacked files in a file, and a Fault for each that must not or cannot be read."""
    where = shown(path)
    if str(path) == "-":
        yield File("stdin", "-", lambda: _stream(_standard_input))
    elif path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                yield from _members(archive, where, path.stat().st_size)
        except _READ_FAULTS as error:
            yield Fault(where, "", f"cannot be read ({shown(error)})", "is the file complete?")
    elif path.suffix.lower() == ".gz":
        size = path.stat().st_size
        yield File(path.stem, where, lambda: _stream(lambda: gzip.GzipFile(path), size))
    else:
        yield File(path.name, where, lambda: _stream(lambda: path.open("rb")))


def _standard_input():
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer


def read_whole(file: File) -> bytes:
    """Return the bytes of a file, or raise Broken for one that is too large to be read whole."""
    with file.open() as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Broken(f"larger than {MOST_BYTES >> 20} MB", "split it")
    return data


class Bytes(NamedTuple):
    """What tells how bytes are to be read as text."""

    mark: str  # the encoding that the first bytes name: utf-16, utf-32
    odd: int  # places that are no UTF-8
    high: int  # bytes that are no ASCII
    strange: int = 0  # of them, those in stretches that make no words in Windows-1251

    @property
    def encoding(self) -> str:
        """UTF-16 and UTF-32 by their marks; UTF-8 if nearly all of it is; else Windows-1251."""
        is_utf8 = self.odd * 10 <= self.high - self.odd
        return self.mark or ("utf-8-sig" if is_utf8 else "cp1251")

    @property
    def doubt(self) -> str:
        """What is wrong with reading all of it in that encoding, if anything is."""
        if self.encoding == "utf-8-sig" and self.odd:
            return f"holds {self.odd} bytes that are no UTF-8"
        mixed, strange = (self.high - self.odd) * 20 > self.high, self.strange * 2 > self.high
        return "is neither UTF-8 nor Windows-1251 throughout" if self.encoding == "cp1251" and mixed | strange else ""


def survey_bytes(stream) -> Bytes:
    """Return what the bytes of a stream are; one that breaks off is judged by what comes before."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    odd = high = strange = 0
    is_first = True
    try:
        while chunk := stream.read(2**20):
            if is_first and (mark := next((name for sign, name in _MARKS.items() if chunk.startswith(sign)), "")):
                return Bytes(mark, 0, 0)
            is_first = False
            own = chunk.translate(None, _ASCII)
            wrong = decoder.decode(chunk).count("\ufffd") - chunk.count("\ufffd".encode())
            odd, high = odd + wrong, high + len(own)
            strange += len(own) if wrong and _is_strange(chunk, own) else 0
    except Broken:
        pass
    return Bytes("", odd, high, strange)


def _is_strange(chunk: bytes, high: bytes) -> bool:
    """Return whether bytes that are no ASCII make no words in Windows-1251: KOI8-R, CP866, ISO-8859-5.

    In words hardly any are signs, a capital hardly ever follows a small letter, and Й and Ф, which и and т of KOI8-R
    look like, are rare.
    """
    if len(high) < _ENOUGH:
        return False
    signs = sum(map(high.count, range(0x80, 0xC0)))
    turns = len(_TURN.findall(chunk))
    return signs * 4 > len(high) or turns * 12 > len(high) or sum(map(high.count, b"\xc9\xd4")) * 20 > len(high)


def decode(data: bytes) -> str:
    """Return bytes as text (UTF-8, UTF-16 by its mark, Windows-1251, what a page declares); the rest becomes U+FFFD.

    Examples
    --------
    >>> decode("Збито 17".encode("cp1251")), decode("Збито 17".encode("utf-8-sig"))
    ('Збито 17', 'Збито 17')
    """
    return data.decode(encoding_of(data, survey_bytes(io.BytesIO(data))), errors="replace")


def encoding_of(data: bytes, found: Bytes) -> str:
    """Return the encoding of a text, a page or a document: what it declares itself, where it is no UTF-8."""
    declared = _CHARSET.search(data[:_HEAD])
    name = declared[1].decode("ascii").lower() if declared else ""
    return _DECLARED.get(name, found.encoding) if found.encoding == "cp1251" else found.encoding


def _inside(folder: Path) -> Iterator[Path | Fault]:
    root = os.path.realpath(folder)
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_dir() and not path.is_symlink() and not os.access(path, os.R_OK | os.X_OK):
            yield Fault(shown(path), "", "is a folder that cannot be opened", "allow it to be read")
        if path.is_symlink() and os.path.commonpath([root, os.path.realpath(path)]) != root:
            yield Fault(shown(path), "", "is a link that leads out of the folder", "give the file itself")
        elif path.is_file():
            yield path
        elif not path.is_dir():
            yield Fault(shown(path), "", "is no regular file", "remove it")


def _members(archive: zipfile.ZipFile, path: str, size: int) -> Iterator[File | Fault]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    unpacked, packed = (sum(getattr(own, name) for own in members) for name in ("file_size", "compress_size"))
    if len(members) > MOST_MEMBERS or unpacked > MOST_STREAMED:
        yield Fault(path, "", f"holds more than {MOST_MEMBERS} files or {MOST_STREAMED >> 20} MB", "split it")
    elif packed > size:
        yield Fault(path, "", "its files overlap, as those of a bomb do", "unpack it yourself if you trust it")
    else:
        for member in sorted(members, key=lambda member: member.filename):
            name = member.filename
            if _LEADS_OUT.search(name) or shown(name) != name:
                yield Fault(f"{path}!{shown(name)}", "", "has a name that no file should have", "rename it")
            else:
                yield File(PurePosixPath(name).name, f"{path}!{name}", partial(_opened, archive, member))


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> io.BufferedReader:
    return _stream(lambda: archive.open(member), member.compress_size)


def _stream(open_it: Callable, packed: int | None = None) -> io.BufferedReader:
    return io.BufferedReader(_Bounded(open_it, packed))


class _Bounded(io.RawIOBase):
    """A stream that ends with Broken where it is damaged or unpacks to far too much."""

    def __init__(self, open_it: Callable, packed: int | None = None):
        self.packed, self.count = packed, 0
        self.source = self._try(open_it)

    def _try(self, work: Callable):
        try:
            return work()
        except _READ_FAULTS as error:
            told = getattr(error, "strerror", None) or error
            raise Broken(f"cannot be read ({shown(told)})", "is it complete, and not encrypted?") from error

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self._try(lambda: self.source.read(len(buffer)))
        self.count += len(data)
        if self.packed is not None and self.count > min(max(self.packed, _SMALL) * MOST_RATIO, MOST_STREAMED):
            raise Broken("unpacks to far more than its size", "unpack it yourself if you trust it")
        buffer[: len(data)] = data
        return len(data)

    def close(self):
        if not self.closed:
            self.source.close()
        super().close()

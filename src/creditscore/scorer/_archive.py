"""Folders and zips of small files, written whole or not at all, read with everything odd refused.

What only writing or zips need is imported there: a scorer that starts from a folder does not pay for it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from creditscore.errors import BundleError

if TYPE_CHECKING:
    import zipfile

MAX_FILES = 512
MAX_FILE = 64 * 2**20
MAX_TOTAL = 256 * 2**20
"""Caps: files, bytes of one file, bytes of all."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,4}")
_TIME = (1980, 1, 1, 0, 0, 0)


def is_safe(name: str) -> bool:
    """Whether a name is a plain relative path that cannot climb out of anything.

    >>> is_safe("arrays/left.npy"), is_safe("../x"), is_safe("/etc/x"), is_safe("a/.hidden"), is_safe("a b")
    (True, False, False, False, False)
    """
    return _NAME.fullmatch(name) is not None


def folder_of(path: Path) -> bool:
    """Whether a bundle of this name is a folder rather than a zip."""
    return path.suffix.lower() not in (".zip", ".csb")


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """The folder ``path`` with exactly these files, replacing an old one at the end."""
    import shutil
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        made.chmod(0o755)
        for name, content in files.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _move(made, path)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move(made: Path, path: Path) -> None:
    import shutil
    import tempfile

    if not path.exists():
        made.rename(path)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{path.name}.old.", dir=path.parent))
    path.rename(old / "old")
    try:
        made.rename(path)
    except OSError:
        (old / "old").rename(path)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """The zip ``path``: stored, sorted, fixed times, so that equal files give equal bytes."""
    import tempfile
    import zipfile

    if path.is_dir():
        raise BundleError(
            f"{path.name}: is a folder, and a bundle of this name would be a zip; choose another name"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for member in sorted(files):
                info = zipfile.ZipInfo(member, _TIME)
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                info.create_system = 3
                archive.writestr(info, files[member])
        made.chmod(0o644)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def same_folder(path: Path, files: Mapping[str, bytes]) -> bool:
    """Whether ``path`` already holds exactly these files."""
    try:
        return read_files(path) == dict(files)
    except BundleError:
        return False


def read_files(path: Path) -> dict[str, bytes]:
    """Every file of a folder or zip. Raises BundleError naming the file that is odd or too large."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        raise BundleError(f"{path.name}: no such bundle; wanted a folder or a zip") from None
    if stat.S_ISLNK(mode):
        raise BundleError(f"{path.name}: is a symbolic link; name the bundle itself")
    if stat.S_ISDIR(mode):
        return dict(_folder(path))
    if not stat.S_ISREG(mode):
        raise BundleError(f"{path.name}: wanted a folder or a zip")
    return _zip(path)


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    total = 0
    for count, (name, file) in enumerate(sorted(_walk(path, "")), start=1):
        if not is_safe(name):
            raise BundleError(f"{name!r}: not a name a bundle may hold")
        content = _read(file, name)
        total += len(content)
        _cap(name, count, total)
        yield name, content


def _walk(folder: Path, prefix: str, depth: int = 0) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        for seen, entry in enumerate(entries):
            name = prefix + entry.name
            if entry.is_symlink():
                raise BundleError(f"{name}: is a symbolic link; a bundle holds plain files only")
            if seen > MAX_FILES or depth > 4:
                raise BundleError(f"{name}: more files or folders than a bundle may hold")
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{name}/", depth + 1)
            elif entry.is_file(follow_symlinks=False):
                yield name, Path(entry.path)
            else:
                raise BundleError(f"{name}: is neither a plain file nor a folder")


def _read(file: Path, name: str) -> bytes:
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise BundleError(f"{name}: cannot be read ({error.strerror})") from None
    with os.fdopen(handle, "rb") as source:
        content = source.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise BundleError(f"{name}: larger than {MAX_FILE} bytes")
    return content


def _cap(name: str, count: int, total: int) -> None:
    if count > MAX_FILES or total > MAX_TOTAL:
        raise BundleError(f"{name}: with it the bundle is more than {MAX_FILES} files or {MAX_TOTAL} bytes")


def _zip(path: Path) -> dict[str, bytes]:
    import zipfile
    import zlib

    if path.stat().st_size > MAX_TOTAL + 2**20:
        raise BundleError(f"{path.name}: larger than {MAX_TOTAL} bytes")
    try:
        with zipfile.ZipFile(path) as archive:
            return _members(archive)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise BundleError(f"{path.name}: not a sound zip ({type(error).__name__})") from None


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for count, info in enumerate(archive.infolist(), start=1):
        name = info.filename
        if info.is_dir() and is_safe(name.rstrip("/")):
            continue
        mode = info.external_attr >> 16
        if not is_safe(name) or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
            raise BundleError(f"{name!r}: not a plain file with a plain relative name")
        if name.lower() in {known.lower() for known in files}:
            raise BundleError(f"{name}: stands twice in the zip")
        if info.flag_bits & 1 or info.file_size > MAX_FILE:
            raise BundleError(f"{name}: encrypted, or larger than {MAX_FILE} bytes")
        total += info.file_size
        _cap(name, count, total)
        with archive.open(info) as member:
            content = member.read(MAX_FILE + 1)
        if len(content) != info.file_size:
            raise BundleError(f"{name}: its size is not the one the zip says")
        files[name] = content
    return files

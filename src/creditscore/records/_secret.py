"""The key of person links: read from a file outside the data, handed to the engine as two padded halves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from creditscore.errors import MappingError
from creditscore.records._folding import INNER, OUTER

if TYPE_CHECKING:
    import duckdb

SHORTEST = 32
"""Bytes of a key, at least: the length of the hash (RFC 2104 section 3)."""

_BLOCK = 64


def read_key(path: Path, *, outside: tuple[Path, ...]) -> bytes:
    """The key in a file, line ends at its end left off. It may not lie in the folders ``outside``."""
    for folder in outside:
        if path.resolve().is_relative_to(folder.resolve()):
            raise MappingError(
                f"{path}: the key lies inside {folder}; whoever gets the data would get the key; keep it elsewhere"
            )
    try:
        key = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise MappingError(
            f"{path}: the key cannot be read ({error.strerror}); wanted a file of at least {SHORTEST} random bytes"
        ) from error
    if len(key) < SHORTEST:
        raise MappingError(
            f"{path}: the key is too short: {len(key)} bytes; wanted at least {SHORTEST} random bytes; make a new one"
        )
    return key


def arm(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Let ``keyed_hash`` work on a connection; the key enters as parameters, never as part of a statement."""
    import hashlib

    padded = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    for variable, mask in ((INNER, 0x36), (OUTER, 0x5C)):
        connection.execute(f"SET VARIABLE {variable} = ?::BLOB", [bytes(byte ^ mask for byte in padded)])


def fingerprint(key: bytes) -> str:
    """What tells one key from another without giving it away; an HMAC of a fixed text, shortened."""
    import hashlib
    import hmac

    return hmac.new(key, b"creditscore key fingerprint", hashlib.sha256).hexdigest()[:16]

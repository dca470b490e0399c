"""How much a delivered file may hold before it is refused unread."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on one file. ``cell`` and ``line`` in characters, ``unpacked`` and ``strings`` in bytes.

    ``ratio`` is unpacked to packed size, asked only of what unpacks to more than ``small`` bytes: honest sheets stay
    below 50, a bomb comes near deflate's limit of 1,030.
    """

    cell: int = 131_072
    line: int = 4_194_304
    header_rows: int = 20
    rows: int = 1_048_576
    columns: int = 16_384
    unpacked: int = 4 << 30
    strings: int = 512 << 20
    ratio: int = 200
    small: int = 64 << 20


LIMITS = Limits()
"""The caps in force; rows and columns are those of the format itself."""

"""Whether two texts are one: the same words, or nearly, whoever files them.

A text's *print* is a hash of its terms in their order: texts with one print differ in case, punctuation, markup,
white space and endings of words at most. Its *sketch* holds the smallest hashes of its runs of three words (bottom-k
sketches: Cohen and Kaplan 2007; resemblance: Broder 1997); how many of the smallest two sketches share estimates how
many runs their texts share. Both are made in one pass over the text, and compared without reading it again.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_PRINTED: Final = 8
"""Words from which a text is nobody else's by chance: two members may both write that they loved every minute."""
LEAST_SKETCHED: Final = 16
"""Words from which runs of three tell a changed copy from another text."""
RUN: Final = 3
KEPT: Final = 24
"""Hashes in a sketch, of four bytes each."""
NEAR: Final = 0.3
"""Of what two sketches hold, the share from which their texts are nearly the same."""
_MIXED: Final = 0x9E3779B1
"""Knuth's multiplier: the smallest checksums alone would favour runs that look alike."""


def print_of(terms: Sequence[str]) -> bytes | None:
    """Hash a text, given as its terms; None for one so short that others write it too."""
    if len(terms) < LEAST_PRINTED:
        return None
    return hashlib.blake2b(" ".join(terms).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sketch_of(terms: Sequence[str]) -> bytes | None:
    """Sketch a text, given as its terms: its smallest hashes, big-endian, ascending; None for a short one."""
    if len(terms) < LEAST_SKETCHED:
        return None
    runs = zip(*(terms[at:] for at in range(RUN)), strict=False)
    smallest = sorted({_hash(" ".join(run)) for run in runs})[:KEPT]
    return struct.pack(f">{len(smallest)}I", *smallest)


def _hash(run: str) -> int:
    return zlib.crc32(run.encode("utf-8", "surrogatepass")) * _MIXED & 0xFFFFFFFF


def likeness(one: bytes, other: bytes) -> float:
    """Estimate from two sketches how much of their runs two texts share (Jaccard): 0 to 1."""
    first, second = _numbers(one), _numbers(other)
    smallest = sorted(first | second)[:KEPT]
    return sum(number in first and number in second for number in smallest) / max(len(smallest), 1)


def _numbers(sketch: bytes) -> set[int]:
    return {number for (number,) in struct.iter_unpack(">I", sketch)}

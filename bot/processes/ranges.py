"""Which process has which shards."""

from __future__ import annotations

from itertools import pairwise


def split(shards: tuple[int, ...], count: int) -> list[tuple[int, ...]]:
    """Cut shards into so many runs of them, as even as can be. Raises ValueError where there are fewer than that."""
    if count > len(shards):
        raise ValueError(f"{count} processes would have {len(shards)} shards between them; name fewer processes")
    size, more = divmod(len(shards), count)
    ends = [place * size + min(place, more) for place in range(count + 1)]
    return [shards[begin:end] for begin, end in pairwise(ends)]


def written(shards: tuple[int, ...], count: int) -> str:
    """Write a run of shards as PULLQUOTE_SHARDS has it."""
    return f"{shards[0]}-{shards[-1]}/{count}"

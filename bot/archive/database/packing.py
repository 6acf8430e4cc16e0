"""Short texts made shorter: zlib with a dictionary of what reviews and their analyses are full of.

zlib finds what a text repeats; in a text as short as a review most of that is not in it yet. What is
packed names the dictionary that it needs (RFC 1950, FDICT), so a better one can come to stand beside
this one. This one never changes: archives were written with it.
"""

from __future__ import annotations

import zlib

# What is likeliest stands last: zlib writes what is near with fewer bits.
DICTIONARY = (
    b"something anything everything another actually probably because though although without whole much more most "
    b"than then them these those other which while where there their they were would could should about after again "
    b"movie films film story plot scenes scene characters character acting actors actor performance performances "
    b"director directed script music score ending good great best better bad worst worse well really very little "
    b"never ever just like even only some when will what with from have has had been this that are not but his her "
    b"one all can for you who was its it's the movie is the film is one of the in the of the to the and the on the "
    b"with the for the to be it is that the is a as a and a in a of a a lot of the best of the first at the end of "
    b'this film this movie"f":["","g":[0.25],"r":[[250,"negated"]],"x":[],"a":[["visuals",["pacing",["music",'
    b'["direction",["writing",["story",["characters",["acting","negative","mixed","unsure",],"l":"en","w":1,"m":""}],'
    b'"s":[0,1,2],"q":[1,2],"a":[["acting",{"v":1,"t":["positive",500,800],"n":[[0,50,500,-100],[1,60,400,200],[1,70,'
)


def pack(text: str) -> bytes:
    """Compress a text: some 40 µs for a review, which then takes half."""
    packer = zlib.compressobj(9, zdict=DICTIONARY)
    return packer.compress(text.encode()) + packer.flush()


def unpack(packed: bytes) -> str:
    """Give a packed text back. Raises zlib.error for bytes that are none."""
    unpacker = zlib.decompressobj(zdict=DICTIONARY)
    text = unpacker.decompress(packed)
    if not unpacker.eof:
        raise zlib.error("incomplete")
    return text.decode()

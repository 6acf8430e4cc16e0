"""Pullquote: a Discord bot that reads film reviews and keeps a server's memory of them."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("pullquote")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"

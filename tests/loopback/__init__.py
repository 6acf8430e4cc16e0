"""A Discord of our own on loopback: real sockets for what a simulated one cannot show.

SimCord, which most tests use, stands in for discord.py's connection: fast, and without a network. What is about the
network itself (starting, losing the gateway, load, a program of its own) meets this one: REST, gateway and CDN on one
port of 127.0.0.1.
"""

from tests.loopback.server import Loopback

__all__ = ["Loopback"]

"""Finding sentences for people that stand in the code outside the catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.speech.extraction import errors

_WORDS = re.compile(r"[A-Za-z’']{2,},? [A-Za-z’']{2,}")
"""Two words beside each other are a sentence."""
_ALONE = re.compile(r"[^\w]*[A-Z][a-z]+(?: [a-z]+)*…?[^\w]*")
"""A word with a capital, alone, is a label."""
_PIECE = re.compile(r"(?<![\w/:`<])[a-z]{2,}(?![\w/:`>=])|[A-Z][a-z]+")
"""Between what is filled in, one word is enough."""
_NO_WORDS = re.compile(r"<[^>]*>|\w+://[^\s)]*|`[^`]*`|\*\*")
"""Mentions, addresses, commands and markup."""
_FOR_US = frozenset(
    {"log", "logging", "getLogger", "compile", "ValueError", "TypeError", "KeyError", "RuntimeError", "cast"}
)
"""Calls whose words are for whoever runs or writes the bot: logs, patterns, faults of ours."""
_MARKS = frozenset({"_", "N_", "NN_", "ngettext", "pgettext"})
_DECORATORS = frozenset({"command", "describe", "Group", "ContextMenu", "choices"})
"""What a command is declared by: its words are taken from the command itself."""
_NAMES = frozenset({"custom_id", "name", "file", "sends", "prefix", "nonce", "format", "key"})
"""Arguments that name something to the code."""


def unspoken(path: Path) -> list[tuple[int, str]]:
    """Give (line, words) of each sentence of a module that is not marked for the catalogues."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return sorted((node.lineno, shown) for node in _strings(tree) if (shown := _sentence(node)))


def _strings(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    for child in _children(node):
        if isinstance(child, ast.JoinedStr):
            yield child
            for value in child.values:
                if isinstance(value, ast.FormattedValue):
                    yield from _strings(value)
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        else:
            yield from _strings(child)


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """Give the parts of a node in which a sentence may stand."""
    match node:
        case ast.Call():
            return _of_call(node)
        # A docstring, or the words below a constant.
        case ast.Expr(value=ast.Constant()) | ast.Subscript() | ast.Compare() | ast.arg():
            return ()
        case ast.Dict():  # its keys are for the code
            return node.values
        case ast.AnnAssign(value=ast.expr() as value):
            return (value,)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.body, *(each for each in (*node.args.defaults, *node.args.kw_defaults) if each)]
        case _:
            return ast.iter_child_nodes(node)


def _of_call(node: ast.Call) -> Iterable[ast.AST]:
    called = _called(node.func)
    if called in _FOR_US or called in _DECORATORS:
        return ()
    said = () if called in _MARKS or called in set(errors()) else node.args
    return [*said, *(each.value for each in node.keywords if each.arg not in _NAMES), node.func]


def _called(function: ast.expr) -> str:
    """Name what is called: of `log.error` the `log`."""
    if isinstance(function, ast.Attribute):
        owner = function.value
        return owner.id if isinstance(owner, ast.Name) and owner.id in _FOR_US else function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _sentence(node: ast.Constant | ast.JoinedStr) -> str:
    """Give the words of a string that is a sentence for people; empty for any other."""
    if isinstance(node, ast.Constant):
        text = _NO_WORDS.sub("", str(node.value))
        return str(node.value) if _WORDS.search(text) or _ALONE.fullmatch(text) else ""
    pieces = [str(value.value) for value in node.values if isinstance(value, ast.Constant)]
    text = _NO_WORDS.sub("", "\0".join(pieces))
    return "…".join(pieces) if _PIECE.search(text) else ""

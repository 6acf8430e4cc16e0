"""`python -m bot.analysis.training CORPORA`: rebuild the weights and their card from the corpora."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from bot.analysis.training.fit import FOLDS, train


def main() -> None:
    """Read the command line and train."""
    parser = ArgumentParser(prog="python -m bot.analysis.training", description="Rebuild the models of bot.analysis.")
    parser.add_argument("corpora", type=Path, help="the folder of the corpora")
    parser.add_argument("--folds", type=Path, default=FOLDS, help="keep each fold's weights in this folder")
    parser.add_argument("--part", action="append", default=[], help="train this part alone, on the n-grams as they are")
    parser.add_argument("--talk", type=Path, help="the conversations of CMU DoG: people who talk about films")
    options = parser.parse_args()
    train(options.corpora, options.folds, options.part, options.talk)


if __name__ == "__main__":
    main()

"""`python -m bot.analysis.training CORPORA`: rebuild the weights and their card from the corpora."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from bot.analysis.training.fit import train


def main() -> None:
    """Read the command line and train."""
    parser = ArgumentParser(prog="python -m bot.analysis.training", description="Rebuild the models of bot.analysis.")
    parser.add_argument("corpora", type=Path, help="the folder of the corpora")
    parser.add_argument("--folds", type=Path, help="keep each fold's weights in this folder, for the benchmarks")
    options = parser.parse_args()
    train(options.corpora, options.folds)


if __name__ == "__main__":
    main()

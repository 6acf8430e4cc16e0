"""`python -m bot.analysis.training CORPORA`: rebuild the weights from the corpora."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.analysis.training.fit import train

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m bot.analysis.training CORPORA")
    train(Path(sys.argv[1]))

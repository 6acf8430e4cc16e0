"""Training the models of `bot.analysis`: `python -m bot.analysis.training CORPORA`.

Needs numpy alone; takes minutes on two cores; the same corpora give the same weights.
"""

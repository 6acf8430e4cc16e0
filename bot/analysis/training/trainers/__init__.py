"""The trainers of the parts, a module each; `bot.analysis.training.parts` says what they have in common."""

"""A copy of the whole archive, the way back from it, and erasing again what was erased since."""

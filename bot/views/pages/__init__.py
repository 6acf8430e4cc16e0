"""Whole pages as layouts, one module each."""

"""Rows of one server made into records, records into rows, and pages of them."""

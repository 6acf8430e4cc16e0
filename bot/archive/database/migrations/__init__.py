"""The history of the archive's schema, run by Alembic."""

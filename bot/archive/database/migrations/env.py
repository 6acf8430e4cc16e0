"""Runs the migrations on the connection that `migrate` hands over; silent, and never on its own."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()

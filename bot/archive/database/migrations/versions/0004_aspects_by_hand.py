"""People can correct what a review says of a side of its film, as they can its label."""

import sqlalchemy as sa
from alembic import op

revision = "0004_aspects_by_hand"
down_revision = "0003_pasts_and_marks"


def upgrade() -> None:
    op.add_column("review", sa.Column("aspects_by_hand", sa.JSON(), nullable=False, server_default="[]"))

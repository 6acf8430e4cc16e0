"""Nobody chose English while there was nothing else: servers speak the language that Discord has for them."""

import sqlalchemy as sa
from alembic import op

revision = "0012_languages_of_servers"
down_revision = "0011_members_published"


def upgrade() -> None:
    op.execute(sa.text("UPDATE server SET language = ''"))

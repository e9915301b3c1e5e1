"""What an outbox message is about, so that messages about one thing keep their order"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column('outbox', sa.Column('subject', sa.String(length=64), nullable=True))
    told = sa.text('subject IS NOT NULL')
    op.create_index(
        op.f('ix_outbox_subject_id'), 'outbox', ['subject', 'id'], sqlite_where=told, postgresql_where=told
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f('ix_outbox_subject_id'), 'outbox')
    op.drop_column('outbox', 'subject')

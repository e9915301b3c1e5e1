"""What a catalogue version changed, and how it answered its regression set"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('catalogue_versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('figures', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('catalogue_versions', schema=None) as batch_op:
        batch_op.drop_column('figures')
        batch_op.drop_column('note')

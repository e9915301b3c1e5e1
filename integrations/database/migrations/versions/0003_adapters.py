"""Adapters trained on a catalogue version"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('adapters',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('encoder', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('trained_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['version'], ['catalogue_versions.number'], name=op.f('fk_adapters_version')),
    sa.PrimaryKeyConstraint('version', 'encoder', name=op.f('pk_adapters'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('adapters')

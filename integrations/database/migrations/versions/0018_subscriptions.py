"""Subscriptions to topics, items and licences"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('interests',
    sa.Column('id', sa.String(length=24), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_interests_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interests')),
    sa.UniqueConstraint('citizen_id', 'kind', 'ref', name=op.f('uq_interests_citizen_id_kind_ref'))
    )
    op.create_index(op.f('ix_interests_kind_ref_citizen_id'), 'interests', ['kind', 'ref', 'citizen_id'])
    op.create_table('advised',
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('value', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_advised'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('advised')
    op.drop_table('interests')

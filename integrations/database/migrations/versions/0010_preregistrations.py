"""Pre-registrations at a counter, and codes that were none"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('preregistrations',
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('code', sa.LargeBinary(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('variant', sa.String(length=200), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('form', sa.String(length=32), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_preregistrations')),
    sa.UniqueConstraint('code', name=op.f('uq_preregistrations_code'))
    )
    op.create_index(op.f('ix_preregistrations_expires_at'), 'preregistrations', ['expires_at'])
    op.create_table('preregistration_misses',
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False)
    )
    op.create_index(op.f('ix_preregistration_misses_citizen_id_at'), 'preregistration_misses', ['citizen_id', 'at'])


def downgrade() -> None:
    """Go back."""
    op.drop_table('preregistration_misses')
    op.drop_table('preregistrations')

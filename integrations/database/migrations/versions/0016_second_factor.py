"""The second factor of staff"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('staff_factors',
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_factors_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_factors'))
    )
    op.create_table('staff_recovery_codes',
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_recovery_codes_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'digest', name=op.f('pk_staff_recovery_codes'))
    )
    op.create_table('staff_arrivals',
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('method', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_arrivals_staff_id_staff')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_staff_arrivals'))
    )
    op.create_index(op.f('ix_staff_arrivals_expires_at'), 'staff_arrivals', ['expires_at'])
    op.create_index(op.f('ix_staff_arrivals_staff_id'), 'staff_arrivals', ['staff_id'])


def downgrade() -> None:
    """Go back."""
    op.drop_table('staff_arrivals')
    op.drop_table('staff_recovery_codes')
    op.drop_table('staff_factors')

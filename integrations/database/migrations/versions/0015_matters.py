"""Matters: complaints, suggestions and what was sent up, with the way each of them went"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('matters',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('tier', sa.String(length=16), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('handover_id', sa.String(length=16), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('opened_by', sa.String(length=16), nullable=False),
    sa.Column('proposed_by', sa.String(length=16), nullable=False),
    sa.Column('decision', sa.String(length=16), nullable=False),
    sa.Column('answered_by', sa.String(length=16), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('promised', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('extended_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('code', sa.LargeBinary(), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matters'))
    )
    op.create_index(op.f('ix_matters_citizen_id_opened_at'), 'matters', ['citizen_id', 'opened_at'])
    op.create_index(op.f('ix_matters_handover_id'), 'matters', ['handover_id'])
    op.create_index(op.f('ix_matters_opened_at'), 'matters', ['opened_at'])
    op.create_index(op.f('ix_matters_state_due'), 'matters', ['state', 'due'])
    op.create_table('matter_steps',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('matter_id', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('act', sa.String(length=16), nullable=False),
    sa.Column('tier', sa.String(length=16), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['matter_id'], ['matters.id'], name=op.f('fk_matter_steps_matter_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matter_steps')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_matter_steps_matter_id'), 'matter_steps', ['matter_id'])


def downgrade() -> None:
    """Go back."""
    op.drop_table('matter_steps')
    op.drop_table('matters')

"""The day in the hall: tickets, numbers, open windows"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('hall_days',
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('venue', 'day', name=op.f('pk_hall_days'))
    )
    op.create_table('hall_desks',
    sa.Column('window', sa.String(length=48), nullable=False),
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('window', name=op.f('pk_hall_desks')),
    sa.UniqueConstraint('staff_id', name=op.f('uq_hall_desks_staff_id'))
    )
    op.create_index(op.f('ix_hall_desks_venue'), 'hall_desks', ['venue'])
    op.create_table('hall_lines',
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('line', sa.String(length=1), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('venue', 'day', 'line', name=op.f('pk_hall_lines'))
    )
    op.create_table('hall_tickets',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('line', sa.String(length=1), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('items', sa.String(length=400), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entitled', sa.Boolean(), nullable=False),
    sa.Column('first', sa.Boolean(), nullable=False),
    sa.Column('appointment', sa.String(length=32), nullable=True),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('window', sa.String(length=48), nullable=False),
    sa.Column('holds', sa.String(length=48), nullable=True),
    sa.Column('calls', sa.SmallInteger(), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['appointment'], ['appointments.id'], name=op.f('fk_hall_tickets_appointment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hall_tickets')),
    sa.UniqueConstraint('appointment', name=op.f('uq_hall_tickets_appointment')),
    sa.UniqueConstraint('holds', name=op.f('uq_hall_tickets_holds')),
    sa.UniqueConstraint('venue', 'day', 'line', 'number', name=op.f('uq_hall_tickets_venue_day_line_number'))
    )
    op.create_index(op.f('ix_hall_tickets_citizen_id_day'), 'hall_tickets', ['citizen_id', 'day'])
    op.create_index(op.f('ix_hall_tickets_state_day'), 'hall_tickets', ['state', 'day'])


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f('ix_hall_tickets_state_day'), table_name='hall_tickets')
    op.drop_index(op.f('ix_hall_tickets_citizen_id_day'), table_name='hall_tickets')
    op.drop_table('hall_tickets')
    op.drop_table('hall_lines')
    op.drop_index(op.f('ix_hall_desks_venue'), table_name='hall_desks')
    op.drop_table('hall_desks')
    op.drop_table('hall_days')

"""Appointments: supply, counters, places on their way back, the waiting list"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('booking_persons',
    sa.Column('person', sa.String(length=32), nullable=False),
    sa.Column('turns', sa.Integer(), nullable=False),
    sa.Column('barred_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('person', name=op.f('pk_booking_persons'))
    )
    op.create_table('freed_places',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('window', sa.String(length=48), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('start', sa.SmallInteger(), nullable=False),
    sa.Column('slots', sa.SmallInteger(), nullable=False),
    sa.Column('minutes', sa.SmallInteger(), nullable=False),
    sa.Column('quota', sa.String(length=16), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_freed_places')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('freed_places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_freed_places_due_at'), ['due_at'], unique=False)

    op.create_table('slot_counters',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('window', sa.String(length=48), nullable=False),
    sa.Column('start', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('quota', sa.String(length=16), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'window', 'start', 'quota', name=op.f('pk_slot_counters'))
    )
    op.create_table('supplies',
    sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('revision', name=op.f('pk_supplies'))
    )
    op.create_table('appointments',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('whom', sa.String(length=32), nullable=False),
    sa.Column('items', sa.String(length=400), nullable=False),
    sa.Column('situation', sa.String(length=200), nullable=False),
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('window', sa.String(length=48), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('start', sa.SmallInteger(), nullable=False),
    sa.Column('slots', sa.SmallInteger(), nullable=False),
    sa.Column('minutes', sa.SmallInteger(), nullable=False),
    sa.Column('quota', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('cause', sa.String(length=200), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=True),
    sa.Column('appeal', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_appointments_citizen_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointments'))
    )
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointments_citizen_id_created_at_id'), ['citizen_id', 'created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appointments_day_venue'), ['day', 'venue'], unique=False)
        batch_op.create_index(batch_op.f('ix_appointments_state_expires_at'), ['state', 'expires_at'], unique=False)

    op.create_table('waiting_list',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('whom', sa.String(length=32), nullable=False),
    sa.Column('item', sa.String(length=64), nullable=False),
    sa.Column('venue', sa.String(length=32), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('quota', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('appointment', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waits_for', sa.String(length=140), nullable=True),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_waiting_list_citizen_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_list')),
    sa.UniqueConstraint('waits_for', name=op.f('uq_waiting_list_waits_for')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('waiting_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waiting_list_citizen_id_state'), ['citizen_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiting_list_state_item_id'), ['state', 'item', 'id'], unique=False)

    op.create_table('appointment_persons',
    sa.Column('appointment_id', sa.String(length=32), nullable=False),
    sa.Column('person', sa.String(length=32), nullable=False),
    sa.Column('place', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('single', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_appointment_persons_appointment_id')),
    sa.PrimaryKeyConstraint('appointment_id', 'person', 'place', name=op.f('pk_appointment_persons')),
    sa.UniqueConstraint('person', 'single', name=op.f('uq_appointment_persons_person_single'))
    )
    with op.batch_alter_table('appointment_persons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointment_persons_person_open'), ['person', 'open'], unique=False)

    op.create_table('no_shows',
    sa.Column('person', sa.String(length=32), nullable=False),
    sa.Column('appointment_id', sa.String(length=32), nullable=False),
    sa.Column('missed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_no_shows_appointment_id')),
    sa.PrimaryKeyConstraint('person', 'appointment_id', name=op.f('pk_no_shows'))
    )
    with op.batch_alter_table('no_shows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_no_shows_appointment_id'), ['appointment_id'], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('no_shows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_no_shows_appointment_id'))

    op.drop_table('no_shows')
    with op.batch_alter_table('appointment_persons', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointment_persons_person_open'))

    op.drop_table('appointment_persons')
    with op.batch_alter_table('waiting_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_waiting_list_state_item_id'))
        batch_op.drop_index(batch_op.f('ix_waiting_list_citizen_id_state'))

    op.drop_table('waiting_list')
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointments_state_expires_at'))
        batch_op.drop_index(batch_op.f('ix_appointments_day_venue'))
        batch_op.drop_index(batch_op.f('ix_appointments_citizen_id_created_at_id'))

    op.drop_table('appointments')
    op.drop_table('supplies')
    op.drop_table('slot_counters')
    with op.batch_alter_table('freed_places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_freed_places_due_at'))

    op.drop_table('freed_places')
    op.drop_table('booking_persons')

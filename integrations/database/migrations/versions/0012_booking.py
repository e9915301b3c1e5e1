"""Appointments: who came first, who was reminded, whose bar has ended"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

ORDER = sa.Sequence('appointments_serial')
NUMBERED = """
UPDATE appointments SET serial = (
  SELECT count(*) FROM appointments AS other
  WHERE other.created_at < appointments.created_at
     OR (other.created_at = appointments.created_at AND other.id <= appointments.id))
"""


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('bars_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('serial', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.drop_index(batch_op.f('ix_appointments_citizen_id_created_at_id'))
    op.execute(NUMBERED)
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.alter_column('reminded', existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column('serial', existing_type=sa.BigInteger(), server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_appointments_serial'), ['serial'])
        batch_op.create_index(batch_op.f('ix_appointments_bars_until'), ['bars_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_appointments_citizen_id_serial'), ['citizen_id', 'serial'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(sa.schema.CreateSequence(ORDER))
        op.execute("SELECT setval('appointments_serial', (SELECT count(*) + 1 FROM appointments), false)")


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(sa.schema.DropSequence(ORDER))
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointments_citizen_id_serial'))
        batch_op.drop_index(batch_op.f('ix_appointments_bars_until'))
        batch_op.drop_constraint(batch_op.f('uq_appointments_serial'), type_='unique')
        batch_op.create_index(
            batch_op.f('ix_appointments_citizen_id_created_at_id'), ['citizen_id', 'created_at', 'id'], unique=False
        )
        batch_op.drop_column('serial')
        batch_op.drop_column('bars_until')
        batch_op.drop_column('reminded')

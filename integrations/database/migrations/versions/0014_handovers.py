"""Hand-overs: conversations given to advisors, their messages, who is there, what is to be learnt"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('waiting', 'taken')")


def upgrade() -> None:
    """Go forward."""
    op.create_table('handovers',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('offered_to', sa.String(length=16), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('promised_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unanswered_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('window_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('window_used', sa.Integer(), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('seen_by_citizen', sa.Integer(), nullable=False),
    sa.Column('reassigned', sa.Integer(), nullable=False),
    sa.Column('watchers', sa.JSON(), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_handovers_citizen_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers'))
    )
    op.create_index(op.f('ix_handovers_citizen_id_opened_at'), 'handovers', ['citizen_id', 'opened_at'])
    op.create_index(op.f('ix_handovers_staff_id_state'), 'handovers', ['staff_id', 'state'])
    op.create_index(op.f('ix_handovers_state_opened_at'), 'handovers', ['state', 'opened_at'])
    op.create_index('uq_handovers_open', 'handovers', ['citizen_id'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table('advisors',
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_advisors_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_advisors'))
    )
    op.create_table('canned_answers',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_by', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_answers'))
    )
    op.create_table('handover_messages',
    sa.Column('handover_id', sa.String(length=16), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('side', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivery', sa.String(length=16), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code', sa.Integer(), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_handover_messages_handover_id')),
    sa.PrimaryKeyConstraint('handover_id', 'seq', name=op.f('pk_handover_messages')),
    sa.UniqueConstraint('handover_id', 'side', 'client_id', name=op.f('uq_handover_messages_handover_id_side_client_id'))
    )
    op.create_table('handover_suggestions',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('handover_id', sa.String(length=16), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('phrase', sa.String(length=200), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=16), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_handover_suggestions_handover_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_suggestions'))
    )
    op.create_index(op.f('ix_handover_suggestions_decided_at_made_at'), 'handover_suggestions', ['decided_at', 'made_at'])
    op.create_index(op.f('ix_questions_thread_id'), 'questions', ['thread', 'id'])


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f('ix_questions_thread_id'), table_name='questions')
    op.drop_table('handover_suggestions')
    op.drop_table('handover_messages')
    op.drop_table('canned_answers')
    op.drop_table('advisors')
    op.drop_table('handovers')

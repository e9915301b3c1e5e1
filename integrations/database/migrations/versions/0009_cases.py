"""Cases, notices to citizens, what supervision is told, ratings"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('cases',
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('principal_kind', sa.String(length=16), nullable=False),
    sa.Column('principal_id', sa.String(length=32), nullable=False),
    sa.Column('system', sa.String(length=32), nullable=False),
    sa.Column('receipt_no', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('item_name', sa.String(length=500), nullable=False),
    sa.Column('item_type', sa.String(length=64), nullable=False),
    sa.Column('variant', sa.String(length=200), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('case_type', sa.String(length=16), nullable=False),
    sa.Column('statutory_days', sa.Integer(), nullable=True),
    sa.Column('statutory_unit', sa.String(length=16), nullable=True),
    sa.Column('promised_days', sa.Integer(), nullable=True),
    sa.Column('promised_unit', sa.String(length=16), nullable=True),
    sa.Column('phase', sa.String(length=16), nullable=False),
    sa.Column('waiting', sa.String(length=16), nullable=False),
    sa.Column('stage', sa.String(length=200), nullable=False),
    sa.Column('stage_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('foreign', sa.String(length=200), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('days_used', sa.Integer(), nullable=True),
    sa.Column('on_time', sa.Boolean(), nullable=True),
    sa.Column('calendar', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('application_no', name=op.f('pk_cases'))
    )
    op.create_index(op.f('ix_cases_accepted_at'), 'cases', ['accepted_at'], unique=False)
    op.create_index(op.f('ix_cases_finished_at_application_no'), 'cases', ['finished_at', 'application_no'], unique=False)
    op.create_index(op.f('ix_cases_item_code_finished_at'), 'cases', ['item_code', 'finished_at'], unique=False)
    op.create_index(op.f('ix_cases_submitted_at'), 'cases', ['submitted_at'], unique=False)
    op.create_index(op.f('ix_cases_system_receipt_no'), 'cases', ['system', 'receipt_no'], unique=False)
    op.create_table('ratings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('case_no', sa.String(length=32), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('satisfaction', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('comment', sa.LargeBinary(), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('rated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ratings')),
    sa.UniqueConstraint('case_no', 'times', name=op.f('uq_ratings_case_no_times')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_ratings_rated_at_id'), 'ratings', ['rated_at', 'id'], unique=False)
    op.create_table('alerts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('term', sa.String(length=16), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('round', sa.String(length=250), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('notice', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['application_no'], ['cases.application_no'], name=op.f('fk_alerts_application_no')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts')),
    sa.UniqueConstraint('application_no', 'term', 'level', 'round', name=op.f('uq_alerts_application_no_term_level_round')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_alerts_department_id'), 'alerts', ['department', 'id'], unique=False)
    op.create_index(op.f('ix_alerts_told_at'), 'alerts', ['told_at'], unique=False)
    op.create_table('call_backs',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answers', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['application_no'], ['cases.application_no'], name=op.f('fk_call_backs_application_no')),
    sa.PrimaryKeyConstraint('month', 'application_no', name=op.f('pk_call_backs'))
    )
    op.create_table('case_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('system', sa.String(length=32), nullable=False),
    sa.Column('event_id', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('standing', sa.String(length=16), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['application_no'], ['cases.application_no'], name=op.f('fk_case_events_application_no')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events')),
    sa.UniqueConstraint('system', 'event_id', name=op.f('uq_case_events_system_event_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_case_events_application_no_id'), 'case_events', ['application_no', 'id'], unique=False)
    op.create_index(op.f('ix_case_events_kind_at'), 'case_events', ['kind', 'at'], unique=False)
    op.create_table('consents',
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('left', sa.Integer(), nullable=False),
    sa.Column('lasting', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_consents_citizen_id')),
    sa.PrimaryKeyConstraint('citizen_id', name=op.f('pk_consents'))
    )
    op.create_table('notices',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('citizen_id', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=250), nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_notices_citizen_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('citizen_id', 'key', name=op.f('uq_notices_citizen_id_key'))
    )
    op.create_index(op.f('ix_notices_citizen_id_created_at_id'), 'notices', ['citizen_id', 'created_at', 'id'], unique=False)
    op.create_table('planned_cards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_no', sa.String(length=32), nullable=False),
    sa.Column('term', sa.String(length=16), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('round', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['application_no'], ['cases.application_no'], name=op.f('fk_planned_cards_application_no')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_cards')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_planned_cards_application_no'), 'planned_cards', ['application_no'], unique=False)
    op.create_index(op.f('ix_planned_cards_day_id'), 'planned_cards', ['day', 'id'], unique=False)
    op.create_table('rectifications',
    sa.Column('rating_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('case_no', sa.String(length=32), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['rating_id'], ['ratings.id'], name=op.f('fk_rectifications_rating_id')),
    sa.PrimaryKeyConstraint('rating_id', name=op.f('pk_rectifications'))
    )
    op.create_index(op.f('ix_rectifications_state_due'), 'rectifications', ['state', 'due'], unique=False)
    op.create_table('notice_attempts',
    sa.Column('notice_id', sa.String(length=32), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('code', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_notice_attempts_notice_id')),
    sa.PrimaryKeyConstraint('notice_id', 'way', name=op.f('pk_notice_attempts'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('notice_attempts')
    op.drop_index(op.f('ix_rectifications_state_due'), table_name='rectifications')
    op.drop_table('rectifications')
    op.drop_index(op.f('ix_planned_cards_day_id'), table_name='planned_cards')
    op.drop_index(op.f('ix_planned_cards_application_no'), table_name='planned_cards')
    op.drop_table('planned_cards')
    op.drop_index(op.f('ix_notices_citizen_id_created_at_id'), table_name='notices')
    op.drop_table('notices')
    op.drop_table('consents')
    op.drop_index(op.f('ix_case_events_kind_at'), table_name='case_events')
    op.drop_index(op.f('ix_case_events_application_no_id'), table_name='case_events')
    op.drop_table('case_events')
    op.drop_table('call_backs')
    op.drop_index(op.f('ix_alerts_told_at'), table_name='alerts')
    op.drop_index(op.f('ix_alerts_department_id'), table_name='alerts')
    op.drop_table('alerts')
    op.drop_index(op.f('ix_ratings_rated_at_id'), table_name='ratings')
    op.drop_table('ratings')
    op.drop_index(op.f('ix_cases_system_receipt_no'), table_name='cases')
    op.drop_index(op.f('ix_cases_submitted_at'), table_name='cases')
    op.drop_index(op.f('ix_cases_item_code_finished_at'), table_name='cases')
    op.drop_index(op.f('ix_cases_finished_at_application_no'), table_name='cases')
    op.drop_index(op.f('ix_cases_accepted_at'), table_name='cases')
    op.drop_table('cases')

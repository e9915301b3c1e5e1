"""Staff: accounts, sessions, absences, failures of log-in, the audit log"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

SQLITE = [
    "CREATE TRIGGER audit_entries_no_{name} BEFORE {verb} ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END".format(name=verb.lower(), verb=verb)
    for verb in ('UPDATE', 'DELETE')
]
POSTGRESQL = [
    "CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'the audit log is append-only'; END$$",
    "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only()",
]


def upgrade() -> None:
    """Go forward."""
    op.create_table('audit_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=16), nullable=False),
    sa.Column('act', sa.String(length=64), nullable=False),
    sa.Column('target_kind', sa.String(length=64), nullable=False),
    sa.Column('target_ref', sa.String(length=64), nullable=False),
    sa.Column('network', sa.String(length=64), nullable=False),
    sa.Column('standing_for', sa.String(length=16), nullable=False),
    sa.Column('session_id', sa.String(length=16), nullable=False),
    sa.Column('detail', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_act_id'), ['act', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_actor_id_id'), ['actor_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_target_kind_target_ref_id'), ['target_kind', 'target_ref', 'id'], unique=False)

    op.create_table('departments',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_departments')),
    sa.UniqueConstraint('name', name=op.f('uq_departments_name'))
    )
    op.create_table('login_tallies',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('failures', sa.Float(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_login_tallies'))
    )
    with op.batch_alter_table('login_tallies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_tallies_last_at'), ['last_at'], unique=False)

    op.create_table('staff',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('login', sa.String(length=32), nullable=False),
    sa.Column('login_key', sa.String(length=64), nullable=False),
    sa.Column('display_name', sa.String(length=32), nullable=False),
    sa.Column('department_id', sa.String(length=16), nullable=True),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('tier', sa.String(length=16), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_login_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_staff_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('login_key', name=op.f('uq_staff_login_key'))
    )
    op.create_table('staff_absences',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('stand_in_id', sa.String(length=16), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_absences_staff_id')),
    sa.ForeignKeyConstraint(['stand_in_id'], ['staff.id'], name=op.f('fk_staff_absences_stand_in_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_absences'))
    )
    with op.batch_alter_table('staff_absences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_absences_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_staff_absences_staff_id'), ['staff_id'], unique=False)

    op.create_table('staff_credentials',
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_credentials_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', 'kind', name=op.f('pk_staff_credentials'))
    )
    op.create_table('staff_sessions',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=16), nullable=False),
    sa.Column('method', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('network', sa.String(length=64), nullable=False),
    sa.Column('agent', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_sessions_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_sessions')),
    sa.UniqueConstraint('digest', name=op.f('uq_staff_sessions_digest'))
    )
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_sessions_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_staff_sessions_staff_id'), ['staff_id'], unique=False)

    # What was done cannot be made undone, by a fault of ours neither.
    for statement in POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_sessions_staff_id'))
        batch_op.drop_index(batch_op.f('ix_staff_sessions_expires_at'))

    op.drop_table('staff_sessions')
    op.drop_table('staff_credentials')
    with op.batch_alter_table('staff_absences', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_absences_staff_id'))
        batch_op.drop_index(batch_op.f('ix_staff_absences_ends_at'))

    op.drop_table('staff_absences')
    op.drop_table('staff')
    with op.batch_alter_table('login_tallies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_tallies_last_at'))

    op.drop_table('login_tallies')
    op.drop_table('departments')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entries_target_kind_target_ref_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_actor_id_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_act_id'))

    op.drop_table('audit_entries')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION audit_entries_append_only()')

"""First tables"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('catalogue_documents',
    sa.Column('digest', sa.LargeBinary(length=16), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_catalogue_documents'))
    )
    op.create_table('catalogue_versions',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('guides', sa.Integer(), nullable=False),
    sa.Column('regions', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_catalogue_versions'))
    )
    with op.batch_alter_table('catalogue_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_catalogue_versions_effective_from_number'), ['effective_from', 'number'], unique=False)

    op.create_table('conversations',
    sa.Column('person', sa.String(length=32), nullable=False),
    sa.Column('session', sa.Text(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person', name=op.f('pk_conversations'))
    )
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conversations_expires_at'), ['expires_at'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('losses', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('worker', sa.String(length=100), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_state_finished_at'), ['state', 'finished_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_state_kind_due_at'), ['state', 'kind', 'due_at'], unique=False)

    op.create_table('preferences',
    sa.Column('person', sa.String(length=32), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person', name=op.f('pk_preferences'))
    )
    op.create_table('questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('chosen', sa.String(length=64), nullable=False),
    sa.Column('region', sa.String(length=64), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=True),
    sa.Column('catalogue_version', sa.Integer(), nullable=False),
    sa.Column('thread', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questions_asked_at'), ['asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_outcome_id'), ['outcome', 'id'], unique=False)

    op.create_table('seen_messages',
    sa.Column('person', sa.String(length=32), nullable=False),
    sa.Column('message', sa.String(length=32), nullable=False),
    sa.Column('holder', sa.String(length=32), nullable=False),
    sa.Column('reply', sa.Text(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person', 'message', name=op.f('pk_seen_messages'))
    )
    with op.batch_alter_table('seen_messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seen_messages_expires_at'), ['expires_at'], unique=False)

    op.create_table('catalogue_entries',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(length=16), nullable=False),
    sa.ForeignKeyConstraint(['digest'], ['catalogue_documents.digest'], name=op.f('fk_catalogue_entries_digest')),
    sa.ForeignKeyConstraint(['version'], ['catalogue_versions.number'], name=op.f('fk_catalogue_entries_version')),
    sa.PrimaryKeyConstraint('version', 'kind', 'ordinal', name=op.f('pk_catalogue_entries'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('catalogue_entries')
    with op.batch_alter_table('seen_messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seen_messages_expires_at'))

    op.drop_table('seen_messages')
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questions_outcome_id'))
        batch_op.drop_index(batch_op.f('ix_questions_asked_at'))

    op.drop_table('questions')
    op.drop_table('preferences')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_state_kind_due_at'))
        batch_op.drop_index(batch_op.f('ix_outbox_state_finished_at'))

    op.drop_table('outbox')
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conversations_expires_at'))

    op.drop_table('conversations')
    with op.batch_alter_table('catalogue_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_catalogue_versions_effective_from_number'))

    op.drop_table('catalogue_versions')
    op.drop_table('catalogue_documents')

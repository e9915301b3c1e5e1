"""Messages to approval systems, their nonces and cursors"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('approval_messages',
    sa.Column('system', sa.String(length=32), nullable=False),
    sa.Column('application_no', sa.String(length=50), nullable=False),
    sa.Column('message', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('system', 'application_no', 'message', name=op.f('pk_approval_messages'))
    )
    op.create_index(op.f('ix_approval_messages_state_changed_at'), 'approval_messages', ['state', 'changed_at'])
    op.create_table('approval_nonces',
    sa.Column('system', sa.String(length=32), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('system', 'nonce', name=op.f('pk_approval_nonces'))
    )
    op.create_index(op.f('ix_approval_nonces_expires_at'), 'approval_nonces', ['expires_at'])
    op.create_table('approval_cursors',
    sa.Column('system', sa.String(length=32), nullable=False),
    sa.Column('cursor', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('system', name=op.f('pk_approval_cursors'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('approval_cursors')
    op.drop_table('approval_nonces')
    op.drop_table('approval_messages')

"""How many applications hold a stored file"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column('stored_files', sa.Column('holders', sa.Integer(), server_default='1', nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_column('stored_files', 'holders')

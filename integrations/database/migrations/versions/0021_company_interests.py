"""What companies follow, and who of them wants to be told of nothing"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        'company_interests',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('company_id', sa.String(length=32), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('ref', sa.String(length=64), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('asked_by', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_interests_company_id_companies')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_company_interests')),
        sa.UniqueConstraint('company_id', 'kind', 'ref', name=op.f('uq_company_interests_company_id_kind_ref')),
    )
    op.create_index(op.f('ix_company_interests_kind_ref_company_id'), 'company_interests', ['kind', 'ref', 'company_id'])
    op.create_table(
        'company_unfollowers',
        sa.Column('citizen_id', sa.String(length=32), nullable=False),
        sa.Column('company_id', sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_unfollowers_company_id_companies')),
        sa.PrimaryKeyConstraint('citizen_id', 'company_id', name=op.f('pk_company_unfollowers')),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('company_unfollowers')
    op.drop_index(op.f('ix_company_interests_kind_ref_company_id'), table_name='company_interests')
    op.drop_table('company_interests')

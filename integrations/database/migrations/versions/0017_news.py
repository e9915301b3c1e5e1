"""News and policies"""

import sqlalchemy as sa
from alembic import op

from integrations.database.tables import Serial

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('articles',
    sa.Column('serial', Serial, autoincrement=True, nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('department', sa.String(length=64), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('serial', name=op.f('pk_articles')),
    sa.UniqueConstraint('id', name=op.f('uq_articles_id'))
    )
    op.create_index(op.f('ix_articles_kind_published_dated'), 'articles', ['kind', 'published', 'dated'])
    op.create_table('article_topics',
    sa.Column('article_id', sa.String(length=16), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_topics_article_id_articles')),
    sa.PrimaryKeyConstraint('article_id', 'topic', name=op.f('pk_article_topics'))
    )
    op.create_index(op.f('ix_article_topics_topic'), 'article_topics', ['topic'])


def downgrade() -> None:
    """Go back."""
    op.drop_table('article_topics')
    op.drop_table('articles')

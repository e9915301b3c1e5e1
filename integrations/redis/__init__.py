"""What is kept in Redis: conversations and tokens, and nothing that is a fact only there."""

from integrations.redis.announcements import RedisAnnouncements
from integrations.redis.client import make_redis
from integrations.redis.conversations import RedisConversations
from integrations.redis.hints import RedisHints
from integrations.redis.tokens import RedisTokenStore

__all__ = ["RedisAnnouncements", "RedisConversations", "RedisHints", "RedisTokenStore", "make_redis"]

"""Every number WeChat's platform fixes, or that we fix because of it, with its source beside it."""

__all__ = [
    "ACCESS_TOKEN_ERRORS",
    "AES_KEY_CHARS",
    "API_TIMEOUT_S",
    "CONNECT_TIMEOUT_S",
    "CUSTOM_TEXT_BYTES",
    "ECHO_CHARS",
    "FORCED_REFRESHES_PER_DAY",
    "IMAGE_BYTES",
    "KEY_BYTES",
    "MASS_MENU_ITEMS",
    "MEDIA_TIMEOUT_S",
    "MENU_BUTTONS",
    "MENU_NAME_BYTES",
    "MENU_SUB_BUTTONS",
    "MENU_SUB_NAME_BYTES",
    "MENU_URL_BYTES",
    "NONCE_CHARS",
    "REPLAY_WINDOW_S",
    "RESPONSE_BYTES",
    "TEXT_BYTES",
    "TOKEN_LOCK_S",
    "TOKEN_MARGIN_S",
    "XML_DEPTH",
]

AES_KEY_CHARS = 43
"""EncodingAESKey: 43 characters of base64 without its ``=`` (WeChat: 消息加解密说明)."""

REPLAY_WINDOW_S = 300
"""Our policy: WeChat states no window; this exceeds its retries (3 × 5 s) and clock skew by far."""

TEXT_BYTES = 2000
"""WeChat: a passive text reply has at most 2048 bytes of UTF-8 (one source: 2047); we stay below both."""

CUSTOM_TEXT_BYTES = 2000
"""The same limit is kept for customer-service text messages (45002 beyond 2048 bytes)."""

IMAGE_BYTES = 10 * 1024 * 1024
"""WeChat: 临时素材 图片 10M."""

ECHO_CHARS = 256
"""Our bound on ``echostr``: WeChat sends about 20 digits."""

NONCE_CHARS = 128
"""Our bound on ``nonce``, ``timestamp`` and signatures of a callback's query: WeChat's have 10 to 40."""

XML_DEPTH = 8
"""Our bound on nesting in a callback: WeChat's deepest event (SendPicsInfo) has five levels."""

MENU_BUTTONS = 3
"""WeChat: 自定义菜单最多包括3个一级菜单."""

MENU_SUB_BUTTONS = 5
"""WeChat: 每个一级菜单最多包含5个二级菜单."""

MENU_NAME_BYTES = 16
"""WeChat: 菜单标题，不超过16个字节 (5 汉字 in UTF-8)."""

MENU_SUB_NAME_BYTES = 40
"""WeChat: 子菜单不超过60个字节 by the page, 40 by errors 40018/40025 seen; the smaller one is kept."""

KEY_BYTES = 128
"""WeChat: 菜单KEY值，用于消息接口推送，不超过128字节."""

MENU_URL_BYTES = 1024
"""WeChat: 网页链接，不超过1024字节."""

MASS_MENU_ITEMS = 10
"""Our bound on the options of one ``msgmenu``: WeChat states none, longer ones are unreadable on a phone."""

TOKEN_MARGIN_S = 60
"""Renew a token this long before it ends. stable_token renews within its last 5 minutes, so stay below 300."""

TOKEN_LOCK_S = 10
"""Life of the lock around a token request: longer than API_TIMEOUT_S, so that it outlives the request."""

FORCED_REFRESHES_PER_DAY = 20
"""WeChat: stable_token 强制刷新模式，每天20次, 30 s apart. We never force."""

MEDIA_TIMEOUT_S = 30.0
"""Our bound on fetching one file that was sent: a photo of 10 MB over a slow line."""

CONNECT_TIMEOUT_S = 3.0
"""Our bound on connecting to the API."""

API_TIMEOUT_S = 8.0
"""Our bound on one whole API call."""

RESPONSE_BYTES = 1 << 20
"""Our bound on an API answer: the largest used (a menu) has a few KiB."""

ACCESS_TOKEN_ERRORS = frozenset({40001, 40014, 42001})
"""WeChat 全局返回码: access_token invalid, illegal, expired. Retried once, with another token."""

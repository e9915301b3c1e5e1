"""WeChat: the official account's callback (crypto, XML) and the outgoing API."""

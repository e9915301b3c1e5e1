"""A stand-in WeChat platform: an HTTP server that keeps users, signs and encrypts callbacks with
code of its own, retries as WeChat does, and serves the API with its error codes and quotas.
"""

"""Redis: sessions, seen messages and tokens shared by processes. Never the only copy of a fact."""

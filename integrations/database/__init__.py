"""The relational store: SQLite within the process, or PostgreSQL."""

"""The session database: schema, import, derived tables and sealed reading."""

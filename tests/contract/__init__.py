"""What holds of the county whatever its database: the same tests on SQLite and on PostgreSQL."""

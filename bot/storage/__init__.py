"""The database: the only package that knows the tables. Functions take the caller's session."""

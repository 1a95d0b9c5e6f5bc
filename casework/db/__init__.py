"""The database: base class, sealed fields, column types, scope guards, paging."""

"""What all tables have in common: how their constraints are named, and their numbers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives out numbers by itself only to a column that is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

"""The database: one declarative base, one way to read, one way to write."""

from workplace.database.base import Base, UtcDateTime
from workplace.database.engine import Database

__all__ = ["Base", "Database", "UtcDateTime"]

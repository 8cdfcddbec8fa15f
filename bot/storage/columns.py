"""What all tables share: times and texts as both databases take them, row numbers, names."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes on every database; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would be read back as another instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Characters(TypeDecorator[str]):
    """Text that both databases take alike; SQLite would take more, and could not be left.

    PostgreSQL takes no NUL, neither takes half a surrogate pair. With a *length*, what is longer
    is refused by SQLite as well.
    """

    impl: TypeEngine[str] | type[TypeEngine[str]] = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length
        if length is None:
            self.impl = Text()

    def coerce_compared_value(self, op: OperatorType | None, value: object) -> TypeEngine[Any]:
        """Let any text be looked for, however long."""
        return Characters() if isinstance(value, str) else super().coerce_compared_value(op, value)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Drop what cannot be stored; ValueError when it is too long all the same."""
        if value is None:
            return None
        value = storable(value)
        if self.length and len(value) > self.length:
            message = f"text of {len(value)} characters where {self.length} are allowed"
            raise ValueError(message)
        return value


def storable(text: str) -> str:
    """Give *text* without NUL characters, and with "?" for halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


#: SQLite only numbers rows by itself in a column of type INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


#: Constraints need names, or no migration can ever change them.
NAMES = {
    "ix": "%(column_0_label)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_unique",
    "fk": "%(table_name)s_%(column_0_N_name)s_known",
    "pk": "%(table_name)s_key",
}


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        str: Characters(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }

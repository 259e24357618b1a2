"""Tables."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .extensions import Base


class Visit(Base):
    """A call that wants an appointment."""

    __tablename__ = "visits"
    call_sid: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    day: Mapped[str]
    asked_at: Mapped[datetime]
    seconds: Mapped[int | None]

"""What one takes along of an appointment: an entry for the phone's calendar, and a ticket to be scanned."""

import io
from datetime import UTC, timedelta

from affairs.appointments.appointment import Appointment, State

__all__ = ["calendar_entry", "ticket"]

BEFORE = timedelta(hours=1)
_STATUS = {State.HELD: "TENTATIVE", State.CONFIRMED: "CONFIRMED"}


def calendar_entry(appointment: Appointment, *, title: str, place: str, description: str) -> bytes:
    """RFC 5545; the number is its UID and the revision its SEQUENCE, so that a later file changes the entry.

    Nothing in it says who comes. Times are given in UTC, which needs no description of a time zone.
    """
    import icalendar  # noqa: PLC0415 - seldom asked for, as the one below: neither has to be there from the start

    event = icalendar.Event()
    event.add("uid", f"{appointment.id}@banshitong")
    event.add("sequence", appointment.revision)
    event.add("dtstamp", appointment.changed_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", title)
    event.add("location", place)
    event.add("description", description)
    event.add("status", _STATUS.get(appointment.state, "CANCELLED"))
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//banshitong//appointments//ZH")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def ticket(appointment: Appointment) -> bytes:
    """The appointment's number as a QR code (PNG): not to be guessed, and nothing personal in it."""
    import segno  # noqa: PLC0415

    image = io.BytesIO()
    segno.make_qr(appointment.id, error="m").save(image, kind="png", scale=8, border=4)
    return image.getvalue()

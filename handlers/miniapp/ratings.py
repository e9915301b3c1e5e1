"""``/ratings``: 好差评."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field

from affairs.ratings.rating import Satisfaction
from affairs.ratings.rating_desk import Given
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import WHOLE

__all__ = ["operations"]


class Rate(BaseModel, extra="forbid", strict=True):
    """One rating of one service: ``stars`` 1 (非常满意, the best) to 5 (非常不满意), GB/T 39046 A.8."""

    case_no: Annotated[str, Field(min_length=1, max_length=32)]
    stars: Annotated[int, Field(ge=1, le=5), WHOLE]
    comment: Annotated[str, Field(max_length=500)] = ""
    times: Annotated[int, Field(ge=1, le=1000), WHOLE] = 1


class RatingOut(BaseModel):
    """The rating; of a bad one, the day by which it has to be set right."""

    id: int
    case_no: str
    stars: int
    times: int
    rated_at: datetime
    rectification_due: date | None


@endpoint(
    "POST",
    "/ratings",
    access=Access.CITIZEN,
    tag="ratings",
    body=Rate,
    reply=RatingOut,
    status=HTTPStatus.CREATED,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    idempotent=True,
)
async def rate(call: Call[Nothing, Rate]) -> RatingOut:
    """Rate a service of my case, once; the same rating sent again is the first one."""
    body = await call.body()
    given = Given(body.case_no, Satisfaction(body.stars), body.comment.strip(), body.times)
    rating, due = await services_of(call.request).ratings.rate(call.citizen.id, given)
    return RatingOut(
        id=rating.id,
        case_no=rating.case_no,
        stars=rating.satisfaction,
        times=rating.times,
        rated_at=rating.rated_at,
        rectification_due=due,
    )


operations = (rate,)

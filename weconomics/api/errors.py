"""Refusals that belong to the way of asking, not to a rule of the field."""

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException


class RequestIsRunning(APIException):
    """The same request key is being worked on; `wait` becomes Retry-After."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "request_is_running"
    default_detail = _("A request with this Idempotency-Key is still running. Ask again in a moment.")
    wait = 1


class KeyUsedForAnotherRequest(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_used_for_another_request"
    default_detail = _(
        "This Idempotency-Key was used for another request. Use a new key for each new request."
    )


class WrongKey(APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "wrong_idempotency_key"
    default_detail = _("An Idempotency-Key has 1 to 255 visible ASCII characters.")


class HasChanged(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "has_changed"
    default_detail = _("This was changed since you read it. Read it again and send your change once more.")


class Unavailable(APIException):
    """Counting is not possible now, so writing is refused; reading goes on."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"
    default_detail = _("This is not possible for a moment. Ask again soon.")
    wait = 5

"""The door of the payment provider."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.actions.payments.events import is_about_a_stranger, receive_event
from billing.payment_settings import is_live
from weconomics.errors import NotFound


@csrf_exempt  # no browser comes here: the signature says who does
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Keeps a message and answers; a job applies it. What is not genuine is refused and leaves no trace."""
    if settings.PAYMENT_GATEWAY != "stripe" or not settings.STRIPE_WEBHOOK_SECRET:
        raise NotFound
    from billing.gateways.stripe.events import NotFromStripe, told_by_webhook

    try:
        told = told_by_webhook(request.body, request.headers.get("Stripe-Signature", ""))
    except NotFromStripe:
        return HttpResponseBadRequest("not a signed message")
    if told.livemode != is_live() or is_about_a_stranger(told):
        return HttpResponseBadRequest("not for this installation")
    receive_event(told)
    return HttpResponse(status=200)

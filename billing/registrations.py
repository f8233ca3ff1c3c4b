"""What billing brings to the menu, the steps of readiness, the decisions and the checklists."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from billing import queries, rules
from billing.actions.revenue_models import EFFECT, activate_revenue_model, fingerprint_of
from billing.models import Charge, Invoice, RevenueModel
from weconomics.actor import Actor
from weconomics.registry import checklists, effects, gates, navigation, personal_data
from weconomics.registry.gates import CheckResult


def register_all() -> None:
    """Called once, when the app is ready."""
    _register_menu()
    _register_checks()
    effects.register(
        effects.Effect(
            kind=EFFECT,
            label=_("Put a revenue model in force"),
            candidates=lambda: [(model.pk, str(model)) for model in queries.draft_models()],
            describe=lambda model_id: str(RevenueModel.objects.get(pk=model_id)),
            apply=activate_revenue_model,
            url=_url_of_model,
            fingerprint=fingerprint_of,
        )
    )
    checklists.register(
        "community",
        checklists.ChecklistItem(
            "revenue_model",
            _("Decide how the costs are shared"),
            lambda request: queries.active_model() is not None,
            lambda slug: reverse("billing:fees", args=[slug]),
            60,
        ),
    )
    personal_data.register("billing", _data_of_member)


def _register_menu() -> None:
    item = navigation.NavItem
    navigation.register(item(_("Contributions"), "billing:fees", "hand-coins", 90))
    navigation.register(
        item(
            _("Treasurer's desk"),
            "billing:desk",
            "calculator",
            30,
            "manage",
            lambda actor: rules.may_see_desk(by=actor),
        )
    )
    navigation.register(
        item(
            _("My invoices"),
            "billing:my_invoices",
            "receipt-text",
            30,
            "account",
            _is_member,
            badge=_open_invoices,
        )
    )


def _is_member(actor: Actor) -> bool:
    return actor.is_member


def _open_invoices(request: HttpRequest) -> int:
    mine = queries.invoices_of_actor(request.actor)  # type: ignore[attr-defined]
    return mine.filter(kind="invoice", state="issued").count()


def _register_checks() -> None:
    check = gates.GateCheck
    gates.register(
        check("G2", "revenue_model_decided", _("A revenue model was decided on"), _model_decided, 50)
    )
    gates.register(check("G3", "payment_route_tested", _("The payment route was tested"), _route_tested, 60))
    gates.register(check("G3", "fees_have_vat", _("Every fee says how VAT stands"), _fees_have_vat, 70))


def _model_decided(community: Any) -> CheckResult:
    sentence = _now(
        "Draft a revenue model and let the community decide on it; “nobody pays” is a choice too."
    )
    return CheckResult(
        queries.active_model() is not None, sentence, reverse("billing:fees", args=[community.slug])
    )


def _route_tested(community: Any) -> CheckResult:
    sentence = _now("The treasurer tests the payment route on the desk; a test holds for 90 days.")
    return CheckResult(queries.route_was_tested(), sentence, reverse("billing:desk", args=[community.slug]))


def _fees_have_vat(community: Any) -> CheckResult:
    """A fee without VAT needs an issuer that is exempt or under the small-business scheme."""
    from communities.interface import operator

    model, issuer = queries.active_model(), operator()
    untaxed = model.rules.filter(vat_rate_bp=0).exists() if model else True
    excused = issuer is not None and issuer.vat_status in ("kor", "exempt")
    sentence = _now(
        "A fee has no VAT rate, and the operator is not exempt. Draft a version with the rates filled in."
    )
    return CheckResult(not untaxed or excused, sentence, reverse("billing:fees", args=[community.slug]))


def _url_of_model(model_id: int) -> str:
    model = RevenueModel.objects.select_related("community").get(pk=model_id)
    return reverse("billing:revenue_model", args=[model.community.slug, model.public_id])


def _data_of_member(membership_id: int) -> dict[str, Any]:
    """Invoices and charges of a member, for the file a person may ask for."""
    invoices = Invoice.objects.filter(party__membership_id=membership_id)
    charges = Charge.objects.filter(party__membership_id=membership_id)
    return {
        "invoices": list(invoices.values("label", "issued_on", "gross_minor", "currency", "state")),
        "charges": list(charges.values("text", "amount_minor", "currency", "occurred_at")),
    }

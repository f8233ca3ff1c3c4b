"""What the marketplace brings to the menu, the home page, the steps of readiness, the search and the checklists."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace import panels as parts
from marketplace import queries, rules
from marketplace.actions.matching_policies import EFFECT, adopt_policy, fingerprint_of
from marketplace.disputing.queries import disputes_to_judge, undecided
from marketplace.disputing.rules import judges
from marketplace.figure_panels import figures_at_a_glance, figures_of_factor
from marketplace.figures.measuring import register_metrics
from marketplace.finding.understanding import understand
from marketplace.looks.queries import waiting
from marketplace.matching.queries import drafts, weights_of
from marketplace.matching.rules import may_write_policies
from marketplace.matching.showing import policy_in_words
from marketplace.models import MatchingPolicy
from marketplace.moderation import rules as moderation
from marketplace.moderation.queries import waiting_count
from marketplace.personal_data import data_of_member
from marketplace.searching import Filters, find
from marketplace.talking.queries import unread_thread_count
from marketplace.trust_panels import trust_in_member, trust_in_partner, way_to_report
from weconomics.actor import Actor
from weconomics.registry import checklists, effects, gates, navigation, panels, personal_data, search
from weconomics.registry.gates import CheckResult
from weconomics.registry.search import SearchHit, SearchProvider

HITS = 6


def register_all() -> None:
    """Called once, when the app is ready."""
    _register_menu()
    _register_finding()
    _register_moderation()
    _register_market()
    _register_ranking()
    _register_panels()
    _register_checklists()
    gates.register(
        gates.GateCheck("G2", "categories", _("The community has categories"), _has_categories, order=60)
    )
    search.register(SearchProvider("listings", _("Offers and requests"), _find, order=10))
    personal_data.register("marketplace", data_of_member)
    register_metrics()


def _register_menu() -> None:
    item = navigation.NavItem
    navigation.register(item(_("Offers and requests"), "marketplace:listings", "store", 10))
    navigation.register(item(_("For you"), "marketplace:for_you", "sparkles", 20, visible=_is_member))
    navigation.register(
        item(_("My deals"), "marketplace:deals", "handshake", 30, visible=_is_member, badge=_waiting)
    )
    navigation.register(
        item(_("Messages"), "marketplace:threads", "messages-square", 32, visible=_is_member, badge=_unread)
    )
    navigation.register(
        item(_("Standing deals"), "marketplace:standing_deals", "repeat", 31, visible=_is_member)
    )
    navigation.register(item(_("Group orders"), "marketplace:group_orders", "shopping-basket", 31))
    navigation.register(
        item(_("My listings"), "marketplace:my_listings", "notebook-pen", 35, visible=_is_member)
    )
    navigation.register(item(_("Figures"), "marketplace:figures", "chart-line", 38, visible=_sees_figures))
    navigation.register(
        item(_("Disputes"), "marketplace:disputes", "scale", 55, "manage", judges, badge=_to_judge)
    )
    navigation.register(
        item(_("Matching rounds"), "marketplace:rounds", "waypoints", 55, "manage", _plans_rounds)
    )
    navigation.register(
        item(
            _("Categories"),
            "marketplace:categories",
            "shapes",
            60,
            "manage",
            _keeps_categories,
        )
    )


def _register_market() -> None:
    """What a community configures about its market."""
    item = navigation.NavItem
    navigation.register(
        item(
            _("Approval"),
            "marketplace:approval",
            "stamp",
            53,
            "manage",
            _manages_market,
            badge=_to_approve,
        )
    )
    navigation.register(
        item(_("Types of listings"), "marketplace:listing_types", "layers", 61, "manage", _manages_market)
    )
    navigation.register(
        item(
            _("Terms of the market"),
            "marketplace:market_settings",
            "sliders-horizontal",
            62,
            "manage",
            _manages_market,
        )
    )


def _register_ranking() -> None:
    """How matches are ranked: drafted by coordinators, in force by a decision of the members."""
    ranking = _("Ranking of matches"), "marketplace:matching_policy", "list-ordered", 56, "manage"
    navigation.register(navigation.NavItem(*ranking, lambda actor: may_write_policies(by=actor)))
    effects.register(
        effects.Effect(
            kind=EFFECT,
            label=_("Rank matches by other weights"),
            candidates=lambda: [(policy.pk, str(policy)) for policy in drafts()],
            describe=_describe_policy,
            apply=adopt_policy,
            url=_url_of_policy,
            fingerprint=fingerprint_of,
        )
    )


def _describe_policy(policy_id: int) -> str:
    policy = MatchingPolicy.objects.get(pk=policy_id)
    return policy_in_words(policy, weights_of(policy))


def _url_of_policy(policy_id: int) -> str:
    policy = MatchingPolicy.objects.select_related("community").get(pk=policy_id)
    return reverse("marketplace:matching_policy_version", args=[policy.community.slug, policy.public_id])


def _register_moderation() -> None:
    """The queue for who moderates, and for everybody how it goes."""
    item = navigation.NavItem
    navigation.register(
        item(
            _("Reports"),
            "marketplace:moderation_queue",
            "flag",
            54,
            "manage",
            moderation.moderates,
            badge=_to_moderate,
        )
    )
    navigation.register(item(_("Moderation"), "marketplace:moderation_log", "shield-check", 70))
    panels.register("member_profile", order=90, render=way_to_report)


def _register_finding() -> None:
    """What belongs to searching: kept searches for members, synonyms for who keeps the categories."""
    item = navigation.NavItem
    navigation.register(
        item(_("Saved searches"), "marketplace:saved_searches", "bell", 37, visible=_is_member)
    )
    navigation.register(
        item(_("Synonyms"), "marketplace:synonyms", "book-a", 61, "manage", _keeps_categories)
    )


def _to_judge(request: HttpRequest) -> int:
    """Disputes that can be decided now, or soon."""
    return undecided(disputes_to_judge(request.actor)).count()  # type: ignore[attr-defined]


def _to_moderate(request: HttpRequest) -> int:
    """Reports and appeals that this moderator can decide."""
    return waiting_count(request.actor)  # type: ignore[attr-defined]


def _is_member(actor: Actor) -> bool:
    return actor.is_member


def _sees_figures(actor: Actor) -> bool:
    return actor.is_member or actor.leads


def _plans_rounds(actor: Actor) -> bool:
    return rules.may_plan_rounds(by=actor)


def _to_approve(request: HttpRequest) -> int:
    """Listings that wait for a coordinator."""
    return waiting().count()


def _manages_market(actor: Actor) -> bool:
    return rules.may_manage_market(by=actor)


def _keeps_categories(actor: Actor) -> bool:
    return rules.may_manage_categories(by=actor)


def _waiting(request: HttpRequest) -> int:
    actor = request.actor  # type: ignore[attr-defined]
    return queries.waiting_for(actor).count()


def _unread(request: HttpRequest) -> int:
    actor = request.actor  # type: ignore[attr-defined]
    return unread_thread_count(actor, at=timezone.now())


def _register_panels() -> None:
    panels.register("community_home", order=10, render=parts.waits_for_you)
    panels.register("community_home", order=20, render=parts.newest_listings)
    panels.register("community_home", order=60, render=figures_at_a_glance)
    panels.register("factor_page", order=10, render=figures_of_factor)
    panels.register("member_profile", order=10, render=parts.listings_of_member)
    panels.register("member_profile", order=20, render=trust_in_member)
    panels.register("partner_profile", order=10, render=parts.listings_of_partner)
    panels.register("partner_profile", order=20, render=trust_in_partner)


def _register_checklists() -> None:
    item = checklists.ChecklistItem
    chosen = _("Choose what is exchanged here")
    listing, deal = _("Place your first offer or request"), _("Make your first deal")
    checklists.register(
        "community",
        item(
            "categories",
            chosen,
            _any_category,
            lambda slug: _url(slug, "categories"),
            70,
        ),
    )
    checklists.register(
        "member",
        item(
            "first_listing",
            listing,
            _any_listing,
            lambda slug: _url(slug, "my_listings"),
            50,
        ),
    )
    checklists.register(
        "member",
        item("first_deal", deal, _any_deal, lambda slug: _url(slug, "for_you"), 60),
    )


def _url(slug: str, name: str) -> str:
    return reverse(f"marketplace:{name}", args=[slug])


def _any_category(request: HttpRequest) -> bool:
    return queries.open_categories().exists()


def _any_listing(request: HttpRequest) -> bool:
    return queries.listings_of(request.actor).exists()  # type: ignore[attr-defined]


def _any_deal(request: HttpRequest) -> bool:
    return queries.deals_of(request.actor).exists()  # type: ignore[attr-defined]


def _has_categories(community: Any) -> CheckResult:
    sentence = _now("Open at least one category, so that people can place offers and requests in it.")
    return CheckResult(queries.open_categories().exists(), sentence, _url(community.slug, "categories"))


def _find(request: HttpRequest, words: str) -> list[SearchHit]:
    actor = request.actor  # type: ignore[attr-defined]
    slug = request.community.slug  # type: ignore[attr-defined]
    wanted = understand(words, is_typing=True, only_public=not actor.is_member)
    if not wanted:
        return []
    found = find(queries.listings_visible_to(actor), Filters(words=words, wanted=wanted))
    found = found.order_by("-rank", "-id")[:HITS]
    return [
        SearchHit(
            listing.title,
            reverse("marketplace:listing", args=[slug, listing.public_id]),
            f"{listing.get_side_display()} · {listing.category}",
            "hand-heart" if listing.is_offer else "hand-helping",
        )
        for listing in found
    ]

"""Pages below /c/<slug>/."""

from django.urls import path

from governance.views import context, decisions, factors, proposal_steps, proposals

app_name = "governance"
urlpatterns = [
    path("factors/", factors.factors, name="factors"),
    path("factors/<slug:factor>/", factors.factor, name="factor"),
    path("factors/<slug:factor>/start/", factors.factor_start, name="factor_start"),
    path("factors/<slug:factor>/edit/", factors.factor_edit, name="factor_edit"),
    path("factors/<slug:factor>/discard/", factors.factor_discard, name="factor_discard"),
    path("factors/<slug:factor>/<int:number>/", factors.factor_version, name="factor_version"),
    path("context/", context.context, name="context"),
    path("context/new/", context.context_new, name="context_new"),
    path("context/<uuid:public_id>/edit/", context.context_edit, name="context_edit"),
    path("context/<uuid:public_id>/remove/", context.context_remove, name="context_remove"),
    path("context/<uuid:public_id>/rate/", context.context_rate, name="context_rate"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.proposal_new, name="proposal_new"),
    path("proposals/<uuid:public_id>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:public_id>/edit/", proposals.proposal_edit, name="proposal_edit"),
    path("proposals/<uuid:public_id>/open/", proposal_steps.proposal_open, name="proposal_open"),
    path("proposals/<uuid:public_id>/answer/", proposal_steps.proposal_answer, name="proposal_answer"),
    path("proposals/<uuid:public_id>/revise/", proposal_steps.proposal_revise, name="proposal_revise"),
    path("proposals/<uuid:public_id>/conclude/", proposal_steps.proposal_conclude, name="proposal_conclude"),
    path("proposals/<uuid:public_id>/withdraw/", proposal_steps.proposal_withdraw, name="proposal_withdraw"),
    path(
        "proposals/<uuid:public_id>/objections/<uuid:objection_id>/judge/",
        proposal_steps.objection_judge,
        name="objection_judge",
    ),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<slug:number>/", decisions.decision, name="decision"),
    path("readiness/", decisions.readiness, name="readiness"),
]

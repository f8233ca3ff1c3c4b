"""Pages of one community, below /c/<slug>/."""

from django.urls import path

from communities.views import api_clients, home, joining, local_groups, members, partners, settings

app_name = "communities"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("theme.css", home.theme, name="theme"),
    path("pictures/<path:path>", home.picture, name="picture"),
    path("join/", joining.join, name="join"),
    path("invitations/", joining.invitations, name="invitations"),
    path("invitations/<uuid:public_id>/revoke/", joining.invitation_revoke, name="invitation_revoke"),
    path("join-requests/", joining.join_requests, name="join_requests"),
    path("join-requests/<uuid:public_id>/answer/", joining.join_request_answer, name="join_request_answer"),
    path("members/", members.members, name="members"),
    path("members/<uuid:public_id>/", members.member, name="member"),
    path("members/<uuid:public_id>/roles/", members.role_assign, name="role_assign"),
    path(
        "members/<uuid:public_id>/roles/<int:role_id>/withdraw/", members.role_withdraw, name="role_withdraw"
    ),
    path("members/<uuid:public_id>/suspend/", members.suspend, name="suspend"),
    path("members/<uuid:public_id>/reinstate/", members.reinstate, name="reinstate"),
    path("profile/", members.profile, name="profile"),
    path("leave/", members.leave, name="leave"),
    path("local-groups/", local_groups.local_groups, name="local_groups"),
    path("local-groups/map.json", local_groups.local_group_points, name="local_group_points"),
    path("local-groups/new/", local_groups.local_group_new, name="local_group_new"),
    path("local-groups/<uuid:public_id>/", local_groups.local_group, name="local_group"),
    path("local-groups/<uuid:public_id>/edit/", local_groups.local_group_edit, name="local_group_edit"),
    path("local-groups/<uuid:public_id>/join/", local_groups.local_group_join, name="local_group_join"),
    path("local-groups/<uuid:public_id>/leave/", local_groups.local_group_leave, name="local_group_leave"),
    path("local-groups/<uuid:public_id>/close/", local_groups.local_group_close, name="local_group_close"),
    path("partners/", partners.partners, name="partners"),
    path("partners/apply/", partners.partner_apply, name="partner_apply"),
    path("partners/<uuid:public_id>/", partners.partner, name="partner"),
    path("partners/<uuid:public_id>/edit/", partners.partner_edit, name="partner_edit"),
    path("partners/<uuid:public_id>/check/", partners.partnership_check, name="partnership_check"),
    path("partners/<uuid:public_id>/advise/", partners.partnership_advise, name="partnership_advise"),
    path("partners/<uuid:public_id>/<slug:verb>/now/", partners.partnership_steer, name="partnership_steer"),
    path("partners/<uuid:public_id>/colleagues/", partners.colleague_add, name="colleague_add"),
    path(
        "partners/<uuid:public_id>/colleagues/<uuid:member_id>/remove/",
        partners.colleague_remove,
        name="colleague_remove",
    ),
    path("notifications/", settings.notifications, name="notifications"),
    path("notifications/read/", settings.notifications_read, name="notifications_read"),
    path("notifications/<uuid:public_id>/open/", settings.notification_open, name="notification_open"),
    path("programs/", api_clients.api_clients, name="api_clients"),
    path("programs/new/", api_clients.api_client_new, name="api_client_new"),
    path("programs/<uuid:public_id>/secret/", api_clients.api_client_renew, name="api_client_renew"),
    path("programs/<uuid:public_id>/withdraw/", api_clients.api_client_withdraw, name="api_client_withdraw"),
    path("settings/", settings.settings, name="settings"),
    path("settings/questions/", settings.questions, name="questions"),
    path("operator/", settings.operator, name="operator"),
    path("operator/verify/", settings.operator_verify, name="operator_verify"),
]

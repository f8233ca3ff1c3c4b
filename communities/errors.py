"""Refusals of this app: a code for machines and a sentence that helps a person."""

from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError


class SlugTaken(DomainError):
    code = "slug_taken"
    message = _("This web address is already in use. Choose another one.")


class LanguageMissing(DomainError):
    code = "language_missing"
    message = _("The first language must be one of the languages of the community.")


class InvitationUsed(DomainError):
    code = "invitation_used"
    message = _("This invitation has already been used. Ask for a new one.")


class InvitationExpired(DomainError):
    code = "invitation_expired"
    message = _("This invitation has expired. Ask for a new one.")


class InvitationRevoked(DomainError):
    code = "invitation_revoked"
    message = _("This invitation has been withdrawn. Ask for a new one.")


class InvitationForOther(DomainError):
    code = "invitation_for_other"
    message = _(
        "This invitation carries a role and was sent to another e-mail address. Log in with that address."
    )


class NobodyToInvite(DomainError):
    code = "nobody_to_invite"
    message = _("Fill in at least one e-mail address that is not a member yet.")


class TooManyInvitations(DomainError):
    code = "too_many_invitations"
    message = _("Invite at most 200 people at once.")


class WrongAddress(DomainError):
    code = "wrong_address"
    message = _("One of the e-mail addresses is not right.")


class AlreadyMember(DomainError):
    code = "already_member"
    message = _("You are already a member of this community.")


class JoinRequestPending(DomainError):
    code = "join_request_pending"
    message = _("You already asked to join. You will get an answer by e-mail.")


class JoinRequestAnswered(DomainError):
    code = "join_request_answered"
    message = _("Somebody already answered this request.")


class AnswerMissing(DomainError):
    code = "answer_missing"
    message = _("Answer every question that is required.")


class JoinClosed(DomainError):
    code = "join_closed"
    message = _("You cannot join this community in this way.")


class StillPreparing(DomainError):
    code = "still_preparing"
    message = _("This community is still preparing. For now people can only join by invitation.")


class LastDomainLeader(DomainError):
    code = "last_domain_leader"
    message = _("A community needs a domain leader. Give somebody else that role first.")


class RoleNeedsGroup(DomainError):
    code = "role_needs_group"
    message = _("A coordinator belongs to a local group. Choose the group.")


class RoleWithoutGroup(DomainError):
    code = "role_without_group"
    message = _("Only a coordinator belongs to one local group. Leave the group empty.")


class NotAnActiveMember(DomainError):
    code = "not_an_active_member"
    message = _("This person is not an active member.")


class NameTaken(DomainError):
    code = "name_taken"
    message = _("This name is already in use in this community.")


class WrongState(DomainError):
    code = "wrong_state"
    message = _("This step is not possible now. Load the page again to see where it stands.")


class LocalGroupRequired(DomainError):
    code = "local_group_required"
    message = _("An organisation joins through a local group. Choose one.")


class LocalGroupClosed(DomainError):
    code = "local_group_closed"
    message = _("This local group is closed. Choose another one.")


class WrongKvk(DomainError):
    code = "wrong_kvk"
    message = _("A Chamber of Commerce number (KvK) has 8 digits.")


class WrongVatId(DomainError):
    code = "wrong_vat_id"
    message = _("This VAT number (btw-id) is not right. It looks like NL123456789B01.")


class VatIdRequired(DomainError):
    code = "vat_id_required"
    message = _("Who charges VAT has a VAT number (btw-id). Fill it in.")


class WrongIban(DomainError):
    code = "wrong_iban"
    message = _("This bank account number (IBAN) is not right. Check the digits.")


class WrongCreditorId(DomainError):
    code = "wrong_creditor_id"
    message = _("This creditor identifier for direct debit is not right.")


class OperatorIncomplete(DomainError):
    code = "operator_incomplete"
    message = _("Not everything is there yet to verify the operator.")


class ReasonRequired(DomainError):
    code = "reason_required"
    message = _("Write down why. The person concerned will read it.")


class OrganisationKnown(DomainError):
    code = "organisation_known"
    message = _("An organisation with this KvK number has already applied here.")


class DecisionRequired(DomainError):
    code = "decision_required"
    message = _("Only a decision of the community can admit a partner.")


class LastAdministrator(DomainError):
    code = "last_administrator"
    message = _("An organisation needs an administrator. Give somebody else that role first.")


class ScopeUnknown(DomainError):
    code = "scope_unknown"
    message = _("Choose at least one of the things a program may do.")


class ApiClientWithdrawn(DomainError):
    code = "api_client_withdrawn"
    message = _("This program was withdrawn. Make a new one.")

"""What this app knows. Constraints are in the models; what may change is in `actions`."""

from communities.models.api_client import ApiClient
from communities.models.community import Community
from communities.models.joining import Invitation, JoinQuestion, JoinRequest
from communities.models.local_group import LocalGroup, LocalGroupMembership
from communities.models.membership import Membership, MembershipPeriod, MembershipRole
from communities.models.network import Domain, NetworkLeader, NetworkLeaderStaff
from communities.models.notification import Notification
from communities.models.operator import OperatorOfRecord
from communities.models.partner import PartnerColleague, PartnerOrganisation, Partnership, PartnershipStep
from communities.models.people import User

__all__ = [
    "ApiClient",
    "Community",
    "Domain",
    "Invitation",
    "JoinQuestion",
    "JoinRequest",
    "LocalGroup",
    "LocalGroupMembership",
    "Membership",
    "MembershipPeriod",
    "MembershipRole",
    "NetworkLeader",
    "NetworkLeaderStaff",
    "Notification",
    "OperatorOfRecord",
    "PartnerColleague",
    "PartnerOrganisation",
    "Partnership",
    "PartnershipStep",
    "User",
]

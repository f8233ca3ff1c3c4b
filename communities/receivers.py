"""What this app does when something happened."""

from communities.actions.community import connect_when_ready
from communities.events import MemberJoined
from weconomics.events import receiver


@receiver(MemberJoined)
def look_whether_ready(event: MemberJoined) -> None:
    connect_when_ready()

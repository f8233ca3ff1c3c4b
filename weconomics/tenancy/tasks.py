"""Base of every Celery task. The sender's community travels in a header; a task without one is an error when sent."""

from typing import Any

from celery import Task

from weconomics.tenancy.scope import NoScope, everything, only_community, scope


class CommunityTask(Task):
    """Runs in the scope of the community it was sent from, or over all when `across_communities` says why.

    A task with `opens_own_scope` gets no transaction around it: it works in several.
    """

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    across_communities = ""
    opens_own_scope = False

    def apply_async(
        self, args: Any = None, kwargs: Any = None, community: int | None = None, **options: Any
    ) -> Any:
        if not self.across_communities and not self.opens_own_scope:
            community = community or only_community()
            if community is None:
                raise NoScope(f"{self.name}: say which community")
            options["headers"] = {**(options.get("headers") or {}), "community": community}
        return super().apply_async(args, kwargs, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.opens_own_scope:
            return self.run(*args, **kwargs)
        if self.across_communities:
            with everything(self.across_communities):
                return self.run(*args, **kwargs)
        community = (self.request.headers or {}).get("community") or getattr(self.request, "community", None)
        if community is None:
            raise NoScope(f"{self.name} arrived without a community")
        with scope(community):
            return self.run(*args, **kwargs)

"""How a community runs its market: its own row, or the defaults."""

from marketplace.models import MarketSettings


def market_settings() -> MarketSettings:
    """The settings of the community in scope; an unsaved row of defaults where nobody chose."""
    return MarketSettings.objects.first() or MarketSettings()

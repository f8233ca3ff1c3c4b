"""Standing deals: agreed once, made anew each period."""

"""Who pays what, under which rules, to the cent. Knows parties, amounts and rules; never a listing."""

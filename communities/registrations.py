"""What this app brings to the menu, the checklists, the steps of readiness, the search and the decisions."""

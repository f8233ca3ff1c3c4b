"""Mail that comes in: an answer to what a thread told by mail."""

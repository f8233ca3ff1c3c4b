"""The partners' door: problem+json, cursors, request keys, a limit per caller, ETags and the OpenAPI description."""

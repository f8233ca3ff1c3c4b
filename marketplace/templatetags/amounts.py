"""`{{ quantity|in_units:unit }}` and `{{ quantity|plain }}`."""

from django import template

from marketplace.quantities import in_units, plain

register = template.Library()
register.filter(in_units)
register.filter(plain)

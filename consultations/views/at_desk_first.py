"""What only the desk can answer, asked by itself right before the tablet goes to the patient."""

from dataclasses import replace

from django.http import HttpRequest

from consultations.intake.screens import Screen
from consultations.policies.handing_over import is_only_for_desk

THEN, THEN_HAND_OVER = "then", "hand-over"


def is_before_hand_over(request: HttpRequest) -> bool:
    return request.GET.get(THEN) == THEN_HAND_OVER


def narrowed(screen: Screen) -> Screen:
    """Nothing but the desk's own questions; as it was where there are none."""
    asked, possible = (tuple(filter(is_only_for_desk, each)) for each in (screen.asked, screen.possible))
    return replace(screen, asked=asked, possible=possible) if asked else screen

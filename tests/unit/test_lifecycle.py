from consultations.lifecycle import FINAL, MOVES, Status, as_diagram, as_page, is_allowed


def test_every_state_can_be_reached_from_the_first():
    reached = {MOVES[0].start}
    for _ in Status:
        reached |= {move.end for move in MOVES if move.start in reached}

    assert reached == set(Status)


def test_only_what_is_signed_or_closed_is_final():
    assert {Status.SIGNED, Status.CLOSED_UNSIGNED} == FINAL


def test_nothing_is_signed_that_was_not_confirmed():
    assert {move.start for move in MOVES if move.end == Status.SIGNED} == {Status.CONFIRMED}


def test_no_pair_of_states_has_two_moves():
    pairs = [(move.start, move.end) for move in MOVES]

    assert len(set(pairs)) == len(pairs)
    assert not is_allowed(Status.INTAKE, Status.SIGNED)
    assert not any(is_allowed(status, status) for status in Status)


def test_the_picture_shows_every_move_and_every_end():
    lines = as_diagram().splitlines()

    assert sum("-->" in line for line in lines) == len(MOVES) + 1 + len(FINAL)
    assert as_diagram() in as_page()

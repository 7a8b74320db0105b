from clinic.accounts.permissions import ROLES, Permission, Role, may, needs

SEES_PATIENTS = {Role.FRONT_DESK, Role.DERMATOLOGIST, Role.MANAGER}


def roles_that_may(permission: Permission) -> set[Role]:
    return {role for role in Role if may(role, permission)}


def test_every_role_is_in_the_table():
    assert set(ROLES) == set(Role)


def test_every_permission_belongs_to_somebody():
    assert set().union(*ROLES.values()) == set(Permission)


def test_only_a_dermatologist_decides_and_signs():
    for permission in (Permission.REVIEW, Permission.DECIDE, Permission.SIGN):
        assert roles_that_may(permission) == {Role.DERMATOLOGIST}


def test_only_a_content_admin_edits_and_a_dermatologist_approves_too():
    assert {role for role in Role if may(role, Permission.EDIT_PROTOCOL)} == {Role.CONTENT_ADMIN}
    assert {role for role in Role if may(role, Permission.PUBLISH)} == {Role.CONTENT_ADMIN, Role.DERMATOLOGIST}


def test_content_admins_see_no_patient():
    assert roles_that_may(Permission.SEE_PATIENT) == SEES_PATIENTS
    assert roles_that_may(Permission.SEE_AFTERCARE) == {Role.FRONT_DESK, Role.DERMATOLOGIST}


def test_the_front_desk_does_not_see_who_looked():
    assert roles_that_may(Permission.SEE_HISTORY) == {Role.DERMATOLOGIST, Role.MANAGER}


def test_an_unknown_role_may_do_nothing():
    assert not any(may("owner", permission) for permission in Permission)


def test_a_view_carries_the_permission_it_needs():
    view = needs(Permission.SIGN)(lambda request: None)

    assert view.permission is Permission.SIGN

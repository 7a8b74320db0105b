"""Only what is needed of the sign-in library, one by one. Nobody signs up; no address is kept to mail a reset to."""

from django.urls import path

from clinic.accounts import people, views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", views.account, name="account"),
    path("account/sign-in/", views.SignIn.as_view(), name="account_login"),
    path("account/sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("account/password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/site/", views.switch_site, name="switch_site"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/switch/", people.person_switch, name="person_switch"),
]

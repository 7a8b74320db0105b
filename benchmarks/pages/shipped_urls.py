from benchmarks.pages import empty
from clinic.urls import *  # noqa: F403
from clinic.urls import urlpatterns as pearls

urlpatterns = [*empty.urlpatterns, *pearls]

"""What fault tests put around the product's requests: it says who answered, breaks things, or takes a guard away."""

import os
import random
import signal
from pathlib import Path

from django.db import connection
from django.http import JsonResponse

SHARE = 0.04


class Signed:
    """Which worker answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        answer["X-Worker"] = str(os.getpid())
        return answer


class Careless(Signed):
    """The database says that it has saved before it has written."""

    def __call__(self, request):
        with connection.cursor() as cursor:
            cursor.execute("set synchronous_commit = off")
        return super().__call__(request)


class Dying(Signed):
    """One save in twenty-five ends with the worker killed, after the commit and before the answer."""

    def __call__(self, request):
        answer = super().__call__(request)
        if request.path.endswith("/save/") and answer.status_code == 200 and random.random() < SHARE:
            with (Path(os.environ["FAULTS_FOLDER"]) / "killed").open("a") as list_of_killed:
                list_of_killed.write(f"{os.getpid()}\n")
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


class Forgetful(Signed):
    """No receipts, no revisions and no count of the tablet's own: a save that comes again is done again."""

    def __init__(self, get_response):
        super().__init__(get_response)
        from consultations import access
        from consultations.services import intake
        from consultations.services.intake import change_answer
        from consultations.views import asking

        asking.effect = lambda request, perform, by=None: perform()
        intake.hold_from = lambda visit_id, revision, by, client: access.consultation_to_change(by, visit_id)
        intake.change_answer = lambda *args, **more: change_answer(*args, **more | {"sequence": None})


class Lying(Signed):
    """Says that an answer is saved although the database could not."""

    def __call__(self, request):
        answer = super().__call__(request)
        if request.path.endswith("/save/") and answer.status_code == 503:
            return JsonResponse({"revision": int(request.POST["revision"]), "saved_at": "10:00", "shown": []})
        return answer

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from clinic.accounts.models import Site
from clinic.audit.models import Receipt
from clinic.audit.receipts import once, prune
from clinic.audit.refusals import BadKey, KeyReused, Refused
from tests.integration.clinic_factory import person, site

pytestmark = pytest.mark.django_db
THE_PAGE = {"path": "/patients/new/", "body": {"name": "Ana"}}


class Effect:
    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        site()
        return f"/result/{self.count}/"


def send(effect, *, by=None, key="k", **page):
    return once(key=key, by=by, perform=effect, **THE_PAGE | page)


def test_a_page_sent_twice_has_one_effect_and_one_answer():
    effect, someone = Effect(), person()
    answers = [send(effect, by=someone) for _ in range(3)]

    assert (answers, effect.count, Site.objects.count()) == (["/result/1/"] * 3, 1, 1)


def test_the_same_key_with_other_content_is_refused():
    effect = Effect()
    send(effect)
    for other in ({"body": {"name": "Eva"}}, {"path": "/elsewhere/"}):
        with pytest.raises(KeyReused):
            send(effect, **other)
    assert effect.count == 1


def test_the_token_and_the_order_of_fields_do_not_make_it_another_page():
    effect = Effect()
    send(effect, body=QueryDict("a=1&b=2&csrfmiddlewaretoken=x&key=k"))
    send(effect, body=QueryDict("b=2&a=1&csrfmiddlewaretoken=y&key=k"))

    assert effect.count == 1


def test_the_order_of_values_of_one_field_does():
    effect = Effect()
    send(effect, body=QueryDict("a=1&a=2"))
    with pytest.raises(KeyReused):
        send(effect, body=QueryDict("a=2&a=1"))


def test_another_person_with_the_same_key_gets_their_own_effect_not_ones_answer():
    effect = Effect()
    assert send(effect, by=person()) != send(effect, by=person())


@pytest.mark.parametrize("failure", [Refused("Not now."), RuntimeError("broken")])
def test_a_refusal_or_a_fault_is_not_kept_so_the_page_can_be_sent_again(failure):
    def fails():
        site()
        raise failure

    with pytest.raises(type(failure)):
        send(fails)
    assert not Receipt.objects.exists()
    assert not Site.objects.exists()
    assert send(Effect()) == "/result/1/"


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_missing_or_overlong_key_is_refused(key):
    with pytest.raises(BadKey):
        send(Effect(), key=key)


def test_a_key_of_255_characters_is_taken():
    assert send(Effect(), key="k" * 255)


def test_only_receipts_older_than_thirty_days_are_forgotten():
    now = timezone.now()
    for days in (1, 29, 31):
        Receipt.objects.create(key=f"{days}", path="/", body_sha256="x", url="/", at=now - timedelta(days=days))

    assert prune(at=now) == 1
    call_command("prune_receipts")
    assert set(Receipt.objects.values_list("key", flat=True)) == {"1", "29"}


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_pages_sent_at_the_same_moment_wait_for_the_first_and_get_its_answer():
    started, may_end, effect, key = Signal(), Signal(), Effect(), uuid4().hex

    def slowly():
        started.set()
        may_end.wait(5)
        return effect()

    def sent():
        try:
            return send(slowly, key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(sent)
        started.wait(5)
        others = [pool.submit(sent) for _ in range(3)]
        may_end.set()
        answers = {future.result(10) for future in [first, *others]}

    assert (answers, effect.count, Site.objects.count()) == ({"/result/1/"}, 1, 1)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_when_the_first_of_two_fails_the_second_does_the_work():
    started, may_fail, effect, key = Signal(), Signal(), Effect(), uuid4().hex

    def fails():
        started.set()
        may_fail.wait(5)
        raise Refused("Not now.")

    def sent(perform):
        try:
            return send(perform, key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(sent, fails)
        started.wait(5)
        second = pool.submit(sent, effect)
        may_fail.set()
        assert second.result(10) == "/result/1/"
        with pytest.raises(Refused):
            first.result(10)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_page_that_waits_too_long_is_told_to_look_again():
    started, may_end, key = Signal(), Signal(), uuid4().hex

    def slowly():
        started.set()
        may_end.wait(10)
        return "/done/"

    def sent():
        try:
            return send(slowly, key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(sent)
        started.wait(5)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(Refused, match="still being saved"):
            send(slowly, key=key)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
        may_end.set()
        assert first.result(10) == "/done/"

"""The patient with the tablet in the hand, and the desk that gives it and takes it back."""

import re
from typing import Self

from django.urls import reverse
from playwright.sync_api import Error, expect

from clinic.accounts.models import User
from consultations.models import Patient
from tests.integration.clinic_factory import PASSWORD
from tests.system.desk import Desk

ANSWERS = "main .tablet .screen-row:visible"
# What the browser keeps of its own accord, as one text; what is encrypted reads as noise.
STORED = """async () => {
  const kept = { local: { ...localStorage }, session: { ...sessionStorage }, databases: [], caches: [] };
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((resolve) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
      });
      const bytes = (it) => it instanceof ArrayBuffer || ArrayBuffer.isView(it);
      const parts = (it) => (it && typeof it === "object" ? Object.values(it).map(text) : String(it));
      const text = (it) => (bytes(it) ? new TextDecoder("latin1").decode(it) : parts(it));
      kept.databases.push([name, store, rows.map(text)]);
    }
    database.close();
  }
  for (const name of await caches.keys()) kept.caches.push(name);
  return JSON.stringify(kept);
}"""


class Tablet(Desk):
    taps = 0

    def hits(self, target: object) -> None:
        self.taps += 1
        super().hits(target)

    def hands_over_to(self, patient: Patient) -> Self:
        """From the page of who will answer; the desk's own questions come before, once."""
        self.opens(reverse("patient", args=[patient.pk]) + "?confirmed")
        self.hits(self.page.get_by_role("button", name=re.compile("and the tablet to the patient")))
        self.page.wait_for_url(re.compile("hand-over|/tablet/start/"))
        if "hand-over" in self.page.url:
            self.answers_for_the_desk()
        self.page.wait_for_url("**/tablet/start/")
        return self

    def answers_for_the_desk(self) -> None:
        for row in self.page.locator("main .screen-row:visible").all():
            self.hits(row.locator("label.tile").first)
        self.hits(self.button("Continue"))

    def begins(self) -> Self:
        self.hits(self.page.get_by_role("link", name=re.compile("Start|Carry on")))
        self.page.wait_for_url(re.compile("/tablet/(part|area|places|check)"))
        return self

    def answers_this_page(self) -> Self:
        """The first tile of every question that is to be seen."""
        where = self.page.url
        for row in self.page.locator(ANSWERS).all():
            self.hits(row.locator("label.tile").first)
        self.hits(self.button("Continue"))
        expect(self.page).not_to_have_url(where)
        return self

    def chosen(self) -> list[str]:
        boxes = self.page.locator("main input:checked")
        return boxes.evaluate_all("boxes => boxes.map((box) => `${box.name}=${box.value}`)")

    def gives_back(self) -> Self:
        self.opens(reverse("tablet_help"))
        return self.presses("Stop and give the tablet back")

    def is_unlocked_by(self, person: User) -> Self:
        self.opens(reverse("tablet_unlock"))
        self.writes(User_name=person.username, Password=PASSWORD)
        return self.presses("Unlock")

    @property
    def stored(self) -> str:
        return self.page.evaluate(STORED)

    @property
    def shown(self) -> str:
        """Everything that can be read in this window, with its title and its address, once it has settled."""
        for _try in range(20):
            try:
                self.page.wait_for_load_state()
                return f"{self.page.title()} {self.page.url} {self.page.content()}".upper()
            except Error:
                self.page.wait_for_timeout(100)
        raise AssertionError("the window never settled")

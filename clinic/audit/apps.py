from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from clinic.audit.grants import take_back


class AuditConfig(AppConfig):
    name = "clinic.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        post_migrate.connect(take_back, sender=self)

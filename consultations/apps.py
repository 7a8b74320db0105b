from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    label = "consultations"

    def ready(self) -> None:
        from consultations.open_on_releases import open_on_releases
        from treatments.open_visits import counted_by

        counted_by(open_on_releases)

"""The draft: a protocol as ordinary rows, one per thing that is edited. Column names are those of the document.

Codes, keys, conditions, effects, weights and methods are columns; texts by language and nested blocks are JSON.
`revision` is counted up by whoever changes a row, and says whether a page still shows what is there.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EFFECTS = ("red_flag", "must_have", "no_treatment", "exclusion", "hold", "caution", "indication", "add_on")
GRADES = ("primary", "A", "B", "C", "unverified")


def key_list(label: Promise) -> ArrayField:
    """A row of keys or codes."""
    return ArrayField(models.CharField(max_length=60), verbose_name=label, default=list, blank=True)


def review_day() -> models.CharField:
    return models.CharField(_("To be looked at again by"), max_length=10, blank=True)


class Protocol(models.Model):
    slug = models.CharField(_("Short name"), max_length=60, unique=True)
    name = models.JSONField(_("Name"))
    languages = key_list(_("Languages"))
    about = models.JSONField(_("About the condition"), default=list, blank=True)
    notices = models.JSONField(_("Notices"), default=list, blank=True)
    steps = models.JSONField(_("Steps of the intake"), default=list, blank=True)
    screens = models.JSONField(_("Screens of the intake"), default=list, blank=True)
    face_map = models.JSONField(_("Face map"), null=True, blank=True)
    photo_consent = models.CharField(_("Question that allows photos"), max_length=60, blank=True)
    examination = models.JSONField(_("Examination"), null=True, blank=True)
    consent = models.JSONField(_("Wording of the consent"), null=True, blank=True)
    typical_patient = models.JSONField(_("Typical patient"))
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Everybody who changed it since the last release: none of them may approve the next one.
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("Protocol")
        verbose_name_plural = _("Protocols")

    def __str__(self) -> str:
        return self.slug


class PartOfDraft(models.Model):
    """Something of a draft that stands in a list and is edited on its own."""

    protocol = models.ForeignKey(Protocol, models.CASCADE)
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        default_related_name = "%(class)s_rows"

    def __str__(self) -> str:
        return str(getattr(self, "code", "") or getattr(self, "key", ""))


def one_per_protocol(name: str, field: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(name=name, fields=["protocol", field])


class Source(PartOfDraft):
    code = models.CharField(_("Code"), max_length=20)
    title = models.TextField(_("Title"))
    address = models.TextField(_("Address"), blank=True)
    grade = models.CharField(_("Grade"), max_length=12)

    class Meta(PartOfDraft.Meta):
        constraints = [
            one_per_protocol("one_source_per_code", "code"),
            models.CheckConstraint(name="source_has_a_known_grade", condition=Q(grade__in=GRADES)),
        ]


class Policy(PartOfDraft):
    key = models.CharField(_("Key"), max_length=60)
    name = models.TextField(_("Name"))
    chosen = models.CharField(_("Chosen position"), max_length=60)
    switchable = models.BooleanField(_("May be changed by the clinic"), default=False)

    class Meta(PartOfDraft.Meta):
        constraints = [one_per_protocol("one_policy_per_key", "key")]


class Position(models.Model):
    """What one side of a disagreement says."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="position_rows")
    position = models.PositiveIntegerField()
    value = models.CharField(_("Value"), max_length=60)
    says = models.TextField(_("What it says"))
    sources = key_list(_("Sources"))

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(name="one_position_per_value", fields=["policy", "value"])]

    def __str__(self) -> str:
        return self.value


class Method(PartOfDraft):
    """`texts` holds every block that patients read, by the block's name and then by language."""

    key = models.CharField(_("Key"), max_length=60)
    term = models.CharField(_("Term"), max_length=120, blank=True)
    tie_rank = models.BigIntegerField(_("Rank when scores are equal"))
    texts = models.JSONField(_("Texts"))
    warn = models.JSONField(_("Warnings"), default=list, blank=True)
    evidence = models.TextField(_("Evidence"))
    variants = models.JSONField(_("Variants"), default=list, blank=True)
    plan_fields = models.JSONField(_("Details of the plan"), default=list, blank=True)
    sources = key_list(_("Sources"))
    review_by = review_day()

    class Meta(PartOfDraft.Meta):
        constraints = [one_per_protocol("one_method_per_key", "key")]


class Question(PartOfDraft):
    number = models.BigIntegerField(_("Number"))
    key = models.CharField(_("Key"), max_length=60)
    step = models.CharField(_("Step"), max_length=60)
    screen = models.CharField(_("Screen"), max_length=60, blank=True)
    about = models.CharField(_("About"), max_length=10)
    wording = models.JSONField(_("Wording"))
    help = models.JSONField(_("Help"))
    type = models.CharField(_("Type of answer"), max_length=10)
    asked_by = key_list(_("Who answers"))
    private = models.BooleanField(_("Private"), default=False)
    safety = models.BooleanField(_("Safety question"), default=False)
    lasting = models.BooleanField(_("May be confirmed at the next visit"), default=False)
    shown_when = models.TextField(_("Shown when"), blank=True)
    offers_unknown = models.BooleanField(_("Offers “not sure”"), default=True)
    minimum = models.BigIntegerField(_("Least"), null=True, blank=True)
    maximum = models.BigIntegerField(_("Most"), null=True, blank=True)
    max_length = models.BigIntegerField(_("Longest text"), null=True, blank=True)
    derives = models.CharField(_("Number worked out from it"), max_length=60, blank=True)
    retired = models.BooleanField(_("Not asked any more"), default=False)

    class Meta(PartOfDraft.Meta):
        constraints = [
            one_per_protocol("one_question_per_key", "key"),
            one_per_protocol("one_question_per_number", "number"),
            models.CheckConstraint(
                name="question_has_a_known_type", condition=Q(type__in=("one", "multi", "number", "date", "text"))
            ),
        ]


class Option(models.Model):
    """One of the answers a question offers."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="option_rows")
    position = models.PositiveIntegerField()
    value = models.CharField(_("Value"), max_length=60)
    label = models.JSONField(_("Label"))
    help = models.JSONField(_("Help"), null=True, blank=True)
    exclusive = models.BooleanField(_("Excludes the others"), default=False)
    regions = key_list(_("Regions of the face map"))
    at_least = models.BigIntegerField(_("From this number on"), null=True, blank=True)
    at_most = models.BigIntegerField(_("Up to this number"), null=True, blank=True)
    retired = models.BooleanField(_("Not offered any more"), default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(name="one_option_per_value", fields=["question", "value"])]

    def __str__(self) -> str:
        return self.value


class ConflictCheck(PartOfDraft):
    code = models.CharField(_("Code"), max_length=20)
    when = models.TextField(_("Condition"))
    keys = key_list(_("Questions that count as not known"))
    text = models.JSONField(_("Text"))

    class Meta(PartOfDraft.Meta):
        constraints = [one_per_protocol("one_conflict_check_per_code", "code")]


class Rule(PartOfDraft):
    """Each effect uses the columns its kind of rule has in the document; `label` is a line or a text by language."""

    code = models.CharField(_("Code"), max_length=20)
    effect = models.CharField(_("Effect"), max_length=20)
    when = models.TextField(_("Condition"), blank=True)
    unless = models.TextField(_("Unless"), blank=True)
    methods = key_list(_("Methods"))
    weight = models.SmallIntegerField(_("Weight"), null=True, blank=True)
    keys = key_list(_("Questions"))
    because = models.TextField(_("Because"))
    sources = key_list(_("Sources"))
    label = models.JSONField(_("Label"), null=True, blank=True)
    when_only_excluded_by = models.CharField(_("Only when excluded by"), max_length=20, blank=True)
    relaxed_by = models.JSONField(_("Relaxed by policies"), default=list, blank=True)
    second_confirmation = key_list(_("Methods whose override needs a second confirmation"))
    final_under = models.JSONField(_("Not to be overridden under these policies"), default=list, blank=True)
    accepts_unknown = models.BooleanField(_("“Not sure” is enough"), default=False)
    restricts = models.JSONField(_("Allowed variants"), default=list, blank=True)
    off = models.BooleanField(_("Switched off"), default=False)
    owner = models.CharField(_("Owner"), max_length=120, blank=True)
    review_by = review_day()

    class Meta(PartOfDraft.Meta):
        constraints = [
            one_per_protocol("one_rule_per_code", "code"),
            models.CheckConstraint(name="rule_has_a_known_effect", condition=Q(effect__in=EFFECTS)),
            models.CheckConstraint(
                name="weight_is_small_and_belongs_to_an_indication",
                condition=Q(weight__range=(-3, 3), effect="indication") | (Q(weight=None) & ~Q(effect="indication")),
            ),
        ]


class AftercareStep(PartOfDraft):
    code = models.CharField(_("Code"), max_length=20)
    methods = key_list(_("Methods"))
    variant = models.CharField(_("Variant"), max_length=60, blank=True)
    from_day = models.BigIntegerField(_("From day"), null=True, blank=True)
    to_day = models.BigIntegerField(_("To day"), null=True, blank=True)
    timing = models.JSONField(_("Timing in words"), null=True, blank=True)
    kind = models.CharField(_("Kind"), max_length=10)
    urgent = models.BooleanField(_("Urgent"), default=False)
    when = models.TextField(_("Condition"), blank=True)
    topic = models.TextField(_("Topic"), blank=True)
    text = models.JSONField(_("Text"))
    sources = key_list(_("Sources"))
    review_by = review_day()

    class Meta(PartOfDraft.Meta):
        constraints = [
            one_per_protocol("one_aftercare_step_per_code", "code"),
            models.CheckConstraint(
                name="aftercare_has_a_known_kind", condition=Q(kind__in=("do", "avoid", "normal", "call"))
            ),
        ]


class Case(PartOfDraft):
    """A patient with the expected result. `code` is the case's id in the document."""

    code = models.CharField(_("Code"), max_length=10)
    title = models.TextField(_("Title"))
    person = models.JSONField(_("Answers about the person"), default=dict, blank=True)
    areas = models.JSONField(_("Answers about each area"))
    expect = models.JSONField(_("Expected result"))
    why = models.TextField(_("Why"))

    class Meta(PartOfDraft.Meta):
        constraints = [one_per_protocol("one_case_per_code", "code")]

"""What the command answers, as objects: the readout of a run or study, and the answers of `gate`, `power` and `analyze`.

The attributes of a readout are the keys of `readout.json`, which docs/Readout.md explains; money is in minor units there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Mapping, Optional

from .records import Record, Records

if TYPE_CHECKING:
    import pandas
    import polars

    from .logs import Log, Table
    from .stored import StoredRun


class Effect(Record):
    """An estimate with its interval, where there is one."""

    estimate: float
    lower: Optional[float]
    upper: Optional[float]
    standard_error: Optional[float]


class ArmValue(Record):
    """A metric in an arm of the experiment."""

    mean: float
    n: int


class Adjusted(Record):
    """The difference with the variance that the warm-up explains taken out (CUPED)."""

    method: str
    difference: Effect
    p_value: Optional[float]
    variance_reduction: Optional[float]


class Truth(Record):
    """The global treatment effect: everybody treated against nobody treated."""

    control: float
    treatment: float
    difference: Effect
    relative: Optional[Effect]


class Bias(Record):
    """How far the experiment is from the truth."""

    absolute: float
    lower: Optional[float]
    upper: Optional[float]
    standard_error: Optional[float]
    relative: Optional[float]
    relative_lower: Optional[float]
    relative_upper: Optional[float]
    method: str


class Judgement(Record):
    """Whether an experiment tells the truth about a metric."""

    agreement: str
    margin: float
    is_floor: bool
    flips_sign: bool
    replications_needed: Optional[int]


class Trial(Record):
    """A metric in one replication."""

    control: Optional[float]
    treatment: Optional[float]
    effect: Optional[float]
    all_control: Optional[float]
    all_treated: Optional[float]
    control_in_twin: Optional[float]
    treatment_in_twin: Optional[float]


class Spillovers(Record):
    """Of a two-sided design: what one side's treatment does where the other is not treated."""

    users: Effect
    listings: Effect


class Metric(Record):
    """A metric: what the experiment says of it, what is true, and how far apart these are."""

    name: str
    label: str
    definition: str
    unit: str
    more_is_better: Optional[bool]
    control: ArmValue
    treatment: ArmValue
    difference: Effect
    relative: Optional[Effect]
    relative_definition: str
    p_value: Optional[float]
    p_value_adjusted: Optional[float]
    method: str
    adjusted: Optional[Adjusted]
    truth: Truth
    bias: Bias
    judgement: Optional[Judgement]
    trials: Records[Trial]
    spillovers: Optional[Spillovers]
    note: Optional[str]


class Change(Record):
    """What differs between an arm and control."""

    key: str
    control: str
    arm: str


class OriginFile(Record):
    """A file of a plug-in."""

    name: str
    sha256: str


class Origin(Record):
    """Where a policy comes from that is not a part of the program."""

    id: str
    version: str
    files: Records[OriginFile]
    surroundings: list[str]


class Arm(Record):
    """An arm of the experiment, with its policies by slot."""

    name: str
    share: float
    users: int
    units: Optional[str]
    policies: dict[str, str]
    origins: Optional[dict[str, Origin]]
    changes: Records[Change]


class SampleRatio(Record):
    """The observed split of users against the planned one."""

    observed: list[int]
    planned: list[float]
    statistic: float
    p_value: float


class Counts(Record):
    """What happened, over all worlds of the run."""

    events: int
    sessions: int
    requests: int
    candidates: Optional[int]
    exposures: int
    clicks: int
    orders: int


class Check(Record):
    """A check of the run; its status is pass, warn or fail."""

    name: str
    status: str
    message: str


class Expectation(Record):
    """What the scenario expects; its outcome is pass, fail or not_enough_evidence."""

    statement: str
    outcome: str
    message: str
    value: Optional[Effect]
    bound: Optional[float]


class ExactShare(Record):
    """A share of cases with its exact interval."""

    count: int
    of: int
    lower: float
    upper: float


class DesignDecisions(Record):
    """What the rule does with the experiments of a design."""

    name: str
    words: str
    drawn: Optional[int]
    launches: ExactShare
    drops: ExactShare
    goes_on: ExactShare
    harmful_launches: Optional[ExactShare]
    missed_launches: Optional[ExactShare]
    wrong_signs: Optional[ExactShare]
    exaggeration: Optional[Effect]
    cost_per_week: Optional[Effect]
    more_days: Optional[float]


class Decision(Record):
    """What is done with the experiment, and what should be."""

    goal: str
    headline: str
    details: list[str]
    decision: Optional[str]
    truth: Optional[str]
    is_beyond_chance: bool
    launch_per_week: Optional[Effect]
    money: Optional[str]
    cost_per_week: Optional[Effect]
    more_days: Optional[float]
    designs: Records[DesignDecisions]


class Verdict(Record):
    """What the experiment says beside what is true, in words; the agreement is agrees, misleads or unclear."""

    headline: str
    details: list[str]
    agreement: str


class TimeCourse(Record):
    """A metric day by day since the start of the warm-up."""

    metric: str
    control: list[Optional[float]]
    treatment: list[Optional[float]]


class EffectLine(Record):
    """An effect by day of the experiment and cumulated, and how its last days differ from the whole."""

    daily: list[Optional[Effect]]
    cumulated: list[Optional[Effect]]
    last: Optional[Effect]
    change: Optional[Effect]


class EffectCourse(Record):
    """The effect on a metric by day, in the experiment and in truth."""

    metric: str
    scale: str
    last_days: int
    experiment: Optional[EffectLine]
    truth: EffectLine


class Schedule(Record):
    """Lengths of the run's parts."""

    warmup_days: float
    experiment_days: float
    followup_days: float


class MarketFigure(Record):
    """A figure of listings or sellers, which belongs to no arm."""

    name: str
    label: str
    definition: str
    unit: str
    experiment: Effect
    control: Effect
    treatment: Effect
    truth: Effect


class FunnelStep(Record):
    """How often a step happened in each arm."""

    name: str
    control: int
    treatment: int


class Delay(Record):
    """Median hours of a step of an order in each arm."""

    name: str
    control: Optional[float]
    treatment: Optional[float]


class Funnel(Record):
    """How far exposures came in each arm, and how long the steps of an order took."""

    steps: Records[FunnelStep]
    delays: Records[Delay]


class PublishedFigure(Record):
    """A figure of a published market beside the market's own."""

    name: str
    unit: str
    published: float
    realised: Effect
    ratio: float


class Comparison(Record):
    """The market beside a published one."""

    market: str
    title: str
    source: str
    figures: Records[PublishedFigure]


class Timeline(Record):
    """Requests by day since the start of the warm-up."""

    page_end: list[int]
    inserted: list[int]
    refused: list[int]


class RequestBudget(Record):
    """What was made of the budget of inserted requests."""

    rate: float
    period_hours: float
    given: int
    spent: int
    share: Optional[float]
    periods: int
    exhausted: int
    refused: int


class Uplift(Record):
    """What asking brought at moments whose decision was drawn at random."""

    asked: int
    kept: int
    users: int
    uplift: Optional[Effect]


class UpliftBin(Uplift):
    """The same from one slot or stage of the session to another."""

    from_: int
    to: Optional[int]


class RequestUplift(Record):
    """What asking brought, over all moments, by slot and by stage of the session."""

    horizon: int
    method: str
    all: Uplift
    by_slot: Records[UpliftBin]
    by_stage: Records[UpliftBin]


class RequestArm(Record):
    """When an arm asked for pages."""

    asks_within_page: bool
    timeline: Timeline
    budget: Optional[RequestBudget]
    uplift: Optional[RequestUplift]


class Requests(Record):
    """When pages were asked for, control first."""

    arms: Records[RequestArm]


class Segment(Record):
    """What is said and true of a segment of users."""

    segmentation: str
    segment: str
    users_control: int
    users_treatment: int
    metrics: Records[Metric]
    note: Optional[str]


class Model(Record):
    """How good an arm's model of given quality was among the candidates of a stratum."""

    asked: Optional[float]
    realised: Effect
    ensemble: Optional[Effect]
    shown: Optional[Effect]
    calibration: Optional[Effect]


class ModelStratum(Record):
    """Candidates of control's requests, and both arms' models among them."""

    name: str
    label: str
    share: float
    click_rate: float
    oracle: Effect
    control: Optional[Model]
    treatment: Optional[Model]


class ModelWorth(Record):
    """What a point of AUC was worth in a metric."""

    metric: str
    label: str
    experiment: Optional[Effect]
    truth: Effect


class Models(Record):
    """How good the arms' models were, all candidates first, and what a point of AUC was worth."""

    strata: Records[ModelStratum]
    worth: Optional[Records[ModelWorth]]


class PolicyFigureSpan(Record):
    """A figure of a policy over some days of the experiment."""

    first_day: int
    last_day: int
    value: Optional[Effect]


class PolicyFigure(Record):
    """A figure that an arm's ranking policy states of itself."""

    arm: str
    name: str
    label: str
    unit: str
    meaning: str
    overall: Optional[Effect]
    spans: Records[PolicyFigureSpan]


class InterleavingUserSplit(Record):
    """What a split of users says of the same question."""

    metric: str
    label: str
    sessions_needed: Optional[Effect]
    times: Optional[Effect]
    truth: Optional[Effect]


class InterleavingCredit(Record):
    """Which ranking wins by one way to credit it."""

    name: str
    label: str
    control: float
    treatment: float
    difference: Effect
    wins: Optional[Effect]
    treatment_wins: int
    control_wins: int
    sessions_needed: Optional[Effect]
    user_split: Optional[InterleavingUserSplit]
    direction: Optional[str]


class Interleaving(Record):
    """Two rankings that share pages."""

    method: str
    sessions: float
    credits: Records[InterleavingCredit]


class Rate(Record):
    """How many of all."""

    count: int
    of: int


class ReplicationCounts(Record):
    """What happened in one replication, over all of its worlds."""

    replication: int
    journal_digest: str
    counts: Counts


class AllocationArm(Record):
    """An arm of an experiment whose allocation learns."""

    name: str
    share: Effect
    course: Any
    truth: Effect


class AllocationValue(Record):
    """The treatment's effect by one way to weigh the log of such an experiment."""

    name: str
    label: str
    difference: Optional[Effect]
    bias: Optional[Effect]
    standard_error: Optional[float]
    found: Optional[Rate]
    coverage: Optional[Rate]
    note: Optional[str]


class AllocationCost(Record):
    """A way to treat the sessions, and what it loses against everybody in the best arm."""

    name: str
    label: str
    clicks: float
    regret: Optional[Effect]


class Allocation(Record):
    """What an experiment says whose allocation learns, and what it costs."""

    bandit: str
    update_hours: float
    sessions: float
    arms: Records[AllocationArm]
    truth: Effect
    values: Records[AllocationValue]
    costs: Records[AllocationCost]
    saved: Optional[Effect]
    favourite: Optional[Rate]


class OfflineValue(Record):
    """What one estimator says of the challenger by control's log alone."""

    name: str
    label: str
    gain: Optional[Effect]
    bias: Optional[Effect]
    mean_weight: Optional[Effect]
    effective_sample_size: Optional[float]
    standard_error: Optional[float]
    intervals: int
    coverage: Optional[Rate]
    note: Optional[str]


class OfflineOrder(Record):
    """How well a ranking orders what was shown."""

    auc: Optional[Effect]
    ndcg: Optional[Effect]


class Offline(Record):
    """What control's log alone would have said of the challenger's ranking."""

    reward: str
    metric: str
    label: str
    pages: float
    exposures: float
    logged: Effect
    truth: Effect
    values: Records[OfflineValue]
    control: OfflineOrder
    treatment: OfflineOrder
    differences: list[str]


class StudiedDesign(Record):
    """A design beside the truth, over replications."""

    name: str
    words: str
    definition: str
    estimate: Effect
    bias: Bias
    standard_error: Optional[float]
    root_mean_square_error: float
    coverage: Optional[Rate]
    false_positives: Optional[Rate]
    power: Optional[Rate]
    days_to_decision: Optional[float]
    judgement: Optional[Judgement]
    estimates: list[Optional[float]]
    biases: list[Optional[float]]


class StudiedMetric(Record):
    """A metric of a study, with the designs that are typically closest to the truth first."""

    name: str
    label: str
    unit: str
    truth: Truth
    truths: list[float]
    designs: Records[StudiedDesign]


class Study(Record):
    """Every design beside the truth, and a recommendation."""

    metrics: Records[StudiedMetric]
    design: Optional[str]
    recommendation: str
    reasons: list[str]


class Document(Record):
    """An answer of the command. It prints as the terminal shows it, and a notebook shows its page."""

    def __init__(
        self,
        json: Mapping[str, Any],
        text: str = "",
        page: str = "",
        exit_code: int = 0,
        folder: Optional[str] = None,
    ) -> None:
        """
        :param text: as the terminal shows it.
        :param page: the page, as HTML that needs nothing else.
        :param exit_code: of the command: 0, or 3 where a check failed.
        :param folder: where `index.html`, `readout.md` and `readout.json` were written to stay.
        """
        super().__init__(json)
        self.text = text
        self.page = page
        self.exit_code = exit_code
        self.folder = folder

    @property
    def passed(self) -> bool:
        """Whether no check failed: the command's exit code was not 3."""
        return self.exit_code == 0

    @property
    def table(self) -> Records[Any]:
        """What `to_pandas` and `to_polars` give."""
        return Records([self])

    def to_pandas(self) -> pandas.DataFrame:
        """The answer's table as a DataFrame of pandas: one row per metric."""
        return self.table.to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """The answer's table as a DataFrame of polars: one row per metric."""
        return self.table.to_polars()

    def __repr__(self) -> str:
        return self.text or super().__repr__()

    def _repr_html_(self) -> Optional[str]:
        return _framed(self.page, self.text) if self.page else None


class Readout(Document):
    """The readout of a run or a study: what the experiment says, and what is true."""

    schema: str
    scenario: str
    title: str
    summary: str
    seed: int
    replications: int
    replications_planned: int
    arms: Records[Arm]
    metrics: Records[Metric]
    market_figures: Records[MarketFigure]
    funnel: Funnel
    requests: Optional[Requests]
    comparison: Optional[Comparison]
    study: Optional[Study]
    further: Optional[Records[Readout]]
    segments: Optional[Records[Segment]]
    models: Optional[Models]
    policy_figures: Optional[Records[PolicyFigure]]
    interleaving: Optional[Interleaving]
    allocation: Optional[Allocation]
    offline: Optional[Offline]
    srm: SampleRatio
    counts: Counts
    journal_digest: str
    per_replication: Optional[Records[ReplicationCounts]]
    health: Records[Check]
    expectations: Optional[Records[Expectation]]
    decision: Optional[Decision]
    verdict: Verdict
    time_course: Records[TimeCourse]
    effect_courses: Optional[Records[EffectCourse]]
    schedule: Schedule
    level: float
    currency: Optional[str]
    version: str
    command: str

    def __init__(
        self,
        json: Mapping[str, Any],
        text: str = "",
        page: str = "",
        exit_code: int = 0,
        folder: Optional[str] = None,
        run: Optional[StoredRun] = None,
    ) -> None:
        """
        :param run: where the run store has the run; None of a readout within another.
        """
        super().__init__(json, text, page, exit_code, folder)
        self.run = run

    @property
    def id(self) -> str:
        """The run's id in the run store."""
        return self._run.id

    @property
    def run_store(self) -> str:
        """The file of the run store."""
        return self._run.store

    @property
    def passed(self) -> bool:
        """Whether no check of the run and no expectation failed."""
        return all(check.status != "fail" for check in self.health) and all(
            one.outcome != "fail" for one in self.expectations or []
        )

    @property
    def table(self) -> Records[Metric]:
        """The metrics."""
        return self.metrics

    def log(self, world: Optional[str] = None, replication: int = 0) -> Log:
        """The event log of one world, which is run once more for it.

        :param world: `experiment`, `all-treated`, `all-control` or a design's own; None is the experiment.
        :param replication: which one, from 0.
        """
        return self._run.log(world, replication)

    def units(self, world: Optional[str] = None, replication: int = 0) -> Table:
        """A row per unit of a world's design, with its arm and the sums that metrics are made of."""
        return self._run.units(world, replication)

    def trajectories(
        self, world: Optional[str] = None, replication: int = 0, multipliers: Sequence[float] = ()
    ) -> Table:
        """Of an auction market: a row per day, campaign and tick, for bidders that learn.

        :param multipliers: of bids, of which each row says what they would have brought.
        """
        return self._run.trajectories(world, replication, multipliers)

    @property
    def _run(self) -> StoredRun:
        if self.run is None:
            raise ValueError("this readout is a part of another, and no run of its own")
        return self.run


class GateReadout(Document):
    """What `marketlab.gate` found; docs/Gate.md explains its keys."""

    metrics: Records[Record]

    @property
    def table(self) -> Records[Record]:
        """The metrics, with the p-value and status of each."""
        return self.metrics


class PowerReadout(Document):
    """What `marketlab.power` found; docs/Power.md explains its keys."""

    solved_for: str
    control_units: float
    treatment_units: float
    effect: float
    relative_effect: Optional[float]
    power: float


class Comparand(Record):
    """A metric of one variant beside control."""

    metric: str
    variant: str
    n: int
    n_control: int
    mean: Optional[float]
    mean_control: Optional[float]
    difference: Optional[Effect]
    relative: Optional[Effect]
    p_value: Optional[float]
    p_value_adjusted: Optional[float]
    note: Optional[str]


class Analysis(Document):
    """The readout of a table of one's own; docs/Analyze.md explains its keys."""

    rows: Records[Comparand]
    segments: Optional[Records[Comparand]]
    remarks: list[str]
    level: float

    @property
    def table(self) -> Records[Comparand]:
        """A row per metric and variant."""
        return self.rows


def _framed(page: str, text: str) -> str:
    """The page in a frame of its own, so that its styles and the notebook's do not meet, and the text below it for readers
    that take frames out."""
    # In a frame nothing can be downloaded, and the files in the links are half of the page.
    page = re.sub(r'<a class="download".*?</a>', "", page, flags=re.DOTALL)
    quoted = page.replace("&", "&amp;").replace('"', "&quot;")
    fit = "this.style.height=Math.min(640,this.contentDocument.documentElement.scrollHeight+2)+'px'"
    return (
        f'<iframe srcdoc="{quoted}" sandbox="allow-same-origin" onload="{fit}" '
        'style="width:100%;height:640px;border:0;resize:vertical;overflow:auto" title="MarketLab"></iframe>'
        f"<details><summary>As text</summary><pre>{html.escape(text)}</pre></details>"
    )

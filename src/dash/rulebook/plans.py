"""What a clinic plans by: days between sessions and doses, by drug, route and phase."""

from collections.abc import Sequence
from dataclasses import dataclass

PER_KG = "mg/kg"


@dataclass(frozen=True)
class IntervalPlan:
    """Planned days between two sessions; ``phase`` is empty where it holds for every phase."""

    drug: str
    route: str
    phase: str
    shortest_days: int
    longest_days: int
    source: str
    confirmed: bool = True
    whose: str = "product"

    @property
    def words(self) -> str:
        """The plan in words: "6 to 15 days"."""
        return f"{self.shortest_days} to {self.longest_days} days"


@dataclass(frozen=True)
class DosePlan:
    """Doses a clinic gives by one drug and route.

    Attributes:
        drug, route: Keys of the vocabulary.
        unit: ``mg`` or ``mg/kg``.
        lowest, highest: Range, in ``unit``.
        doses: The only doses there are, in ``unit``; empty where any dose in the range is one.
        largest_step: Largest change from one session to the next, in ``unit``; None where the clinic set none.
        source: Where it comes from.
        confirmed, whose: As for rules.
    """

    drug: str
    route: str
    unit: str
    lowest: float
    highest: float
    source: str
    doses: tuple[float, ...] = ()
    largest_step: float | None = None
    confirmed: bool = True
    whose: str = "product"

    def outside(self, dose: float) -> float:
        """Return how far a dose is from the nearest one of the plan, in ``unit``; 0 for a planned dose."""
        if self.doses:
            return round(min(abs(dose - planned) for planned in self.doses), 6)
        return round(max(self.lowest - dose, dose - self.highest, 0.0), 6)

    @property
    def words(self) -> str:
        """The range in words: "28, 56, 84 mg" or "0.5 to 1 mg/kg"."""
        if self.doses:
            return f"{', '.join(f'{dose:g}' for dose in self.doses)} {self.unit}"
        return f"{self.lowest:g} to {self.highest:g} {self.unit}"


def interval_plan(plans: Sequence[IntervalPlan], drug: str, route: str, phase: str) -> IntervalPlan | None:
    """Return the plan for a drug, route and phase: the clinic's before the product's, of one phase before all."""
    fitting = [
        plan for plan in plans if (plan.drug, plan.route) == (drug, route) and plan.phase in {phase, ""}
    ]
    return min(fitting, key=lambda plan: (plan.whose != "clinic", plan.phase == ""), default=None)


def dose_plan(plans: Sequence[DosePlan], drug: str, route: str) -> DosePlan | None:
    """Return the plan for a drug and route; the clinic's stand first."""
    return next((plan for plan in plans if (plan.drug, plan.route) == (drug, route)), None)

"""Promotion: the challenger becomes champion when it is better on later nights it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipelines.errors import UsageProblem, UserError
from pipelines.feedback.gather import labelled_nights, labels_as_of, latest_day, nights_until, refuse_far
from pipelines.feedback.nights import audit_shares
from pipelines.feedback.registry import (
    BUILT_IN_MODEL,
    Model,
    Promotion,
    alias,
    aliases,
    move_champion,
    readable_alias,
    version,
)
from pipelines.lock import exclusive
from pipelines.mlflow_store import open_store
from pipelines.runs.identity import MODEL_VERSION
from pipelines.runs.publish import finish_interrupted
from pipelines.settings.read import read_settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from models.learning.comparison import Comparison
    from pipelines.feedback.nights import Night
    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms

    FloatArray = npt.NDArray[np.float64]

__all__ = ["Verdict", "promote_job"]

SURE_SHARE = 0.9
"""The challenger must be better in this share of the bootstrap's resamples."""


@dataclass(frozen=True)
class Verdict:
    """What came of a promotion.

    Attributes:
        promoted: Whether the champion changed.
        champion: The model in force before.
        challenger: The one that was to replace it.
        comparison: Their figures on unseen nights; None when there are too few labels to compare.
        reason: Why it was promoted or not, a sentence.
    """

    promoted: bool
    champion: Model
    challenger: Model
    comparison: Comparison | None
    reason: str


def promote_job(home: Home, as_of: date | None, number: int | None, *, force: bool, because: str) -> Verdict:
    """Make a model champion.

    Args:
        home: The home folder.
        as_of: The last day whose labels count; None for the day of the last night, or of a label at most 60 days later.
        number: A version to put in force whatever the comparison says (0 = the built-in weights); None for the
            challenger.
        force: Promote the challenger whatever the comparison says.
        because: Why, recorded with the model.

    Raises:
        UsageProblem: There is no challenger, or `force` gives no reason.
    """
    if force and not because.strip():
        raise UsageProblem("--force needs a reason, which is kept with the model: --because TEXT.")
    settings, terms = read_settings(home.root)
    with exclusive(home, "promote"):
        finish_interrupted(home)
        refuse_far(home, as_of)
        champion, challenger, unreadable = _candidates(home, number)
        try:
            if unreadable is not None:
                raise unreadable
            day = as_of or latest_day(home)
            compared, told = _compared(home, settings, terms, champion, challenger, day)
        except UserError as error:
            if number is None and not force:
                raise
            day = as_of or challenger.trained_as_of or date(1970, 1, 1)
            compared, told = None, f"There is nothing to compare with. {error.message}"
        better = compared is not None and compared.gain > 0 and compared.better_share >= SURE_SHARE
        if number is not None:
            told = f"Chosen by hand. {told}"
        elif force:
            told = f"Forced. {told}"
        elif not better:
            return Verdict(False, champion, challenger, compared, told)
        facts = {"comparison": told, "forced": "yes" if force or number is not None else "no"}
        move_champion(home, Promotion(challenger.version, day.isoformat(), because), facts)
    return Verdict(True, champion, challenger, compared, told)


def _candidates(home: Home, number: int | None) -> tuple[Model, Model, UserError | None]:
    """Return champion and challenger; a champion that cannot be read has nothing but its number, and the reason."""
    unreadable = None
    with open_store(home) as client:
        try:
            champion = alias(client, "champion") or BUILT_IN_MODEL
        except UserError as error:
            unreadable = error
            champion = Model(version=int(aliases(client)["champion"]))
        challenger = readable_alias(client, "challenger") if number is None else version(client, number)
    if challenger is None:
        raise UsageProblem("There is no challenger to promote. `affguard train` makes one from labels.")
    if challenger.version == champion.version:
        raise UsageProblem(
            f"{champion.told().capitalize()} is in force already. `affguard train` makes a new challenger when there "
            "are new labels; `affguard promote --version N` goes back to an earlier one (0 = the built-in weights)."
        )
    if challenger.version and challenger.evidence != MODEL_VERSION:
        raise UsageProblem(
            f"{challenger.told().capitalize()} was trained on {challenger.evidence}, and this program judges by "
            f"{MODEL_VERSION}: its multipliers would mean something else. Train a new one: `affguard train`."
        )
    return champion, challenger, unreadable


def _compared(
    home: Home, settings: Settings, terms: Terms, champion: Model, challenger: Model, day: date
) -> tuple[Comparison | None, str]:
    """Compare both on labels decided after either was trained, about nights after that, of affiliates new to both."""
    import numpy as np

    from models.learning.challenger import FEWEST_OF_EACH
    from models.learning.comparison import compare

    trained = max((model.trained_as_of for model in (champion, challenger) if model.trained_as_of), default=None)
    if trained is None or trained >= day:
        return None, f"There is no night after the training day ({trained}) yet: nothing to compare on."
    labels = labels_as_of(home, settings, terms, day)
    known = champion.learned_from | challenger.learned_from
    nights = [night for night in nights_until(home, day) if night > trained]
    unseen = labels[~labels["affiliate_id"].isin(known)]
    labelled = labelled_nights(home, unseen, nights)
    last = labelled.rows.assign(place=range(len(labelled.rows))).drop_duplicates("affiliate_id", keep="last")
    places = last["place"].to_numpy()
    is_fraud = last["is_fraud"].to_numpy(dtype=np.bool_)
    bad, good = int(is_fraud.sum()), int((~is_fraud).sum())
    if min(bad, good) < FEWEST_OF_EACH:
        return None, (
            f"Too few labels on nights after {trained} of affiliates that neither model learned from: {bad} fraud and "
            f"{good} clean, at least {FEWEST_OF_EACH} of either are needed. Decide on flagged and audited affiliates "
            "of later nights and load the labels, or use --force --because TEXT."
        )
    points = labelled.points.iloc[places]
    weight = _stands_for(home, labelled.nights, last)
    totals = [_log_odds(model, challenger, points) for model in (champion, challenger)]
    compared = compare(totals[0], totals[1], is_fraud, weight, settings.judgement.seed)
    return compared, _sentence(compared, champion, challenger, trained)


def _log_odds(model: Model, challenger: Model, points: pd.DataFrame) -> FloatArray:
    import numpy as np

    total = np.einsum("nc,c->n", points.to_numpy(dtype=np.float64), model.weights.factors(points.columns))
    scale = model.scale if model.version else challenger.built_in_scale
    return scale.log_odds(total)


def _stands_for(home: Home, nights: tuple[Night, ...], rows: pd.DataFrame) -> FloatArray:
    """Return how many affiliates each label stands for: 1 for the flagged, 1 / probability of being drawn else."""
    import numpy as np

    flagged = {night.day: night.flagged for night in nights}
    pairs = zip(rows["night"], rows["affiliate_id"], audit_shares(home, rows), strict=True)
    return np.array([1.0 if who in flagged[day] else 1 / share for day, who, share in pairs])


def _sentence(compared: Comparison, champion: Model, challenger: Model, trained: date) -> str:
    return (
        f"On {compared.fraud} fraud and {compared.clean} clean labels of nights after {trained}, {challenger.told()} "
        f"has an average precision of {compared.challenger:.3f} against "
        f"{compared.champion:.3f} of {champion.told()}: {compared.gain:+.3f} "
        f"(90 % interval {compared.gain_low:+.3f} to {compared.gain_high:+.3f}; better in "
        f"{compared.better_share:.0%} of resamples, {SURE_SHARE:.0%} are asked for)."
    )

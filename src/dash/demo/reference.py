"""The numbers the made-up clinic is calibrated to.

Rates are per session in percent, in the order of ``ROUTES``. Those of esketamine nasal spray come from its
monitoring programme (58,483 patients, 1,486,213 sessions) where it reports them; the others are assumptions
that serve made-up data only and are never shown to a clinician. Blood pressure changes are in mmHg.
"""

from types import MappingProxyType

ROUTES = ("iv", "in", "im", "sc", "sl", "po")
IV, IN, IM, SC, SL, PO = range(6)

EFFECT_RATES = MappingProxyType(
    {  #                        iv    in    im    sc    sl    po
        "dissociation": (35.0, 41.0, 35.0, 30.0, 10.0, 10.0),
        "sedation": (20.0, 34.7, 20.0, 15.0, 8.0, 8.0),
        "dizziness": (20.0, 20.6, 20.0, 20.0, 10.0, 10.0),
        "nausea": (6.0, 14.0, 8.0, 6.0, 5.0, 5.0),
        "vomiting": (1.0, 2.0, 2.0, 1.0, 1.0, 1.0),
        "anxiety": (4.0, 3.0, 4.0, 3.0, 3.0, 3.0),
        "confusion": (2.0, 1.0, 2.0, 1.0, 1.0, 1.0),
        "disorientation": (1.0, 1.0, 1.0, 1.0, 0.5, 0.5),
        "agitation": (0.8, 0.5, 1.0, 0.5, 0.5, 0.5),
        "hallucination": (1.0, 0.5, 1.5, 1.0, 0.5, 0.5),
        "headache": (5.0, 5.0, 5.0, 5.0, 5.0, 5.0),
        "blurred_vision": (6.0, 3.0, 5.0, 4.0, 2.0, 2.0),
        "raised_blood_pressure": (15.0, 0.9, 10.0, 8.0, 2.0, 2.0),
        "urinary_symptoms": (0.1, 0.3, 0.1, 0.1, 0.2, 0.2),
        "misuse_concern": (0.1, 0.02, 0.1, 0.1, 0.3, 0.3),
    }
)
EFFECTS = tuple(EFFECT_RATES)

# Correlation of one patient's sessions. About 0.6 for sedation and dissociation is derived from the monitoring
# programme's rates per session and per patient; the others are assumptions; effects not named have none.
CLUSTERING = MappingProxyType(
    {"dissociation": 0.6, "sedation": 0.6, "dizziness": 0.3, "nausea": 0.25, "anxiety": 0.2, "headache": 0.2}
)

# Rated with CADSS and MOAA/S instead of asked: the label trials saw sedation in 48-61 % that way.
SCALE_RATES = MappingProxyType({"dissociation": 62.0, "sedation": 55.0})

# Sessions with a peak of at least 180 mmHg systolic or 110 mmHg diastolic.
EVENT_RATES = (1.0, 0.5, 1.0, 0.7, 0.1, 0.1)
EVENT_SYSTOLIC_MMHG = 180
EVENT_DIASTOLIC_MMHG = 110

# Serious events of any kind; the monitoring programme reports less than 0.1 %.
SERIOUS_RATE = 0.08

# Rise over pre-dose, systolic and diastolic: at the 40-minute reading, and the highest of a session.
RISE_40_MEAN, RISE_40_SD = (8.0, 5.0), (14.0, 9.5)
RISE_MAX_MEAN, RISE_MAX_SD = (13.3, 8.7), (11.6, 7.7)
# Routes taken by mouth rise less: factor on the whole change.
RISE_FACTOR = (1.0, 1.0, 1.0, 1.0, 0.75, 0.6)

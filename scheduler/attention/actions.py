"""What would lower each factor, in a supervisor's words.

Source: the suggested action of each factor is house policy after 28 CFR 115.13 and the cases named beside the factors.
"""

from scheduler.domain.attention import Factor

TITLES: dict[Factor, str] = {
    Factor.SINGLE_DUTY: "One-to-one duty",
    Factor.SOLO: "Solo staffing",
    Factor.CAMERA: "Camera and sight line",
    Factor.ISOLATED: "Isolated place",
    Factor.CONTACT: "Contact mode",
    Factor.NIGHT: "Night with thin supervision",
    Factor.PRIVACY: "Privacy-sensitive or restricted population",
    Factor.CONCENTRATION: "Share of one holder",
    Factor.TENURE: "Longest tenure on the unit",
    Factor.ROUNDS: "Supervisor rounds",
    Factor.DEVIATION: "Deviation from the plan",
    Factor.FATIGUE: "Fatigue of the scheduled cover",
    Factor.ENTRIES: "Unscheduled entries to the unit",
}
"""Short names for tables and drawers."""

ACTIONS: dict[Factor, str] = {
    Factor.SINGLE_DUTY: "Add a second officer, or a timed relief.",
    Factor.SOLO: "Add a second officer, or a timed relief.",
    Factor.CAMERA: "Ask for a camera; make extra rounds until then.",
    Factor.ISOLATED: "Ask for a camera; make extra rounds until then.",
    Factor.CONTACT: "Rotate next period; vary who works with the group.",
    Factor.NIGHT: "Put a supervisor on the night, or make extra rounds.",
    Factor.PRIVACY: "Make extra rounds; keep the announced checks.",
    Factor.CONCENTRATION: "Rotate next period.",
    Factor.TENURE: "Rotate next period.",
    Factor.ROUNDS: "Make an unannounced round now.",
    Factor.DEVIATION: "Fill the post, or close it properly.",
    Factor.FATIGUE: "Relieve early.",
    Factor.ENTRIES: "A supervisor reviews the log through the proper channel.",
}
GATED_WORDS = "No contact with inmates here: it counts nothing."
WITHHELD_WORDS = "Shown to the watch commander and the PREA manager only."

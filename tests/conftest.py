"""How the property tests run: the same examples every time here, fresh ones in `scripts/soak`."""

from hypothesis import HealthCheck, settings

# A loaded machine must not decide whether a test passes.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("house", derandomize=True, database=None, **PATIENT)
settings.register_profile("soak", max_examples=2000, **PATIENT)
settings.load_profile("house")

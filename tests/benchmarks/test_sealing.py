from tests.benchmarks.sealing import SEALING, measure_sealing


def test_a_pass_over_a_small_trail_is_measured() -> None:
    result = measure_sealing(many=500)
    assert result.name == SEALING
    assert 0 < result.ratio < 1, "hashing is a part of sealing"

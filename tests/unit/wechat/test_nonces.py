"""Nonces: of the length WeChat's layout asks for, and never the same."""

from concurrent.futures import ThreadPoolExecutor

from integrations.wechat.nonces import AT_ONCE, NONCE_LENGTH, Nonces


def test_none_comes_twice_whoever_draws() -> None:
    nonces, many = Nonces(), 20 * AT_ONCE
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: nonces(), range(many)))
    assert len(set(drawn)) == many
    assert all(len(each) == NONCE_LENGTH and set(each) <= set("0123456789abcdef") for each in drawn)

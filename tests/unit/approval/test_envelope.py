"""Envelopes against another implementation, and keys that careless code spoils."""

import pytest
from gmssl import sm2
from hypothesis import given
from hypothesis import strategies as st

from integrations.approval.province.envelope import Sm2Envelope, Sm4Envelope
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.envelopes import CannotOpen, opened
from tests.approval import SM2_PRIVATE, SM2_PUBLIC, SM4_KEY

# GB/T 32918.5 annex A: the recommended curve's example key.
STANDARD_PRIVATE = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
STANDARD_PUBLIC = (
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)


@pytest.mark.parametrize("prefix", ["", "04"])
@pytest.mark.parametrize(("private", "public"), [(SM2_PRIVATE, SM2_PUBLIC), (STANDARD_PRIVATE, STANDARD_PUBLIC)])
def test_sm2_is_opened_by_another_implementation(prefix: str, private: str, public: str):
    sealed = Sm2Envelope(prefix + public).seal('{"姓名": "欧阳"}'.encode())
    assert opened(SandboxConfig(sm2_private=private), sealed) == {"姓名": "欧阳"}
    library = sm2.CryptSM2(private_key=private, public_key="", mode=1)
    assert library.decrypt(bytes.fromhex(sealed)).decode() == '{"姓名": "欧阳"}'


def test_sm2_is_never_twice_the_same_and_notices_a_change():
    envelope = Sm2Envelope(SM2_PUBLIC)
    sealed = {envelope.seal(b"{}" * 40) for _ in range(3)}
    assert len(sealed) == 3
    one = bytearray.fromhex(sealed.pop())
    one[-1] ^= 1
    with pytest.raises(CannotOpen):
        opened(SandboxConfig(sm2_private=SM2_PRIVATE), one.hex())


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=50), max_size=5))
def test_sm4_is_opened_by_another_implementation(message: dict[str, str]):
    import json

    sealed = Sm4Envelope(SM4_KEY).seal(json.dumps(message).encode())
    assert opened(SandboxConfig(sm4_key=SM4_KEY), sealed) == message

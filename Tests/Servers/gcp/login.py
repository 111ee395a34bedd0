"""The token address: checks grants as the real one does, signatures included, with nothing but the standard library."""

import base64
import hashlib
import json
import re

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def unbase64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der(data, offset=0):
    """One DER value: its tag, its content, and where the next begins."""
    tag, length, offset = data[offset], data[offset + 1], offset + 2
    if length & 0x80:
        size = length & 0x7F
        length, offset = int.from_bytes(data[offset:offset + size], "big"), offset + size
    return tag, data[offset:offset + length], offset + length


def children(data):
    offset = 0
    while offset < len(data):
        tag, content, offset = der(data, offset)
        yield tag, content


def public_numbers(pem):
    """Modulus and exponent of an RSA private key, in PKCS#8 or PKCS#1 form."""
    data = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))
    parts = list(children(der(data)[1]))
    if parts[1][0] == 0x30:
        parts = list(children(der(parts[2][1])[1]))
    return int.from_bytes(parts[1][1], "big"), int.from_bytes(parts[2][1], "big")


def verify(pem, text, signature):
    """RSASSA-PKCS1-v1_5 with SHA-256."""
    modulus, exponent = public_numbers(pem)
    size = (modulus.bit_length() + 7) // 8
    prefix = bytes.fromhex("3031300d060960864801650304020105000420")
    wanted = prefix + hashlib.sha256(text.encode()).digest()
    wanted = b"\x00\x01" + b"\xff" * (size - len(wanted) - 3) + b"\x00" + wanted
    got = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big")
    return got == wanted


def refused(account, assertion, audiences):
    """Why an assertion is not taken; None if it is."""
    parts = assertion.split(".")
    if len(parts) != 3:
        return "Invalid JWT: not three parts"
    try:
        header, claims = (json.loads(unbase64(part)) for part in parts[:2])
        signature = unbase64(parts[2])
    except ValueError:
        return "Invalid JWT: cannot be decoded"
    if header.get("alg") != "RS256" or header.get("typ") != "JWT" or header.get("kid") != account["private_key_id"]:
        return "Invalid JWT: header"
    if set(claims) != {"iss", "aud", "scope", "iat", "exp"}:
        return f"Invalid JWT: claims {sorted(claims)}"
    if claims["iss"] != account["client_email"] or claims["aud"] not in audiences:
        return "Invalid JWT: issuer or audience"
    if not re.fullmatch(r"https://www\.googleapis\.com/auth/(cloud-platform|compute)", claims["scope"]):
        return "Invalid JWT: scope"
    if not isinstance(claims["iat"], int) or not 0 < claims["exp"] - claims["iat"] <= 3600:
        return "Invalid JWT: must be a short-lived token (60 minutes)"
    if not verify(account["private_key"], parts[0] + "." + parts[1], signature):
        return "Invalid JWT Signature."
    return None

"""Certificates for tests: an authority of our own, and what it or nobody signs."""

from __future__ import annotations

import datetime
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

__all__ = ["Authority"]

DAY = datetime.timedelta(days=1)


@dataclass
class Authority:
    """An authority whose certificate stands in `folder`."""

    folder: Path

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Test Authority")
        certificate = self._build(self._name, self._key, ca=True).sign(self._key, hashes.SHA256())
        self.ca_file = self.folder / "authority.pem"
        self.ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server_context(
        self, host: str, *, begins_days: float = -10, ends_days: float = 10, self_signed: bool = False
    ) -> ssl.SSLContext:
        """Return a server's context with a certificate for one host, valid for some days around now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(host)
        builder = self._build(subject, key, begins_days=begins_days, ends_days=ends_days)
        builder = builder.issuer_name(subject if self_signed else self._name)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        certificate = builder.sign(key if self_signed else self._key, hashes.SHA256())
        pem = self.folder / f"{host}-{begins_days}-{ends_days}-{self_signed}.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context

    def _build(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        begins_days: float = -10,
        ends_days: float = 10,
        ca: bool = False,
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now + begins_days * DAY).not_valid_after(now + ends_days * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        return builder.issuer_name(subject) if ca else builder


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Affguard Tests"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )

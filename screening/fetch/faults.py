"""From the exceptions of sockets, TLS, HTTP and decoders to the reasons that reports name."""

from __future__ import annotations

import http.client
import ssl

from urllib3.exceptions import DecodeError, InvalidHeader, ReadTimeoutError, SSLError
from urllib3.util.ssl_match_hostname import CertificateError

from screening.fetch.limits import Deadline, RefusedError
from screening.refusal import Refusal

__all__ = ["refusal_of"]

# X509_V_ERR_* of OpenSSL, x509_vfy.h.
_CERTIFICATE_TIMES = {9, 10}  # not yet valid, has expired
_CERTIFICATE_NAMES = {62, 64}  # host name mismatch, IP address mismatch


def refusal_of(error: Exception, deadline: Deadline) -> RefusedError:
    """Return the refusal that an exception means, with its message shortened."""
    if isinstance(error, TimeoutError | ReadTimeoutError):
        return deadline.passed()
    words = " ".join(str(error).split())[:200]
    if isinstance(error, http.client.HTTPException) and "got more than" in words:
        return RefusedError(Refusal.HEADERS_TOO_LARGE, f"the headers are too large: {words}")
    if isinstance(error, ssl.SSLCertVerificationError):
        return RefusedError(_certificate_refusal(error), f"the certificate is not valid: {error.verify_message}")
    if isinstance(error, CertificateError):
        return RefusedError(Refusal.TLS_OTHER_HOST, f"the certificate is for another host: {words}")
    if isinstance(error, ssl.SSLError | SSLError):
        return RefusedError(Refusal.TLS_FAILED, f"no TLS connection: {words}")
    if isinstance(error, DecodeError):
        return RefusedError(Refusal.BAD_ENCODING, f"the body is not encoded as its headers say: {words}")
    if isinstance(error, http.client.RemoteDisconnected):
        return RefusedError(Refusal.CONNECTION_BROKEN, "the server closed the connection without an answer")
    if isinstance(error, http.client.HTTPException | InvalidHeader | ValueError):
        return RefusedError(Refusal.BAD_RESPONSE, f"the answer is no valid HTTP: {words}")
    return RefusedError(Refusal.CONNECTION_BROKEN, f"the connection broke: {words}")


def _certificate_refusal(error: ssl.SSLCertVerificationError) -> Refusal:
    if error.verify_code in _CERTIFICATE_TIMES:
        return Refusal.TLS_EXPIRED
    return Refusal.TLS_OTHER_HOST if error.verify_code in _CERTIFICATE_NAMES else Refusal.TLS_UNTRUSTED

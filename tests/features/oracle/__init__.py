"""Every feature again, in plain Python: slow loops over lists of rows, written from the catalogue's descriptions.

A rate is (events, support), a level (value, support); what is missing from an answer has support 0.
"""

from __future__ import annotations

from tests.features.oracle.address import address
from tests.features.oracle.attribution import attribution
from tests.features.oracle.base import Answer, Entity, Oracle
from tests.features.oracle.change import change
from tests.features.oracle.click_to_order import click_to_order
from tests.features.oracle.customer import customer
from tests.features.oracle.device import device
from tests.features.oracle.engagement import engagement
from tests.features.oracle.geography import geography
from tests.features.oracle.network import network
from tests.features.oracle.outcome import outcome
from tests.features.oracle.profile import profile
from tests.features.oracle.quality import quality
from tests.features.oracle.rhythm import rhythm
from tests.features.oracle.shares import shares
from tests.features.oracle.source import source
from tests.features.oracle.sub_id import sub_id
from tests.features.oracle.volume import volume

__all__ = ["Answer", "Entity", "Oracle", "everything", "quality", "shares"]

FAMILIES = (
    volume,
    rhythm,
    click_to_order,
    address,
    network,
    device,
    source,
    engagement,
    outcome,
    customer,
    geography,
    attribution,
    change,
)


def everything(oracle: Oracle) -> Answer:
    """Answer for every feature that the grain has."""
    for family in FAMILIES:
        family(oracle)
    if oracle.keys != ("affiliate_id", "sub_id"):
        sub_id(oracle)
    if oracle.keys == ("affiliate_id",):
        profile(oracle)
    return oracle.answer

from __future__ import annotations

import pytest

from sotsync.document.render.descriptions import MAXIMUM_LENGTH, describe

CASES = {
    ("Where parcels go:\nmore", "x"): "Where parcels go",
    ("", "add_email_to_users"): "Add email to users",
    ("--------------- FILES ---------------", "create_files"): "Create files",
    ("=====\nFILES\n=====", "create_files"): "Create files",
    ("---------- Files and folders ----------", "x"): "Files and folders",
    ("====\n  Returns are received by staff. They are checked.\n====", "x"): (
        "Returns are received by staff"
    ),
    ("CreateTable", "init"): "Init",
    ("Create users table", "init"): "Init",
    ("create table public.users", "accounts"): "Accounts",
    ("Create users table for sign-up", "init"): "Create users table for sign-up",
    ("Migration: Orders may be split", "x"): "Orders may be split",
    ("@implements DBT-001, DBT-002\nWho may see what", "x"): "Who may see what",
    ("DBT-001", "tenants"): "Tenants",
    ("Orders are shipped in parts,\nso each part has a line.", "x"): (
        "Orders are shipped in parts, so each part has a line"
    ),
    ("Add version 1.2 of prices. Then more.", "x"): "Add version 1.2 of prices",
    ("Swap payment methods\n\nA long story follows here.", "x"): "Swap payment methods",
    ("Swap payment methods\nThis is why we do it.", "x"): "Swap payment methods",
    ("FILES", ""): "FILES",
    ("Section - Billing", "basejump_billing"): "Basejump billing",
    (
        "Add tenant_id to all tables of content for schools that share it\nThis migration adds it",
        "x",
    ): "Add tenant_id to all tables of content for schools that share it",
    (
        "Rows that were written before are left to be repaired by the\nPostgreSQL function below",
        "x",
    ): "Rows that were written before are left to be repaired by the PostgreSQL function below",
    ("---", ""): "",
    ("--> statement-breakpoint", "small_xavin"): "Small xavin",
    ("Current sql file was generated after introspecting the database", "init"): "Init",
    ('Modify "orders" table', "split_orders"): "Split orders",
    ('Modify "parcel" composite type', "parcels"): "Parcels",
    ('Add new schema named "shop"', "initial"): "Initial",
    ('Create index "orders_at" to table: "orders"', "started"): "Started",
    ('Create extension "pg_net" if not exists', "workers"): "Workers",
    ("Add a column to tables of orders", "x"): "Add a column to tables of orders",
    ("Made by hand, then changed to build beside writers (plain\nCREATE INDEX locks).", "x"): (
        "Made by hand, then changed to build beside writers (plain CREATE INDEX locks)"
    ),
}


@pytest.mark.parametrize(("comment", "name"), CASES)
def test_a_migration_is_described_in_a_sentence(comment: str, name: str) -> None:
    assert describe(comment, name) == CASES[comment, name]


def test_a_long_description_ends_at_a_word() -> None:
    text = describe("word " * 40, "x")
    assert len(text) <= MAXIMUM_LENGTH
    assert text.endswith("word…")

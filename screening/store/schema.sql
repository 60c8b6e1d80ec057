-- What the screener keeps. Times are microseconds since 1970, UTC; headers, hops and tls are JSON text.
create table if not exists store_meta (schema_version integer not null);
create sequence if not exists exchange_ids;
-- A body once for each hash, packed with zlib: pages of one site are much alike, and most are asked for but once.
create table if not exists bodies (sha256 varchar primary key, packed blob not null);
create table if not exists exchanges (
    exchange_id bigint primary key default nextval('exchange_ids'),
    url_key varchar not null,
    purpose varchar not null,
    settled boolean not null,
    url varchar not null,
    final_url varchar not null,
    fetched_at_us bigint not null,
    elapsed_us bigint not null,
    status integer,
    headers varchar not null,
    hops varchar not null,
    body_sha256 varchar not null,
    truncated boolean not null,
    refusal varchar,
    detail varchar not null,
    tls varchar
);
-- Whose screening relied on which exchange: two applicants may name the same site.
create table if not exists uses (
    applicant_id varchar not null,
    exchange_id bigint not null,
    primary key (applicant_id, exchange_id)
);
create table if not exists fingerprints (
    applicant_id varchar not null,
    site varchar not null,
    kind varchar not null,
    payload varchar not null,
    primary key (applicant_id, site, kind)
);
create table if not exists screenings (
    applicant_id varchar not null,
    website varchar not null,
    site varchar not null,
    screened_at_us bigint not null,
    rules_version varchar not null,
    recommendation varchar not null,
    coverage double not null,
    payload varchar not null,
    primary key (applicant_id, screened_at_us)
);

CREATE TABLE adoption_proposals (
    probe_id uuid NOT NULL,
    found text NOT NULL,
    found_at timestamp with time zone NOT NULL,
    adopted_at timestamp with time zone,
    CONSTRAINT pk_adoption_proposals PRIMARY KEY (probe_id)
);
CREATE TABLE clients (
    id uuid NOT NULL,
    name text NOT NULL,
    code text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_clients PRIMARY KEY (id)
);
CREATE TABLE event_log (
    client_id uuid NOT NULL,
    sequence bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    data text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT pk_event_log PRIMARY KEY (client_id, sequence)
);
CREATE TABLE mail_settings (
    id integer NOT NULL,
    host text NOT NULL,
    port integer NOT NULL,
    security text NOT NULL,
    user_name text,
    protected_password text,
    from_address text NOT NULL,
    from_name text,
    thumbprints text,
    version integer NOT NULL,
    CONSTRAINT pk_mail_settings PRIMARY KEY (id)
);
CREATE TABLE outbox (
    id uuid NOT NULL,
    channel text NOT NULL,
    client_id uuid,
    deduplication_key text NOT NULL,
    payload text NOT NULL,
    recipient text NOT NULL,
    summary text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    last_answer text,
    ended_at timestamp with time zone,
    CONSTRAINT pk_outbox PRIMARY KEY (id)
);
CREATE TABLE probes (
    id uuid NOT NULL,
    name text NOT NULL,
    epoch bigint NOT NULL,
    through bigint NOT NULL,
    last_seen_at timestamp with time zone,
    silent_since timestamp with time zone,
    clock_offset bigint NOT NULL,
    waiting bigint NOT NULL,
    lost bigint NOT NULL,
    last_lost timestamp with time zone,
    late_starts bigint NOT NULL,
    worst_delay bigint NOT NULL,
    running integer NOT NULL,
    sha256 text,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_probes PRIMARY KEY (id)
);
CREATE TABLE protection_keys (
    id text NOT NULL,
    xml text NOT NULL,
    CONSTRAINT pk_protection_keys PRIMARY KEY (id)
);
CREATE TABLE provider (
    id integer NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    phone character varying(50),
    desk_hours character varying(200),
    second_factor_required boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_provider PRIMARY KEY (id)
);
CREATE TABLE setup_links (
    id uuid NOT NULL,
    sha256 text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT pk_setup_links PRIMARY KEY (id)
);
CREATE TABLE snmp_engines (
    machine text NOT NULL,
    engine_id text NOT NULL,
    boots integer NOT NULL,
    CONSTRAINT pk_snmp_engines PRIMARY KEY (machine)
);
CREATE TABLE stray_messages (
    id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    "from" text NOT NULL,
    from_name text NOT NULL,
    reason text NOT NULL,
    payload text NOT NULL,
    not_kept bigint NOT NULL,
    CONSTRAINT pk_stray_messages PRIMARY KEY (id)
);
CREATE TABLE stray_results (
    probe_id uuid NOT NULL,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    payload text NOT NULL,
    CONSTRAINT pk_stray_results PRIMARY KEY (probe_id, epoch, sequence)
);
CREATE TABLE templates (
    id uuid NOT NULL,
    content text NOT NULL,
    secrets text,
    shipped_version integer,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_templates PRIMARY KEY (id)
);
CREATE TABLE ticket_sequence (
    id integer NOT NULL,
    last_given bigint NOT NULL,
    CONSTRAINT pk_ticket_sequence PRIMARY KEY (id)
);
CREATE TABLE watch_episodes (
    id uuid NOT NULL,
    name text NOT NULL,
    rule text NOT NULL,
    values text NOT NULL,
    told text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT pk_watch_episodes PRIMARY KEY (id)
);
CREATE TABLE webhook_endpoints (
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    events text NOT NULL,
    protected_key text NOT NULL,
    protected_previous_key text,
    previous_key_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    disabled_reason text,
    version integer NOT NULL,
    CONSTRAINT pk_webhook_endpoints PRIMARY KEY (id)
);
CREATE TABLE contacts (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    name text NOT NULL,
    function text,
    email text,
    phone text,
    is_told boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT ak_contacts_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_contacts_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE contracts (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    reference text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_number integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_contracts PRIMARY KEY (id),
    CONSTRAINT ak_contracts_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_contracts_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE metric_batches (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    client_id uuid NOT NULL,
    source_id uuid NOT NULL,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL,
    received_at bigint NOT NULL,
    samples integer NOT NULL,
    payload bytea NOT NULL,
    way integer NOT NULL,
    settled_at bigint,
    reason text,
    CONSTRAINT pk_metric_batches PRIMARY KEY (id),
    CONSTRAINT fk_metric_batches_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE metric_blocks (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    client_id uuid NOT NULL,
    shard integer NOT NULL,
    tier integer NOT NULL,
    start bigint NOT NULL,
    first_series integer NOT NULL,
    last_series integer NOT NULL,
    samples integer NOT NULL,
    written_at bigint NOT NULL,
    payload bytea NOT NULL,
    CONSTRAINT pk_metric_blocks PRIMARY KEY (id),
    CONSTRAINT fk_metric_blocks_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE metric_catalogues (
    client_id uuid NOT NULL,
    next integer NOT NULL,
    generation integer NOT NULL,
    CONSTRAINT pk_metric_catalogues PRIMARY KEY (client_id),
    CONSTRAINT fk_metric_catalogues_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE metric_series (
    client_id uuid NOT NULL,
    first integer NOT NULL,
    oldest integer NOT NULL,
    seen bytea NOT NULL,
    payload bytea NOT NULL,
    sources bytea NOT NULL,
    CONSTRAINT pk_metric_series PRIMARY KEY (client_id, first),
    CONSTRAINT fk_metric_series_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE sites (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    holidays text NOT NULL,
    address text,
    version integer NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (id),
    CONSTRAINT ak_sites_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_sites_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE sources (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    name text NOT NULL,
    token_sha256 text,
    certificate_sha256 text,
    networks text,
    most_series integer NOT NULL,
    most_samples integer NOT NULL,
    most_messages integer NOT NULL,
    longest_message integer NOT NULL,
    keep_days integer NOT NULL,
    keep_messages integer NOT NULL,
    protected_signing_key text,
    protected_community text,
    snmp_user text,
    snmp_authentication text NOT NULL,
    protected_authentication_password text,
    protected_privacy_password text,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_sources PRIMARY KEY (id),
    CONSTRAINT ak_sources_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_sources_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE users (
    id uuid NOT NULL,
    display_name character varying(200) NOT NULL,
    client_id uuid,
    language text NOT NULL,
    zone text NOT NULL,
    theme text NOT NULL,
    letter_keys boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    user_name character varying(256),
    normalized_user_name character varying(256),
    email character varying(256),
    normalized_email character varying(256),
    email_confirmed boolean NOT NULL,
    password_hash text,
    security_stamp text,
    concurrency_stamp text,
    phone_number character varying(256),
    phone_number_confirmed boolean NOT NULL,
    two_factor_enabled boolean NOT NULL,
    lockout_end timestamp with time zone,
    lockout_enabled boolean NOT NULL,
    access_failed_count integer NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT fk_users_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE assets (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    site_id uuid,
    name text NOT NULL,
    class text NOT NULL,
    weight text NOT NULL,
    address text,
    description text,
    inventory text,
    inventoried_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_assets PRIMARY KEY (id),
    CONSTRAINT ak_assets_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_assets_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT,
    CONSTRAINT fk_assets_sites_client_id_site_id FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE webhook_receipts (
    source_id uuid NOT NULL,
    message_id text NOT NULL,
    client_id uuid NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_webhook_receipts PRIMARY KEY (source_id, message_id),
    CONSTRAINT fk_webhook_receipts_sources_client_id_source_id FOREIGN KEY (client_id, source_id) REFERENCES sources (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE api_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    scopes text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_api_tokens PRIMARY KEY (id),
    CONSTRAINT fk_api_tokens_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE contract_versions (
    client_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    number integer NOT NULL,
    effective_from date NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    signed_by text NOT NULL,
    signed_by_id uuid,
    terms text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT pk_contract_versions PRIMARY KEY (client_id, contract_id, number),
    CONSTRAINT fk_contract_versions_asp_net_users_signed_by_id FOREIGN KEY (signed_by_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_contract_versions_contracts_client_id_contract_id FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE frozen_reviews (
    client_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    month text NOT NULL,
    reference text NOT NULL,
    frozen_at timestamp with time zone NOT NULL,
    frozen_by_id uuid NOT NULL,
    frozen_by text NOT NULL,
    text text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT pk_frozen_reviews PRIMARY KEY (client_id, contract_id, month),
    CONSTRAINT fk_frozen_reviews_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT,
    CONSTRAINT fk_frozen_reviews_users_frozen_by_id FOREIGN KEY (frozen_by_id) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE TABLE page_calls (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    ticket text NOT NULL,
    list text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    paged_at timestamp with time zone,
    steps integer NOT NULL,
    next_step_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by uuid,
    ended_at timestamp with time zone,
    CONSTRAINT pk_page_calls PRIMARY KEY (id),
    CONSTRAINT ak_page_calls_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_page_calls_asp_net_users_acknowledged_by FOREIGN KEY (acknowledged_by) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_page_calls_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
CREATE TABLE user_claims (
    id integer GENERATED BY DEFAULT AS IDENTITY,
    user_id uuid NOT NULL,
    claim_type text,
    claim_value text,
    CONSTRAINT pk_user_claims PRIMARY KEY (id),
    CONSTRAINT fk_user_claims_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE user_grants (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    client_id uuid,
    CONSTRAINT pk_user_grants PRIMARY KEY (id),
    CONSTRAINT fk_user_grants_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT,
    CONSTRAINT fk_user_grants_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE user_links (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    sha256 text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT pk_user_links PRIMARY KEY (id),
    CONSTRAINT fk_user_links_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE user_logins (
    login_provider character varying(128) NOT NULL,
    provider_key character varying(128) NOT NULL,
    provider_display_name text,
    user_id uuid NOT NULL,
    CONSTRAINT pk_user_logins PRIMARY KEY (login_provider, provider_key),
    CONSTRAINT fk_user_logins_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE user_passkeys (
    credential_id bytea NOT NULL,
    user_id uuid NOT NULL,
    "Data" jsonb NOT NULL,
    CONSTRAINT pk_user_passkeys PRIMARY KEY (credential_id),
    CONSTRAINT fk_user_passkeys_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE user_tokens (
    user_id uuid NOT NULL,
    login_provider character varying(128) NOT NULL,
    name character varying(128) NOT NULL,
    value text,
    CONSTRAINT pk_user_tokens PRIMARY KEY (user_id, login_provider, name),
    CONSTRAINT fk_user_tokens_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE applied_templates (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    template_id uuid NOT NULL,
    overrides text NOT NULL,
    secrets text,
    excluded text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_applied_templates PRIMARY KEY (id),
    CONSTRAINT ak_applied_templates_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_applied_templates_assets_client_id_asset_id FOREIGN KEY (client_id, asset_id) REFERENCES assets (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_applied_templates_templates_template_id FOREIGN KEY (template_id) REFERENCES templates (id) ON DELETE RESTRICT
);
CREATE TABLE maintenance_intervals (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    start timestamp with time zone NOT NULL,
    "end" timestamp with time zone NOT NULL,
    reason text NOT NULL,
    author text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_maintenance_intervals PRIMARY KEY (id),
    CONSTRAINT fk_maintenance_intervals_assets_client_id_asset_id FOREIGN KEY (client_id, asset_id) REFERENCES assets (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE received_messages (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    source_id uuid NOT NULL,
    asset_id uuid,
    kind text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    severity integer NOT NULL,
    facility text,
    application text,
    host text,
    "from" text NOT NULL,
    text text NOT NULL,
    CONSTRAINT pk_received_messages PRIMARY KEY (id),
    CONSTRAINT fk_received_messages_assets_client_id_asset_id FOREIGN KEY (client_id, asset_id) REFERENCES assets (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_received_messages_sources_client_id_source_id FOREIGN KEY (client_id, source_id) REFERENCES sources (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE tickets (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    number bigint NOT NULL,
    subject text NOT NULL,
    description text NOT NULL,
    nature text NOT NULL,
    source text NOT NULL,
    impact text NOT NULL,
    urgency text NOT NULL,
    asset_id uuid,
    site_id uuid,
    contact_id uuid,
    registered_by uuid,
    registered_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    detected_at timestamp with time zone,
    state text NOT NULL,
    is_active boolean NOT NULL,
    priority text NOT NULL,
    assignee_id uuid,
    tier text NOT NULL,
    taken_at timestamp with time zone,
    restored_at timestamp with time zone,
    resolved_at timestamp with time zone,
    closed_at timestamp with time zone,
    respond_by timestamp with time zone,
    restore_by timestamp with time zone,
    sort_at timestamp with time zone NOT NULL,
    tell_at timestamp with time zone,
    remind_at timestamp with time zone,
    client_wrote_at timestamp with time zone,
    verdict text NOT NULL,
    contract_id uuid,
    clock_facts text NOT NULL,
    whereabouts text,
    version integer NOT NULL,
    CONSTRAINT pk_tickets PRIMARY KEY (id),
    CONSTRAINT ak_tickets_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_tickets_assets_client_id_asset_id FOREIGN KEY (client_id, asset_id) REFERENCES assets (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_contacts_client_id_contact_id FOREIGN KEY (client_id, contact_id) REFERENCES contacts (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_sites_client_id_site_id FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_users_assignee_id FOREIGN KEY (assignee_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_users_registered_by FOREIGN KEY (registered_by) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE TABLE contract_recipients (
    client_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    number integer NOT NULL,
    position integer NOT NULL,
    user_id uuid NOT NULL,
    CONSTRAINT pk_contract_recipients PRIMARY KEY (client_id, contract_id, number, position),
    CONSTRAINT fk_contract_recipients_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT "fk_contract_recipients_contract_versions_client_id_contract_id_~" FOREIGN KEY (client_id, contract_id, number) REFERENCES contract_versions (client_id, contract_id, number) ON DELETE RESTRICT
);
CREATE TABLE contract_scope_lines (
    client_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    asset_id uuid,
    class text,
    site_id uuid,
    CONSTRAINT pk_contract_scope_lines PRIMARY KEY (client_id, contract_id, number, key),
    CONSTRAINT fk_contract_scope_lines_assets_client_id_asset_id FOREIGN KEY (client_id, asset_id) REFERENCES assets (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT "fk_contract_scope_lines_contract_versions_client_id_contract_id~" FOREIGN KEY (client_id, contract_id, number) REFERENCES contract_versions (client_id, contract_id, number) ON DELETE RESTRICT,
    CONSTRAINT fk_contract_scope_lines_sites_client_id_site_id FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE page_steps (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    call_id uuid NOT NULL,
    step integer NOT NULL,
    user_id uuid NOT NULL,
    reason text NOT NULL,
    told_at timestamp with time zone NOT NULL,
    acknowledge_by timestamp with time zone,
    CONSTRAINT pk_page_steps PRIMARY KEY (id),
    CONSTRAINT fk_page_steps_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_page_steps_page_calls_client_id_call_id FOREIGN KEY (client_id, call_id) REFERENCES page_calls (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE checks (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    probe_id uuid,
    name text NOT NULL,
    type text NOT NULL,
    target text NOT NULL,
    parameters text NOT NULL,
    secrets text,
    interval bigint NOT NULL,
    time_out bigint NOT NULL,
    retry_interval bigint NOT NULL,
    confirm_warning integer NOT NULL,
    confirm_critical integer NOT NULL,
    confirm_unknown integer NOT NULL,
    confirm_no_data integer NOT NULL,
    confirm_recovery integer NOT NULL,
    missed_intervals integer NOT NULL,
    flapping_enabled boolean NOT NULL,
    flapping_half_life bigint NOT NULL,
    flapping_start_at double precision NOT NULL,
    flapping_stop_at double precision NOT NULL,
    treatment text,
    definition integer NOT NULL,
    enabled boolean NOT NULL,
    applied_template_id uuid,
    template_key text,
    overridden text,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_checks PRIMARY KEY (id),
    CONSTRAINT ak_checks_client_id_id UNIQUE (client_id, id),
    CONSTRAINT fk_checks_applied_templates_client_id_applied_template_id FOREIGN KEY (client_id, applied_template_id) REFERENCES applied_templates (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_checks_assets_client_id_asset_id FOREIGN KEY (client_id, asset_id) REFERENCES assets (client_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_checks_probes_probe_id FOREIGN KEY (probe_id) REFERENCES probes (id) ON DELETE RESTRICT
);
CREATE TABLE coverage_facts (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    event_sequence integer NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    decided_by uuid,
    why text,
    verdict text NOT NULL,
    contract_id uuid,
    contract_version integer,
    priority text NOT NULL,
    decision text NOT NULL,
    promise text,
    attention_percent integer NOT NULL,
    pauses text NOT NULL,
    CONSTRAINT pk_coverage_facts PRIMARY KEY (id),
    CONSTRAINT fk_coverage_facts_tickets_client_id_ticket_id FOREIGN KEY (client_id, ticket_id) REFERENCES tickets (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE ticket_events (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    sequence integer NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    author_id uuid,
    author text NOT NULL,
    data text NOT NULL,
    CONSTRAINT pk_ticket_events PRIMARY KEY (id),
    CONSTRAINT fk_ticket_events_tickets_client_id_ticket_id FOREIGN KEY (client_id, ticket_id) REFERENCES tickets (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE ticket_messages (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text NOT NULL,
    author_id uuid,
    author text NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL,
    CONSTRAINT pk_ticket_messages PRIMARY KEY (id),
    CONSTRAINT fk_ticket_messages_tickets_client_id_ticket_id FOREIGN KEY (client_id, ticket_id) REFERENCES tickets (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE ticket_problems (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    check_id uuid NOT NULL,
    problem bigint NOT NULL,
    severity text NOT NULL,
    since timestamp with time zone NOT NULL,
    summary text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT pk_ticket_problems PRIMARY KEY (id),
    CONSTRAINT fk_ticket_problems_tickets_client_id_ticket_id FOREIGN KEY (client_id, ticket_id) REFERENCES tickets (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE check_results (
    check_id uuid NOT NULL,
    probe_id uuid NOT NULL,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL,
    client_id uuid NOT NULL,
    definition integer NOT NULL,
    started timestamp with time zone NOT NULL,
    took bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    text text NOT NULL,
    measurements text,
    CONSTRAINT pk_check_results PRIMARY KEY (check_id, probe_id, epoch, sequence),
    CONSTRAINT fk_check_results_checks_client_id_check_id FOREIGN KEY (client_id, check_id) REFERENCES checks (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE check_standings (
    check_id uuid NOT NULL,
    client_id uuid NOT NULL,
    state text NOT NULL,
    ledger text NOT NULL,
    confirmed text NOT NULL,
    severity text NOT NULL,
    since timestamp with time zone NOT NULL,
    is_flapping boolean NOT NULL,
    changes bigint NOT NULL,
    look_at timestamp with time zone,
    last_status text,
    last_text text,
    last_long_text text,
    last_measurements text,
    last_phases text,
    last_started timestamp with time zone,
    last_took bigint,
    version integer NOT NULL,
    CONSTRAINT pk_check_standings PRIMARY KEY (check_id),
    CONSTRAINT fk_check_standings_checks_client_id_check_id FOREIGN KEY (client_id, check_id) REFERENCES checks (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE silences (
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    check_id uuid NOT NULL,
    "from" timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reason text NOT NULL,
    author text NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by text,
    version integer NOT NULL,
    CONSTRAINT pk_silences PRIMARY KEY (id),
    CONSTRAINT fk_silences_checks_client_id_check_id FOREIGN KEY (client_id, check_id) REFERENCES checks (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE state_changes (
    check_id uuid NOT NULL,
    number bigint NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL,
    "from" text NOT NULL,
    "to" text NOT NULL,
    since timestamp with time zone NOT NULL,
    detected_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    effect text NOT NULL,
    problem bigint,
    severity text NOT NULL,
    is_late boolean NOT NULL,
    definition integer NOT NULL,
    text text,
    CONSTRAINT pk_state_changes PRIMARY KEY (check_id, number),
    CONSTRAINT fk_state_changes_checks_client_id_check_id FOREIGN KEY (client_id, check_id) REFERENCES checks (client_id, id) ON DELETE RESTRICT
);
CREATE TABLE tellings (
    check_id uuid NOT NULL,
    key text NOT NULL,
    client_id uuid NOT NULL,
    number bigint NOT NULL,
    problem bigint NOT NULL,
    severity text NOT NULL,
    since timestamp with time zone,
    at timestamp with time zone NOT NULL,
    ticket_id uuid,
    text text NOT NULL,
    CONSTRAINT pk_tellings PRIMARY KEY (check_id, key),
    CONSTRAINT fk_tellings_checks_client_id_check_id FOREIGN KEY (client_id, check_id) REFERENCES checks (client_id, id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX ix_api_tokens_sha256 ON api_tokens (sha256);
CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);
CREATE UNIQUE INDEX ix_applied_templates_client_id_asset_id_template_id ON applied_templates (client_id, asset_id, template_id);
CREATE INDEX ix_applied_templates_template_id ON applied_templates (template_id);
CREATE UNIQUE INDEX ix_assets_client_id_name ON assets (client_id, name);
CREATE INDEX ix_assets_client_id_site_id ON assets (client_id, site_id);
CREATE INDEX ix_check_results_check_id_started ON check_results (check_id, started);
CREATE INDEX ix_check_results_client_id_check_id ON check_results (client_id, check_id);
CREATE UNIQUE INDEX ix_check_standings_client_id_check_id ON check_standings (client_id, check_id);
CREATE INDEX ix_check_standings_look_at ON check_standings (look_at);
CREATE UNIQUE INDEX ix_checks_asset_id_name ON checks (asset_id, name) WHERE removed_at IS NULL;
CREATE INDEX ix_checks_client_id_applied_template_id ON checks (client_id, applied_template_id);
CREATE INDEX ix_checks_client_id_asset_id ON checks (client_id, asset_id);
CREATE INDEX ix_checks_probe_id ON checks (probe_id);
CREATE UNIQUE INDEX ix_clients_code ON clients (code);
CREATE INDEX ix_contract_recipients_user_id ON contract_recipients (user_id);
CREATE INDEX ix_contract_scope_lines_client_id_asset_id ON contract_scope_lines (client_id, asset_id);
CREATE INDEX ix_contract_scope_lines_client_id_site_id ON contract_scope_lines (client_id, site_id);
CREATE INDEX ix_contract_versions_signed_by_id ON contract_versions (signed_by_id);
CREATE UNIQUE INDEX ix_contracts_client_id_reference ON contracts (client_id, reference);
CREATE INDEX ix_coverage_facts_client_id_ticket_id ON coverage_facts (client_id, ticket_id);
CREATE UNIQUE INDEX ix_coverage_facts_ticket_id_event_sequence ON coverage_facts (ticket_id, event_sequence);
CREATE INDEX ix_event_log_client_id_subject ON event_log (client_id, subject);
CREATE INDEX ix_event_log_recorded_at ON event_log (recorded_at);
CREATE INDEX ix_frozen_reviews_frozen_by_id ON frozen_reviews (frozen_by_id);
CREATE INDEX ix_maintenance_intervals_asset_id_end ON maintenance_intervals (asset_id, "end");
CREATE INDEX ix_maintenance_intervals_client_id_asset_id ON maintenance_intervals (client_id, asset_id);
CREATE UNIQUE INDEX ix_metric_batches_client_id_source_id_epoch_sequence ON metric_batches (client_id, source_id, epoch, sequence);
CREATE INDEX ix_metric_batches_way_id ON metric_batches (way, id);
CREATE INDEX "ix_metric_blocks_client_id_shard_tier_start_first_series_last_~" ON metric_blocks (client_id, shard, tier, start, first_series, last_series);
CREATE INDEX ix_metric_blocks_tier_start ON metric_blocks (tier, start);
CREATE INDEX ix_metric_series_oldest ON metric_series (oldest);
CREATE INDEX ix_outbox_created_at ON outbox (created_at);
CREATE UNIQUE INDEX ix_outbox_deduplication_key ON outbox (deduplication_key);
CREATE INDEX ix_outbox_state_due_at ON outbox (state, due_at);
CREATE INDEX ix_page_calls_acknowledged_by ON page_calls (acknowledged_by);
CREATE UNIQUE INDEX ix_page_calls_client_id_ticket_id ON page_calls (client_id, ticket_id) WHERE ended_at IS NULL;
CREATE INDEX ix_page_calls_next_step_at ON page_calls (next_step_at);
CREATE INDEX ix_page_calls_ticket_id ON page_calls (ticket_id);
CREATE INDEX ix_page_steps_client_id_call_id ON page_steps (client_id, call_id);
CREATE INDEX ix_page_steps_user_id ON page_steps (user_id);
CREATE INDEX ix_received_messages_client_id_asset_id_id ON received_messages (client_id, asset_id, id);
CREATE INDEX ix_received_messages_client_id_id ON received_messages (client_id, id);
CREATE INDEX ix_received_messages_client_id_source_id_id ON received_messages (client_id, source_id, id);
CREATE INDEX ix_silences_check_id_until ON silences (check_id, until);
CREATE INDEX ix_silences_client_id_check_id ON silences (client_id, check_id);
CREATE INDEX ix_state_changes_client_id_check_id ON state_changes (client_id, check_id);
CREATE INDEX ix_stray_messages_kind_from_id ON stray_messages (kind, "from", id);
CREATE INDEX ix_tellings_client_id_check_id ON tellings (client_id, check_id);
CREATE INDEX ix_ticket_events_client_id_ticket_id ON ticket_events (client_id, ticket_id);
CREATE UNIQUE INDEX ix_ticket_events_ticket_id_sequence ON ticket_events (ticket_id, sequence);
CREATE INDEX ix_ticket_messages_client_id_ticket_id ON ticket_messages (client_id, ticket_id);
CREATE INDEX ix_ticket_messages_ticket_id_at ON ticket_messages (ticket_id, at);
CREATE UNIQUE INDEX ix_ticket_problems_check_id_problem ON ticket_problems (check_id, problem);
CREATE INDEX ix_ticket_problems_client_id_ticket_id ON ticket_problems (client_id, ticket_id);
CREATE INDEX ix_ticket_problems_ticket_id ON ticket_problems (ticket_id);
CREATE INDEX ix_tickets_asset_id ON tickets (asset_id);
CREATE INDEX ix_tickets_assignee_id ON tickets (assignee_id);
CREATE INDEX ix_tickets_client_id_asset_id ON tickets (client_id, asset_id);
CREATE INDEX ix_tickets_client_id_contact_id ON tickets (client_id, contact_id);
CREATE INDEX ix_tickets_client_id_number ON tickets (client_id, number);
CREATE INDEX ix_tickets_client_id_site_id ON tickets (client_id, site_id);
CREATE INDEX ix_tickets_is_active_sort_at_number ON tickets (is_active, sort_at, number);
CREATE UNIQUE INDEX ix_tickets_number ON tickets (number);
CREATE INDEX ix_tickets_registered_by ON tickets (registered_by);
CREATE INDEX ix_tickets_tell_at ON tickets (tell_at);
CREATE INDEX ix_user_claims_user_id ON user_claims (user_id);
CREATE INDEX ix_user_grants_client_id ON user_grants (client_id);
CREATE UNIQUE INDEX ix_user_grants_user_id_role_client_id ON user_grants (user_id, role, client_id);
CREATE UNIQUE INDEX ix_user_links_sha256 ON user_links (sha256);
CREATE INDEX ix_user_links_user_id ON user_links (user_id);
CREATE INDEX ix_user_logins_user_id ON user_logins (user_id);
CREATE INDEX ix_user_passkeys_user_id ON user_passkeys (user_id);
CREATE INDEX email_index ON users (normalized_email);
CREATE INDEX ix_users_client_id ON users (client_id);
CREATE UNIQUE INDEX user_name_index ON users (normalized_user_name);
CREATE UNIQUE INDEX ix_watch_episodes_name ON watch_episodes (name) WHERE closed_at IS NULL;
CREATE INDEX ix_watch_episodes_opened_at ON watch_episodes (opened_at);
CREATE INDEX ix_webhook_receipts_client_id_source_id ON webhook_receipts (client_id, source_id);
CREATE INDEX ix_webhook_receipts_taken_at ON webhook_receipts (taken_at);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER contract_recipients_is_kept BEFORE UPDATE OR DELETE ON contract_recipients FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_scope_lines_is_kept BEFORE UPDATE OR DELETE ON contract_scope_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_versions_is_kept BEFORE UPDATE OR DELETE ON contract_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER coverage_facts_is_kept BEFORE UPDATE OR DELETE ON coverage_facts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_log_is_kept BEFORE UPDATE OR DELETE ON event_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER frozen_reviews_is_kept BEFORE UPDATE OR DELETE ON frozen_reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER maintenance_intervals_is_kept BEFORE UPDATE OR DELETE ON maintenance_intervals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER page_steps_is_kept BEFORE UPDATE OR DELETE ON page_steps FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER state_changes_is_kept BEFORE UPDATE OR DELETE ON state_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tellings_is_kept BEFORE UPDATE OR DELETE ON tellings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ticket_events_is_kept BEFORE UPDATE OR DELETE ON ticket_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ticket_messages_is_kept BEFORE UPDATE OR DELETE ON ticket_messages FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Written by hand: what the model cannot say.

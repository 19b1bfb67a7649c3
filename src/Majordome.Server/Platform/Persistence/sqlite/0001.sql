CREATE TABLE "adoption_proposals" (
    "probe_id" TEXT NOT NULL CONSTRAINT "pk_adoption_proposals" PRIMARY KEY,
    "found" TEXT NOT NULL,
    "found_at" TEXT NOT NULL,
    "adopted_at" TEXT NULL
);
CREATE TABLE "clients" (
    "id" TEXT NOT NULL CONSTRAINT "pk_clients" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "event_log" (
    "client_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "recorded_at" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "pk_event_log" PRIMARY KEY ("client_id", "sequence")
);
CREATE TABLE "mail_settings" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_mail_settings" PRIMARY KEY,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" TEXT NOT NULL,
    "user_name" TEXT NULL,
    "protected_password" TEXT NULL,
    "from_address" TEXT NOT NULL,
    "from_name" TEXT NULL,
    "thumbprints" TEXT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL CONSTRAINT "pk_outbox" PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "client_id" TEXT NULL,
    "deduplication_key" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "due_at" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "last_answer" TEXT NULL,
    "ended_at" TEXT NULL
);
CREATE TABLE "probes" (
    "id" TEXT NOT NULL CONSTRAINT "pk_probes" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "through" INTEGER NOT NULL,
    "last_seen_at" TEXT NULL,
    "silent_since" TEXT NULL,
    "clock_offset" INTEGER NOT NULL,
    "waiting" INTEGER NOT NULL,
    "lost" INTEGER NOT NULL,
    "last_lost" TEXT NULL,
    "late_starts" INTEGER NOT NULL,
    "worst_delay" INTEGER NOT NULL,
    "running" INTEGER NOT NULL,
    "sha256" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "protection_keys" (
    "id" TEXT NOT NULL CONSTRAINT "pk_protection_keys" PRIMARY KEY,
    "xml" TEXT NOT NULL
);
CREATE TABLE "provider" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_provider" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "phone" TEXT NULL,
    "desk_hours" TEXT NULL,
    "second_factor_required" INTEGER NOT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "setup_links" (
    "id" TEXT NOT NULL CONSTRAINT "pk_setup_links" PRIMARY KEY,
    "sha256" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "used_at" TEXT NULL
);
CREATE TABLE "snmp_engines" (
    "machine" TEXT NOT NULL CONSTRAINT "pk_snmp_engines" PRIMARY KEY,
    "engine_id" TEXT NOT NULL,
    "boots" INTEGER NOT NULL
);
CREATE TABLE "stray_messages" (
    "id" TEXT NOT NULL CONSTRAINT "pk_stray_messages" PRIMARY KEY,
    "received_at" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "not_kept" INTEGER NOT NULL
);
CREATE TABLE "stray_results" (
    "probe_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "received_at" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    CONSTRAINT "pk_stray_results" PRIMARY KEY ("probe_id", "epoch", "sequence")
);
CREATE TABLE "templates" (
    "id" TEXT NOT NULL CONSTRAINT "pk_templates" PRIMARY KEY,
    "content" TEXT NOT NULL,
    "secrets" TEXT NULL,
    "shipped_version" INTEGER NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "ticket_sequence" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_ticket_sequence" PRIMARY KEY,
    "last_given" INTEGER NOT NULL
);
CREATE TABLE "watch_episodes" (
    "id" TEXT NOT NULL CONSTRAINT "pk_watch_episodes" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "values" TEXT NOT NULL,
    "told" TEXT NOT NULL,
    "opened_at" TEXT NOT NULL,
    "closed_at" TEXT NULL
);
CREATE TABLE "webhook_endpoints" (
    "id" TEXT NOT NULL CONSTRAINT "pk_webhook_endpoints" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT NOT NULL,
    "protected_key" TEXT NOT NULL,
    "protected_previous_key" TEXT NULL,
    "previous_key_until" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "disabled_at" TEXT NULL,
    "disabled_reason" TEXT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "contacts" (
    "id" TEXT NOT NULL CONSTRAINT "pk_contacts" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "function" TEXT NULL,
    "email" TEXT NULL,
    "phone" TEXT NULL,
    "is_told" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_contacts_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_contacts_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "contracts" (
    "id" TEXT NOT NULL CONSTRAINT "pk_contracts" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "last_number" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_contracts_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_contracts_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "metric_batches" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_metric_batches" PRIMARY KEY AUTOINCREMENT,
    "client_id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "received_at" INTEGER NOT NULL,
    "samples" INTEGER NOT NULL,
    "payload" BLOB NOT NULL,
    "way" INTEGER NOT NULL,
    "settled_at" INTEGER NULL,
    "reason" TEXT NULL,
    CONSTRAINT "fk_metric_batches_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "metric_blocks" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_metric_blocks" PRIMARY KEY AUTOINCREMENT,
    "client_id" TEXT NOT NULL,
    "shard" INTEGER NOT NULL,
    "tier" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "first_series" INTEGER NOT NULL,
    "last_series" INTEGER NOT NULL,
    "samples" INTEGER NOT NULL,
    "written_at" INTEGER NOT NULL,
    "payload" BLOB NOT NULL,
    CONSTRAINT "fk_metric_blocks_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "metric_catalogues" (
    "client_id" TEXT NOT NULL CONSTRAINT "pk_metric_catalogues" PRIMARY KEY,
    "next" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    CONSTRAINT "fk_metric_catalogues_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "metric_series" (
    "client_id" TEXT NOT NULL,
    "first" INTEGER NOT NULL,
    "oldest" INTEGER NOT NULL,
    "seen" BLOB NOT NULL,
    "payload" BLOB NOT NULL,
    "sources" BLOB NOT NULL,
    CONSTRAINT "pk_metric_series" PRIMARY KEY ("client_id", "first"),
    CONSTRAINT "fk_metric_series_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "sites" (
    "id" TEXT NOT NULL CONSTRAINT "pk_sites" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "holidays" TEXT NOT NULL,
    "address" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_sites_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_sites_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "sources" (
    "id" TEXT NOT NULL CONSTRAINT "pk_sources" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_sha256" TEXT NULL,
    "certificate_sha256" TEXT NULL,
    "networks" TEXT NULL,
    "most_series" INTEGER NOT NULL,
    "most_samples" INTEGER NOT NULL,
    "most_messages" INTEGER NOT NULL,
    "longest_message" INTEGER NOT NULL,
    "keep_days" INTEGER NOT NULL,
    "keep_messages" INTEGER NOT NULL,
    "protected_signing_key" TEXT NULL,
    "protected_community" TEXT NULL,
    "snmp_user" TEXT NULL,
    "snmp_authentication" TEXT NOT NULL,
    "protected_authentication_password" TEXT NULL,
    "protected_privacy_password" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "ended_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_sources_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_sources_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "users" (
    "id" TEXT NOT NULL CONSTRAINT "pk_users" PRIMARY KEY,
    "display_name" TEXT NOT NULL,
    "client_id" TEXT NULL,
    "language" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "theme" TEXT NOT NULL,
    "letter_keys" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "disabled_at" TEXT NULL,
    "user_name" TEXT NULL,
    "normalized_user_name" TEXT NULL,
    "email" TEXT NULL,
    "normalized_email" TEXT NULL,
    "email_confirmed" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "security_stamp" TEXT NULL,
    "concurrency_stamp" TEXT NULL,
    "phone_number" TEXT NULL,
    "phone_number_confirmed" INTEGER NOT NULL,
    "two_factor_enabled" INTEGER NOT NULL,
    "lockout_end" TEXT NULL,
    "lockout_enabled" INTEGER NOT NULL,
    "access_failed_count" INTEGER NOT NULL,
    CONSTRAINT "fk_users_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "assets" (
    "id" TEXT NOT NULL CONSTRAINT "pk_assets" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "site_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "weight" TEXT NOT NULL,
    "address" TEXT NULL,
    "description" TEXT NULL,
    "inventory" TEXT NULL,
    "inventoried_at" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "retired_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_assets_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_assets_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_assets_sites_client_id_site_id" FOREIGN KEY ("client_id", "site_id") REFERENCES "sites" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "webhook_receipts" (
    "source_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "taken_at" TEXT NOT NULL,
    CONSTRAINT "pk_webhook_receipts" PRIMARY KEY ("source_id", "message_id"),
    CONSTRAINT "fk_webhook_receipts_sources_client_id_source_id" FOREIGN KEY ("client_id", "source_id") REFERENCES "sources" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "api_tokens" (
    "id" TEXT NOT NULL CONSTRAINT "pk_api_tokens" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NULL,
    "revoked_at" TEXT NULL,
    CONSTRAINT "fk_api_tokens_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "contract_versions" (
    "client_id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "effective_from" TEXT NOT NULL,
    "signed_at" TEXT NOT NULL,
    "signed_by" TEXT NOT NULL,
    "signed_by_id" TEXT NULL,
    "terms" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "pk_contract_versions" PRIMARY KEY ("client_id", "contract_id", "number"),
    CONSTRAINT "fk_contract_versions_asp_net_users_signed_by_id" FOREIGN KEY ("signed_by_id") REFERENCES "users" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_contract_versions_contracts_client_id_contract_id" FOREIGN KEY ("client_id", "contract_id") REFERENCES "contracts" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "frozen_reviews" (
    "client_id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "frozen_at" TEXT NOT NULL,
    "frozen_by_id" TEXT NOT NULL,
    "frozen_by" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "pk_frozen_reviews" PRIMARY KEY ("client_id", "contract_id", "month"),
    CONSTRAINT "fk_frozen_reviews_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_frozen_reviews_users_frozen_by_id" FOREIGN KEY ("frozen_by_id") REFERENCES "users" ("id") ON DELETE RESTRICT
);
CREATE TABLE "page_calls" (
    "id" TEXT NOT NULL CONSTRAINT "pk_page_calls" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "ticket" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "started_at" TEXT NOT NULL,
    "paged_at" TEXT NULL,
    "steps" INTEGER NOT NULL,
    "next_step_at" TEXT NULL,
    "acknowledged_at" TEXT NULL,
    "acknowledged_by" TEXT NULL,
    "ended_at" TEXT NULL,
    CONSTRAINT "ak_page_calls_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_page_calls_asp_net_users_acknowledged_by" FOREIGN KEY ("acknowledged_by") REFERENCES "users" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_page_calls_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT
);
CREATE TABLE "user_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_user_claims" PRIMARY KEY AUTOINCREMENT,
    "user_id" TEXT NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "fk_user_claims_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_grants" (
    "id" TEXT NOT NULL CONSTRAINT "pk_user_grants" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "client_id" TEXT NULL,
    CONSTRAINT "fk_user_grants_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_user_grants_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_links" (
    "id" TEXT NOT NULL CONSTRAINT "pk_user_links" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "used_at" TEXT NULL,
    CONSTRAINT "fk_user_links_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_logins" (
    "login_provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "provider_display_name" TEXT NULL,
    "user_id" TEXT NOT NULL,
    CONSTRAINT "pk_user_logins" PRIMARY KEY ("login_provider", "provider_key"),
    CONSTRAINT "fk_user_logins_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_passkeys" (
    "credential_id" BLOB NOT NULL CONSTRAINT "pk_user_passkeys" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "Data" TEXT NOT NULL,
    CONSTRAINT "fk_user_passkeys_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_tokens" (
    "user_id" TEXT NOT NULL,
    "login_provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NULL,
    CONSTRAINT "pk_user_tokens" PRIMARY KEY ("user_id", "login_provider", "name"),
    CONSTRAINT "fk_user_tokens_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "applied_templates" (
    "id" TEXT NOT NULL CONSTRAINT "pk_applied_templates" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "asset_id" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "overrides" TEXT NOT NULL,
    "secrets" TEXT NULL,
    "excluded" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_applied_templates_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_applied_templates_assets_client_id_asset_id" FOREIGN KEY ("client_id", "asset_id") REFERENCES "assets" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_applied_templates_templates_template_id" FOREIGN KEY ("template_id") REFERENCES "templates" ("id") ON DELETE RESTRICT
);
CREATE TABLE "maintenance_intervals" (
    "id" TEXT NOT NULL CONSTRAINT "pk_maintenance_intervals" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "asset_id" TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "recorded_at" TEXT NOT NULL,
    CONSTRAINT "fk_maintenance_intervals_assets_client_id_asset_id" FOREIGN KEY ("client_id", "asset_id") REFERENCES "assets" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "received_messages" (
    "id" TEXT NOT NULL CONSTRAINT "pk_received_messages" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "asset_id" TEXT NULL,
    "kind" TEXT NOT NULL,
    "received_at" TEXT NOT NULL,
    "told_at" TEXT NULL,
    "severity" INTEGER NOT NULL,
    "facility" TEXT NULL,
    "application" TEXT NULL,
    "host" TEXT NULL,
    "from" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "fk_received_messages_assets_client_id_asset_id" FOREIGN KEY ("client_id", "asset_id") REFERENCES "assets" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_received_messages_sources_client_id_source_id" FOREIGN KEY ("client_id", "source_id") REFERENCES "sources" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "tickets" (
    "id" TEXT NOT NULL CONSTRAINT "pk_tickets" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "nature" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "impact" TEXT NOT NULL,
    "urgency" TEXT NOT NULL,
    "asset_id" TEXT NULL,
    "site_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "registered_by" TEXT NULL,
    "registered_at" TEXT NOT NULL,
    "started_at" TEXT NULL,
    "detected_at" TEXT NULL,
    "state" TEXT NOT NULL,
    "is_active" INTEGER NOT NULL,
    "priority" TEXT NOT NULL,
    "assignee_id" TEXT NULL,
    "tier" TEXT NOT NULL,
    "taken_at" TEXT NULL,
    "restored_at" TEXT NULL,
    "resolved_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "respond_by" TEXT NULL,
    "restore_by" TEXT NULL,
    "sort_at" TEXT NOT NULL,
    "tell_at" TEXT NULL,
    "remind_at" TEXT NULL,
    "client_wrote_at" TEXT NULL,
    "verdict" TEXT NOT NULL,
    "contract_id" TEXT NULL,
    "clock_facts" TEXT NOT NULL,
    "whereabouts" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_tickets_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_tickets_assets_client_id_asset_id" FOREIGN KEY ("client_id", "asset_id") REFERENCES "assets" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_tickets_clients_client_id" FOREIGN KEY ("client_id") REFERENCES "clients" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_tickets_contacts_client_id_contact_id" FOREIGN KEY ("client_id", "contact_id") REFERENCES "contacts" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_tickets_sites_client_id_site_id" FOREIGN KEY ("client_id", "site_id") REFERENCES "sites" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_tickets_users_assignee_id" FOREIGN KEY ("assignee_id") REFERENCES "users" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_tickets_users_registered_by" FOREIGN KEY ("registered_by") REFERENCES "users" ("id") ON DELETE RESTRICT
);
CREATE TABLE "contract_recipients" (
    "client_id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    CONSTRAINT "pk_contract_recipients" PRIMARY KEY ("client_id", "contract_id", "number", "position"),
    CONSTRAINT "fk_contract_recipients_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_contract_recipients_contract_versions_client_id_contract_id_number" FOREIGN KEY ("client_id", "contract_id", "number") REFERENCES "contract_versions" ("client_id", "contract_id", "number") ON DELETE RESTRICT
);
CREATE TABLE "contract_scope_lines" (
    "client_id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "asset_id" TEXT NULL,
    "class" TEXT NULL,
    "site_id" TEXT NULL,
    CONSTRAINT "pk_contract_scope_lines" PRIMARY KEY ("client_id", "contract_id", "number", "key"),
    CONSTRAINT "fk_contract_scope_lines_assets_client_id_asset_id" FOREIGN KEY ("client_id", "asset_id") REFERENCES "assets" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_contract_scope_lines_contract_versions_client_id_contract_id_number" FOREIGN KEY ("client_id", "contract_id", "number") REFERENCES "contract_versions" ("client_id", "contract_id", "number") ON DELETE RESTRICT,
    CONSTRAINT "fk_contract_scope_lines_sites_client_id_site_id" FOREIGN KEY ("client_id", "site_id") REFERENCES "sites" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "page_steps" (
    "id" TEXT NOT NULL CONSTRAINT "pk_page_steps" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "told_at" TEXT NOT NULL,
    "acknowledge_by" TEXT NULL,
    CONSTRAINT "fk_page_steps_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_page_steps_page_calls_client_id_call_id" FOREIGN KEY ("client_id", "call_id") REFERENCES "page_calls" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "checks" (
    "id" TEXT NOT NULL CONSTRAINT "pk_checks" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "asset_id" TEXT NOT NULL,
    "probe_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "parameters" TEXT NOT NULL,
    "secrets" TEXT NULL,
    "interval" INTEGER NOT NULL,
    "time_out" INTEGER NOT NULL,
    "retry_interval" INTEGER NOT NULL,
    "confirm_warning" INTEGER NOT NULL,
    "confirm_critical" INTEGER NOT NULL,
    "confirm_unknown" INTEGER NOT NULL,
    "confirm_no_data" INTEGER NOT NULL,
    "confirm_recovery" INTEGER NOT NULL,
    "missed_intervals" INTEGER NOT NULL,
    "flapping_enabled" INTEGER NOT NULL,
    "flapping_half_life" INTEGER NOT NULL,
    "flapping_start_at" REAL NOT NULL,
    "flapping_stop_at" REAL NOT NULL,
    "treatment" TEXT NULL,
    "definition" INTEGER NOT NULL,
    "enabled" INTEGER NOT NULL,
    "applied_template_id" TEXT NULL,
    "template_key" TEXT NULL,
    "overridden" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "removed_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ak_checks_client_id_id" UNIQUE ("client_id", "id"),
    CONSTRAINT "fk_checks_applied_templates_client_id_applied_template_id" FOREIGN KEY ("client_id", "applied_template_id") REFERENCES "applied_templates" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_checks_assets_client_id_asset_id" FOREIGN KEY ("client_id", "asset_id") REFERENCES "assets" ("client_id", "id") ON DELETE RESTRICT,
    CONSTRAINT "fk_checks_probes_probe_id" FOREIGN KEY ("probe_id") REFERENCES "probes" ("id") ON DELETE RESTRICT
);
CREATE TABLE "coverage_facts" (
    "id" TEXT NOT NULL CONSTRAINT "pk_coverage_facts" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "event_sequence" INTEGER NOT NULL,
    "decided_at" TEXT NOT NULL,
    "recorded_at" TEXT NOT NULL,
    "decided_by" TEXT NULL,
    "why" TEXT NULL,
    "verdict" TEXT NOT NULL,
    "contract_id" TEXT NULL,
    "contract_version" INTEGER NULL,
    "priority" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "promise" TEXT NULL,
    "attention_percent" INTEGER NOT NULL,
    "pauses" TEXT NOT NULL,
    CONSTRAINT "fk_coverage_facts_tickets_client_id_ticket_id" FOREIGN KEY ("client_id", "ticket_id") REFERENCES "tickets" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "ticket_events" (
    "id" TEXT NOT NULL CONSTRAINT "pk_ticket_events" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "occurred_at" TEXT NOT NULL,
    "recorded_at" TEXT NOT NULL,
    "author_id" TEXT NULL,
    "author" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    CONSTRAINT "fk_ticket_events_tickets_client_id_ticket_id" FOREIGN KEY ("client_id", "ticket_id") REFERENCES "tickets" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "ticket_messages" (
    "id" TEXT NOT NULL CONSTRAINT "pk_ticket_messages" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "author_id" TEXT NULL,
    "author" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "fk_ticket_messages_tickets_client_id_ticket_id" FOREIGN KEY ("client_id", "ticket_id") REFERENCES "tickets" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "ticket_problems" (
    "id" TEXT NOT NULL CONSTRAINT "pk_ticket_problems" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "check_id" TEXT NOT NULL,
    "problem" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "joined_at" TEXT NOT NULL,
    "ended_at" TEXT NULL,
    CONSTRAINT "fk_ticket_problems_tickets_client_id_ticket_id" FOREIGN KEY ("client_id", "ticket_id") REFERENCES "tickets" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "check_results" (
    "check_id" TEXT NOT NULL,
    "probe_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "client_id" TEXT NOT NULL,
    "definition" INTEGER NOT NULL,
    "started" TEXT NOT NULL,
    "took" INTEGER NOT NULL,
    "received_at" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "measurements" TEXT NULL,
    CONSTRAINT "pk_check_results" PRIMARY KEY ("check_id", "probe_id", "epoch", "sequence"),
    CONSTRAINT "fk_check_results_checks_client_id_check_id" FOREIGN KEY ("client_id", "check_id") REFERENCES "checks" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "check_standings" (
    "check_id" TEXT NOT NULL CONSTRAINT "pk_check_standings" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "ledger" TEXT NOT NULL,
    "confirmed" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "is_flapping" INTEGER NOT NULL,
    "changes" INTEGER NOT NULL,
    "look_at" TEXT NULL,
    "last_status" TEXT NULL,
    "last_text" TEXT NULL,
    "last_long_text" TEXT NULL,
    "last_measurements" TEXT NULL,
    "last_phases" TEXT NULL,
    "last_started" TEXT NULL,
    "last_took" INTEGER NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "fk_check_standings_checks_client_id_check_id" FOREIGN KEY ("client_id", "check_id") REFERENCES "checks" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "silences" (
    "id" TEXT NOT NULL CONSTRAINT "pk_silences" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "check_id" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "until" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "lifted_at" TEXT NULL,
    "lifted_by" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "fk_silences_checks_client_id_check_id" FOREIGN KEY ("client_id", "check_id") REFERENCES "checks" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "state_changes" (
    "check_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "client_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "detected_at" TEXT NOT NULL,
    "recorded_at" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "problem" INTEGER NULL,
    "severity" TEXT NOT NULL,
    "is_late" INTEGER NOT NULL,
    "definition" INTEGER NOT NULL,
    "text" TEXT NULL,
    CONSTRAINT "pk_state_changes" PRIMARY KEY ("check_id", "number"),
    CONSTRAINT "fk_state_changes_checks_client_id_check_id" FOREIGN KEY ("client_id", "check_id") REFERENCES "checks" ("client_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "tellings" (
    "check_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "problem" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "since" TEXT NULL,
    "at" TEXT NOT NULL,
    "ticket_id" TEXT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "pk_tellings" PRIMARY KEY ("check_id", "key"),
    CONSTRAINT "fk_tellings_checks_client_id_check_id" FOREIGN KEY ("client_id", "check_id") REFERENCES "checks" ("client_id", "id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "ix_api_tokens_sha256" ON "api_tokens" ("sha256");
CREATE INDEX "ix_api_tokens_user_id" ON "api_tokens" ("user_id");
CREATE UNIQUE INDEX "ix_applied_templates_client_id_asset_id_template_id" ON "applied_templates" ("client_id", "asset_id", "template_id");
CREATE INDEX "ix_applied_templates_template_id" ON "applied_templates" ("template_id");
CREATE UNIQUE INDEX "ix_assets_client_id_name" ON "assets" ("client_id", "name");
CREATE INDEX "ix_assets_client_id_site_id" ON "assets" ("client_id", "site_id");
CREATE INDEX "ix_check_results_check_id_started" ON "check_results" ("check_id", "started");
CREATE INDEX "ix_check_results_client_id_check_id" ON "check_results" ("client_id", "check_id");
CREATE UNIQUE INDEX "ix_check_standings_client_id_check_id" ON "check_standings" ("client_id", "check_id");
CREATE INDEX "ix_check_standings_look_at" ON "check_standings" ("look_at");
CREATE UNIQUE INDEX "ix_checks_asset_id_name" ON "checks" ("asset_id", "name") WHERE removed_at IS NULL;
CREATE INDEX "ix_checks_client_id_applied_template_id" ON "checks" ("client_id", "applied_template_id");
CREATE INDEX "ix_checks_client_id_asset_id" ON "checks" ("client_id", "asset_id");
CREATE INDEX "ix_checks_probe_id" ON "checks" ("probe_id");
CREATE UNIQUE INDEX "ix_clients_code" ON "clients" ("code");
CREATE INDEX "ix_contract_recipients_user_id" ON "contract_recipients" ("user_id");
CREATE INDEX "ix_contract_scope_lines_client_id_asset_id" ON "contract_scope_lines" ("client_id", "asset_id");
CREATE INDEX "ix_contract_scope_lines_client_id_site_id" ON "contract_scope_lines" ("client_id", "site_id");
CREATE INDEX "ix_contract_versions_signed_by_id" ON "contract_versions" ("signed_by_id");
CREATE UNIQUE INDEX "ix_contracts_client_id_reference" ON "contracts" ("client_id", "reference");
CREATE INDEX "ix_coverage_facts_client_id_ticket_id" ON "coverage_facts" ("client_id", "ticket_id");
CREATE UNIQUE INDEX "ix_coverage_facts_ticket_id_event_sequence" ON "coverage_facts" ("ticket_id", "event_sequence");
CREATE INDEX "ix_event_log_client_id_subject" ON "event_log" ("client_id", "subject");
CREATE INDEX "ix_event_log_recorded_at" ON "event_log" ("recorded_at");
CREATE INDEX "ix_frozen_reviews_frozen_by_id" ON "frozen_reviews" ("frozen_by_id");
CREATE INDEX "ix_maintenance_intervals_asset_id_end" ON "maintenance_intervals" ("asset_id", "end");
CREATE INDEX "ix_maintenance_intervals_client_id_asset_id" ON "maintenance_intervals" ("client_id", "asset_id");
CREATE UNIQUE INDEX "ix_metric_batches_client_id_source_id_epoch_sequence" ON "metric_batches" ("client_id", "source_id", "epoch", "sequence");
CREATE INDEX "ix_metric_batches_way_id" ON "metric_batches" ("way", "id");
CREATE INDEX "ix_metric_blocks_client_id_shard_tier_start_first_series_last_series" ON "metric_blocks" ("client_id", "shard", "tier", "start", "first_series", "last_series");
CREATE INDEX "ix_metric_blocks_tier_start" ON "metric_blocks" ("tier", "start");
CREATE INDEX "ix_metric_series_oldest" ON "metric_series" ("oldest");
CREATE INDEX "ix_outbox_created_at" ON "outbox" ("created_at");
CREATE UNIQUE INDEX "ix_outbox_deduplication_key" ON "outbox" ("deduplication_key");
CREATE INDEX "ix_outbox_state_due_at" ON "outbox" ("state", "due_at");
CREATE INDEX "ix_page_calls_acknowledged_by" ON "page_calls" ("acknowledged_by");
CREATE UNIQUE INDEX "ix_page_calls_client_id_ticket_id" ON "page_calls" ("client_id", "ticket_id") WHERE ended_at IS NULL;
CREATE INDEX "ix_page_calls_next_step_at" ON "page_calls" ("next_step_at");
CREATE INDEX "ix_page_calls_ticket_id" ON "page_calls" ("ticket_id");
CREATE INDEX "ix_page_steps_client_id_call_id" ON "page_steps" ("client_id", "call_id");
CREATE INDEX "ix_page_steps_user_id" ON "page_steps" ("user_id");
CREATE INDEX "ix_received_messages_client_id_asset_id_id" ON "received_messages" ("client_id", "asset_id", "id");
CREATE INDEX "ix_received_messages_client_id_id" ON "received_messages" ("client_id", "id");
CREATE INDEX "ix_received_messages_client_id_source_id_id" ON "received_messages" ("client_id", "source_id", "id");
CREATE INDEX "ix_silences_check_id_until" ON "silences" ("check_id", "until");
CREATE INDEX "ix_silences_client_id_check_id" ON "silences" ("client_id", "check_id");
CREATE INDEX "ix_state_changes_client_id_check_id" ON "state_changes" ("client_id", "check_id");
CREATE INDEX "ix_stray_messages_kind_from_id" ON "stray_messages" ("kind", "from", "id");
CREATE INDEX "ix_tellings_client_id_check_id" ON "tellings" ("client_id", "check_id");
CREATE INDEX "ix_ticket_events_client_id_ticket_id" ON "ticket_events" ("client_id", "ticket_id");
CREATE UNIQUE INDEX "ix_ticket_events_ticket_id_sequence" ON "ticket_events" ("ticket_id", "sequence");
CREATE INDEX "ix_ticket_messages_client_id_ticket_id" ON "ticket_messages" ("client_id", "ticket_id");
CREATE INDEX "ix_ticket_messages_ticket_id_at" ON "ticket_messages" ("ticket_id", "at");
CREATE UNIQUE INDEX "ix_ticket_problems_check_id_problem" ON "ticket_problems" ("check_id", "problem");
CREATE INDEX "ix_ticket_problems_client_id_ticket_id" ON "ticket_problems" ("client_id", "ticket_id");
CREATE INDEX "ix_ticket_problems_ticket_id" ON "ticket_problems" ("ticket_id");
CREATE INDEX "ix_tickets_asset_id" ON "tickets" ("asset_id");
CREATE INDEX "ix_tickets_assignee_id" ON "tickets" ("assignee_id");
CREATE INDEX "ix_tickets_client_id_asset_id" ON "tickets" ("client_id", "asset_id");
CREATE INDEX "ix_tickets_client_id_contact_id" ON "tickets" ("client_id", "contact_id");
CREATE INDEX "ix_tickets_client_id_number" ON "tickets" ("client_id", "number");
CREATE INDEX "ix_tickets_client_id_site_id" ON "tickets" ("client_id", "site_id");
CREATE INDEX "ix_tickets_is_active_sort_at_number" ON "tickets" ("is_active", "sort_at", "number");
CREATE UNIQUE INDEX "ix_tickets_number" ON "tickets" ("number");
CREATE INDEX "ix_tickets_registered_by" ON "tickets" ("registered_by");
CREATE INDEX "ix_tickets_tell_at" ON "tickets" ("tell_at");
CREATE INDEX "ix_user_claims_user_id" ON "user_claims" ("user_id");
CREATE INDEX "ix_user_grants_client_id" ON "user_grants" ("client_id");
CREATE UNIQUE INDEX "ix_user_grants_user_id_role_client_id" ON "user_grants" ("user_id", "role", "client_id");
CREATE UNIQUE INDEX "ix_user_links_sha256" ON "user_links" ("sha256");
CREATE INDEX "ix_user_links_user_id" ON "user_links" ("user_id");
CREATE INDEX "ix_user_logins_user_id" ON "user_logins" ("user_id");
CREATE INDEX "ix_user_passkeys_user_id" ON "user_passkeys" ("user_id");
CREATE INDEX "email_index" ON "users" ("normalized_email");
CREATE INDEX "ix_users_client_id" ON "users" ("client_id");
CREATE UNIQUE INDEX "user_name_index" ON "users" ("normalized_user_name");
CREATE UNIQUE INDEX "ix_watch_episodes_name" ON "watch_episodes" ("name") WHERE closed_at IS NULL;
CREATE INDEX "ix_watch_episodes_opened_at" ON "watch_episodes" ("opened_at");
CREATE INDEX "ix_webhook_receipts_client_id_source_id" ON "webhook_receipts" ("client_id", "source_id");
CREATE INDEX "ix_webhook_receipts_taken_at" ON "webhook_receipts" ("taken_at");
CREATE TRIGGER contract_recipients_is_not_updated BEFORE UPDATE ON contract_recipients BEGIN SELECT RAISE(ABORT, 'contract_recipients is append-only'); END;
CREATE TRIGGER contract_recipients_is_not_deleted BEFORE DELETE ON contract_recipients BEGIN SELECT RAISE(ABORT, 'contract_recipients is append-only'); END;
CREATE TRIGGER contract_scope_lines_is_not_updated BEFORE UPDATE ON contract_scope_lines BEGIN SELECT RAISE(ABORT, 'contract_scope_lines is append-only'); END;
CREATE TRIGGER contract_scope_lines_is_not_deleted BEFORE DELETE ON contract_scope_lines BEGIN SELECT RAISE(ABORT, 'contract_scope_lines is append-only'); END;
CREATE TRIGGER contract_versions_is_not_updated BEFORE UPDATE ON contract_versions BEGIN SELECT RAISE(ABORT, 'contract_versions is append-only'); END;
CREATE TRIGGER contract_versions_is_not_deleted BEFORE DELETE ON contract_versions BEGIN SELECT RAISE(ABORT, 'contract_versions is append-only'); END;
CREATE TRIGGER coverage_facts_is_not_updated BEFORE UPDATE ON coverage_facts BEGIN SELECT RAISE(ABORT, 'coverage_facts is append-only'); END;
CREATE TRIGGER coverage_facts_is_not_deleted BEFORE DELETE ON coverage_facts BEGIN SELECT RAISE(ABORT, 'coverage_facts is append-only'); END;
CREATE TRIGGER event_log_is_not_updated BEFORE UPDATE ON event_log BEGIN SELECT RAISE(ABORT, 'event_log is append-only'); END;
CREATE TRIGGER event_log_is_not_deleted BEFORE DELETE ON event_log BEGIN SELECT RAISE(ABORT, 'event_log is append-only'); END;
CREATE TRIGGER frozen_reviews_is_not_updated BEFORE UPDATE ON frozen_reviews BEGIN SELECT RAISE(ABORT, 'frozen_reviews is append-only'); END;
CREATE TRIGGER frozen_reviews_is_not_deleted BEFORE DELETE ON frozen_reviews BEGIN SELECT RAISE(ABORT, 'frozen_reviews is append-only'); END;
CREATE TRIGGER maintenance_intervals_is_not_updated BEFORE UPDATE ON maintenance_intervals BEGIN SELECT RAISE(ABORT, 'maintenance_intervals is append-only'); END;
CREATE TRIGGER maintenance_intervals_is_not_deleted BEFORE DELETE ON maintenance_intervals BEGIN SELECT RAISE(ABORT, 'maintenance_intervals is append-only'); END;
CREATE TRIGGER page_steps_is_not_updated BEFORE UPDATE ON page_steps BEGIN SELECT RAISE(ABORT, 'page_steps is append-only'); END;
CREATE TRIGGER page_steps_is_not_deleted BEFORE DELETE ON page_steps BEGIN SELECT RAISE(ABORT, 'page_steps is append-only'); END;
CREATE TRIGGER state_changes_is_not_updated BEFORE UPDATE ON state_changes BEGIN SELECT RAISE(ABORT, 'state_changes is append-only'); END;
CREATE TRIGGER state_changes_is_not_deleted BEFORE DELETE ON state_changes BEGIN SELECT RAISE(ABORT, 'state_changes is append-only'); END;
CREATE TRIGGER tellings_is_not_updated BEFORE UPDATE ON tellings BEGIN SELECT RAISE(ABORT, 'tellings is append-only'); END;
CREATE TRIGGER tellings_is_not_deleted BEFORE DELETE ON tellings BEGIN SELECT RAISE(ABORT, 'tellings is append-only'); END;
CREATE TRIGGER ticket_events_is_not_updated BEFORE UPDATE ON ticket_events BEGIN SELECT RAISE(ABORT, 'ticket_events is append-only'); END;
CREATE TRIGGER ticket_events_is_not_deleted BEFORE DELETE ON ticket_events BEGIN SELECT RAISE(ABORT, 'ticket_events is append-only'); END;
CREATE TRIGGER ticket_messages_is_not_updated BEFORE UPDATE ON ticket_messages BEGIN SELECT RAISE(ABORT, 'ticket_messages is append-only'); END;
CREATE TRIGGER ticket_messages_is_not_deleted BEFORE DELETE ON ticket_messages BEGIN SELECT RAISE(ABORT, 'ticket_messages is append-only'); END;

-- Written by hand: what the model cannot say.

-- The views of 0002, read with the rights of who made them (SQL SECURITY DEFINER: the user who migrates), so that a user can be let
-- read them without any right to a table: deploy/mysql/create_reading_user.sql. They go on exactly as long as that user may read the
-- tables. A household's times are sealed and no longer stand in its columns, so its view does not show them.

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_units AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(u.id), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS id,
  (SELECT name FROM code_names WHERE list = 'UnitKind' AND number = u.kind) AS kind,
  u.display_name,
  CONVERT(u.region USING utf8mb4) AS region,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(u.supervising_unit), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS supervising_unit,
  (SELECT s.display_name FROM units s WHERE s.id = u.supervising_unit) AS supervising_unit_name,
  (SELECT GROUP_CONCAT(s.name, ' ', c.name ORDER BY s.number SEPARATOR ', ') FROM code_names s JOIN code_names c ON c.list = 'Capacity'
    WHERE s.list = 'Service' AND CONCAT(' ', u.service_offers, ' ') LIKE CONCAT('% ', s.number, ':', c.number, ' %')) AS service_offers,
  (SELECT GROUP_CONCAT(name ORDER BY number SEPARATOR ', ') FROM code_names
    WHERE list = 'WelfareProgram' AND CONCAT(' ', u.welfare_programs, ' ') LIKE CONCAT('% ', number, ' %')) AS welfare_programs,
  u.coverage_regions,
  u.duty_phone,
  u.active,
  u.version,
  CAST(TIMESTAMPADD(MICROSECOND, u.create_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS create_time,
  CAST(TIMESTAMPADD(MICROSECOND, u.update_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS update_time
FROM units u;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_officers AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(o.id), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS id,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(o.unit), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS unit,
  (SELECT display_name FROM units WHERE units.id = o.unit) AS unit_name,
  CONVERT(o.sign_in_name USING utf8mb4) AS sign_in_name,
  o.display_name,
  (SELECT GROUP_CONCAT(name ORDER BY number SEPARATOR ', ') FROM code_names
    WHERE list = 'Role' AND CONCAT(' ', o.assignments) LIKE CONCAT('% ', number, '@%')) AS roles,
  o.assignments,
  o.disabled,
  o.version,
  CAST(TIMESTAMPADD(MICROSECOND, o.create_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS create_time,
  CAST(TIMESTAMPADD(MICROSECOND, o.update_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS update_time
FROM officers o;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_regions AS SELECT
  CONVERT(r.code USING utf8mb4) AS code,
  CONVERT(r.parent USING utf8mb4) AS parent,
  r.display_name,
  r.valid_from,
  r.valid_until
FROM regions r;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_households AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(h.id), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS id,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(h.unit), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS unit,
  (SELECT display_name FROM units WHERE units.id = h.unit) AS unit_name,
  CONVERT(h.region USING utf8mb4) AS region,
  h.decile,
  (SELECT name FROM code_names WHERE list = 'DecileSource' AND number = h.decile_source) AS decile_source,
  h.decile_as_of,
  h.version
FROM households h;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_case_files AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(c.id), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS id,
  c.number,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(c.unit), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS unit,
  (SELECT display_name FROM units WHERE units.id = c.unit) AS unit_name,
  (SELECT name FROM code_names WHERE list = 'CaseFileKind' AND number = c.kind) AS kind,
  (SELECT name FROM code_names WHERE list = 'CaseFileStage' AND number = c.stage) AS stage,
  c.is_open,
  c.version,
  CAST(TIMESTAMPADD(MICROSECOND, c.create_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS create_time,
  CAST(TIMESTAMPADD(MICROSECOND, c.update_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS update_time
FROM case_files c;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_referrals AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.id), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS id,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.root), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS root,
  (SELECT name FROM code_names WHERE list = 'ReferralKind' AND number = r.kind) AS kind,
  (SELECT name FROM code_names WHERE list = 'ReferralState' AND number = r.state) AS state,
  r.is_open,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.sender), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS sender,
  (SELECT display_name FROM units WHERE units.id = r.sender) AS sender_name,
  (SELECT name FROM code_names WHERE list = 'UnitKind' AND number = r.sender_kind) AS sender_kind,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.receiver), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS receiver,
  (SELECT display_name FROM units WHERE units.id = r.receiver) AS receiver_name,
  (SELECT name FROM code_names WHERE list = 'UnitKind' AND number = r.receiver_kind) AS receiver_kind,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.accountable), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS accountable,
  (SELECT display_name FROM units WHERE units.id = r.accountable) AS accountable_name,
  CAST(TIMESTAMPADD(MICROSECOND, r.due_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS due_time,
  (SELECT name FROM code_names WHERE list = 'DueKind' AND number = r.due_kind) AS due_kind,
  (SELECT name FROM code_names WHERE list = 'Urgency' AND number = r.urgency) AS urgency,
  (SELECT name FROM code_names WHERE list = 'LegalBasis' AND number = r.legal_basis) AS legal_basis,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.redirected_by), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS redirected_by,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.predecessor), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS predecessor,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(r.successor), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS successor,
  r.read_by_receiver,
  r.reading_suspended,
  r.sender_number,
  r.receiver_number,
  r.front_number,
  r.version,
  r.view_version,
  CAST(TIMESTAMPADD(MICROSECOND, r.view_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS view_time,
  CAST(TIMESTAMPADD(MICROSECOND, r.create_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS create_time,
  CAST(TIMESTAMPADD(MICROSECOND, r.update_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS update_time
FROM referrals r;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_packet_sections AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(p.referral), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS referral,
  (SELECT name FROM code_names WHERE list = 'PacketSection' AND number = p.section) AS section,
  p.version
FROM packet_sections p;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_events AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(e.referral), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS referral,
  e.sequence,
  IF(e.move = 0, 'READING', (SELECT name FROM code_names WHERE list = 'Move' AND number = e.move)) AS move,
  (SELECT name FROM code_names WHERE list = 'ReferralState' AND number = e.from_state) AS from_state,
  (SELECT name FROM code_names WHERE list = 'ReferralState' AND number = e.to_state) AS to_state,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(e.unit), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS unit,
  (SELECT display_name FROM units WHERE units.id = e.unit) AS unit_name,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(e.officer), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS officer,
  (SELECT display_name FROM officers WHERE officers.id = e.officer) AS officer_name,
  (SELECT name FROM code_names WHERE list = 'Role' AND number = e.role) AS role,
  (SELECT GROUP_CONCAT(name ORDER BY number SEPARATOR ', ') FROM code_names
    WHERE list = 'PacketSection' AND number > 0 AND e.sections & (1 << number)) AS sections,
  e.version,
  CAST(TIMESTAMPADD(MICROSECOND, e.event_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS event_time,
  LOWER(HEX(e.record_digest)) AS record_digest,
  LOWER(HEX(e.text_digest)) AS text_digest,
  LOWER(HEX(e.previous_hash)) AS previous_hash,
  LOWER(HEX(e.hash)) AS hash
FROM events e;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW readable_inbox_events AS SELECT
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(i.unit), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS unit,
  (SELECT display_name FROM units WHERE units.id = i.unit) AS unit_name,
  i.sequence,
  LOWER(INSERT(INSERT(INSERT(INSERT(HEX(i.referral), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')) AS referral,
  i.number,
  (SELECT name FROM code_names WHERE list = 'Move' AND number = i.move) AS move,
  (SELECT name FROM code_names WHERE list = 'ReferralState' AND number = i.state) AS state,
  (SELECT name FROM code_names WHERE list = 'Urgency' AND number = i.urgency) AS urgency,
  i.action_needed,
  CAST(TIMESTAMPADD(MICROSECOND, i.event_time, TIMESTAMP'1970-01-01 00:00:00') AS DATETIME(6)) AS event_time
FROM inbox_events i;

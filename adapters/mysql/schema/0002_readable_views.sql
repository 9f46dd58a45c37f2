-- For a district's staff, who read the database with plain SQL: views in which ids are UUIDs as text, times are DATETIME in UTC, and
-- codes have their names. Nothing that is sealed is in them, no password and no token. They are read with the rights of who made them
-- (SQL SECURITY DEFINER: the user who migrates), so that a user can be let read them without any right to a table:
-- deploy/mysql/create_reading_user.sql. They go on exactly as long as that user may read the tables. A household's times are sealed and
-- not in its columns, so its view does not show them. A code that is added to a list of codes.proto gets its name by a further file;
-- until then its view shows NULL.

CREATE TABLE IF NOT EXISTS code_names (
  list VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The code list, an enum of rujukan.v1 (codes.proto)',
  number SMALLINT NOT NULL COMMENT 'As the columns of that list have it',
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'As codes.proto has it, without the name of the list',
  PRIMARY KEY (list, number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'What the numbers of the code lists mean';

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('UnitKind', 0, 'UNSPECIFIED'), ('UnitKind', 1, 'PUSKESOS'), ('UnitKind', 2, 'SLRT_SECRETARIAT'),
  ('UnitKind', 3, 'DINAS_SOSIAL'), ('UnitKind', 4, 'PROTECTION_UNIT'), ('UnitKind', 5, 'GOVERNMENT_OFFICE'),
  ('UnitKind', 6, 'POLICE_PPA'), ('UnitKind', 7, 'HEALTH_FACILITY'), ('UnitKind', 8, 'SERVICE_NGO'),
  ('UnitKind', 9, 'LEGAL_AID'), ('UnitKind', 10, 'EXTERNAL_SYSTEM');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('Role', 0, 'UNSPECIFIED'), ('Role', 1, 'ADMINISTRATOR'), ('Role', 2, 'PUSKESOS_OPERATOR'), ('Role', 3, 'FACILITATOR'),
  ('Role', 4, 'SUBDISTRICT_SUPERVISOR'), ('Role', 5, 'SLRT_MANAGER'), ('Role', 6, 'WELFARE_PROGRAM_OFFICER'),
  ('Role', 7, 'PROTECTION_INTAKE_OFFICER'), ('Role', 8, 'COMPANION'), ('Role', 9, 'CASE_MANAGER'),
  ('Role', 10, 'PROTECTION_UNIT_HEAD'), ('Role', 11, 'PARTNER_OFFICER'), ('Role', 12, 'DATA_OFFICER'), ('Role', 13, 'AUDITOR'),
  ('Role', 14, 'SYSTEM');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('WelfareProgram', 0, 'UNSPECIFIED'), ('WelfareProgram', 1, 'PKH'), ('WelfareProgram', 2, 'SEMBAKO'),
  ('WelfareProgram', 3, 'PIP'), ('WelfareProgram', 4, 'PBI_JKN'), ('WelfareProgram', 5, 'RUTILAHU'),
  ('WelfareProgram', 6, 'KUBE'), ('WelfareProgram', 7, 'BLT_DD'), ('WelfareProgram', 8, 'ATENSI'),
  ('WelfareProgram', 9, 'ADMINDUK'), ('WelfareProgram', 10, 'LEGAL_AID'), ('WelfareProgram', 11, 'OTHER');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('Service', 0, 'UNSPECIFIED'), ('Service', 1, 'COMPLAINT'), ('Service', 2, 'OUTREACH'), ('Service', 3, 'CASE_MANAGEMENT'),
  ('Service', 4, 'SHELTER'), ('Service', 5, 'MEDIATION'), ('Service', 6, 'ACCOMPANIMENT'), ('Service', 7, 'HEALTH'),
  ('Service', 8, 'LEGAL_AID'), ('Service', 9, 'LAW_ENFORCEMENT'), ('Service', 10, 'SOCIAL_REHABILITATION'),
  ('Service', 11, 'SOCIAL_REINTEGRATION'), ('Service', 12, 'REPATRIATION'), ('Service', 13, 'RELIGIOUS_ACCOMPANIMENT'),
  ('Service', 14, 'WELFARE_FOLLOW_UP'), ('Service', 15, 'WELFARE_PROGRAM');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('Urgency', 0, 'UNSPECIFIED'), ('Urgency', 1, 'LOW'), ('Urgency', 2, 'MEDIUM'), ('Urgency', 3, 'HIGH'),
  ('Urgency', 4, 'EMERGENCY');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('LegalBasis', 0, 'UNSPECIFIED'), ('LegalBasis', 1, 'CONSENT'), ('LegalBasis', 2, 'LEGAL_DUTY'),
  ('LegalBasis', 3, 'VITAL_INTEREST'), ('LegalBasis', 4, 'PUBLIC_TASK'), ('LegalBasis', 5, 'CONSENT_PENDING');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('DecileSource', 0, 'UNSPECIFIED'), ('DecileSource', 1, 'DTSEN'), ('DecileSource', 2, 'DTKS'),
  ('DecileSource', 3, 'NOT_LISTED');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('ReferralKind', 0, 'UNSPECIFIED'), ('ReferralKind', 1, 'REFERRAL'), ('ReferralKind', 2, 'HANDOVER'),
  ('ReferralKind', 3, 'COUNTER_REFERRAL'), ('ReferralKind', 4, 'SERVICE_REQUEST'), ('ReferralKind', 5, 'PROTECTION_ALERT');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('ReferralState', 0, 'UNSPECIFIED'), ('ReferralState', 1, 'SENT'), ('ReferralState', 2, 'RECEIVED'),
  ('ReferralState', 3, 'RETURNED'), ('ReferralState', 4, 'ACCEPTED'), ('ReferralState', 5, 'DECLINED'),
  ('ReferralState', 6, 'REDIRECTED'), ('ReferralState', 7, 'IN_PROGRESS'), ('ReferralState', 8, 'ON_HOLD'),
  ('ReferralState', 9, 'REPORTED'), ('ReferralState', 10, 'CLOSED'), ('ReferralState', 11, 'CLOSED_UNSERVED'),
  ('ReferralState', 12, 'RECALLED'), ('ReferralState', 13, 'CONSENT_WITHDRAWN'), ('ReferralState', 14, 'CANCELLED'),
  ('ReferralState', 15, 'ACTION_NEEDED'), ('ReferralState', 16, 'PROCESSING'), ('ReferralState', 17, 'DONE');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('Move', 0, 'UNSPECIFIED'), ('Move', 1, 'CREATE'), ('Move', 2, 'RECEIVE'), ('Move', 3, 'ASSIGN'), ('Move', 4, 'ASK'),
  ('Move', 5, 'ANSWER'), ('Move', 6, 'RETURN'), ('Move', 7, 'RESEND'), ('Move', 8, 'ACCEPT'), ('Move', 9, 'DECLINE'),
  ('Move', 10, 'REDIRECT'), ('Move', 11, 'START'), ('Move', 12, 'PROGRESS'), ('Move', 13, 'HOLD'), ('Move', 14, 'RESUME'),
  ('Move', 15, 'REPORT'), ('Move', 16, 'ACKNOWLEDGE'), ('Move', 17, 'DISPUTE'), ('Move', 18, 'RECALL'),
  ('Move', 19, 'WITHDRAW_CONSENT'), ('Move', 20, 'CONFIRM_PURGE'), ('Move', 21, 'CLOSE_UNSERVED');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('DueKind', 0, 'UNSPECIFIED'), ('DueKind', 1, 'RECEIVE'), ('DueKind', 2, 'DECIDE'), ('DueKind', 3, 'COMPLETE'),
  ('DueKind', 4, 'BEGIN'), ('DueKind', 5, 'ROUTE'), ('DueKind', 6, 'OUTCOME'), ('DueKind', 7, 'RESUME'), ('DueKind', 8, 'READ'),
  ('DueKind', 9, 'PURGE');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('PacketSection', 0, 'UNSPECIFIED'), ('PacketSection', 1, 'CONTACT'), ('PacketSection', 2, 'IDENTITY'),
  ('PacketSection', 3, 'NEED'), ('PacketSection', 4, 'HOUSEHOLD'), ('PacketSection', 5, 'CHRONOLOGY'),
  ('PacketSection', 6, 'ALLEGED_PERPETRATOR'), ('PacketSection', 7, 'HEALTH'), ('PacketSection', 8, 'ATTACHMENTS');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('CaseFileKind', 0, 'UNSPECIFIED'), ('CaseFileKind', 1, 'WELFARE'), ('CaseFileKind', 2, 'PROTECTION');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('CaseFileStage', 0, 'UNSPECIFIED'), ('CaseFileStage', 1, 'REGISTERED'), ('CaseFileStage', 2, 'HANDLING'),
  ('CaseFileStage', 3, 'SERVICE_DECIDED'), ('CaseFileStage', 4, 'LETTER_PRINTED'), ('CaseFileStage', 5, 'IDENTIFICATION'),
  ('CaseFileStage', 6, 'ASSESSMENT'), ('CaseFileStage', 7, 'PLANNING'), ('CaseFileStage', 8, 'INTERVENTION'),
  ('CaseFileStage', 9, 'MONITORING'), ('CaseFileStage', 10, 'CLOSED');

INSERT IGNORE INTO code_names (list, number, name) VALUES
  ('Capacity', 0, 'UNSPECIFIED'), ('Capacity', 1, 'AVAILABLE'), ('Capacity', 2, 'WAITING_LIST'), ('Capacity', 3, 'FULL');

-- The tables that every database of Rujukan has had from its beginning, as they are when they are made, and with their comments.
CREATE TABLE IF NOT EXISTS key_checks (
  purpose VARCHAR(32) NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
);

ALTER TABLE key_checks
  MODIFY purpose VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Which key',
  MODIFY value BLOB NOT NULL COMMENT 'What the key makes of a fixed word',
  ENGINE = InnoDB, DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, COMMENT = 'By which the keys of this database are known';

ALTER TABLE schema_versions
  MODIFY version INTEGER NOT NULL COMMENT 'Number of the schema file',
  MODIFY digest BLOB NOT NULL COMMENT 'SHA-256 of the file',
  MODIFY migrate_time BIGINT NOT NULL COMMENT 'When it was run, microseconds since 1970, UTC',
  ENGINE = InnoDB, DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, COMMENT = 'The schema files that made this database';

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

-- The first schema: the tables and columns of adapters/sqlite, as MySQL and MariaDB have them. Ids are 16 bytes, times are microseconds
-- since 1970 in UTC, code lists have the numbers of rujukan.v1 (codes.proto). Text by which something is found is VARBINARY, so that it
-- is compared byte by byte: no collation of both servers keeps case, accents and trailing spaces apart. A CREATE TABLE cannot be rolled
-- back there, so every statement may be run again. Each statement ends with a semicolon at the end of a line.

CREATE TABLE IF NOT EXISTS units (
  id BINARY(16) NOT NULL COMMENT 'UUID',
  kind SMALLINT NOT NULL COMMENT 'UnitKind',
  display_name TEXT NOT NULL COMMENT 'Name that officers read',
  region VARBINARY(64) NOT NULL COMMENT 'Kemendagri code with dots; empty is everywhere',
  supervising_unit BINARY(16) COMMENT 'The unit that supervises this one',
  service_offers TEXT NOT NULL COMMENT '"4:1 7:2": service and capacity',
  welfare_programs TEXT NOT NULL COMMENT '"1 2": programmes it decides on',
  coverage_regions TEXT NOT NULL COMMENT '"73.09 73.10": regions it serves beside its own',
  duty_phone TEXT NOT NULL COMMENT 'Telephone that is answered in an emergency',
  active TINYINT NOT NULL COMMENT '1: may be referred to',
  version BIGINT NOT NULL COMMENT 'Grows by one with each change',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  update_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Who keeps records and refers';

CREATE TABLE IF NOT EXISTS unit_places (
  kind SMALLINT NOT NULL COMMENT 'UnitKind of the unit, and 0 for any',
  region VARBINARY(64) NOT NULL COMMENT 'A region that the unit lies in; empty is everywhere',
  unit BINARY(16) NOT NULL COMMENT 'The unit',
  PRIMARY KEY (kind, region, unit),
  KEY unit_places_of_unit (unit),
  CONSTRAINT unit_places_unit FOREIGN KEY (unit) REFERENCES units (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'By which a unit is listed: every list of units is one range of this key';

CREATE TABLE IF NOT EXISTS officers (
  id BINARY(16) NOT NULL COMMENT 'UUID',
  unit BINARY(16) NOT NULL COMMENT 'Where the officer works',
  sign_in_name VARBINARY(255) NOT NULL COMMENT 'Name for signing in',
  display_name TEXT NOT NULL COMMENT 'Name that others read',
  assignments TEXT NOT NULL COMMENT '"2@73.09.01.2003 3@73.09": role and region scope',
  disabled TINYINT NOT NULL COMMENT '1: may not sign in',
  password_hash TEXT NOT NULL COMMENT 'Argon2id',
  version BIGINT NOT NULL COMMENT 'Grows by one with each change',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  update_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  PRIMARY KEY (id),
  UNIQUE KEY officers_by_sign_in_name (sign_in_name),
  KEY officers_by_unit (unit, id),
  CONSTRAINT officers_unit FOREIGN KEY (unit) REFERENCES units (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Who may sign in';

CREATE TABLE IF NOT EXISTS sessions (
  token_digest VARBINARY(64) NOT NULL COMMENT 'SHA-256 of the token',
  officer BINARY(16) NOT NULL COMMENT 'Who is signed in',
  unit BINARY(16) NOT NULL COMMENT 'For which unit',
  role SMALLINT NOT NULL COMMENT 'Role in which the officer acts',
  region_scope TEXT NOT NULL COMMENT 'Region in which the officer acts',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  last_used_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC; moves in steps of a minute',
  expire_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  PRIMARY KEY (token_digest),
  KEY sessions_by_officer (officer),
  KEY sessions_by_expire_time (expire_time),
  CONSTRAINT sessions_officer FOREIGN KEY (officer) REFERENCES officers (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Who is signed in';

CREATE TABLE IF NOT EXISTS sign_in_attempts (
  name_mac VARBINARY(64) NOT NULL COMMENT 'Keyed digest of the name that was tried',
  failures INT NOT NULL COMMENT 'Attempts since the last that succeeded',
  not_before BIGINT COMMENT 'When the next may be made, microseconds since 1970, UTC; NULL is at once',
  PRIMARY KEY (name_mac),
  KEY sign_in_attempts_by_not_before (not_before)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Failed attempts to sign in';

CREATE TABLE IF NOT EXISTS regions (
  code VARBINARY(64) NOT NULL COMMENT 'Kemendagri code with dots',
  parent VARBINARY(64) NOT NULL COMMENT 'Code of the region above; empty for a province',
  display_name TEXT NOT NULL COMMENT 'Name',
  valid_from TEXT NOT NULL COMMENT 'ISO 8601 day; empty is unlimited',
  valid_until TEXT NOT NULL COMMENT 'ISO 8601 day; empty is unlimited',
  PRIMARY KEY (code),
  KEY regions_by_parent (parent, code)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Provinces to villages';

CREATE TABLE IF NOT EXISTS households (
  id BINARY(16) NOT NULL COMMENT 'UUID',
  unit BINARY(16) NOT NULL COMMENT 'The unit that registered it',
  region VARBINARY(64) NOT NULL COMMENT 'Village, Kemendagri code with dots',
  decile INT NOT NULL COMMENT 'Welfare decile, 1 the poorest; 0 unknown',
  decile_source SMALLINT NOT NULL COMMENT 'DecileSource',
  decile_as_of TEXT NOT NULL COMMENT 'ISO 8601 day of the decile',
  version BIGINT NOT NULL COMMENT 'Grows by one with each change',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  update_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  sealed MEDIUMBLOB NOT NULL COMMENT 'HouseholdRecord, sealed',
  PRIMARY KEY (id),
  KEY households_by_region (region, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Households; names and numbers are sealed';

CREATE TABLE IF NOT EXISTS household_numbers (
  blind_index VARBINARY(64) NOT NULL COMMENT 'Keyed digest of a number, under the key of the welfare side',
  household BINARY(16) NOT NULL COMMENT 'The household',
  PRIMARY KEY (blind_index, household),
  KEY household_numbers_of_household (household),
  CONSTRAINT household_numbers_household FOREIGN KEY (household) REFERENCES households (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'The numbers by which a household is found';

CREATE TABLE IF NOT EXISTS case_files (
  id BINARY(16) NOT NULL COMMENT 'UUID',
  unit BINARY(16) NOT NULL COMMENT 'The unit that owns it',
  kind SMALLINT NOT NULL COMMENT 'CaseFileKind',
  stage SMALLINT NOT NULL COMMENT 'CaseFileStage',
  is_open TINYINT NOT NULL COMMENT '1: not closed',
  number TEXT NOT NULL COMMENT '"K-2026-0001", in the series of its unit',
  version BIGINT NOT NULL COMMENT 'Grows by one with each change',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  update_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  sealed MEDIUMBLOB NOT NULL COMMENT 'CaseFileRecord, sealed',
  PRIMARY KEY (id),
  KEY case_files_by_unit (unit, id),
  KEY case_files_open_by_unit (unit, is_open, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Case files; the person and the summary are sealed';

CREATE TABLE IF NOT EXISTS referrals (
  id BINARY(16) NOT NULL COMMENT 'UUID',
  root BINARY(16) NOT NULL COMMENT 'The first referral of the chain of redirects',
  kind SMALLINT NOT NULL COMMENT 'ReferralKind',
  state SMALLINT NOT NULL COMMENT 'ReferralState',
  is_open TINYINT NOT NULL COMMENT '1: somebody must still act',
  sender BINARY(16) NOT NULL COMMENT 'The unit that sent it',
  sender_kind SMALLINT NOT NULL COMMENT 'UnitKind',
  receiver BINARY(16) NOT NULL COMMENT 'The unit it went to',
  receiver_kind SMALLINT NOT NULL COMMENT 'UnitKind',
  accountable BINARY(16) COMMENT 'The unit that must act; NULL exactly when nobody must any more',
  due_time BIGINT COMMENT 'By when, microseconds since 1970, UTC',
  due_kind SMALLINT NOT NULL COMMENT 'DueKind: what is due',
  urgency SMALLINT NOT NULL COMMENT 'Urgency',
  legal_basis SMALLINT NOT NULL COMMENT 'LegalBasis',
  redirected_by BINARY(16) COMMENT 'The unit that redirected it here',
  predecessor BINARY(16) COMMENT 'The referral it goes on from',
  successor BINARY(16) COMMENT 'The referral that goes on from it',
  read_by_receiver TINYINT NOT NULL COMMENT '1: the receiver has read its packet',
  reading_suspended TINYINT NOT NULL COMMENT '1: consent was withdrawn, reading is suspended',
  sender_number TEXT NOT NULL COMMENT '"R-2026-0001", in the series of the sender',
  receiver_number TEXT NOT NULL COMMENT '"M-2026-0001", in the series of the receiver',
  front_number TEXT NOT NULL COMMENT '"S-2026-0001", in the series of the kabupaten, where the sender does not show',
  version BIGINT NOT NULL COMMENT 'Grows by one with each change',
  view_version BIGINT NOT NULL COMMENT 'Grows by one when what a post sees of it changes',
  view_time BIGINT NOT NULL COMMENT 'When that last was, microseconds since 1970, UTC',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  update_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  sealed MEDIUMBLOB NOT NULL COMMENT 'ReferralDetailsRecord, sealed; bound to the other columns',
  PRIMARY KEY (id),
  KEY referrals_by_root (root, id),
  KEY referrals_by_sender (sender, root, id),
  KEY referrals_open_by_sender (sender, is_open, root, id),
  KEY referrals_by_receiver (receiver, id),
  KEY referrals_open_by_receiver (receiver, is_open, id),
  KEY referrals_by_accountable (accountable, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Referrals; need, subject and links are sealed';

CREATE TABLE IF NOT EXISTS packet_sections (
  referral BINARY(16) NOT NULL COMMENT 'The referral',
  section SMALLINT NOT NULL COMMENT 'PacketSection',
  version BIGINT NOT NULL COMMENT 'Grows by one with each change',
  sealed MEDIUMBLOB NOT NULL COMMENT 'ContactSectionRecord and so on, by section, sealed',
  PRIMARY KEY (referral, section),
  CONSTRAINT packet_sections_referral FOREIGN KEY (referral) REFERENCES referrals (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'What a referral tells, each section sealed by itself';

CREATE TABLE IF NOT EXISTS events (
  referral BINARY(16) NOT NULL COMMENT 'The referral',
  sequence BIGINT NOT NULL COMMENT 'Place in the chain, from 1',
  move SMALLINT NOT NULL COMMENT 'Move; 0 for a reading',
  from_state SMALLINT NOT NULL COMMENT 'ReferralState',
  to_state SMALLINT NOT NULL COMMENT 'ReferralState',
  unit BINARY(16) COMMENT 'Whose officer did it',
  officer BINARY(16) COMMENT 'Who did it',
  role SMALLINT NOT NULL COMMENT 'Role in which',
  sections INT NOT NULL COMMENT 'Sections that were read, one bit each',
  version BIGINT NOT NULL COMMENT 'Version of the referral afterwards',
  told BLOB NOT NULL COMMENT 'Ids of the units that were told, one after the other',
  record_digest VARBINARY(64) NOT NULL COMMENT 'SHA-256 of the record afterwards',
  text_digest VARBINARY(64) NOT NULL COMMENT 'SHA-256 of what was said; empty when nothing was',
  event_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  previous_hash VARBINARY(64) NOT NULL COMMENT 'Hash of the event before; empty for the first',
  hash VARBINARY(64) NOT NULL COMMENT 'SHA-256 over all of the above',
  sealed_text MEDIUMBLOB COMMENT 'EventTextRecord, sealed; NULL when nothing was said',
  PRIMARY KEY (referral, sequence),
  CONSTRAINT events_referral FOREIGN KEY (referral) REFERENCES referrals (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'The chains: every move and every reading of a sealed section';

CREATE TABLE IF NOT EXISTS inboxes (
  unit BINARY(16) NOT NULL COMMENT 'Whose inbox',
  head BIGINT NOT NULL COMMENT 'Number of its last event',
  PRIMARY KEY (unit)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'One row an inbox, held by whoever appends';

CREATE TABLE IF NOT EXISTS inbox_events (
  unit BINARY(16) NOT NULL COMMENT 'Whose inbox',
  sequence BIGINT NOT NULL COMMENT 'Place in the inbox, from 1, without gaps',
  referral BINARY(16) NOT NULL COMMENT 'The referral, by the name this unit knows',
  move SMALLINT NOT NULL COMMENT 'Move',
  state SMALLINT NOT NULL COMMENT 'ReferralState as this unit sees it',
  urgency SMALLINT NOT NULL COMMENT 'Urgency as this unit sees it',
  number TEXT NOT NULL COMMENT 'The number by which this unit knows it',
  action_needed TINYINT NOT NULL COMMENT '1: this unit must act',
  event_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  PRIMARY KEY (unit, sequence),
  CONSTRAINT inbox_events_unit FOREIGN KEY (unit) REFERENCES inboxes (unit)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'What happened to the referrals of each unit, in order';

CREATE TABLE IF NOT EXISTS receipts (
  unit BINARY(16) NOT NULL COMMENT 'Unit of the officer',
  officer BINARY(16) NOT NULL COMMENT 'Who asked',
  method VARBINARY(255) NOT NULL COMMENT '"ReferralService/CreateReferral"',
  request_id VARBINARY(64) NOT NULL COMMENT 'UUID that the client gave the request',
  fingerprint VARBINARY(64) NOT NULL COMMENT 'Keyed digest of the request',
  resource TEXT NOT NULL COMMENT 'What the request made or changed',
  create_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  PRIMARY KEY (unit, officer, method, request_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Proofs that requests were carried out, so that a retry does nothing twice';

CREATE TABLE IF NOT EXISTS numbers (
  series VARBINARY(255) NOT NULL COMMENT '"R/unit/2026"',
  last_number BIGINT NOT NULL COMMENT 'The last number given',
  PRIMARY KEY (series)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Series of numbers without gaps';

-- The first schema. What is in clear is here in columns with the field's names; what is sealed is one BLOB a record, bound to table,
-- record, section and version. Ids are 16 bytes, times are microseconds since 1970 in UTC, code lists have the numbers of
-- rujukan.v1 (codes.proto).

-- Units: who keeps records and refers.
CREATE TABLE units (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  region TEXT NOT NULL,
  supervising_unit BLOB,
  -- "4:1 7:2": service and capacity.
  service_offers TEXT NOT NULL,
  -- "1 2".
  welfare_programs TEXT NOT NULL,
  -- "73.09 73.10".
  coverage_regions TEXT NOT NULL,
  duty_phone TEXT NOT NULL,
  active INTEGER NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;

-- By which a unit is listed: once for each region it lies in ('' is all) and for its kind and 0 (all), so that every list of
-- units is one range of one index.
CREATE TABLE unit_places (
  kind INTEGER NOT NULL,
  region TEXT NOT NULL,
  unit BLOB NOT NULL REFERENCES units (id),
  PRIMARY KEY (kind, region, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_places_of_unit ON unit_places (unit);

CREATE TABLE officers (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  unit BLOB NOT NULL REFERENCES units (id),
  sign_in_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  -- "2@73.09.01.2003 3@73.09": role and region scope.
  assignments TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX officers_by_sign_in_name ON officers (sign_in_name);
CREATE INDEX officers_by_unit ON officers (unit, id);

CREATE TABLE sessions (
  token_digest BLOB NOT NULL PRIMARY KEY,
  officer BLOB NOT NULL REFERENCES officers (id),
  unit BLOB NOT NULL,
  role INTEGER NOT NULL,
  region_scope TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  last_used_time INTEGER NOT NULL,
  expire_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_officer ON sessions (officer);
CREATE INDEX sessions_by_expire_time ON sessions (expire_time);

CREATE TABLE sign_in_attempts (
  name_mac BLOB NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  -- NULL: at once.
  not_before INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_attempts_by_not_before ON sign_in_attempts (not_before);

CREATE TABLE regions (
  code TEXT NOT NULL PRIMARY KEY,
  -- '' for a province.
  parent TEXT NOT NULL,
  display_name TEXT NOT NULL,
  -- ISO 8601 days; '' is unlimited.
  valid_from TEXT NOT NULL,
  valid_until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX regions_by_parent ON regions (parent, code);

CREATE TABLE households (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  unit BLOB NOT NULL,
  region TEXT NOT NULL,
  decile INTEGER NOT NULL,
  decile_source INTEGER NOT NULL,
  decile_as_of TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  -- HouseholdRecord.
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX households_by_region ON households (region, id);

-- The numbers by which a household is found, each as its blind index under the welfare side's key.
CREATE TABLE household_numbers (
  blind_index BLOB NOT NULL,
  household BLOB NOT NULL REFERENCES households (id),
  PRIMARY KEY (blind_index, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_numbers_of_household ON household_numbers (household);

CREATE TABLE case_files (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  unit BLOB NOT NULL,
  kind INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  number TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  -- CaseFileRecord.
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX case_files_by_unit ON case_files (unit, id);
CREATE INDEX case_files_open_by_unit ON case_files (unit, is_open, id);

CREATE TABLE referrals (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  -- The first of the chain of redirects.
  root BLOB NOT NULL,
  kind INTEGER NOT NULL,
  state INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  sender BLOB NOT NULL,
  sender_kind INTEGER NOT NULL,
  receiver BLOB NOT NULL,
  receiver_kind INTEGER NOT NULL,
  -- NULL exactly when nobody must act any more.
  accountable BLOB,
  due_time INTEGER,
  due_kind INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  legal_basis INTEGER NOT NULL,
  redirected_by BLOB,
  predecessor BLOB,
  successor BLOB,
  read_by_receiver INTEGER NOT NULL,
  reading_suspended INTEGER NOT NULL,
  sender_number TEXT NOT NULL,
  receiver_number TEXT NOT NULL,
  front_number TEXT NOT NULL,
  version INTEGER NOT NULL,
  view_version INTEGER NOT NULL,
  view_time INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  -- ReferralDetailsRecord.
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX referrals_by_root ON referrals (root, id);
CREATE INDEX referrals_by_sender ON referrals (sender, root, id);
CREATE INDEX referrals_open_by_sender ON referrals (sender, is_open, root, id);
CREATE INDEX referrals_by_receiver ON referrals (receiver, id);
CREATE INDEX referrals_open_by_receiver ON referrals (receiver, is_open, id);
CREATE INDEX referrals_by_accountable ON referrals (accountable, id);

CREATE TABLE packet_sections (
  referral BLOB NOT NULL REFERENCES referrals (id),
  section INTEGER NOT NULL,
  version INTEGER NOT NULL,
  -- ContactSectionRecord and so on, by section.
  sealed BLOB NOT NULL,
  PRIMARY KEY (referral, section)
) STRICT;

-- The chains: every move and every reading of a sealed section.
CREATE TABLE events (
  referral BLOB NOT NULL REFERENCES referrals (id),
  sequence INTEGER NOT NULL,
  move INTEGER NOT NULL,
  from_state INTEGER NOT NULL,
  to_state INTEGER NOT NULL,
  unit BLOB,
  officer BLOB,
  role INTEGER NOT NULL,
  -- One bit a section.
  sections INTEGER NOT NULL,
  version INTEGER NOT NULL,
  -- The ids of the units that were told, one after the other.
  told BLOB NOT NULL,
  record_digest BLOB NOT NULL,
  text_digest BLOB NOT NULL,
  event_time INTEGER NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  -- EventTextRecord; NULL when nothing was said.
  sealed_text BLOB,
  PRIMARY KEY (referral, sequence)
) STRICT;

-- The number of the last event in each inbox.
CREATE TABLE inboxes (
  unit BLOB NOT NULL PRIMARY KEY CHECK (length(unit) = 16),
  head INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_events (
  unit BLOB NOT NULL REFERENCES inboxes (unit),
  sequence INTEGER NOT NULL,
  referral BLOB NOT NULL,
  move INTEGER NOT NULL,
  state INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  number TEXT NOT NULL,
  action_needed INTEGER NOT NULL,
  event_time INTEGER NOT NULL,
  PRIMARY KEY (unit, sequence)
) STRICT, WITHOUT ROWID;

-- The proofs that requests were carried out, so that a retry does nothing twice.
CREATE TABLE receipts (
  unit BLOB NOT NULL,
  officer BLOB NOT NULL,
  method TEXT NOT NULL,
  request_id BLOB NOT NULL,
  fingerprint BLOB NOT NULL,
  resource TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (unit, officer, method, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE numbers (
  series TEXT NOT NULL PRIMARY KEY,
  last_number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

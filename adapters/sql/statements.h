// Every statement of the store, in SQL that SQLite, MariaDB and MySQL all read: no RETURNING, no upserts, no JSON, no generated
// keys. Each is answered by one range of one index, already in its order; a test asks the database for its plan.
#ifndef RUJUKAN_ADAPTERS_SQL_STATEMENTS_H_
#define RUJUKAN_ADAPTERS_SQL_STATEMENTS_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace rujukan::sql {

// What is asked for together: so many at a time, fewer being named more than once.
inline constexpr std::size_t kListedMax = 4;
#define RUJUKAN_LISTED "(?, ?, ?, ?)"

// -- Units ------------------------------------------------------------------------------------------------------------------

#define RUJUKAN_UNIT_COLUMNS                                                                                               \
  "u.id, u.kind, u.display_name, u.region, u.supervising_unit, u.service_offers, u.welfare_programs, u.coverage_regions, " \
  "u.duty_phone, u.active, u.version, u.create_time, u.update_time"

inline constexpr std::string_view kInsertUnit =
    "INSERT INTO units (id, kind, display_name, region, supervising_unit, service_offers, welfare_programs, coverage_regions, "
    "duty_phone, active, version, create_time, update_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindUnit = "SELECT " RUJUKAN_UNIT_COLUMNS " FROM units u WHERE u.id = ?";
inline constexpr std::string_view kFindUnits = "SELECT " RUJUKAN_UNIT_COLUMNS " FROM units u WHERE u.id IN " RUJUKAN_LISTED;
inline constexpr std::string_view kUpdateUnit =
    "UPDATE units SET kind = ?, display_name = ?, region = ?, supervising_unit = ?, service_offers = ?, welfare_programs = ?, "
    "coverage_regions = ?, duty_phone = ?, active = ?, version = ?, create_time = ?, update_time = ? WHERE id = ? AND version = ?";
inline constexpr std::string_view kListUnits = "SELECT " RUJUKAN_UNIT_COLUMNS
                                               " FROM unit_places p JOIN units u ON u.id = p.unit "
                                               "WHERE p.kind = ? AND p.region = ? AND p.unit > ? ORDER BY p.unit LIMIT ?";
inline constexpr std::string_view kInsertUnitPlace = "INSERT INTO unit_places (kind, region, unit) VALUES (?, ?, ?)";
inline constexpr std::string_view kListUnitPlaces = "SELECT kind, region FROM unit_places WHERE unit = ?";
inline constexpr std::string_view kListUnitIds = "SELECT id FROM units WHERE id > ? ORDER BY id LIMIT ?";
inline constexpr std::string_view kListUnitIdsWithPlaces =
    "SELECT DISTINCT unit FROM unit_places WHERE unit > ? ORDER BY unit LIMIT ?";
inline constexpr std::string_view kDeleteUnitPlaces = "DELETE FROM unit_places WHERE unit = ?";

// -- Officers ---------------------------------------------------------------------------------------------------------------

#define RUJUKAN_OFFICER_COLUMNS \
  "id, unit, sign_in_name, display_name, assignments, disabled, password_hash, version, create_time, update_time, mac"

inline constexpr std::string_view kInsertOfficer =
    "INSERT INTO officers (" RUJUKAN_OFFICER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindOfficer = "SELECT " RUJUKAN_OFFICER_COLUMNS " FROM officers WHERE id = ?";
inline constexpr std::string_view kFindOfficerBySignInName =
    "SELECT " RUJUKAN_OFFICER_COLUMNS " FROM officers WHERE sign_in_name = ?";
inline constexpr std::string_view kUpdateOfficer =
    "UPDATE officers SET unit = ?, sign_in_name = ?, display_name = ?, assignments = ?, disabled = ?, password_hash = ?, "
    "version = ?, create_time = ?, update_time = ?, mac = ? WHERE id = ? AND version = ?";
// To hold is to change nothing: every database locks the row that it matched.
inline constexpr std::string_view kHoldOfficer = "UPDATE officers SET version = version WHERE id = ? AND version = ?";
inline constexpr std::string_view kListOfficers =
    "SELECT " RUJUKAN_OFFICER_COLUMNS " FROM officers WHERE unit = ? AND id > ? ORDER BY id LIMIT ?";

inline constexpr std::string_view kListOfficerIds = "SELECT id FROM officers WHERE id > ? ORDER BY id LIMIT ?";
// Whoever appends to the chain of an officer waits for the one before.
inline constexpr std::string_view kHoldChainOfOfficer = "UPDATE officers SET version = version WHERE id = ?";

// -- Sessions ---------------------------------------------------------------------------------------------------------------

#define RUJUKAN_SESSION_COLUMNS \
  "s.token_digest, s.officer, s.unit, s.role, s.region_scope, s.create_time, s.last_used_time, s.expire_time, s.mac"

inline constexpr std::string_view kInsertSession =
    "INSERT INTO sessions (token_digest, officer, unit, role, region_scope, create_time, last_used_time, expire_time, mac) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindSession = "SELECT " RUJUKAN_SESSION_COLUMNS " FROM sessions s WHERE s.token_digest = ?";
inline constexpr std::string_view kFindActingSession =
    "SELECT " RUJUKAN_SESSION_COLUMNS
    ", o.disabled, u.kind, u.region FROM sessions s JOIN officers o ON o.id = s.officer JOIN units u ON u.id = s.unit "
    "WHERE s.token_digest = ?";
inline constexpr std::string_view kSetSessionLastUsed = "UPDATE sessions SET last_used_time = ? WHERE token_digest = ?";
inline constexpr std::string_view kDeleteSession = "DELETE FROM sessions WHERE token_digest = ?";
inline constexpr std::string_view kDeleteSessionsOfOfficer = "DELETE FROM sessions WHERE officer = ? AND token_digest <> ?";
inline constexpr std::string_view kListExpiredSessions =
    "SELECT token_digest FROM sessions WHERE expire_time < ? ORDER BY expire_time LIMIT ?";
inline constexpr std::string_view kFindSignInAttempts =
    "SELECT name_mac, failures, not_before FROM sign_in_attempts WHERE name_mac = ?";
inline constexpr std::string_view kInsertSignInAttempts =
    "INSERT INTO sign_in_attempts (name_mac, failures, not_before) VALUES (?, ?, ?)";
inline constexpr std::string_view kUpdateSignInAttempts =
    "UPDATE sign_in_attempts SET failures = ?, not_before = ? WHERE name_mac = ? AND failures = ?";
inline constexpr std::string_view kDeleteSignInAttempts = "DELETE FROM sign_in_attempts WHERE name_mac = ?";
inline constexpr std::string_view kListOldSignInAttempts =
    "SELECT name_mac FROM sign_in_attempts WHERE not_before < ? ORDER BY not_before LIMIT ?";

// -- Regions ----------------------------------------------------------------------------------------------------------------

#define RUJUKAN_REGION_COLUMNS "code, display_name, valid_from, valid_until"

inline constexpr std::string_view kInsertRegion =
    "INSERT INTO regions (parent, code, display_name, valid_from, valid_until) VALUES (?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindRegion = "SELECT " RUJUKAN_REGION_COLUMNS " FROM regions WHERE code = ?";
inline constexpr std::string_view kUpdateRegion =
    "UPDATE regions SET display_name = ?, valid_from = ?, valid_until = ? WHERE code = ?";
inline constexpr std::string_view kHoldRegion = "UPDATE regions SET display_name = display_name WHERE code = ?";
inline constexpr std::string_view kListRegions =
    "SELECT " RUJUKAN_REGION_COLUMNS " FROM regions WHERE parent = ? AND code > ? ORDER BY code LIMIT ?";

inline constexpr std::string_view kDigestRegion =
    "SELECT parent, code, display_name, valid_from, valid_until FROM regions WHERE code = ?";
inline constexpr std::string_view kListRegionCodes = "SELECT code FROM regions WHERE code > ? ORDER BY code LIMIT ?";

// -- Households -------------------------------------------------------------------------------------------------------------

#define RUJUKAN_HOUSEHOLD_COLUMNS \
  "h.id, h.unit, h.region, h.decile, h.decile_source, h.decile_as_of, h.version, h.create_time, h.update_time, h.sealed"

inline constexpr std::string_view kInsertHousehold =
    "INSERT INTO households (id, unit, region, decile, decile_source, decile_as_of, version, create_time, update_time, sealed) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindHousehold = "SELECT " RUJUKAN_HOUSEHOLD_COLUMNS " FROM households h WHERE h.id = ?";
inline constexpr std::string_view kUpdateHousehold =
    "UPDATE households SET unit = ?, region = ?, decile = ?, decile_source = ?, decile_as_of = ?, version = ?, create_time = ?, "
    "update_time = ?, sealed = ? WHERE id = ? AND version = ?";
inline constexpr std::string_view kListHouseholds =
    "SELECT " RUJUKAN_HOUSEHOLD_COLUMNS " FROM households h WHERE h.region = ? AND h.id > ? ORDER BY h.id LIMIT ?";
inline constexpr std::string_view kListHouseholdsByNumber =
    "SELECT " RUJUKAN_HOUSEHOLD_COLUMNS
    " FROM household_numbers n JOIN households h ON h.id = n.household "
    "WHERE n.blind_index = ? AND n.household > ? ORDER BY n.household LIMIT ?";
inline constexpr std::string_view kListHouseholdIds = "SELECT id FROM households WHERE id > ? ORDER BY id LIMIT ?";
inline constexpr std::string_view kListHouseholdNumbers = "SELECT blind_index FROM household_numbers WHERE household = ?";
inline constexpr std::string_view kListHouseholdIdsWithNumbers =
    "SELECT DISTINCT household FROM household_numbers WHERE household > ? ORDER BY household LIMIT ?";
// Of one number, of two, and so on to kListedMax.
#define RUJUKAN_INSERT_HOUSEHOLD_NUMBER "INSERT INTO household_numbers (blind_index, household) VALUES (?, ?)"
inline constexpr std::string_view kInsertHouseholdNumbers[kListedMax] = {
    RUJUKAN_INSERT_HOUSEHOLD_NUMBER, RUJUKAN_INSERT_HOUSEHOLD_NUMBER ", (?, ?)", RUJUKAN_INSERT_HOUSEHOLD_NUMBER ", (?, ?), (?, ?)",
    RUJUKAN_INSERT_HOUSEHOLD_NUMBER ", (?, ?), (?, ?), (?, ?)"};
#undef RUJUKAN_INSERT_HOUSEHOLD_NUMBER
inline constexpr std::string_view kDeleteHouseholdNumber = "DELETE FROM household_numbers WHERE blind_index = ? AND household = ?";

// -- Case files -------------------------------------------------------------------------------------------------------------

#define RUJUKAN_CASE_FILE_COLUMNS "id, unit, kind, stage, number, version, create_time, update_time, sealed"

inline constexpr std::string_view kInsertCaseFile =
    "INSERT INTO case_files (" RUJUKAN_CASE_FILE_COLUMNS ", is_open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindCaseFile = "SELECT " RUJUKAN_CASE_FILE_COLUMNS " FROM case_files WHERE id = ?";
inline constexpr std::string_view kUpdateCaseFile =
    "UPDATE case_files SET unit = ?, kind = ?, stage = ?, number = ?, version = ?, create_time = ?, update_time = ?, sealed = ?, "
    "is_open = ? WHERE id = ? AND version = ?";
inline constexpr std::string_view kListCaseFiles =
    "SELECT " RUJUKAN_CASE_FILE_COLUMNS " FROM case_files WHERE unit = ? AND id < ? ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kListOpenCaseFiles =
    "SELECT " RUJUKAN_CASE_FILE_COLUMNS " FROM case_files WHERE unit = ? AND is_open = 1 AND id < ? ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kDigestCaseFile = "SELECT " RUJUKAN_CASE_FILE_COLUMNS ", is_open FROM case_files WHERE id = ?";
inline constexpr std::string_view kListCaseFileIds = "SELECT id FROM case_files WHERE id > ? ORDER BY id LIMIT ?";

// -- Referrals --------------------------------------------------------------------------------------------------------------

#define RUJUKAN_REFERRAL_COLUMNS                                                                                              \
  "id, root, kind, state, sender, sender_kind, receiver, receiver_kind, accountable, due_time, due_kind, urgency, "           \
  "legal_basis, redirected_by, predecessor, successor, read_by_receiver, reading_suspended, sender_number, receiver_number, " \
  "front_number, version, view_version, view_time, create_time, update_time, sealed"
#define RUJUKAN_SELECT_REFERRALS "SELECT " RUJUKAN_REFERRAL_COLUMNS " FROM referrals "

inline constexpr std::string_view kInsertReferral =
    "INSERT INTO referrals (" RUJUKAN_REFERRAL_COLUMNS
    ", is_open) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindReferral = RUJUKAN_SELECT_REFERRALS "WHERE id = ?";
inline constexpr std::string_view kFindReferralChain = RUJUKAN_SELECT_REFERRALS "WHERE root = ? ORDER BY id";
inline constexpr std::string_view kFindReferralRoot = "SELECT root FROM referrals WHERE id = ?";
inline constexpr std::string_view kUpdateReferral =
    "UPDATE referrals SET root = ?, kind = ?, state = ?, sender = ?, sender_kind = ?, receiver = ?, receiver_kind = ?, "
    "accountable = ?, due_time = ?, due_kind = ?, urgency = ?, legal_basis = ?, redirected_by = ?, predecessor = ?, successor = ?, "
    "read_by_receiver = ?, reading_suspended = ?, sender_number = ?, receiver_number = ?, front_number = ?, version = ?, "
    "view_version = ?, view_time = ?, create_time = ?, update_time = ?, sealed = ?, is_open = ? WHERE id = ? AND version = ?";
inline constexpr std::string_view kHoldReferral = "UPDATE referrals SET version = version WHERE id = ? AND version = ?";
// What was sent is listed by chain, newest chain first, so that a redirect does not move an entry in a list. Of a chain only few
// are not its tail, so no index knows of tails. Parameters: the unit, the root and the id after which the page begins, the size.
inline constexpr std::string_view kListSent =
    RUJUKAN_SELECT_REFERRALS "WHERE sender = ? AND root <= ? AND (root < ? OR id < ?) ORDER BY root DESC, id DESC LIMIT ?";
inline constexpr std::string_view kListSentTails =
    RUJUKAN_SELECT_REFERRALS "WHERE sender = ? AND root < ? AND successor IS NULL ORDER BY root DESC, id DESC LIMIT ?";
inline constexpr std::string_view kListSentOpen = RUJUKAN_SELECT_REFERRALS
    "WHERE sender = ? AND is_open = 1 AND root <= ? AND (root < ? OR id < ?) ORDER BY root DESC, id DESC LIMIT ?";
inline constexpr std::string_view kListSentOpenTails = RUJUKAN_SELECT_REFERRALS
    "WHERE sender = ? AND is_open = 1 AND root < ? AND successor IS NULL ORDER BY root DESC, id DESC LIMIT ?";
inline constexpr std::string_view kListReceived = RUJUKAN_SELECT_REFERRALS "WHERE receiver = ? AND id < ? ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kListReceivedTails =
    RUJUKAN_SELECT_REFERRALS "WHERE receiver = ? AND id < ? AND successor IS NULL ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kListReceivedOpen =
    RUJUKAN_SELECT_REFERRALS "WHERE receiver = ? AND is_open = 1 AND id < ? ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kListReceivedOpenTails =
    RUJUKAN_SELECT_REFERRALS "WHERE receiver = ? AND is_open = 1 AND id < ? AND successor IS NULL ORDER BY id DESC LIMIT ?";
// Whoever is accountable is so for something open.
inline constexpr std::string_view kListAccountable =
    RUJUKAN_SELECT_REFERRALS "WHERE accountable = ? AND id < ? ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kListAccountableTails =
    RUJUKAN_SELECT_REFERRALS "WHERE accountable = ? AND id < ? AND successor IS NULL ORDER BY id DESC LIMIT ?";
inline constexpr std::string_view kListReferralIds = "SELECT id FROM referrals WHERE id > ? ORDER BY id LIMIT ?";
inline constexpr std::string_view kDigestReferral = "SELECT " RUJUKAN_REFERRAL_COLUMNS ", is_open FROM referrals WHERE id = ?";
inline constexpr std::string_view kReadPacketSections =
    "SELECT section, version, sealed FROM packet_sections WHERE referral = ? ORDER BY section";
inline constexpr std::string_view kFindPacketSectionVersion =
    "SELECT version FROM packet_sections WHERE referral = ? AND section = ?";
// Of one section, of two, and so on to eight: a packet goes in one statement.
#define RUJUKAN_INSERT_SECTION "INSERT INTO packet_sections (referral, section, version, sealed) VALUES (?, ?, ?, ?)"
#define RUJUKAN_AND_ONE ", (?, ?, ?, ?)"
#define RUJUKAN_AND_TWO RUJUKAN_AND_ONE RUJUKAN_AND_ONE
#define RUJUKAN_AND_FOUR RUJUKAN_AND_TWO RUJUKAN_AND_TWO
inline constexpr std::string_view kInsertOneSection = RUJUKAN_INSERT_SECTION;
inline constexpr std::string_view kInsertTwoSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertThreeSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_TWO;
inline constexpr std::string_view kInsertFourSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_TWO RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertFiveSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_FOUR;
inline constexpr std::string_view kInsertSixSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_FOUR RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertSevenSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_FOUR RUJUKAN_AND_TWO;
inline constexpr std::string_view kInsertEightSections = RUJUKAN_INSERT_SECTION RUJUKAN_AND_FOUR RUJUKAN_AND_TWO RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertPacketSections[] = {kInsertOneSection,    kInsertTwoSections,  kInsertThreeSections,
                                                             kInsertFourSections,  kInsertFiveSections, kInsertSixSections,
                                                             kInsertSevenSections, kInsertEightSections};
#undef RUJUKAN_AND_FOUR
#undef RUJUKAN_AND_TWO
#undef RUJUKAN_AND_ONE
#undef RUJUKAN_INSERT_SECTION
inline constexpr std::string_view kUpdatePacketSection =
    "UPDATE packet_sections SET version = ?, sealed = ? WHERE referral = ? AND section = ?";
inline constexpr std::string_view kDeletePacketSections = "DELETE FROM packet_sections WHERE referral = ?";

// -- Events -----------------------------------------------------------------------------------------------------------------

#define RUJUKAN_EVENT_COLUMNS                                                                                     \
  "referral, sequence, move, from_state, to_state, unit, officer, role, sections, version, told, record_digest, " \
  "text_digest, event_time, previous_hash, hash, sealed_text, mac"

inline constexpr std::string_view kInsertEvent =
    "INSERT INTO events (" RUJUKAN_EVENT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindLastEvent =
    "SELECT sequence, hash FROM events WHERE referral = ? ORDER BY sequence DESC LIMIT 1";
inline constexpr std::string_view kListEvents =
    "SELECT " RUJUKAN_EVENT_COLUMNS " FROM events WHERE referral = ? AND sequence > ? ORDER BY sequence LIMIT ?";
inline constexpr std::string_view kListEventsByOfficer =
    "SELECT " RUJUKAN_EVENT_COLUMNS
    " FROM events WHERE officer = ? AND event_time >= ? AND event_time < ? ORDER BY event_time LIMIT ?";
// Of no move.
inline constexpr std::string_view kListReadingsByOfficer =
    "SELECT " RUJUKAN_EVENT_COLUMNS
    " FROM events WHERE officer = ? AND event_time >= ? AND event_time < ? AND move = ? ORDER BY event_time LIMIT ?";
inline constexpr std::string_view kListReferralsWithEvents =
    "SELECT DISTINCT referral FROM events WHERE referral > ? ORDER BY referral LIMIT ?";

// -- The chains of all other records, and the checkpoints ---------------------------------------------------------------------

#define RUJUKAN_RECORD_EVENT_COLUMNS                                                                                             \
  "e.kind, e.record, e.sequence, e.action, e.unit, e.officer, e.role, e.method, e.reason, e.count, e.version, e.record_digest, " \
  "e.records, e.event_time, e.previous_hash, e.hash, e.mac"

inline constexpr std::string_view kInsertRecordEvent =
    "INSERT INTO record_events (kind, record, sequence, action, unit, officer, role, method, reason, count, version, "
    "record_digest, "
    "records, event_time, previous_hash, hash, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindLastRecordEvent =
    "SELECT sequence, hash FROM record_events WHERE kind = ? AND record = ? ORDER BY sequence DESC LIMIT 1";
inline constexpr std::string_view kListRecordEvents =
    "SELECT " RUJUKAN_RECORD_EVENT_COLUMNS
    " FROM record_events e WHERE e.kind = ? AND e.record = ? AND e.sequence > ? ORDER BY e.sequence LIMIT ?";
inline constexpr std::string_view kListRecordEventsByOfficer =
    "SELECT " RUJUKAN_RECORD_EVENT_COLUMNS
    " FROM record_events e WHERE e.officer = ? AND e.event_time >= ? AND e.event_time < ? ORDER BY e.event_time LIMIT ?";
inline constexpr std::string_view kListRecordReadingsByOfficer =
    "SELECT " RUJUKAN_RECORD_EVENT_COLUMNS
    " FROM record_events e WHERE e.officer = ? AND e.event_time >= ? AND e.event_time < ? AND e.action = ? "
    "ORDER BY e.event_time LIMIT ?";
inline constexpr std::string_view kListReadings =
    "SELECT " RUJUKAN_RECORD_EVENT_COLUMNS
    " FROM readings r JOIN record_events e ON e.kind = ? AND e.record = r.officer AND e.sequence = r.sequence "
    "WHERE r.kind = ? AND r.record = ? AND r.officer >= ? AND (r.officer > ? OR r.sequence > ?) "
    "ORDER BY r.officer, r.sequence LIMIT ?";
inline constexpr std::string_view kListRecordsWithEvents =
    "SELECT DISTINCT record FROM record_events WHERE kind = ? AND record > ? ORDER BY record LIMIT ?";
inline constexpr std::string_view kInsertReading = "INSERT INTO readings (kind, record, officer, sequence) VALUES (?, ?, ?, ?)";
inline constexpr std::string_view kFindReading =
    "SELECT sequence FROM readings WHERE kind = ? AND record = ? AND officer = ? AND sequence = ?";
inline constexpr std::string_view kInsertUnsignedEvent =
    "INSERT INTO unsigned_events (kind, record, sequence, hash) VALUES (?, ?, ?, ?)";

inline constexpr std::string_view kListUnsignedEvents =
    "SELECT kind, record, sequence, hash FROM unsigned_events WHERE kind > 0 ORDER BY kind, record, sequence LIMIT ?";
inline constexpr std::string_view kDeleteUnsignedEvent =
    "DELETE FROM unsigned_events WHERE kind = ? AND record = ? AND sequence = ?";
inline constexpr std::string_view kInsertCheckpoint = "INSERT INTO checkpoints (number, content) VALUES (?, ?)";
inline constexpr std::string_view kFindLastCheckpoint =
    "SELECT number, content FROM checkpoints WHERE number > 0 ORDER BY number DESC LIMIT 1";
inline constexpr std::string_view kListCheckpoints =
    "SELECT number, content FROM checkpoints WHERE number > ? ORDER BY number LIMIT ?";

// -- Inboxes ----------------------------------------------------------------------------------------------------------------

#define RUJUKAN_INBOX_EVENT_COLUMNS "unit, sequence, referral, move, state, urgency, number, action_needed, event_time, mac"

inline constexpr std::string_view kAdvanceInboxes = "UPDATE inboxes SET head = head + 1 WHERE unit IN " RUJUKAN_LISTED;
inline constexpr std::string_view kFindInboxHeads = "SELECT unit, head FROM inboxes WHERE unit IN " RUJUKAN_LISTED;
inline constexpr std::string_view kInsertInbox = "INSERT INTO inboxes (unit, head) VALUES (?, 1)";
inline constexpr std::string_view kFindInboxHead = "SELECT head FROM inboxes WHERE unit = ?";
// Of one event, of two, and so on to kListedMax.
#define RUJUKAN_INSERT_INBOX_EVENT \
  "INSERT INTO inbox_events (" RUJUKAN_INBOX_EVENT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define RUJUKAN_AND_ONE ", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
inline constexpr std::string_view kInsertOneInboxEvent = RUJUKAN_INSERT_INBOX_EVENT;
inline constexpr std::string_view kInsertTwoInboxEvents = RUJUKAN_INSERT_INBOX_EVENT RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertThreeInboxEvents = RUJUKAN_INSERT_INBOX_EVENT RUJUKAN_AND_ONE RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertFourInboxEvents =
    RUJUKAN_INSERT_INBOX_EVENT RUJUKAN_AND_ONE RUJUKAN_AND_ONE RUJUKAN_AND_ONE;
inline constexpr std::string_view kInsertInboxEvents[kListedMax] = {kInsertOneInboxEvent, kInsertTwoInboxEvents,
                                                                    kInsertThreeInboxEvents, kInsertFourInboxEvents};
#undef RUJUKAN_AND_ONE
#undef RUJUKAN_INSERT_INBOX_EVENT
inline constexpr std::string_view kListInboxEvents =
    "SELECT " RUJUKAN_INBOX_EVENT_COLUMNS " FROM inbox_events WHERE unit = ? AND sequence > ? ORDER BY sequence LIMIT ?";
inline constexpr std::string_view kListInboxes = "SELECT unit FROM inboxes WHERE unit > ? ORDER BY unit LIMIT ?";
inline constexpr std::string_view kListInboxesWithEvents =
    "SELECT DISTINCT unit FROM inbox_events WHERE unit > ? ORDER BY unit LIMIT ?";

// -- Receipts and numbers ---------------------------------------------------------------------------------------------------

inline constexpr std::string_view kInsertReceipt =
    "INSERT INTO receipts (unit, officer, method, request_id, fingerprint, resource, create_time, mac) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindReceipt =
    "SELECT fingerprint, resource, create_time, mac FROM receipts WHERE unit = ? AND officer = ? AND method = ? AND request_id = ?";
inline constexpr std::string_view kListReceipts =
    "SELECT method, request_id, fingerprint, resource, create_time, mac FROM receipts "
    "WHERE unit = ? AND officer = ? AND method >= ? AND (method > ? OR request_id > ?) ORDER BY method, request_id LIMIT ?";
inline constexpr std::string_view kAdvanceNumbers =
    "UPDATE numbers SET last_number = last_number + 1 WHERE series IN " RUJUKAN_LISTED;
inline constexpr std::string_view kInsertNumber = "INSERT INTO numbers (series, last_number) VALUES (?, 1)";
inline constexpr std::string_view kFindNumbers = "SELECT series, last_number FROM numbers WHERE series IN " RUJUKAN_LISTED;

inline constexpr std::string_view kListNumbers = "SELECT series, last_number FROM numbers WHERE series > ? ORDER BY series LIMIT ?";

// -- The store itself -------------------------------------------------------------------------------------------------------

inline constexpr std::string_view kPing = "SELECT COUNT(*) FROM schema_versions";

#undef RUJUKAN_LISTED
#undef RUJUKAN_UNIT_COLUMNS
#undef RUJUKAN_OFFICER_COLUMNS
#undef RUJUKAN_SESSION_COLUMNS
#undef RUJUKAN_REGION_COLUMNS
#undef RUJUKAN_HOUSEHOLD_COLUMNS
#undef RUJUKAN_CASE_FILE_COLUMNS
#undef RUJUKAN_REFERRAL_COLUMNS
#undef RUJUKAN_SELECT_REFERRALS
#undef RUJUKAN_EVENT_COLUMNS
#undef RUJUKAN_RECORD_EVENT_COLUMNS
#undef RUJUKAN_INBOX_EVENT_COLUMNS

// All of them but kPing, whose table does not grow.
inline constexpr std::array kStatements = {
    kInsertUnit,
    kFindUnit,
    kFindUnits,
    kUpdateUnit,
    kListUnits,
    kInsertUnitPlace,
    kListUnitPlaces,
    kListUnitIds,
    kListUnitIdsWithPlaces,
    kDeleteUnitPlaces,
    kInsertOfficer,
    kFindOfficer,
    kFindOfficerBySignInName,
    kUpdateOfficer,
    kHoldOfficer,
    kListOfficers,
    kListOfficerIds,
    kHoldChainOfOfficer,
    kInsertSession,
    kFindSession,
    kFindActingSession,
    kSetSessionLastUsed,
    kDeleteSession,
    kDeleteSessionsOfOfficer,
    kListExpiredSessions,
    kFindSignInAttempts,
    kInsertSignInAttempts,
    kUpdateSignInAttempts,
    kDeleteSignInAttempts,
    kListOldSignInAttempts,
    kInsertRegion,
    kFindRegion,
    kUpdateRegion,
    kHoldRegion,
    kListRegions,
    kDigestRegion,
    kListRegionCodes,
    kInsertHousehold,
    kFindHousehold,
    kUpdateHousehold,
    kListHouseholds,
    kListHouseholdsByNumber,
    kListHouseholdIds,
    kListHouseholdNumbers,
    kListHouseholdIdsWithNumbers,
    kInsertHouseholdNumbers[0],
    kInsertHouseholdNumbers[kListedMax - 1],
    kDeleteHouseholdNumber,
    kInsertCaseFile,
    kFindCaseFile,
    kUpdateCaseFile,
    kListCaseFiles,
    kListOpenCaseFiles,
    kDigestCaseFile,
    kListCaseFileIds,
    kInsertReferral,
    kFindReferral,
    kFindReferralChain,
    kFindReferralRoot,
    kUpdateReferral,
    kHoldReferral,
    kListSent,
    kListSentTails,
    kListSentOpen,
    kListSentOpenTails,
    kListReceived,
    kListReceivedTails,
    kListReceivedOpen,
    kListReceivedOpenTails,
    kListAccountable,
    kListAccountableTails,
    kListReferralIds,
    kDigestReferral,
    kReadPacketSections,
    kFindPacketSectionVersion,
    kInsertPacketSections[0],
    kInsertPacketSections[7],
    kUpdatePacketSection,
    kDeletePacketSections,
    kInsertEvent,
    kFindLastEvent,
    kListEvents,
    kListEventsByOfficer,
    kListReadingsByOfficer,
    kListReferralsWithEvents,
    kInsertRecordEvent,
    kFindLastRecordEvent,
    kListRecordEvents,
    kListRecordEventsByOfficer,
    kListRecordReadingsByOfficer,
    kListReadings,
    kListRecordsWithEvents,
    kInsertReading,
    kFindReading,
    kInsertUnsignedEvent,
    kListUnsignedEvents,
    kDeleteUnsignedEvent,
    kInsertCheckpoint,
    kFindLastCheckpoint,
    kListCheckpoints,
    kAdvanceInboxes,
    kFindInboxHeads,
    kInsertInbox,
    kFindInboxHead,
    kInsertInboxEvents[0],
    kInsertInboxEvents[kListedMax - 1],
    kListInboxEvents,
    kListInboxes,
    kListInboxesWithEvents,
    kInsertReceipt,
    kFindReceipt,
    kListReceipts,
    kAdvanceNumbers,
    kInsertNumber,
    kFindNumbers,
    kListNumbers,
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_STATEMENTS_H_

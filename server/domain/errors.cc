#include "server/domain/errors.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace rujukan {
namespace {

constexpr std::array kRefusals = {
    RefusalText{"ASSIGNMENT_NEEDED", absl::StatusCode::kFailedPrecondition,
                "The officer has several assignments; name the role in which to act.",
                "Anda memiliki lebih dari satu penugasan. Pilih peran yang akan Anda pakai saat masuk."},
    RefusalText{"BASIS_IS_NOT_CONSENT", absl::StatusCode::kFailedPrecondition,
                "The referral stands on a legal duty or a vital interest, which a withdrawal of consent does not end.",
                "Rujukan ini berdasar kewajiban hukum atau kepentingan vital, sehingga tidak berakhir karena persetujuan dicabut."},
    RefusalText{"DEADLINE_PASSED", absl::StatusCode::kDeadlineExceeded,
                "The time for the call ran out before anything was changed; repeat it.",
                "Waktu tunggu habis sebelum ada yang berubah. Silakan ulangi."},
    RefusalText{"EMERGENCY_MUST_BE_SERVED", absl::StatusCode::kFailedPrecondition,
                "An emergency is never returned, and declined only for competence, conflict of interest, duplicate or the "
                "survivor's own wish.",
                "Keadaan darurat tidak boleh dikembalikan, dan hanya boleh ditolak karena kewenangan, benturan kepentingan, "
                "rujukan ganda, atau keinginan klien sendiri."},
    RefusalText{"ETAG_STALE", absl::StatusCode::kAborted, "Somebody changed the record meanwhile; read it again and decide anew.",
                "Data ini sudah diubah orang lain. Buka kembali data terbaru, lalu ulangi."},
    RefusalText{"ID_TAKEN", absl::StatusCode::kAlreadyExists, "The id is taken; choose a new one.",
                "Nomor identitas (id) ini sudah dipakai. Gunakan id yang baru."},
    RefusalText{"INVALID_REQUEST", absl::StatusCode::kInvalidArgument, "The request has errors; every wrong field is named.",
                "Isian belum benar. Perbaiki semua kolom yang disebutkan lalu kirim lagi."},
    RefusalText{"NOT_FOUND", absl::StatusCode::kNotFound, "There is no such record, or it is not yours to see.",
                "Data tidak ditemukan, atau Anda tidak berwenang melihatnya. Periksa kembali namanya."},
    RefusalText{"NOT_OF_THIS_UNIT", absl::StatusCode::kFailedPrecondition,
                "A record or officer named in the request does not belong to the unit that needs it.",
                "Data atau petugas yang disebut bukan milik unit yang bersangkutan. Pilih yang sesuai."},
    RefusalText{"OLD_PASSWORD_WRONG", absl::StatusCode::kFailedPrecondition, "The present password is wrong.",
                "Kata sandi lama salah. Periksa lalu coba lagi."},
    RefusalText{"OVERLOADED", absl::StatusCode::kResourceExhausted, "The server is busy; try again shortly.",
                "Server sedang sibuk. Coba lagi sebentar."},
    RefusalText{
        "PAGE_TOKEN_FOREIGN", absl::StatusCode::kInvalidArgument,
        "The page token or cursor is not of this request, or an older copy of the database was put back; begin again without it.",
        "Penanda halaman atau kursor ini bukan milik permintaan ini, atau basis data lama dipasang kembali. Mulai lagi tanpa "
        "penanda."},
    RefusalText{"PROGRAM_NOT_REQUESTED", absl::StatusCode::kFailedPrecondition, "This programme was not asked for in the referral.",
                "Program ini tidak diminta dalam rujukan. Pilih program yang diminta."},
    RefusalText{"READING_ENDED", absl::StatusCode::kFailedPrecondition,
                "The packet may not be read now: consent is being withdrawn, or the referral was taken back.",
                "Berkas rujukan tidak boleh dibaca sekarang: persetujuan sedang dicabut, atau rujukan ditarik kembali."},
    RefusalText{"RECEIVER_NOT_POSSIBLE", absl::StatusCode::kFailedPrecondition,
                "This receiver cannot take this referral; choose another unit.",
                "Unit ini tidak dapat menerima rujukan ini. Pilih unit lain."},
    RefusalText{"RECORD_DAMAGED", absl::StatusCode::kDataLoss,
                "A record does not open: it was changed outside Rujukan, or its key is missing. Tell the administrator.",
                "Data tidak dapat dibuka: diubah dari luar Rujukan atau kuncinya tidak ada. Segera beri tahu admin."},
    RefusalText{"RECORD_FULL", absl::StatusCode::kFailedPrecondition, "The record holds as many entries as it may.",
                "Catatan pada data ini sudah mencapai batas. Tidak dapat ditambah lagi."},
    RefusalText{"REGION_OUT_OF_SCOPE", absl::StatusCode::kPermissionDenied, "The region lies outside the scope of this session.",
                "Wilayah ini di luar wilayah tugas Anda."},
    RefusalText{"REGION_UNKNOWN", absl::StatusCode::kFailedPrecondition,
                "The region is not in the table of regions; check the code or ask the administrator to import it.",
                "Kode wilayah tidak ada dalam daftar wilayah. Periksa kodenya atau minta admin mengimpornya."},
    RefusalText{"REQUEST_ID_REUSED", absl::StatusCode::kInvalidArgument,
                "The request_id was used for another request; use a new one.",
                "Nomor permintaan (request_id) ini sudah dipakai untuk permintaan lain. Kirim dengan nomor baru."},
    RefusalText{"ROLE_NOT_ALLOWED", absl::StatusCode::kPermissionDenied, "The role of this session may not do this.",
                "Peran Anda tidak berwenang melakukan ini. Hubungi atasan atau admin Anda bila perlu."},
    RefusalText{"SECOND_OFFICER_NEEDED", absl::StatusCode::kFailedPrecondition,
                "Closing without service needs a second officer, a supervisor, to confirm.",
                "Penutupan tanpa layanan harus disahkan petugas kedua, yaitu atasan atau supervisor."},
    RefusalText{"SERVER_DEFECT", absl::StatusCode::kInternal,
                "The server has a defect; tell the administrator the time of this call.",
                "Terjadi kesalahan pada server. Beri tahu admin beserta waktu kejadiannya."},
    RefusalText{"SERVER_STOPPING", absl::StatusCode::kUnavailable, "The server is stopping; connect again shortly.",
                "Server sedang dihentikan. Sambungkan kembali sebentar lagi."},
    RefusalText{"SIGN_IN_LIMITED", absl::StatusCode::kResourceExhausted,
                "Too many failed attempts with this name; wait before trying again.",
                "Terlalu banyak percobaan masuk yang gagal. Tunggu sebentar sebelum mencoba lagi."},
    RefusalText{"SIGN_IN_NAME_TAKEN", absl::StatusCode::kAlreadyExists, "The sign-in name is taken; choose another.",
                "Nama masuk ini sudah dipakai. Pilih nama lain."},
    RefusalText{"SIGN_IN_NEEDED", absl::StatusCode::kUnauthenticated, "No session: sign in and repeat the call.",
                "Sesi Anda tidak ada atau sudah berakhir. Silakan masuk kembali."},
    RefusalText{"SIGN_IN_REFUSED", absl::StatusCode::kUnauthenticated, "The sign-in name or the password is wrong.",
                "Nama masuk atau kata sandi salah. Periksa lalu coba lagi."},
    RefusalText{"STAGE_NOT_POSSIBLE", absl::StatusCode::kFailedPrecondition, "The case file cannot go to this stage now.",
                "Berkas kasus tidak dapat masuk ke tahap ini sekarang. Pilih tahap lain."},
    RefusalText{"STORE_FULL", absl::StatusCode::kUnavailable, "The store is full and nothing was changed; tell the administrator.",
                "Ruang penyimpanan penuh dan tidak ada yang berubah. Beri tahu admin, lalu coba lagi."},
    RefusalText{"STORE_UNAVAILABLE", absl::StatusCode::kUnavailable,
                "The store does not answer, or the outcome is not known; repeat with the same request_id.",
                "Penyimpanan data sedang tidak menjawab. Ulangi permintaan yang sama; tidak akan tercatat dua kali."},
    RefusalText{"TOO_MANY_WATCHERS", absl::StatusCode::kResourceExhausted,
                "There are as many watchers of the inbox as may be; close one or list the inbox instead.",
                "Pemantau kotak masuk sudah mencapai batas. Tutup salah satu, atau baca kotak masuk tanpa pemantauan."},
    RefusalText{"WRONG_STATE", absl::StatusCode::kFailedPrecondition,
                "The referral does not allow this move now; read its available moves.",
                "Langkah ini tidak dapat dilakukan pada keadaan rujukan sekarang. Lihat langkah yang tersedia."},
};

constexpr std::array kViolations = {
    ViolationText{"BIRTH_DATE_DIFFERS_FROM_NIK", "The birth date differs from the one in the NIK.",
                  "Tanggal lahir berbeda dengan yang tertulis di NIK."},
    ViolationText{"BPS_REGION_CODE",
                  "A code without dots may be a BPS code, which means another place; give the Kemendagri code with dots.",
                  "Kode tanpa titik bisa jadi kode BPS yang menunjuk tempat lain. Tulis kode Kemendagri dengan titik, misalnya "
                  "73.09.01.2003."},
    ViolationText{"CONTROL_CHARACTER", "The text contains a control character; remove it.",
                  "Teks berisi karakter kendali yang tidak tampak. Hapus atau ketik ulang."},
    ViolationText{"DAMAGED_BY_SPREADSHEET",
                  "A spreadsheet has turned this number into scientific notation and lost its digits; format the column as text "
                  "and export again.",
                  "Angka ini rusak oleh aplikasi lembar kerja (misalnya menjadi 7,3E+15). Ubah format kolom menjadi teks, isi "
                  "ulang, lalu ekspor lagi."},
    ViolationText{"DECILE_WITHOUT_SOURCE", "A decile needs its source, DTSEN or DTKS.",
                  "Desil harus disertai sumbernya, DTSEN atau DTKS."},
    ViolationText{"DUPLICATE", "This entry is there twice.", "Entri ini tertulis dua kali. Hapus salah satu."},
    ViolationText{"KIND_NOT_ALLOWED", "This unit may not make a record of this kind.",
                  "Unit Anda tidak dapat membuat data jenis ini. Pilih jenis lain."},
    ViolationText{"MISSING_SAFE_CONTACT", "An alert needs a safe way to meet the person.",
                  "Laporan perlindungan harus menyebut cara aman untuk bertemu dengan warga."},
    ViolationText{"MUST_BE_TRUE", "This must be confirmed.", "Hal ini harus dipastikan dan ditandai."},
    ViolationText{"NIK_IN_OTHER_HOUSEHOLD", "Another household has a member with this NIK.",
                  "NIK ini juga tercatat di keluarga lain."},
    ViolationText{"NIK_OF_OTHER_REGENCY", "The NIK was issued in another kabupaten or kota, as is lawful after moving.",
                  "NIK diterbitkan di kabupaten atau kota lain. Ini wajar bila warga pernah pindah."},
    ViolationText{"NIK_TWICE_IN_HOUSEHOLD", "Two members of the household have this NIK.",
                  "Dua anggota keluarga memiliki NIK yang sama."},
    ViolationText{"NOT_ALLOWED_HERE", "This kind of record may not carry this field; leave it out.",
                  "Kolom ini tidak boleh diisi pada jenis data ini. Kosongkan."},
    ViolationText{"NOT_A_DATE", "This is not a date of the calendar written as year-month-day, such as 1990-07-01.",
                  "Tanggal ini tidak ada di kalender atau salah tulis. Tulis tahun-bulan-tanggal, misalnya 1990-07-01."},
    ViolationText{
        "NOT_A_FAMILY_CARD_NUMBER", "This is not a family card number: 16 digits with a region, a date and a serial number.",
        "Ini bukan Nomor KK yang benar: 16 angka berisi wilayah, tanggal, dan nomor urut. Cocokkan dengan kartu keluarga."},
    ViolationText{"NOT_A_NAME", "This is not a name of the form {argument}.",
                  "Nama ini tidak berbentuk {argument}. Periksa kembali namanya."},
    ViolationText{"NOT_A_NIK", "This is not a NIK: 16 digits with a region, a possible birth date and a serial number.",
                  "Ini bukan NIK yang benar: 16 angka berisi wilayah, tanggal lahir yang mungkin, dan nomor urut. Cocokkan dengan "
                  "KTP atau KK."},
    ViolationText{"NOT_A_PHONE", "This is not a telephone number: 3 to 15 digits.", "Ini bukan nomor telepon: 3 sampai 15 angka."},
    ViolationText{"NOT_A_REGION_CODE", "This is not a Kemendagri region code with dots, such as 73.09.01.2003.",
                  "Ini bukan kode wilayah Kemendagri dengan titik, misalnya 73.09.01.2003."},
    ViolationText{"NOT_A_SIGN_IN_NAME", "A sign-in name has 3 to 64 of a-z, 0-9, '.', '-', '_' and begins with a letter.",
                  "Nama masuk terdiri atas 3 sampai 64 huruf kecil, angka, '.', '-', '_' dan diawali huruf."},
    ViolationText{"NOT_A_UUID", "This is not a UUID in lower case (RFC 9562).", "Ini bukan UUID dengan huruf kecil (RFC 9562)."},
    ViolationText{"NOT_A_UUID_V7", "This is not a UUID of version 7 in lower case (RFC 9562).",
                  "Ini bukan UUID versi 7 dengan huruf kecil (RFC 9562)."},
    ViolationText{"NOT_A_VILLAGE_CODE", "This is not the Kemendagri code of a village, such as 73.09.01.2003.",
                  "Ini bukan kode Kemendagri desa atau kelurahan, misalnya 73.09.01.2003."},
    ViolationText{"NOT_KNOWN_CODE", "The cell holds none of the words or codes of this column.",
                  "Isi sel ini bukan kata atau kode yang dikenal untuk kolom ini."},
    ViolationText{"NOT_KNOWN_NAME", "There is nothing of this name; check it.",
                  "Tidak ada data dengan nama ini. Periksa kembali namanya."},
    ViolationText{"NOT_NFC", "The text is not in Unicode's form NFC; normalize it or type it again.",
                  "Bentuk huruf pada teks ini tidak baku (bukan Unicode NFC). Ketik ulang teks ini."},
    ViolationText{"OUT_OF_RANGE", "The number must be in the range {argument}.", "Angka harus dalam rentang {argument}."},
    ViolationText{"PARENT_UNKNOWN", "The region above this one is not known; import it first or earlier in the same call.",
                  "Wilayah di atasnya belum dikenal. Impor wilayah induknya lebih dahulu."},
    ViolationText{"PASSWORD_TOO_SHORT", "A password needs at least {argument} characters.",
                  "Kata sandi paling sedikit {argument} karakter."},
    ViolationText{"REGION_OUT_OF_SCOPE", "The region lies outside the scope of this session.",
                  "Wilayah ini di luar wilayah tugas Anda."},
    ViolationText{"REGION_UNKNOWN", "The region is not in the table of regions.",
                  "Kode wilayah tidak ada dalam daftar wilayah. Periksa kodenya."},
    ViolationText{"REQUIRED", "This field must be filled in.", "Kolom ini wajib diisi."},
    ViolationText{"SEX_DIFFERS_FROM_NIK", "The sex differs from the one in the NIK.",
                  "Jenis kelamin berbeda dengan yang tertulis di NIK."},
    ViolationText{"TIME_NOT_POSSIBLE", "This time is not possible here.",
                  "Waktu ini tidak mungkin di sini. Periksa kembali tanggal dan jamnya."},
    ViolationText{"TOO_LONG", "At most {argument} characters are allowed.",
                  "Paling banyak {argument} karakter. Persingkat isian ini."},
    ViolationText{"TOO_MANY", "At most {argument} entries are allowed.",
                  "Paling banyak {argument} entri. Kurangi, atau kirim dalam beberapa bagian."},
    ViolationText{"TOO_SHORT", "At least {argument} characters are needed.", "Paling sedikit {argument} karakter."},
    ViolationText{"UNKNOWN_ENUM_VALUE", "This code is not in the list.",
                  "Kode ini tidak ada dalam daftar. Pilih kode dari daftar."},
    ViolationText{"UNKNOWN_FIELD", "This server does not know field {argument}; it may be older than your program.",
                  "Server ini tidak mengenal kolom {argument}. Mungkin versinya lebih lama daripada program Anda."},
};

static_assert(std::ranges::is_sorted(kRefusals, {}, &RefusalText::reason));
static_assert(std::ranges::is_sorted(kViolations, {}, &ViolationText::reason));

// Under this name the details travel in an absl::Status.
constexpr char kPayload[] = "rujukan/RefusalDetails";

// Waits that callers are asked for: long enough to matter, short enough for a person at the desk.
constexpr absl::Duration kBusyDelay = absl::Seconds(1);
constexpr absl::Duration kStoreDelay = absl::Seconds(1);
// Somebody must make room first.
constexpr absl::Duration kStoreFullDelay = absl::Minutes(1);
// A restart takes about as long.
constexpr absl::Duration kRestartDelay = absl::Seconds(2);
// Watchers come and go with people.
constexpr absl::Duration kWatcherDelay = absl::Seconds(30);

// A reason of the catalogue; any other does not compile.
struct Reason {
  // NOLINTNEXTLINE(google-explicit-constructor): the literal is the natural way to write it.
  consteval Reason(const char* reason) {
    while (kRefusals[index].reason != reason) ++index;
  }
  std::size_t index = 0;
};

// Lists of texts, each as its length, a colon and its bytes.
void Put(std::string& out, std::string_view text) {
  absl::StrAppend(&out, text.size(), ":");
  out.append(text);
}

// Takes the next text off `in`. REQUIRES: Put made it.
std::string Take(std::string_view& in) {
  const std::size_t colon = in.find(':');
  std::size_t size = 0;
  if (colon == std::string_view::npos || !absl::SimpleAtoi(absl::string_view(in.data(), colon), &size)) return {};
  std::string text(in.substr(colon + 1, size));
  in.remove_prefix(std::min(in.size(), colon + 1 + size));
  return text;
}

std::string Encode(const RefusalDetails& details) {
  std::string out;
  Put(out, details.reason);
  Put(out, absl::StrCat(absl::ToInt64Milliseconds(details.retry_delay)));
  Put(out, absl::StrCat(details.metadata.size()));
  for (const auto& [key, value] : details.metadata) {
    Put(out, key);
    Put(out, value);
  }
  for (const Violation& violation : details.violations) {
    Put(out, violation.field);
    Put(out, violation.reason);
    Put(out, violation.argument);
  }
  return out;
}

RefusalDetails Decode(std::string_view in) {
  RefusalDetails details;
  details.reason = Take(in);
  std::int64_t milliseconds = 0;
  if (absl::SimpleAtoi(Take(in), &milliseconds)) details.retry_delay = absl::Milliseconds(milliseconds);
  std::size_t metadata_count = 0;
  if (!absl::SimpleAtoi(Take(in), &metadata_count)) return details;
  for (std::size_t i = 0; i < metadata_count; ++i) {
    std::string key = Take(in);
    details.metadata[std::move(key)] = Take(in);
  }
  while (!in.empty()) {
    Violation& violation = details.violations.emplace_back();
    violation.field = Take(in);
    violation.reason = Take(in);
    violation.argument = Take(in);
  }
  return details;
}

absl::Status Refuse(Reason reason, RefusalDetails details = {}) {
  const RefusalText& text = kRefusals[reason.index];
  details.reason = std::string(text.reason);
  absl::Status status(text.code, absl::string_view(text.english.data(), text.english.size()));
  status.SetPayload(kPayload, absl::Cord(Encode(details)));
  return status;
}

absl::Status RefuseFor(Reason reason, absl::Duration retry_delay) { return Refuse(reason, {.retry_delay = retry_delay}); }

absl::Status RefuseWith(Reason reason, std::string key, std::string_view value) {
  return Refuse(reason, {.metadata = {{std::move(key), std::string(value)}}});
}

const ViolationText* FindText(std::string_view reason) {
  const auto* found = std::lower_bound(kViolations.begin(), kViolations.end(), reason,
                                       [](const ViolationText& text, std::string_view wanted) { return text.reason < wanted; });
  return found != kViolations.end() && found->reason == reason ? found : nullptr;
}

std::string Complete(std::string_view text, const Violation& violation) {
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()), {{"{argument}", violation.argument}});
}

}  // namespace

std::optional<RefusalDetails> DetailsOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  return Decode(std::string(*payload));
}

const std::vector<RefusalText>& RefusalTexts() {
  static const auto& texts = *new std::vector<RefusalText>(kRefusals.begin(), kRefusals.end());
  return texts;
}

const std::vector<ViolationText>& ViolationTexts() {
  static const auto& texts = *new std::vector<ViolationText>(kViolations.begin(), kViolations.end());
  return texts;
}

std::string DescribeInEnglish(const Violation& violation) {
  const ViolationText* text = FindText(violation.reason);
  return text == nullptr ? "This field is wrong." : Complete(text->english, violation);
}

std::string DescribeInIndonesian(const Violation& violation) {
  const ViolationText* text = FindText(violation.reason);
  return text == nullptr ? "Isian ini belum benar." : Complete(text->indonesian, violation);
}

absl::Status SignInNeeded() { return Refuse("SIGN_IN_NEEDED"); }
absl::Status SignInRefused() { return Refuse("SIGN_IN_REFUSED"); }
absl::Status SignInLimited(absl::Duration wait) { return RefuseFor("SIGN_IN_LIMITED", wait); }
absl::Status AssignmentNeeded(std::string_view roles) { return RefuseWith("ASSIGNMENT_NEEDED", "roles", roles); }
absl::Status RoleNotAllowed(Role role) { return RefuseWith("ROLE_NOT_ALLOWED", "role", NameOf(role)); }
absl::Status NotFound() { return Refuse("NOT_FOUND"); }

absl::Status InvalidRequest(Violations violations) { return Refuse("INVALID_REQUEST", {.violations = std::move(violations)}); }
absl::Status RequestIdReused() { return Refuse("REQUEST_ID_REUSED"); }
absl::Status PageTokenForeign() { return Refuse("PAGE_TOKEN_FOREIGN"); }
absl::Status IdTaken() { return Refuse("ID_TAKEN"); }
absl::Status SignInNameTaken() { return Refuse("SIGN_IN_NAME_TAKEN"); }
absl::Status EtagStale() { return Refuse("ETAG_STALE"); }

absl::Status WrongState(Move move) { return RefuseWith("WRONG_STATE", "move", NameOf(move)); }
absl::Status ReceiverNotPossible() { return Refuse("RECEIVER_NOT_POSSIBLE"); }
absl::Status EmergencyMustBeServed() { return Refuse("EMERGENCY_MUST_BE_SERVED"); }
absl::Status BasisIsNotConsent() { return Refuse("BASIS_IS_NOT_CONSENT"); }
absl::Status SecondOfficerNeeded() { return Refuse("SECOND_OFFICER_NEEDED"); }
absl::Status ProgramNotRequested() { return Refuse("PROGRAM_NOT_REQUESTED"); }
absl::Status NotOfThisUnit() { return Refuse("NOT_OF_THIS_UNIT"); }
absl::Status ReadingEnded() { return Refuse("READING_ENDED"); }
absl::Status StageNotPossible() { return Refuse("STAGE_NOT_POSSIBLE"); }
absl::Status RegionUnknown() { return Refuse("REGION_UNKNOWN"); }
absl::Status RegionOutOfScope() { return Refuse("REGION_OUT_OF_SCOPE"); }
absl::Status OldPasswordWrong() { return Refuse("OLD_PASSWORD_WRONG"); }
absl::Status RecordFull(std::string_view limit) { return RefuseWith("RECORD_FULL", "limit", limit); }

absl::Status Overloaded() { return RefuseFor("OVERLOADED", kBusyDelay); }
absl::Status TooManyWatchers() { return RefuseFor("TOO_MANY_WATCHERS", kWatcherDelay); }
absl::Status StoreUnavailable() { return RefuseFor("STORE_UNAVAILABLE", kStoreDelay); }
absl::Status StoreFull() { return RefuseFor("STORE_FULL", kStoreFullDelay); }
absl::Status ServerStopping() { return RefuseFor("SERVER_STOPPING", kRestartDelay); }
absl::Status DeadlinePassed() { return Refuse("DEADLINE_PASSED"); }
absl::Status RecordDamaged() { return Refuse("RECORD_DAMAGED"); }
absl::Status ServerDefect() { return Refuse("SERVER_DEFECT"); }

}  // namespace rujukan

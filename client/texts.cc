#include "client/texts.h"

#include <algorithm>

namespace rujukan::client {
namespace {

const TextEntry* Find(std::string_view key) {
  const auto& texts = AllTexts();
  const auto found = std::lower_bound(texts.begin(), texts.end(), key,
                                      [](const TextEntry& entry, std::string_view wanted) { return entry.key < wanted; });
  return found != texts.end() && found->key == key ? &*found : nullptr;
}

}  // namespace

bool Texts::Has(std::string_view key) const { return Find(key) != nullptr; }

std::string Texts::Get(std::string_view key, const std::vector<std::string>& arguments) const {
  const TextEntry* entry = Find(key);
  if (entry == nullptr) return std::string(key);
  std::string_view text = language_ == Language::kIndonesian ? entry->indonesian : entry->english;
  std::string result;
  while (!text.empty()) {
    const std::size_t digit = text.size() >= 3 && text[0] == '{' && text[2] == '}' ? static_cast<std::size_t>(text[1] - '0') : 10;
    if (digit < arguments.size()) {
      result += arguments[digit];
      text.remove_prefix(3);
    } else {
      result += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

std::string Texts::Label(const google::protobuf::EnumValueDescriptor& value) const {
  return value.number() == 0 ? "" : Get("code." + value.name());
}

std::string Texts::Label(const google::protobuf::FieldDescriptor& field) const { return Get("field." + field.name()); }

const std::vector<TextEntry>& AllTexts() {
  static const std::vector<TextEntry> kTexts = {
      {"about.alert",
       "Cukup wilayah, tingkat kemendesakan dan cara aman bertemu; nama dan cerita hanya dengan persetujuan orangnya atau dalam "
       "keadaan darurat. Tanpa --to, laporan dikirim ke UPTD PPA yang melayani wilayah itu. Isi laporan tidak dapat dibaca lagi "
       "setelah terkirim.",
       "Region, urgency and a safe way to meet are enough; a name and a story only with the consent of the person or in an "
       "emergency. Without --to it goes to the protection unit that serves the region. What was sent cannot be read again by the "
       "sender."},
      {"about.audit checkpoints",
       "Titik uji yang belum ada di FOLDER diambil dan disimpan, satu berkas satu titik uji; yang sudah ada tidak pernah diganti. "
       "Bila basis data tidak melanjutkan titik uji terakhir di FOLDER, hal itu disebut dan tidak ada yang disimpan. Simpan di "
       "luar server, pada kedua instansi.",
       "Fetches the signed checkpoints that the folder does not have, a file each; none is ever replaced. Where the store does not "
       "go on from the last one in the folder, that is told and nothing is written. Keep them away from the server, at both "
       "agencies."},
      {"about.audit list",
       "Semua kejadian satu catatan, lalu siapa yang membacanya. Dengan --since dan --until: semua yang dikerjakan dan dibaca "
       "seorang petugas di antara dua waktu itu (--readings: yang dibaca saja). Waktu ditulis dengan zonanya: "
       "2026-11-25T00:00:00+08:00. Melihat jejak juga tercatat.",
       "All events of a record, and then who read it. With --since and --until: what an officer did and read between two times "
       "(--readings: only what was read). A time is written with its zone: 2026-11-25T00:00:00+08:00. Looking is recorded, too."},
      {"about.audit verify",
       "Membuktikan seluruh basis data, atau satu catatan, terhadap titik uji yang disimpan di FOLDER. Kunci publik dibaca dari "
       "--public-key, atau dari public-key.txt di folder itu; server tidak dipercaya untuk itu. Kejadian pertama yang diubah, "
       "dihapus, disisipkan atau dipindah disebut.",
       "Proves everything, or one record, against the checkpoints held in the folder. The public key is that of --public-key or of "
       "public-key.txt in the folder; the server is not trusted with it. The first event that was changed, removed, inserted or "
       "moved is named."},
      {"about.close-unserved",
       "Petugas pengirim mengusulkan, atasannya mengesahkan dengan perintah yang sama. Yang bersangkutan harus sudah diberi tahu "
       "(--person-told).",
       "An officer of the sender proposes, a supervisor confirms with the same command. The person must have been told "
       "(--person-told)."},
      {"about.confirm-purge",
       "Menyatakan bahwa data rujukan yang ditarik sudah dihapus. Yang wajib disimpan menurut hukum disebut dengan pasalnya.",
       "Says that the data of a referral that was taken back are purged. What law requires to be kept is named with the article."},
      {"about.household list",
       "Daftar untuk satu desa (--region; bagi pos desa desanya sendiri). --search menanyakan nama, nomor KK atau NIK tanpa "
       "menuliskannya pada baris perintah.",
       "Of one village (--region; for a post its own). --search asks for a name, a family card number or a NIK, which never stand "
       "on the command line."},
      {"about.inbox watch",
       "Menampilkan kejadian satu per satu sampai dihentikan dengan Ctrl-C. Keadaan darurat membunyikan bel terminal. Sambungan "
       "yang putus disambung lagi tanpa ada kejadian yang hilang.",
       "Shows event after event until Ctrl-C. An emergency rings the bell of the terminal. A lost connection is opened again, and "
       "no event is lost."},
      {"about.packet", "Hanya bagian yang boleh Anda baca yang ditampilkan. Setiap pembacaan tercatat.",
       "Only the sections that you may read are shown. Each reading is recorded."},
      {"about.recall", "Hanya selama belum disanggupi. Penerima yang sudah membaca diminta menghapus data.",
       "Only before it is accepted. A receiver that has read it is asked to purge the data."},
      {"about.receive",
       "Menandai bahwa petugas sudah membaca rujukan. Penerima lalu wajib menyanggupi, menolak atau mengembalikannya sebelum "
       "tenggat.",
       "Says that an officer has read the referral. The receiver then has to accept, decline or return it before it is due."},
      {"about.report", "Umpan balik kepada pengirim, yang lalu menyelesaikan atau mempersoalkannya.",
       "The outcome for the sender, who then acknowledges or disputes it."},
      {"about.send",
       "Yang tidak ditulis sebagai pilihan ditanyakan di layar, atau dibaca dari --from. Yang diminta dari Dinas Sosial ditulis "
       "dengan --program, dari unit lain dengan --service; keduanya boleh berulang.",
       "What is no option is asked for, or read with --from. What is asked of Dinas Sosial is named with --program, of other units "
       "with --service; both may be repeated."},
      {"about.sign-in",
       "Satu orang satu profil (--profile), juga pada laptop bersama. Sesi disimpan di berkas yang hanya dapat dibaca pemiliknya "
       "dan berakhir dengan rujukan keluar.",
       "One profile for each person (--profile), also on a shared laptop. The session is kept in a file that only its owner may "
       "read, and ends with rujukan sign-out."},
      {"about.withdraw-consent",
       "Unit lain saat itu juga tidak dapat membaca berkas. Rujukan baru berakhir setelah petugas UPTD PPA berbicara empat mata "
       "dengan yang bersangkutan (--spoken-alone).",
       "Reading by other units stops at once. The referral ends only after an officer of the protection unit has spoken with the "
       "person alone (--spoken-alone)."},
      {"code.AUDIT_ACTION_CHANGE", "Diubah", "Changed"},
      {"code.AUDIT_ACTION_CREATE", "Dibuat", "Made"},
      {"code.AUDIT_ACTION_MOVE", "Langkah rujukan", "Move"},
      {"code.AUDIT_ACTION_READ", "Dibaca", "Read"},
      {"code.AUDIT_ACTION_REFUSED", "Ditolak sistem", "Refused"},
      {"code.AUDIT_ACTION_SIGN_IN", "Masuk", "Signed in"},
      {"code.AUDIT_ACTION_SIGN_IN_REFUSED", "Gagal masuk", "Sign-in refused"},
      {"code.AUDIT_ACTION_SIGN_OUT", "Keluar", "Signed out"},
      {"code.CAPACITY_AVAILABLE", "Tersedia", "Available"},
      {"code.CAPACITY_FULL", "Penuh", "Full"},
      {"code.CAPACITY_WAITING_LIST", "Daftar tunggu", "Waiting list"},
      {"code.CASE_FILE_KIND_PROTECTION", "Kasus", "Protection"},
      {"code.CASE_FILE_KIND_WELFARE", "Keluhan", "Welfare"},
      {"code.CASE_FILE_STAGE_ASSESSMENT", "Asesmen", "Assessment"},
      {"code.CASE_FILE_STAGE_CLOSED", "Selesai", "Closed"},
      {"code.CASE_FILE_STAGE_HANDLING", "Penanganan dan rekomendasi", "Handling"},
      {"code.CASE_FILE_STAGE_IDENTIFICATION", "Identifikasi", "Identification"},
      {"code.CASE_FILE_STAGE_INTERVENTION", "Intervensi", "Intervention"},
      {"code.CASE_FILE_STAGE_LETTER_PRINTED", "Surat tercetak", "Letter printed"},
      {"code.CASE_FILE_STAGE_MONITORING", "Pemantauan", "Monitoring"},
      {"code.CASE_FILE_STAGE_PLANNING", "Rencana intervensi", "Planning"},
      {"code.CASE_FILE_STAGE_REGISTERED", "Pendaftaran", "Registered"},
      {"code.CASE_FILE_STAGE_SERVICE_DECIDED", "Penetapan layanan", "Service decided"},
      {"code.CHANNEL_ONLINE", "Daring", "Online"},
      {"code.CHANNEL_OUTREACH", "Penjangkauan", "Outreach"},
      {"code.CHANNEL_PHONE", "Telepon", "Phone"},
      {"code.CHANNEL_REFERRAL", "Rujukan unit lain", "Another unit's referral"},
      {"code.CHANNEL_SAPA129", "SAPA 129", "SAPA 129"},
      {"code.CHANNEL_WALK_IN", "Datang langsung", "Walk-in"},
      {"code.DECILE_SOURCE_DTKS", "DTKS", "DTKS"},
      {"code.DECILE_SOURCE_DTSEN", "DTSEN", "DTSEN"},
      {"code.DECILE_SOURCE_NOT_LISTED", "Belum terdata", "Not listed"},
      {"code.DECLINE_REASON_ALREADY_SERVED", "Sudah dilayani", "Already served"},
      {"code.DECLINE_REASON_CONFLICT_OF_INTEREST", "Benturan kepentingan", "Conflict of interest"},
      {"code.DECLINE_REASON_DUPLICATE", "Rujukan ganda", "Duplicate"},
      {"code.DECLINE_REASON_NOT_COMPETENT", "Bukan kewenangan unit ini", "Not competent"},
      {"code.DECLINE_REASON_NOT_ELIGIBLE", "Tidak memenuhi syarat", "Not eligible"},
      {"code.DECLINE_REASON_NO_CAPACITY", "Kapasitas penuh", "No capacity"},
      {"code.DECLINE_REASON_OTHER", "Lainnya", "Other"},
      {"code.DECLINE_REASON_SURVIVOR_DECLINED", "Yang bersangkutan tidak bersedia", "Declined by the person"},
      {"code.DECLINE_REASON_UNREACHABLE", "Tidak dapat dihubungi", "Unreachable"},
      {"code.DUE_KIND_BEGIN", "dimulai", "to be begun"},
      {"code.DUE_KIND_COMPLETE", "dilengkapi", "to be completed"},
      {"code.DUE_KIND_DECIDE", "diputuskan", "to be decided"},
      {"code.DUE_KIND_OUTCOME", "dilaporkan", "to be reported"},
      {"code.DUE_KIND_PURGE", "data dihapus", "to be purged"},
      {"code.DUE_KIND_READ", "umpan balik dibaca", "outcome to be read"},
      {"code.DUE_KIND_RECEIVE", "dibaca", "to be read"},
      {"code.DUE_KIND_RESUME", "dilanjutkan", "to be resumed"},
      {"code.DUE_KIND_ROUTE", "dicarikan jalan lain", "to be routed anew"},
      {"code.FAMILY_RELATION_CHILD", "Anak", "Child"},
      {"code.FAMILY_RELATION_CHILD_IN_LAW", "Menantu", "Child-in-law"},
      {"code.FAMILY_RELATION_DOMESTIC_WORKER", "Pembantu", "Domestic worker"},
      {"code.FAMILY_RELATION_GRANDCHILD", "Cucu", "Grandchild"},
      {"code.FAMILY_RELATION_HEAD", "Kepala keluarga", "Head of the family"},
      {"code.FAMILY_RELATION_HUSBAND", "Suami", "Husband"},
      {"code.FAMILY_RELATION_OTHER", "Lainnya", "Other"},
      {"code.FAMILY_RELATION_OTHER_FAMILY", "Famili lain", "Other family"},
      {"code.FAMILY_RELATION_PARENT", "Orang tua", "Parent"},
      {"code.FAMILY_RELATION_PARENT_IN_LAW", "Mertua", "Parent-in-law"},
      {"code.FAMILY_RELATION_WIFE", "Istri", "Wife"},
      {"code.ITEM_DECISION_ALREADY_ENROLLED", "Sudah peserta", "Already enrolled"},
      {"code.ITEM_DECISION_ENROLLED", "Peserta", "Enrolled"},
      {"code.ITEM_DECISION_PROPOSED", "Diusulkan", "Proposed"},
      {"code.ITEM_DECISION_REFUSED", "Ditolak", "Refused"},
      {"code.ITEM_DECISION_WAITING_LIST", "Daftar tunggu", "Waiting list"},
      {"code.LEGAL_BASIS_CONSENT", "Persetujuan", "Consent"},
      {"code.LEGAL_BASIS_CONSENT_PENDING", "Persetujuan belum diminta", "Consent not asked yet"},
      {"code.LEGAL_BASIS_LEGAL_DUTY", "Kewajiban hukum", "Legal duty"},
      {"code.LEGAL_BASIS_PUBLIC_TASK", "Tugas untuk kepentingan umum", "Public task"},
      {"code.LEGAL_BASIS_VITAL_INTEREST", "Kepentingan vital", "Vital interest"},
      {"code.MOVE_ACCEPT", "Sanggupi", "Accept"},
      {"code.MOVE_ACKNOWLEDGE", "Selesaikan", "Acknowledge"},
      {"code.MOVE_ANSWER", "Jawab", "Answer"},
      {"code.MOVE_ASK", "Tanya", "Ask"},
      {"code.MOVE_ASSIGN", "Tugaskan", "Assign"},
      {"code.MOVE_CLOSE_UNSERVED", "Tutup tanpa layanan", "Close unserved"},
      {"code.MOVE_CONFIRM_PURGE", "Pastikan terhapus", "Confirm the purge"},
      {"code.MOVE_CREATE", "Kirim", "Send"},
      {"code.MOVE_DECLINE", "Tolak", "Decline"},
      {"code.MOVE_DISPUTE", "Persoalkan", "Dispute"},
      {"code.MOVE_HOLD", "Tunda", "Hold"},
      {"code.MOVE_PROGRESS", "Catat kemajuan", "Record progress"},
      {"code.MOVE_RECALL", "Tarik", "Recall"},
      {"code.MOVE_RECEIVE", "Terima", "Receive"},
      {"code.MOVE_REDIRECT", "Alihkan", "Redirect"},
      {"code.MOVE_REPORT", "Laporkan", "Report"},
      {"code.MOVE_RESEND", "Kirim ulang", "Resend"},
      {"code.MOVE_RESUME", "Lanjutkan", "Resume"},
      {"code.MOVE_RETURN", "Kembalikan", "Return"},
      {"code.MOVE_START", "Mulai", "Start"},
      {"code.MOVE_WITHDRAW_CONSENT", "Cabut persetujuan", "Withdraw consent"},
      {"code.OUTCOME_RESULT_FULFILLED", "Terpenuhi", "Fulfilled"},
      {"code.OUTCOME_RESULT_NOT_FULFILLED", "Tidak terpenuhi", "Not fulfilled"},
      {"code.OUTCOME_RESULT_PARTIAL", "Sebagian", "Partial"},
      {"code.PACKET_SECTION_ALLEGED_PERPETRATOR", "Terlapor", "Alleged perpetrator"},
      {"code.PACKET_SECTION_ATTACHMENTS", "Lampiran", "Attachments"},
      {"code.PACKET_SECTION_CHRONOLOGY", "Kronologi", "Chronology"},
      {"code.PACKET_SECTION_CONTACT", "Kontak dan keselamatan", "Contact and safety"},
      {"code.PACKET_SECTION_HEALTH", "Kesehatan dan psikologis", "Health and psychology"},
      {"code.PACKET_SECTION_HOUSEHOLD", "Keluarga", "Household"},
      {"code.PACKET_SECTION_IDENTITY", "Identitas", "Identity"},
      {"code.PACKET_SECTION_NEED", "Kebutuhan", "Need"},
      {"code.REFERRAL_KIND_COUNTER_REFERRAL", "Rujuk balik", "Counter-referral"},
      {"code.REFERRAL_KIND_HANDOVER", "Pelimpahan", "Handover"},
      {"code.REFERRAL_KIND_PROTECTION_ALERT", "Laporan perlindungan", "Protection alert"},
      {"code.REFERRAL_KIND_REFERRAL", "Rujukan", "Referral"},
      {"code.REFERRAL_KIND_SERVICE_REQUEST", "Permintaan layanan", "Service request"},
      {"code.REFERRAL_STATE_ACCEPTED", "Disanggupi", "Accepted"},
      {"code.REFERRAL_STATE_ACTION_NEEDED", "Perlu tindakan Anda", "Action needed"},
      {"code.REFERRAL_STATE_CANCELLED", "Dibatalkan", "Cancelled"},
      {"code.REFERRAL_STATE_CLOSED", "Selesai", "Closed"},
      {"code.REFERRAL_STATE_CLOSED_UNSERVED", "Ditutup tanpa layanan", "Closed unserved"},
      {"code.REFERRAL_STATE_CONSENT_WITHDRAWN", "Persetujuan dicabut", "Consent withdrawn"},
      {"code.REFERRAL_STATE_DECLINED", "Ditolak", "Declined"},
      {"code.REFERRAL_STATE_DONE", "Selesai", "Done"},
      {"code.REFERRAL_STATE_IN_PROGRESS", "Ditangani", "In progress"},
      {"code.REFERRAL_STATE_ON_HOLD", "Ditunda", "On hold"},
      {"code.REFERRAL_STATE_PROCESSING", "Diproses", "Processing"},
      {"code.REFERRAL_STATE_RECALLED", "Ditarik", "Recalled"},
      {"code.REFERRAL_STATE_RECEIVED", "Dibaca petugas", "Read by an officer"},
      {"code.REFERRAL_STATE_REDIRECTED", "Dialihkan", "Redirected"},
      {"code.REFERRAL_STATE_REPORTED", "Umpan balik", "Outcome reported"},
      {"code.REFERRAL_STATE_RETURNED", "Dikembalikan", "Returned"},
      {"code.REFERRAL_STATE_SENT", "Terkirim", "Sent"},
      {"code.REGION_LEVEL_DISTRICT", "Kecamatan", "District"},
      {"code.REGION_LEVEL_PROVINCE", "Provinsi", "Province"},
      {"code.REGION_LEVEL_REGENCY", "Kabupaten/kota", "Regency"},
      {"code.REGION_LEVEL_VILLAGE", "Desa/kelurahan", "Village"},
      {"code.REPORTER_COMMUNITY", "Masyarakat", "Community"},
      {"code.REPORTER_FAMILY", "Keluarga", "Family"},
      {"code.REPORTER_INSTITUTION", "Lembaga", "Institution"},
      {"code.REPORTER_OFFICER", "Petugas", "Officer"},
      {"code.REPORTER_SELF", "Yang bersangkutan sendiri", "The person"},
      {"code.ROLE_ADMINISTRATOR", "Administrator", "Administrator"},
      {"code.ROLE_AUDITOR", "Auditor", "Auditor"},
      {"code.ROLE_CASE_MANAGER", "Manajer kasus", "Case manager"},
      {"code.ROLE_COMPANION", "Pendamping", "Companion"},
      {"code.ROLE_DATA_OFFICER", "Pengolah data", "Data officer"},
      {"code.ROLE_FACILITATOR", "Fasilitator", "Facilitator"},
      {"code.ROLE_PARTNER_OFFICER", "Petugas mitra", "Partner officer"},
      {"code.ROLE_PROTECTION_INTAKE_OFFICER", "Petugas pengaduan UPTD PPA", "Protection intake officer"},
      {"code.ROLE_PROTECTION_UNIT_HEAD", "Kepala UPTD PPA", "Head of the protection unit"},
      {"code.ROLE_PUSKESOS_OPERATOR", "Operator Puskesos", "Puskesos operator"},
      {"code.ROLE_SLRT_MANAGER", "Manajer SLRT", "SLRT manager"},
      {"code.ROLE_SUBDISTRICT_SUPERVISOR", "Supervisor kecamatan", "Subdistrict supervisor"},
      {"code.ROLE_SYSTEM", "Sistem", "System"},
      {"code.ROLE_WELFARE_PROGRAM_OFFICER", "Petugas program Dinas Sosial", "Welfare program officer"},
      {"code.SERVICE_ACCOMPANIMENT", "Pendampingan", "Accompaniment"},
      {"code.SERVICE_CASE_MANAGEMENT", "Pengelolaan kasus", "Case management"},
      {"code.SERVICE_COMPLAINT", "Pengaduan masyarakat", "Complaint"},
      {"code.SERVICE_HEALTH", "Kesehatan", "Health"},
      {"code.SERVICE_LAW_ENFORCEMENT", "Penegakan hukum", "Law enforcement"},
      {"code.SERVICE_LEGAL_AID", "Bantuan hukum", "Legal aid"},
      {"code.SERVICE_MEDIATION", "Mediasi", "Mediation"},
      {"code.SERVICE_OUTREACH", "Penjangkauan", "Outreach"},
      {"code.SERVICE_RELIGIOUS_ACCOMPANIMENT", "Pendampingan tokoh agama", "Religious accompaniment"},
      {"code.SERVICE_REPATRIATION", "Pemulangan", "Repatriation"},
      {"code.SERVICE_SHELTER", "Penampungan sementara", "Temporary shelter"},
      {"code.SERVICE_SOCIAL_REHABILITATION", "Rehabilitasi sosial", "Social rehabilitation"},
      {"code.SERVICE_SOCIAL_REINTEGRATION", "Reintegrasi sosial", "Social reintegration"},
      {"code.SERVICE_WELFARE_FOLLOW_UP", "Pendampingan kesejahteraan", "Welfare follow-up"},
      {"code.SERVICE_WELFARE_PROGRAM", "Program kesejahteraan sosial", "Welfare program"},
      {"code.SEX_FEMALE", "Perempuan", "Female"},
      {"code.SEX_MALE", "Laki-laki", "Male"},
      {"code.TIME_PRECISION_DAY", "Sampai tanggalnya", "To the day"},
      {"code.TIME_PRECISION_ESTIMATED", "Perkiraan", "Estimated"},
      {"code.TIME_PRECISION_EXACT", "Tepat", "Exact"},
      {"code.TIME_PRECISION_MONTH", "Sampai bulannya", "To the month"},
      {"code.TIME_PRECISION_YEAR", "Sampai tahunnya", "To the year"},
      {"code.UNIT_KIND_DINAS_SOSIAL", "Dinas Sosial", "Dinas Sosial"},
      {"code.UNIT_KIND_EXTERNAL_SYSTEM", "Sistem luar", "External system"},
      {"code.UNIT_KIND_GOVERNMENT_OFFICE", "OPD", "Government office (OPD)"},
      {"code.UNIT_KIND_HEALTH_FACILITY", "Fasilitas kesehatan", "Health facility"},
      {"code.UNIT_KIND_LEGAL_AID", "Lembaga bantuan hukum", "Legal aid"},
      {"code.UNIT_KIND_POLICE_PPA", "Unit PPA Polres (polisi)", "Unit PPA Polres (police)"},
      {"code.UNIT_KIND_PROTECTION_UNIT", "UPTD PPA (pendampingan)", "UPTD PPA (accompaniment)"},
      {"code.UNIT_KIND_PUSKESOS", "Puskesos", "Puskesos (village post)"},
      {"code.UNIT_KIND_SERVICE_NGO", "Lembaga layanan masyarakat", "Service NGO"},
      {"code.UNIT_KIND_SLRT_SECRETARIAT", "Sekretariat SLRT", "SLRT secretariat"},
      {"code.URGENCY_EMERGENCY", "DARURAT", "EMERGENCY"},
      {"code.URGENCY_HIGH", "Tinggi", "High"},
      {"code.URGENCY_LOW", "Rendah", "Low"},
      {"code.URGENCY_MEDIUM", "Sedang", "Medium"},
      {"code.VULNERABILITY_CHILD_OUT_OF_SCHOOL", "Anak tidak sekolah", "Child out of school"},
      {"code.VULNERABILITY_CHRONIC_ILLNESS", "Sakit kronis", "Chronic illness"},
      {"code.VULNERABILITY_DISABILITY", "Disabilitas", "Disability"},
      {"code.VULNERABILITY_ELDERLY_ALONE", "Lansia hidup sendiri", "Elderly and alone"},
      {"code.VULNERABILITY_LOST_INCOME", "Kehilangan penghasilan", "Lost income"},
      {"code.VULNERABILITY_NO_DOCUMENTS", "Belum punya dokumen kependudukan", "No documents"},
      {"code.VULNERABILITY_OTHER", "Keluhan lain", "Other"},
      {"code.VULNERABILITY_UNFIT_HOUSE", "Rumah tidak layak huni", "Unfit house"},
      {"code.VULNERABILITY_WOMAN_HEADED", "Kepala keluarga perempuan", "Headed by a woman"},
      {"code.WELFARE_PROGRAM_ADMINDUK", "Administrasi kependudukan", "Civil documents"},
      {"code.WELFARE_PROGRAM_ATENSI", "ATENSI", "ATENSI (social rehabilitation)"},
      {"code.WELFARE_PROGRAM_BLT_DD", "BLT Dana Desa", "BLT Dana Desa (village cash aid)"},
      {"code.WELFARE_PROGRAM_KUBE", "KUBE", "KUBE (joint business)"},
      {"code.WELFARE_PROGRAM_LEGAL_AID", "Bantuan hukum", "Legal aid"},
      {"code.WELFARE_PROGRAM_OTHER", "Lainnya", "Other"},
      {"code.WELFARE_PROGRAM_PBI_JKN", "PBI-JKN", "PBI-JKN (health insurance)"},
      {"code.WELFARE_PROGRAM_PIP", "PIP", "PIP (school)"},
      {"code.WELFARE_PROGRAM_PKH", "PKH", "PKH"},
      {"code.WELFARE_PROGRAM_RUTILAHU", "Rutilahu", "Rutilahu (housing)"},
      {"code.WELFARE_PROGRAM_SEMBAKO", "Sembako", "Sembako (food)"},
      {"command.accept", "Sanggupi: unit ini yang menangani", "Accept it: this unit does it"},
      {"command.acknowledge", "Umpan balik sudah dibaca; selesai", "Acknowledge the outcome; closed"},
      {"command.alert", "Beri tahu UPTD PPA bahwa seseorang perlu perlindungan",
       "Tell a protection unit that someone needs protection"},
      {"command.answer", "Jawab pertanyaan", "Answer the question"},
      {"command.ask", "Tanya pengirim", "Ask the sender a question"},
      {"command.assign", "Tugaskan kepada petugas", "Assign it to an officer"},
      {"command.audit", "Jejak: siapa mengerjakan dan membaca apa, dan buktinya", "Who did and read what, and the proof"},
      {"command.audit checkpoints", "Ambil titik uji yang belum disimpan", "Fetch the checkpoints not held yet"},
      {"command.audit list", "Daftar kejadian satu catatan atau satu petugas", "List the events of a record or an officer"},
      {"command.audit verify", "Buktikan bahwa tidak ada yang diubah", "Prove that nothing was changed"},
      {"command.case", "Berkas kasus", "Case files"},
      {"command.case advance", "Pindah ke tahap lain", "Move to another stage"},
      {"command.case close", "Tutup berkas", "Close a case file"},
      {"command.case create", "Buka berkas", "Open a case file"},
      {"command.case list", "Daftar berkas unit", "List the unit's case files"},
      {"command.case reopen", "Buka lagi berkas", "Open a closed case file again"},
      {"command.case show", "Lihat berkas", "Show a case file"},
      {"command.close-unserved", "Tutup tanpa layanan (dua petugas)", "Close it unserved (two officers)"},
      {"command.confirm-purge", "Pastikan data sudah dihapus", "Confirm that the data were purged"},
      {"command.decline", "Tolak dengan alasan", "Decline it with a reason"},
      {"command.dispute", "Persoalkan hasil", "Dispute the outcome"},
      {"command.help", "Petunjuk ini, atau petunjuk satu perintah", "This manual, or a command's"},
      {"command.hold", "Tunda sampai tanggal tertentu", "Put it on hold until a date"},
      {"command.household", "Keluarga", "Households"},
      {"command.household create", "Catat keluarga", "Record a household"},
      {"command.household flag", "Catat kebutuhan", "Note needs"},
      {"command.household import", "Impor CSV keluarga dari kabupaten", "Import a district's CSV of households"},
      {"command.household list", "Daftar keluarga satu desa, atau cari", "List the households of a village, or search"},
      {"command.household show", "Lihat keluarga", "Show a household"},
      {"command.inbox", "Kotak masuk unit", "The unit's inbox"},
      {"command.inbox list", "Daftar kejadian", "List the events"},
      {"command.inbox watch", "Pantau kejadian terus-menerus", "Follow the events"},
      {"command.list", "Daftar rujukan unit saya", "List the referrals of my unit"},
      {"command.officer", "Petugas", "Officers"},
      {"command.officer create", "Buat petugas; sandi pertama diminta atau dari masukan",
       "Make an officer; the first password is asked or read from the input"},
      {"command.officer disable", "Nonaktifkan petugas", "Disable an officer"},
      {"command.officer list", "Daftar petugas", "List officers"},
      {"command.officer password", "Ganti sandi: sandi sendiri (lama lalu baru), atau petugas lain oleh administrator",
       "Set a password: the own (old, then new), or anybody's by an administrator"},
      {"command.officer show", "Lihat petugas", "Show an officer"},
      {"command.packet", "Baca berkas rujukan; setiap pembacaan tercatat", "Read the packet; each reading is recorded"},
      {"command.progress", "Catat kemajuan, atau keputusan satu program", "Record progress, or one program's decision"},
      {"command.recall", "Tarik kembali sebelum disanggupi", "Take it back before it is accepted"},
      {"command.receive", "Terima: sudah dibaca petugas", "Receive: an officer has read it"},
      {"command.redirect", "Alihkan ke unit lain", "Redirect it to another unit"},
      {"command.region", "Wilayah", "Regions"},
      {"command.region import", "Impor tabel wilayah: provinces.csv, regencies.csv, districts.csv, villages.csv",
       "Import the table of regions: provinces.csv, regencies.csv, districts.csv, villages.csv"},
      {"command.region list", "Daftar wilayah di bawah suatu kode", "List the regions below a code"},
      {"command.region show", "Lihat wilayah", "Show a region"},
      {"command.report", "Laporkan hasil (umpan balik)", "Report the outcome"},
      {"command.resend", "Kirim ulang setelah dilengkapi", "Send it again, completed"},
      {"command.resume", "Lanjutkan yang ditunda", "Resume what was on hold"},
      {"command.return", "Kembalikan karena belum lengkap", "Return it as incomplete"},
      {"command.send", "Kirim rujukan", "Send a referral"},
      {"command.show", "Lihat satu rujukan", "Show a referral"},
      {"command.sign-in", "Masuk; sandi diminta tanpa terlihat, atau baris pertama masukan",
       "Sign in; the password is asked unseen, or is the first line of the input"},
      {"command.sign-out", "Keluar dan akhiri sesi", "Sign out and end the session"},
      {"command.start", "Mulai penanganan", "Begin the work"},
      {"command.unit", "Unit", "Units"},
      {"command.unit create", "Buat unit", "Make a unit"},
      {"command.unit list", "Daftar unit", "List units"},
      {"command.unit show", "Lihat unit", "Show a unit"},
      {"command.unit update", "Ubah unit", "Change a unit"},
      {"command.whoami", "Siapa yang masuk, di unit dan peran apa", "Who is signed in, at which unit, in which role"},
      {"command.withdraw-consent", "Cabut persetujuan", "Withdraw consent"},
      {"command.work", "Pekerjaan unit saya: tenggat, yang lewat, langkah yang mungkin",
       "What waits for my unit: due, overdue, possible moves"},
      {"example.accept", "  rujukan sanggupi M-2026-0003", "  rujukan accept M-2026-0003"},
      {"example.alert", R"(  rujukan waspada
  rujukan waspada --region 73.09.01.2003 --urgency EMERGENCY
  rujukan waspada --region 73.09.01.2003 --urgency HIGH --from isian.txt)",
       R"(  rujukan alert
  rujukan alert --region 73.09.01.2003 --urgency EMERGENCY
  rujukan alert --region 73.09.01.2003 --urgency HIGH --from fields.txt)"},
      {"example.ask", "  echo \"question: ...\" | rujukan tanya M-2026-0003 --from -",
       "  echo \"question: ...\" | rujukan ask M-2026-0003 --from -"},
      {"example.assign", "  rujukan tugaskan M-2026-0003 --officer rina", "  rujukan assign M-2026-0003 --officer rina"},
      {"example.audit checkpoints", "  rujukan jejak titik-uji /media/inspektorat",
       "  rujukan audit checkpoints /media/inspectorate"},
      {"example.audit list",
       "  rujukan jejak daftar caseFiles/0195…\n  rujukan jejak daftar siti.operator --since 2026-11-25T00:00:00+08:00 \\\n    "
       "--until 2026-11-26T00:00:00+08:00 --readings",
       "  rujukan audit list caseFiles/0195…\n  rujukan audit list siti.operator --since 2026-11-25T00:00:00+08:00 \\\n    "
       "--until 2026-11-26T00:00:00+08:00 --readings"},
      {"example.audit verify", "  rujukan jejak buktikan --checkpoints /media/inspektorat",
       "  rujukan audit verify --checkpoints /media/inspectorate"},
      {"example.case advance", "  rujukan kasus lanjut K-2026-0007 --stage ASSESSMENT",
       "  rujukan case advance K-2026-0007 --stage ASSESSMENT"},
      {"example.case close", "  echo \"reason: ...\" | rujukan kasus tutup K-2026-0007 --from -",
       "  echo \"reason: ...\" | rujukan case close K-2026-0007 --from -"},
      {"example.case create", "  rujukan kasus buat --kind PROTECTION --referral M-2026-0003",
       "  rujukan case create --kind PROTECTION --referral M-2026-0003"},
      {"example.decline", R"(  echo "note: ..." |
    rujukan tolak M-2026-0003 --reason NO_CAPACITY --from -)",
       R"(  echo "note: ..." |
    rujukan decline M-2026-0003 --reason NO_CAPACITY --from -)"},
      {"example.help", "  rujukan bantuan keluarga impor", "  rujukan help household import"},
      {"example.hold", "  echo \"reason: ...\" | rujukan tunda M-2026-0003 --resume-by +7d --from -",
       "  echo \"reason: ...\" | rujukan hold M-2026-0003 --resume-by +7d --from -"},
      {"example.household create", R"(  rujukan keluarga buat --from keluarga.txt
  (setiap full_name: memulai anggota keluarga berikutnya))",
       R"(  rujukan household create --from household.txt
  (each full_name: begins the next member))"},
      {"example.household flag", R"(  rujukan keluarga catat 456789ab --vulnerability LOST_INCOME \
    --vulnerability UNFIT_HOUSE)",
       R"(  rujukan household flag 456789ab --vulnerability LOST_INCOME \
    --vulnerability UNFIT_HOUSE)"},
      {"example.household import", "  rujukan keluarga impor keluarga.csv --report ditolak.csv",
       "  rujukan household import households.csv --report rejected.csv"},
      {"example.household list", R"(  rujukan keluarga daftar --region 73.09.01.2003
  rujukan keluarga daftar --region 73.09.01.2003 --search)",
       R"(  rujukan household list --region 73.09.01.2003
  rujukan household list --region 73.09.01.2003 --search)"},
      {"example.inbox watch", "  rujukan kotak-masuk pantau --new", "  rujukan inbox watch --new"},
      {"example.officer create", R"(  rujukan petugas buat --unit "Puskesos Tenrigangkae" \
    --sign-in-name siti.operator --role PUSKESOS_OPERATOR
  rujukan petugas buat --unit "UPTD PPA Maros" --sign-in-name rina \
    --role CASE_MANAGER --from petugas.txt)",
       R"(  rujukan officer create --unit "Puskesos Tenrigangkae" \
    --sign-in-name siti.operator --role PUSKESOS_OPERATOR
  rujukan officer create --unit "UPTD PPA Maros" --sign-in-name rina \
    --role CASE_MANAGER --from officer.txt)"},
      {"example.packet", "  rujukan berkas M-2026-0003 --section CONTACT --section NEED",
       "  rujukan packet M-2026-0003 --section CONTACT --section NEED"},
      {"example.progress", "  rujukan catat M-2026-0003 --program SEMBAKO --decision PROPOSED",
       "  rujukan progress M-2026-0003 --program SEMBAKO --decision PROPOSED"},
      {"example.receive", "  rujukan terima M-2026-0003", "  rujukan receive M-2026-0003"},
      {"example.redirect", "  echo \"note: ...\" | rujukan alihkan M-2026-0003 --to \"RSUD Maros\" --from -",
       "  echo \"note: ...\" | rujukan redirect M-2026-0003 --to \"RSUD Maros\" --from -"},
      {"example.report", "  echo \"summary: ...\" | rujukan lapor M-2026-0003 --result FULFILLED --from -",
       "  echo \"summary: ...\" | rujukan report M-2026-0003 --result FULFILLED --from -"},
      {"example.resume", "  rujukan lanjutkan M-2026-0003", "  rujukan resume M-2026-0003"},
      {"example.return", "  echo \"missing: ...\" | rujukan kembalikan M-2026-0003 --from -",
       "  echo \"missing: ...\" | rujukan return M-2026-0003 --from -"},
      {"example.send", R"(  rujukan kirim --kind REFERRAL --to "SLRT Maros" --legal-basis CONSENT \
    --program SEMBAKO --household 456789ab --from isian.txt
  rujukan kirim --kind SERVICE_REQUEST --to "Dinas Sosial Maros" \
    --legal-basis CONSENT --program PKH --program PBI_JKN)",
       R"(  rujukan send --kind REFERRAL --to "SLRT Maros" --legal-basis CONSENT \
    --program SEMBAKO --household 456789ab --from fields.txt
  rujukan send --kind SERVICE_REQUEST --to "Dinas Sosial Maros" \
    --legal-basis CONSENT --program PKH --program PBI_JKN)"},
      {"example.sign-in", R"(  rujukan masuk siti.operator
  rujukan masuk kepala --role PROTECTION_UNIT_HEAD --profile kepala)",
       R"(  rujukan sign-in siti.operator
  rujukan sign-in head --role PROTECTION_UNIT_HEAD --profile head)"},
      {"example.start", "  rujukan mulai M-2026-0003", "  rujukan start M-2026-0003"},
      {"example.unit create", R"(  rujukan unit buat --kind PUSKESOS --display-name "Puskesos Tenrigangkae" \
    --region 73.09.01.2003 --supervising-unit "SLRT Maros"
  rujukan unit buat --kind PROTECTION_UNIT --display-name "UPTD PPA Maros" \
    --region 73.09 --service OUTREACH --service SHELTER=FULL \
    --duty-phone "0411 000000")",
       R"(  rujukan unit create --kind PUSKESOS --display-name "Puskesos Tenrigangkae" \
    --region 73.09.01.2003 --supervising-unit "SLRT Maros"
  rujukan unit create --kind PROTECTION_UNIT --display-name "UPTD PPA Maros" \
    --region 73.09 --service OUTREACH --service SHELTER=FULL \
    --duty-phone "0411 000000")"},
      {"example.unit update", "  rujukan unit ubah \"UPTD PPA Maros\" --duty-phone \"0411 000000\"",
       "  rujukan unit update \"UPTD PPA Maros\" --duty-phone \"0411 000000\""},
      {"field.access_needs", "Kebutuhan akses", "Access needs"},
      {"field.accountable_unit", "Unit yang bertanggung jawab", "Accountable unit"},
      {"field.action", "Kejadian", "Event"},
      {"field.action_needed", "Giliran", "Turn"},
      {"field.active", "Aktif", "Active"},
      {"field.address", "Alamat", "Address"},
      {"field.alleged_perpetrator", "Terlapor", "Alleged perpetrator"},
      {"field.alleged_perpetrator_name", "Nama terlapor", "Name of the alleged perpetrator"},
      {"field.alleged_perpetrator_note", "Catatan tentang terlapor", "Note on the alleged perpetrator"},
      {"field.alleged_perpetrator_relation", "Hubungan terlapor", "Relation of the alleged perpetrator"},
      {"field.answer", "Jawaban", "Answer"},
      {"field.asks_of_sender", "Yang diminta dari pengirim", "Asked of the sender"},
      {"field.assigned_officer", "Petugas", "Assigned officer"},
      {"field.assignments", "Penugasan", "Assignment"},
      {"field.attachment_title", "Judul lampiran", "Title of an attachment"},
      {"field.attachments", "Lampiran", "Attachments"},
      {"field.available_moves", "Langkah yang mungkin", "Possible moves"},
      {"field.birth_date", "Tanggal lahir", "Birth date"},
      {"field.birth_date_precision", "Ketepatan tanggal lahir", "Precision of the birth date"},
      {"field.called_time", "Waktu menelepon", "Called"},
      {"field.capacity", "Kapasitas", "Capacity"},
      {"field.channel", "Saluran", "Channel"},
      {"field.chronology", "Kronologi", "Chronology"},
      {"field.close_unserved_proposed", "Diusulkan ditutup tanpa layanan", "Proposed to close unserved"},
      {"field.code", "Kode", "Code"},
      {"field.code_word", "Kata kunci saat bertemu", "Code word"},
      {"field.contact", "Kontak dan keselamatan", "Contact and safety"},
      {"field.contact_phone", "Nomor telepon yang aman", "Phone number that is safe to use"},
      {"field.contact_through", "Dihubungi melalui", "Contact through"},
      {"field.counter_to", "Rujuk balik atas", "Counter-referral to"},
      {"field.coverage_regions", "Wilayah layanan", "Coverage"},
      {"field.create_time", "Dibuat", "Created"},
      {"field.created_count", "Baru", "Created"},
      {"field.danger_now", "Sedang dalam bahaya", "In danger now"},
      {"field.decile", "Desil", "Decile"},
      {"field.decile_as_of", "Tanggal desil", "Date of the decile"},
      {"field.decile_source", "Sumber desil", "Source of the decile"},
      {"field.decision", "Keputusan", "Decision"},
      {"field.decline_reason", "Alasan tolak", "Decline reason"},
      {"field.deliver_to", "Diantar ke", "Deliver to"},
      {"field.development", "Perkembangan", "Development"},
      {"field.disabled", "Nonaktif", "Disabled"},
      {"field.display_name", "Nama", "Name"},
      {"field.due_kind", "Yang ditunggu", "What is due"},
      {"field.duty_phone", "Telepon piket", "Duty phone"},
      {"field.eligibility", "Syarat kelayakan", "Eligibility"},
      {"field.event_time", "Waktu", "Time"},
      {"field.excluded_officers", "Petugas yang tidak boleh tahu", "Excluded officer"},
      {"field.excluded_units", "Unit yang tidak boleh tahu", "Excluded unit"},
      {"field.expire_time", "Berlaku sampai", "Valid until"},
      {"field.external_number", "Nomor di sistem lain", "Number in another system"},
      {"field.external_numbers", "Nomor di sistem lain", "Number elsewhere"},
      {"field.family_card_number", "Nomor KK", "Family card number"},
      {"field.field", "Isian", "Field"},
      {"field.flags", "Catatan kebutuhan", "Needs noted"},
      {"field.forbidden_ways", "Cara yang tidak boleh dipakai", "Ways that must never be used"},
      {"field.full_name", "Nama lengkap", "Full name"},
      {"field.health", "Kesehatan dan psikologis", "Health and psychology"},
      {"field.home_visit_allowed", "Boleh dikunjungi di rumah", "Home visit allowed"},
      {"field.household", "Keluarga", "Household"},
      {"field.household_address", "Alamat keluarga", "The household's address"},
      {"field.household_card_number", "Nomor KK keluarga", "The household's card number"},
      {"field.household_region", "Kode desa keluarga", "The household's village code"},
      {"field.identity", "Identitas", "Identity"},
      {"field.identity_address", "Alamat yang bersangkutan", "The person's address"},
      {"field.item_note", "Catatan keputusan program", "Note on the program decision"},
      {"field.item_results", "Keputusan program", "Program decision"},
      {"field.kind", "Jenis", "Kind"},
      {"field.legal_basis", "Dasar hukum", "Legal basis"},
      {"field.level", "Tingkat", "Level"},
      {"field.member_name", "Nama anggota", "Member's name"},
      {"field.members", "Anggota", "Member"},
      {"field.members_count", "Jumlah anggota", "Number of members"},
      {"field.message_en", "Keterangan (Inggris)", "Text (English)"},
      {"field.message_id", "Keterangan", "Text"},
      {"field.missing", "Yang kurang", "What is missing"},
      {"field.move", "Langkah", "Move"},
      {"field.name", "Id", "Id"},
      {"field.need", "Kebutuhan", "Need"},
      {"field.next_due_time", "Tenggat", "Due"},
      {"field.nik", "NIK", "NIK"},
      {"field.note", "Catatan", "Note"},
      {"field.number", "Nomor", "Number"},
      {"field.officer", "Petugas", "Officer"},
      {"field.officer_display_name", "Nama petugas", "Officer's name"},
      {"field.open_question", "Pertanyaan atau kekurangan", "Open question"},
      {"field.outcome", "Umpan balik", "Outcome"},
      {"field.outcome_summary", "Ringkasan umpan balik", "Outcome summary"},
      {"field.parent_code", "Kode induk", "Parent code"},
      {"field.password", "Kata sandi pertama", "First password"},
      {"field.person_name", "Nama atau nama samaran", "Name or pseudonym"},
      {"field.phone", "Telepon", "Phone"},
      {"field.physical", "Kondisi fisik", "Physical condition"},
      {"field.police_phone", "Polisi", "Police"},
      {"field.predecessor", "Dialihkan dari", "Redirected from"},
      {"field.program", "Program", "Program"},
      {"field.programs", "Program yang sudah diterima", "Programs received"},
      {"field.psychological", "Kondisi psikologis", "Psychological condition"},
      {"field.purpose", "Tujuan rujukan", "Purpose"},
      {"field.question", "Pertanyaan", "Question"},
      {"field.reading_suspended", "Berkas ditutup sementara", "Reading suspended"},
      {"field.reason", "Alasan", "Reason"},
      {"field.receiver", "Penerima", "Receiver"},
      {"field.receiver_case_file", "Berkas kasus penerima", "Receiver's case file"},
      {"field.receiver_display_name", "Penerima", "Receiver"},
      {"field.receiver_number", "Nomor penerima", "Receiver's number"},
      {"field.record", "Catatan", "Record"},
      {"field.recorded_for", "Dicatat untuk", "Recorded for"},
      {"field.redirected_by", "Dialihkan oleh", "Redirected by"},
      {"field.referral", "Rujukan", "Referral"},
      {"field.region", "Kode wilayah", "Region code"},
      {"field.region_scope", "Cakupan wilayah", "Region scope"},
      {"field.relation", "Hubungan dalam keluarga", "Relation"},
      {"field.report_time", "Waktu lapor", "Reported"},
      {"field.report_time_precision", "Ketepatan waktu lapor", "Precision of the report time"},
      {"field.reporter", "Pelapor", "Reporter"},
      {"field.requested_services", "Layanan yang diminta", "Services asked for"},
      {"field.result", "Hasil", "Result"},
      {"field.retained_under", "Yang disimpan menurut hukum, dengan pasalnya", "What law requires to be kept, with the article"},
      {"field.role", "Peran", "Role"},
      {"field.rt", "RT", "RT"},
      {"field.rw", "RW", "RW"},
      {"field.safe_contact", "Cara aman bertemu", "Safe way to meet"},
      {"field.sapa_phone", "SAPA", "SAPA"},
      {"field.sender", "Pengirim", "Sender"},
      {"field.sender_case_file", "Berkas kasus pengirim", "Sender's case file"},
      {"field.sender_display_name", "Pengirim", "Sender"},
      {"field.sender_number", "Nomor pengirim", "Sender's number"},
      {"field.sender_wish", "Keinginan pengirim, belum dijalankan", "What the sender wishes, not carried out"},
      {"field.sequence", "Urutan", "Sequence"},
      {"field.service", "Layanan", "Service"},
      {"field.service_offers", "Layanan", "Service"},
      {"field.services_given", "Layanan yang sudah diberikan", "Services given"},
      {"field.sex", "Jenis kelamin", "Sex"},
      {"field.sign_in_name", "Nama masuk", "Sign-in name"},
      {"field.stage", "Tahap", "Stage"},
      {"field.state", "Keadaan", "State"},
      {"field.subject", "Kode klien", "Pseudonym"},
      {"field.successor", "Dialihkan menjadi", "Redirected to"},
      {"field.summary", "Ringkasan", "Summary"},
      {"field.supervising_unit", "Unit pembina", "Supervising unit"},
      {"field.supplement", "Tambahan keterangan", "Supplement"},
      {"field.supplements", "Tambahan keterangan", "Supplement"},
      {"field.titles", "Judul lampiran", "Attachment"},
      {"field.unchanged_count", "Tetap", "Unchanged"},
      {"field.unit", "Unit", "Unit"},
      {"field.unit_display_name", "Nama unit", "Unit's name"},
      {"field.unit_kind", "Jenis unit", "Unit kind"},
      {"field.update_time", "Berubah", "Changed"},
      {"field.updated_count", "Berubah", "Updated"},
      {"field.urgency", "Kemendesakan", "Urgency"},
      {"field.valid_from", "Berlaku sejak", "Valid from"},
      {"field.valid_until", "Berlaku hingga", "Valid until"},
      {"field.village_verification_allowed", "Boleh diverifikasi lewat desa", "Village verification allowed"},
      {"field.vulnerability", "Kerentanan", "Vulnerability"},
      {"field.warnings", "Peringatan", "Warning"},
      {"field.welfare_programs", "Program", "Programs"},
      {"help.arguments", "ARGUMEN", "ARGUMENTS"},
      {"help.commands", "PERINTAH", "COMMANDS"},
      {"help.description", "KETERANGAN", "DESCRIPTION"},
      {"help.example", "CONTOH", "EXAMPLE"},
      {"help.fields", "ISIAN", "FIELDS"},
      {"help.name", "NAMA", "NAME"},
      {"help.options", "PILIHAN", "OPTIONS"},
      {"help.required", "wajib", "required"},
      {"help.synopsis", "BENTUK", "SYNOPSIS"},
      {"manual", R"(rujukan - rujukan antara pos desa, Dinas Sosial dan UPTD PPA

  rujukan PERINTAH [ARGUMEN] [PILIHAN]
  rujukan bantuan PERINTAH          petunjuk satu perintah

Data pribadi (nama, nomor, alamat, cerita) tidak pernah ditulis pada baris
perintah. Perintah menanyakannya, atau membacanya dari berkas dengan
--from FILE (--from - untuk masukan standar):

  full_name: Siti Contoh
  nik: 9999994107900001
  chronology: baris pertama
    baris yang menjorok melanjutkan isian

Kode ditulis dengan namanya: --urgency HIGH --program SEMBAKO. Unit disebut
dengan namanya atau id, rujukan dengan nomor di unit Anda atau id. Cukup 8 huruf
terakhir id. Nomornya:

  R-2026-0012   yang dikirim unit Anda; R milik unit lain nomor mereka sendiri
  M-2026-0003   yang masuk ke unit Anda
  S-2026-0005   yang masuk dengan nama SLRT, di samping nomor M-nya
  K-2026-0007   berkas kasus

Contoh satu hari di pos desa:

  rujukan masuk siti.operator
  rujukan kerja
  rujukan kirim --kind REFERRAL --to "SLRT Maros" --legal-basis CONSENT \
    --program SEMBAKO --from isian.txt
  rujukan waspada
  rujukan kotak-masuk pantau --new
  rujukan keluar)",
       R"(rujukan - referrals between village posts, Dinas Sosial and protection units

  rujukan COMMAND [ARGUMENTS] [OPTIONS]
  rujukan help COMMAND              help on one command

Personal data (names, numbers, addresses, stories) are never written on the
command line. A command asks for them, or reads them from a file with
--from FILE (--from - for the standard input):

  full_name: Siti Contoh
  nik: 9999994107900001
  chronology: the first line
    an indented line continues the field

Codes are written by their names: --urgency HIGH --program SEMBAKO. A unit is
named by its name or id, a referral by its number at your unit or id; the last 8
characters of an id are enough. The numbers:

  R-2026-0012   what your unit sent; the R of another unit is its own number
  M-2026-0003   what came to your unit
  S-2026-0005   what came in the name of the SLRT, beside its M number
  K-2026-0007   a case file

A day at a village post:

  rujukan sign-in siti.operator
  rujukan work
  rujukan send --kind REFERRAL --to "SLRT Maros" --legal-basis CONSENT \
    --program SEMBAKO --from fields.txt
  rujukan alert
  rujukan inbox watch --new
  rujukan sign-out)"},
      {"manual.emergency", R"(Dalam keadaan darurat, pesan bukan panggilan telepon: hubungi telepon piket,
110, atau SAPA 129.)",
       "In an emergency a message is not a call: phone the duty phone, 110, or SAPA 129."},
      {"manual.end", R"(PILIHAN UMUM
  --server ALAMAT     HOST:PORT, di komputer lain selalu tersandi (TLS), atau
                      unix:PATH (RUJUKAN_SERVER; bila kosong server sesi, atau
                      127.0.0.1:7430)
  --ca BERKAS         sertifikat penerbit milik server (RUJUKAN_CA); bila kosong
                      yang dipercaya komputer ini
  --profile NAMA      satu orang satu profil; sesinya di $RUJUKAN_HOME atau
                      ~/.config/rujukan/NAMA.session
  --lang id|en        bahasa (RUJUKAN_LANG)
  --json              keluaran JSON; pada daftar satu dokumen satu baris
  --name-only         nama data saja, untuk skrip
  --no-color          tanpa warna (NO_COLOR)
  --deadline DETIK    paling lama menunggu jawaban server
  --request-id UUID   permintaan dengan UUID yang sama hanya berlaku sekali
  --version           versi program
)",
       R"(GLOBAL OPTIONS
  --server ADDRESS    HOST:PORT, with TLS when on another machine, or unix:PATH
                      (RUJUKAN_SERVER; else the server of the session, or
                      127.0.0.1:7430)
  --ca FILE           certificate of who signed the server's (RUJUKAN_CA); else
                      whoever this machine trusts
  --profile NAME      one for each person; its session is in $RUJUKAN_HOME or
                      ~/.config/rujukan/NAME.session
  --lang id|en        language (RUJUKAN_LANG)
  --json              print JSON; in lists one document a line
  --name-only         only the resource name, for scripts
  --no-color          no color (NO_COLOR)
  --deadline SECONDS  wait no longer for an answer of the server
  --request-id UUID   requests with the same UUID count once
  --version           the version of the program
)"},
      {"manual.exit_codes", R"(KODE KELUAR
  0 berhasil                         5 tidak ada, atau bukan hak Anda
  1 aturan melarangnya sekarang      6 sudah berubah, atau sudah ada
  2 perintah salah ditulis           7 server tidak terjangkau atau sibuk
  3 isian salah                      8 impor selesai, ada baris ditolak
  4 perlu masuk, atau masuk ditolak  9 kesalahan program, atau hasil tidak
 10 bukti menemukan sesuatu            dapat ditulis)",
       R"(EXIT CODES
  0 done                             5 not there, or not yours to know of
  1 a rule forbids it now            6 changed meanwhile, or there already
  2 wrong usage                      7 server not reached, or too busy
  3 a field is wrong                 8 import finished with rejected rows
  4 sign-in needed or refused        9 a defect, or the output could not
 10 a proof found something            be written)"},
      {"message.abandoned", "Dibatalkan; tidak ada yang dikirim.", "Abandoned; nothing was sent."},
      {"message.ambiguous", "\"{0}\" berarti lebih dari satu; pakai id:{1}", "\"{0}\" means more than one; use the id:{1}"},
      {"message.another_unit", "unit lain", "another unit"},
      {"message.answer_needed", "Wajib diisi. (Ctrl-C untuk membatalkan)", "An answer is needed. (Ctrl-C to give up)"},
      {"message.cannot_open", "Berkas \"{0}\" tidak dapat dibuka.", "The file \"{0}\" cannot be opened."},
      {"message.cannot_write", "Berkas \"{0}\" tidak dapat ditulis.", "The file \"{0}\" cannot be written."},
      {"message.checkpoints_fetched", "{0} titik uji baru disimpan di {1}.", "{0} new checkpoints are held in {1}."},
      {"message.close_unserved_proposed",
       "Ini baru usul. Seorang atasan, di unit pengirim atau di unit pembinanya, harus mengesahkannya: rujukan tutup {0} "
       "--person-told",
       "This is a proposal. A supervisor, of the sender or of the unit above it, must confirm it: rujukan close-unserved {0} "
       "--person-told"},
      {"message.column_ignored", "Kolom \"{0}\" tidak dikenal dan dilewati.", "The column \"{0}\" is not known and is skipped."},
      {"message.column_missing", "Kolom {0} tidak ada. Lihat: rujukan bantuan keluarga impor",
       "There is no column {0}. See: rujukan help household import"},
      {"message.column_twice", "Kolom \"{0}\" muncul dua kali.", "The column \"{0}\" is there twice."},
      {"message.command_needed", "Perintahnya belum lengkap.", "The command is not complete."},
      {"message.command_of_others", "Tidak ada perintah \"{0}\" saja; ada {1}.",
       "There is no command \"{0}\" alone; there is {1}."},
      {"message.confirm_closing", "Rujukan {0} ditutup tanpa layanan dan tidak dapat dibuka lagi. Lanjutkan? (ya/tidak)",
       "Referral {0} will be closed unserved and cannot be opened again. Go on? (yes/no)"},
      {"message.confirm_purge", "Anda menyatakan data rujukan {0} sudah dihapus; ini tidak dapat dibatalkan. Lanjutkan? (ya/tidak)",
       "You say that the data of referral {0} are purged; this cannot be undone. Go on? (yes/no)"},
      {"message.confirm_recall", "Rujukan {0} ditarik; ini tidak dapat dibatalkan. Lanjutkan? (ya/tidak)",
       "Referral {0} will be taken back; this cannot be undone. Go on? (yes/no)"},
      {"message.confirm_withdrawal",
       "Rujukan {0} dan semua lanjutannya berakhir, dan data harus dihapus; ini tidak dapat dibatalkan. Lanjutkan? (ya/tidak)",
       "Referral {0} and all that follow from it end, and their data must be purged; this cannot be undone. Go on? (yes/no)"},
      {"message.damaged", "Rusak – beri tahu admin", "Damaged - tell the administrator"},
      {"message.defect", "Kesalahan program: {0}", "A defect: {0}"},
      {"message.due", "Tenggat {0}.", "Due {0}."},
      {"message.ends_with_empty_line", " (akhiri dengan baris kosong)", " (end with an empty line)"},
      {"message.event_not_intact", "  Kejadian ini tidak lagi seperti saat dicatat.",
       "  This event is no longer as it was recorded."},
      {"message.exclude_otherwise",
       "Tidak terkirim. Kirim lagi tanpa --exclude-officer dan --exclude-unit, dan tulis siapa yang tidak boleh tahu pada isian "
       "forbidden_ways. Dalam keadaan darurat telepon dahulu: telepon piket, 110 atau SAPA 129.",
       "Nothing was sent. Send it again without --exclude-officer and --exclude-unit, and write who must not know into the field "
       "forbidden_ways. In an emergency phone first: the duty phone, 110 or SAPA 129."},
      {"message.field", "Isian", "Field"},
      {"message.file_empty", "Berkas \"{0}\" kosong.", "The file \"{0}\" is empty."},
      {"message.file_too_large", "Berkas \"{0}\" lebih besar dari {1} byte.", "The file \"{0}\" is larger than {1} bytes."},
      {"message.file_utf16", "Berkas \"{0}\" tersimpan sebagai UTF-16; simpan sebagai CSV UTF-8.",
       "The file \"{0}\" is in UTF-16; save it as CSV UTF-8."},
      {"message.finding", "temuan: {0}: {1}", "finding: {0}: {1}"},
      {"message.first_password", "Kata sandi pertama (10 sampai 128 karakter)", "First password (10 to 128 characters)"},
      {"message.head", "Kepala keluarga", "Head of family"},
      {"message.id", "Id", "Id"},
      {"message.import_broken", "Impor terhenti setelah {0} baris. Kirim lagi berkas yang sama; tidak ada yang tercatat dua kali.",
       "The import stopped after {0} rows. Send the same file again; nothing is recorded twice."},
      {"message.import_columns", R"(  Baris pertama adalah judul kolom. Yang dikenal (huruf besar, spasi dan titik
  tidak berarti):

  no_kk, nokk               nomor kartu keluarga
  nik                       NIK
  nama, nama_lengkap        nama (wajib)
  jenis_kelamin, jk, l_p    L atau P
  tanggal_lahir, tgl_lahir  1990-07-01, 01-07-1990 atau 01/07/1990
  hubungan, shdk            KEPALA KELUARGA, ISTRI, ANAK ...
  alamat, rt, rw            alamat
  kode_wilayah, kode_desa   73.09.01.2003 (wajib)
  desil, sumber_desil, tanggal_desil
  telepon, no_hp            telepon

  Pemisah ; atau , dikenali sendiri, juga UTF-8 dan Windows-1252. Baris yang
  ditolak tidak menghentikan yang lain; berkas yang sama boleh dikirim lagi.
)",
       R"(  The first row holds the titles. Known are (capitals, blanks and dots do not
  matter):

  no_kk, nokk               family card number
  nik                       NIK
  nama, nama_lengkap        name (required)
  jenis_kelamin, jk, l_p    L or P
  tanggal_lahir, tgl_lahir  1990-07-01, 01-07-1990 or 01/07/1990
  hubungan, shdk            KEPALA KELUARGA, ISTRI, ANAK ...
  alamat, rt, rw            address
  kode_wilayah, kode_desa   73.09.01.2003 (required)
  desil, sumber_desil, tanggal_desil
  telepon, no_hp            phone

  The delimiter ; or , is found out, and so are UTF-8 and Windows-1252. Rejected
  rows do not stop the others; the same file may be sent again.
)"},
      {"message.import_summary",
       "{0} baris: {1} keluarga baru, {2} orang ditambahkan, {3} berubah, {4} tetap, {5} ditolak; {6} peringatan.",
       "{0} rows: {1} new households, {2} people added, {3} changed, {4} unchanged, {5} rejected; {6} warnings."},
      {"message.key_twice", "Isian \"{0}\" ditulis dua kali, pada baris {1} dan {2}; hapus salah satu.",
       "The key \"{0}\" is there twice, on lines {1} and {2}; remove one."},
      {"message.keys_of_file", R"(  Berkas --from memuat satu "kunci: nilai" pada satu baris; baris yang menjorok
  melanjutkan nilai di atasnya. Kunci yang dikenal:)",
       R"(  The file of --from holds one "key: value" a line; an indented line continues
  the value above. Known keys:)"},
      {"message.line_rejected", "Baris {0} ditolak: {1}", "Line {0} rejected: {1}"},
      {"message.line_warning", "Baris {0}, peringatan: {1}", "Line {0}, warning: {1}"},
      {"message.looked_into_trail", "melihat jejak", "looked into the trail"},
      {"message.more_problems", "... dan {0} isian lain yang salah.", "... and {0} more wrong fields."},
      {"message.moved", "{0}: {1}", "{0}: {1}"},
      {"message.name_the_protection_unit",
       "Belum jelas UPTD PPA mana yang melayani wilayah \"{0}\". Periksa kodenya, atau sebut unitnya dengan --to.",
       "It is not clear which protection unit serves the region \"{0}\". Check the code, or name the unit with --to."},
      {"message.new_password", "Kata sandi baru (10 sampai 128 karakter)", "New password (10 to 128 characters)"},
      {"message.no", "tidak", "no"},
      {"message.no_checkpoints", "tidak ada titik uji di {0}; ambil dengan: rujukan jejak titik-uji {0}",
       "there is no checkpoint in {0}; fetch them with: rujukan audit checkpoints {0}"},
      {"message.no_fields", "Berkas \"{0}\" tidak memuat isian apa pun; tidak ada yang dikirim.",
       "The file \"{0}\" fills no field; nothing was sent."},
      {"message.no_public_key",
       "kunci publik tidak terbaca dari {0}; server mencetaknya saat --create-keys, simpan di berkas itu atau sebut dengan "
       "--public-key",
       "no public key can be read from {0}; the server printed it at --create-keys: keep it in that file, or name one with "
       "--public-key"},
      {"message.no_region_files", "Tidak ada provinces.csv, regencies.csv, districts.csv atau villages.csv di \"{0}\".",
       "There is no provinces.csv, regencies.csv, districts.csv or villages.csv in \"{0}\"."},
      {"message.no_such_command", "Tidak ada perintah \"{0}\".", "There is no command \"{0}\"."},
      {"message.no_work", "Tidak ada pekerjaan yang menunggu.", "Nothing waits for you."},
      {"message.not_a_field", "Isian {0} tidak dapat ditulis begini.", "Field {0} cannot be written like this."},
      {"message.not_a_folder", "{0} bukan folder yang dapat dibaca", "{0} is no folder that can be read"},
      {"message.not_a_number", "Isian {0}: harus angka.", "Field {0}: must be a number."},
      {"message.not_a_profile_name", "Nama profil hanya huruf kecil, angka, titik, - dan _.",
       "A profile's name has only lower-case letters, digits, dots, - and _."},
      {"message.not_a_region_code", "Tulis kode wilayah dengan titik, misalnya 73.09.01.2003.",
       "Write a region code with dots, such as 73.09.01.2003."},
      {"message.not_a_server", "\"{0}\" bukan alamat server. Tulis NAMA:PORT, ALAMAT-IP:PORT atau unix:PATH.",
       "\"{0}\" is no address of a server. Write NAME:PORT, IP-ADDRESS:PORT or unix:PATH."},
      {"message.not_a_time", "Isian {0}: tulis waktu sebagai 2026-11-23, \"2026-11-23 09:00\", atau +3d.",
       "Field {0}: write a time as 2026-11-23, \"2026-11-23 09:00\", or +3d."},
      {"message.not_an_instant", "waktu ditulis dengan zonanya, misalnya 2026-11-25T00:00:00+08:00, bukan {0}",
       "a time is written with its zone, for example 2026-11-25T00:00:00+08:00, and not {0}"},
      {"message.not_expected", "Tidak dikenal: {0}", "Not known: {0}"},
      {"message.not_key_value", "Baris {0}: bukan \"kunci: nilai\".", "Line {0}: not \"key: value\"."},
      {"message.not_text", "Berkas \"{0}\" bukan teks.", "The file \"{0}\" is not text."},
      {"message.not_told", "(sisi lain)", "(the other side)"},
      {"message.not_utf8", "Teks bukan UTF-8 ({0}).", "The text is not UTF-8 ({0})."},
      {"message.not_yes_or_no", "Isian {0}: jawab ya atau tidak.", "Field {0}: answer yes or no."},
      {"message.nothing_to_show", "Tidak ada.", "Nothing."},
      {"message.number_of_other_party", "{0} adalah nomor dari unit lain, bukan nomor unit Anda. Pakai nomor Anda atau id:{1}",
       "{0} is a number of another unit and not of yours. Use your own number or the id:{1}"},
      {"message.number_of_other_party_too",
       "Perhatian: {0} di sini nomor unit Anda sendiri. Unit lain memakai nomor yang sama untuk:{1}",
       "Note: {0} is taken as the number of your own unit. Other units use the same number for:{1}"},
      {"message.officer_to_exclude_unknown", "Petugas \"{0}\" tidak ditemukan, atau tidak boleh Anda lihat. {1}",
       "The officer \"{0}\" is not there, or not yours to see. {1}"},
      {"message.old_password", "Kata sandi lama", "Old password"},
      {"message.option_needed", "{0} wajib diisi.", "{0} is required."},
      {"message.option_value_missing", "Nilai untuk {0} tidak ada, atau ditulis lebih dari sekali.",
       "The value of {0} is missing, or is there more than once."},
      {"message.option_value_wrong", "Nilai untuk {0} tidak dapat dipakai.", "The value of {0} cannot be used."},
      {"message.other_server",
       "Profil {0} masuk di server {1}, bukan di {2}. Pakai --server {1}, atau masuk di {2} dengan profil lain: rujukan --server "
       "{2} "
       "--profile PROFIL masuk NAMA",
       "Profile {0} is signed in at the server {1} and not at {2}. Use --server {1}, or sign in at {2} with another profile: "
       "rujukan "
       "--server {2} --profile PROFILE sign-in NAME"},
      {"message.output_lost",
       "Hasil tidak dapat ditulis seluruhnya (media penuh atau pembacanya berhenti). Periksa dengan perintah lihat sebelum "
       "mengulang.",
       "The output could not be written in full (the disk is full, or its reader has gone). Look before you repeat the command."},
      {"message.overdue", "LEWAT", "OVERDUE"},
      {"message.party", "Pihak lain", "Other party"},
      {"message.password", "Kata sandi", "Password"},
      {"message.password_again", "Ulangi kata sandi itu", "The same password again"},
      {"message.passwords_differ", "Keduanya berbeda; ketik sekali lagi.", "The two differ; type them again."},
      {"message.people", "Jiwa", "People"},
      {"message.person", "Nama", "Name"},
      {"message.progress", "{0} baris, {1} per detik", "{0} rows, {1} a second"},
      {"message.progress_rest", ", {0} %, sisa {1}", ", {0} %, {1} left"},
      {"message.reading_suspended",
       "Berkasnya tidak dapat dibaca sampai petugas UPTD PPA berbicara empat mata dengan yang bersangkutan dan mencatatnya: "
       "rujukan cabut-persetujuan {0} --spoken-alone",
       "Nobody else can read the packet until an officer of the protection unit has spoken with the person alone and records it: "
       "rujukan withdraw-consent {0} --spoken-alone"},
      {"message.reconnecting", "Sambungan terputus; menyambung lagi ...", "Connection lost; reconnecting ..."},
      {"message.region", "Wilayah", "Region"},
      {"message.region_column_missing", "{0}: tidak ada kolom {1}.", "{0}: there is no column {1}."},
      {"message.region_row_short", "{0}, baris {1}: kolomnya kurang.", "{0}, line {1}: too few columns."},
      {"message.regions_imported", "{0} wilayah: {1} baru, {2} berubah, {3} tetap.",
       "{0} regions: {1} new, {2} changed, {3} unchanged."},
      {"message.repeat_safely", "Supaya tidak tercatat dua kali, ulangi perintah dan isian yang sama dengan: {0}",
       "So that it is not recorded twice, repeat the same command with the same fields and: {0}"},
      {"message.report_header", "baris;alasan", "line;reason"},
      {"message.retry_after", "Coba lagi setelah {0} detik.", "Try again after {0} s."},
      {"message.row_not_text", "Bukan UTF-8 dan bukan Windows-1252.", "Neither UTF-8 nor Windows-1252."},
      {"message.row_open_quote", "Tanda kutip dibuka dan tidak ditutup.", "A quotation mark opens and does not close."},
      {"message.row_too_long", "Baris atau isinya terlalu panjang.", "The row or one of its cells is too long."},
      {"message.see_help", "Lihat: {0}", "See: {0}"},
      {"message.send_again", "Kirim lagi? Yang sudah diketik masih ada (ya/tidak)",
       "Send again? What you typed is still here (yes/no)"},
      {"message.session_file_open", "Berkas sesi \"{0}\" dapat dibaca orang lain, jadi tidak dipakai. Jalankan: chmod 600 \"{0}\"",
       "Others may read the session file \"{0}\", so it is not used. Run: chmod 600 \"{0}\""},
      {"message.signed_in", "Masuk sebagai {0}, {1}, {2}.", "Signed in as {0}, {1}, {2}."},
      {"message.signed_out", "Sudah keluar.", "Signed out."},
      {"message.since_and_until", "--since dan --until keduanya perlu", "--since and --until are both needed"},
      {"message.unknown_code", "Kode tidak dikenal. Pilih salah satu: {1}", "The code is not known. Choose one of: {1}"},
      {"message.unknown_key", "Baris {0}: kunci \"{1}\" tidak dikenal. Yang ada: {2}",
       "Line {0}: the key \"{1}\" is not known. There are: {2}"},
      {"message.urgency", "Mendesak", "Urgency"},
      {"message.value", "Nilai", "Value"},
      {"message.verified", "dibuktikan: {0} kejadian, {1} di antaranya tercatat di {2} titik uji yang disimpan; temuan: {3}",
       "proved: {0} events, {1} of them in the {2} checkpoints held; findings: {3}"},
      {"message.yes", "ya", "yes"},
      {"message.yes_or_no", " (ya/tidak)", " (yes/no)"},
      {"message.you_may", "Langkah: {0}", "Moves: {0}"},
      {"message.your_turn", "giliran Anda", "your turn"},
      {"option.CASE", "Berkas: nomor (K-2026-0007) atau id", "Case file: its number (K-2026-0007) or id"},
      {"option.COMMAND", "Perintah", "Command"},
      {"option.DIR", "Folder berisi berkas CSV", "Folder with the CSV files"},
      {"option.FILE", "Berkas CSV, atau - untuk masukan standar", "CSV file, or - for the standard input"},
      {"option.FOLDER", "Folder titik uji", "Folder of the checkpoints"},
      {"option.HOUSEHOLD", "Keluarga: id; di pos desa cukup 8 huruf terakhirnya",
       "Household: its id; at a village post its last 8 characters do"},
      {"option.NAME", "Nama masuk", "Sign-in name"},
      {"option.OFFICER", "Petugas: nama masuk atau id", "Officer: sign-in name or id"},
      {"option.PARENT", "Kode wilayah induk; bila kosong provinsi", "Code of the parent; provinces when left out"},
      {"option.RECORD",
       "Catatan: nama lengkap (referrals/…, households/…, caseFiles/…, units/…, units/…/officers/…, regions/…), "
       "nomor (M-2026-0003, K-2026-0007), atau nama masuk petugas",
       "Record: its full name (referrals/…, households/…, caseFiles/…, units/…, units/…/officers/…, regions/…), a "
       "number (M-2026-0003, K-2026-0007), or an officer's sign-in name"},
      {"option.REFERRAL", "Rujukan: nomor unit Anda (R-, M- atau S-2026-0012), id, atau 8 huruf terakhir id",
       "Referral: its number at your unit (R-, M- or S-2026-0012), id, or the last 8 characters of the id"},
      {"option.REGION", "Kode wilayah", "Region code"},
      {"option.UNIT", "Unit: nama, id, atau 8 huruf terakhir id", "Unit: its name, id, or the last 8 characters of the id"},
      {"option.assignment", "Peran (boleh berulang)", "Role (may be repeated)"},
      {"option.box", "Kotak", "Box"},
      {"option.ca", "Sertifikat penerbit milik server (PEM)", "Certificates of who may have signed the server's (PEM)"},
      {"option.called-time", "Waktu menelepon piket", "When the duty phone was called"},
      {"option.case", "Berkas kasus sendiri: nomor atau id", "The own case file: number or id"},
      {"option.channel", "Saluran", "Channel"},
      {"option.checkpoints", "Folder titik uji yang disimpan", "Folder of the checkpoints held"},
      {"option.consent-stands", "Yang bersangkutan tidak mencabut persetujuan", "The person does not withdraw consent"},
      {"option.counter-to", "Rujukan yang dirujuk balik", "The referral that this counter-referral answers"},
      {"option.coverage", "Kode wilayah layanan (boleh berulang)", "Region served (may be repeated)"},
      {"option.cursor", "Mulai sesudah penanda (kursor) ini", "Begin after this cursor"},
      {"option.deadline", "Paling lama menunggu jawaban server, dalam detik",
       "Wait no longer for an answer of the server, in seconds"},
      {"option.decision", "Keputusan atas program", "Decision on the program"},
      {"option.display-name", "Nama unit", "The unit's name"},
      {"option.duty-phone", "Telepon piket", "Duty phone"},
      {"option.entered-in-error", "Seharusnya tidak pernah dikirim", "It should never have been sent"},
      {"option.etag", "Tanda versi (etag); bila kosong dibaca dahulu", "Version mark (etag); read first when left out"},
      {"option.exclude-officer", "Petugas yang tidak boleh tahu (boleh berulang)", "Officer who must not know (may be repeated)"},
      {"option.exclude-unit", "Unit yang tidak boleh tahu (boleh berulang)", "Unit that must not know (may be repeated)"},
      {"option.from", "Baca isian dari FILE, atau - untuk masukan standar",
       "Read the fields from FILE, or - for the standard input"},
      {"option.help", "Petunjuk perintah ini", "Help on this command"},
      {"option.home-visit-allowed", "Boleh dikunjungi di rumah", "A home visit is allowed"},
      {"option.household", "Keluarga", "Household"},
      {"option.id", "UUID versi 7 pilihan sendiri", "A UUID of version 7 of your own"},
      {"option.json", "Cetak JSON; pada daftar satu baris satu dokumen", "Print JSON; in lists one document a line"},
      {"option.kind", "Jenis", "Kind"},
      {"option.lang", "Bahasa", "Language"},
      {"option.legal-basis", "Dasar hukum berbagi data", "Why the data may be shared"},
      {"option.name-only", "Cetak nama data saja", "Print only the resource name"},
      {"option.new", "Hanya kejadian baru", "Only new events"},
      {"option.no-color", "Tanpa warna", "No color"},
      {"option.offer", "Layanan yang ditawarkan (boleh berulang)", "Service offered (may be repeated)"},
      {"option.officer", "Petugas: nama masuk atau id; bila kosong Anda sendiri",
       "Officer: sign-in name or id; yourself when left out"},
      {"option.open", "Hanya yang belum selesai", "Only open ones"},
      {"option.person-told", "Yang bersangkutan sudah diberi tahu", "The person was told"},
      {"option.profile", "Profil; satu orang satu profil pada laptop bersama", "Profile; one for each person on a shared laptop"},
      {"option.program", "Program (boleh berulang)", "Program (may be repeated)"},
      {"option.public-key", "Berkas kunci publik titik uji", "File with the public key of the checkpoints"},
      {"option.readings", "Yang dibaca saja", "Only what was read"},
      {"option.reason", "Alasan", "Reason"},
      {"option.referral", "Rujukan yang membuka berkas", "The referral that opened the file"},
      {"option.region", "Kode wilayah Kemendagri dengan titik, misalnya 73.09.01.2003",
       "Kemendagri region code with dots, such as 73.09.01.2003"},
      {"option.report", "Tulis baris yang ditolak ke berkas ini (baris;alasan)",
       "Write the rejected rows to this file (line;reason)"},
      {"option.report-precision", "Ketepatan waktu lapor", "Precision of that time"},
      {"option.report-time", "Waktu lapor: 2026-11-23 atau \"2026-11-23 09:00\"",
       "Time of the report: 2026-11-23 or \"2026-11-23 09:00\""},
      {"option.reporter", "Pelapor", "Reporter"},
      {"option.request-id", "UUID permintaan; permintaan yang sama tidak berlaku dua kali",
       "UUID of the request; the same request never counts twice"},
      {"option.result", "Hasil", "Result"},
      {"option.resume-by", "Dilanjutkan paling lambat: 2026-12-01, atau +3d", "Resume by: 2026-12-01, or +3d"},
      {"option.role", "Peran yang dipakai, bila punya beberapa", "The role to act in, when there are several"},
      {"option.scope", "Cakupan wilayah peran", "Region scope of the roles"},
      {"option.search", "Tanyakan nama, nomor KK atau NIK yang dicari", "Ask for the name, family card or NIK to look for"},
      {"option.section", "Bagian berkas (boleh berulang); bila kosong semua yang boleh dibaca",
       "Section (may be repeated); all that may be read when left out"},
      {"option.server", "Alamat server, host:port atau unix:PATH", "Server, host:port or unix:PATH"},
      {"option.service", "Layanan yang diminta (boleh berulang)", "Service asked for (may be repeated)"},
      {"option.sign-in-name", "Nama masuk", "Sign-in name"},
      {"option.since", "Sejak waktu ini, dengan zonanya", "From this time on, with its zone"},
      {"option.spoken-alone", "Sudah berbicara empat mata dengan yang bersangkutan", "Spoke with the person alone"},
      {"option.stage", "Tahap", "Stage"},
      {"option.supervising-unit", "Unit pembina", "Supervising unit"},
      {"option.to", "Unit penerima: nama atau id", "Receiving unit: its name or id"},
      {"option.unit", "Unit: nama atau id; bila kosong unit sendiri", "Unit: its name or id; the own one when left out"},
      {"option.until", "Sampai sebelum waktu ini", "Until before this time"},
      {"option.until-count", "Berhenti setelah sekian kejadian", "Stop after so many events"},
      {"option.urgency", "Kemendesakan", "Urgency"},
      {"option.verbose", "Tampilkan setiap peringatan", "List every warning"},
      {"option.version", "Cetak versi", "Print the version"},
      {"option.village-verification-allowed", "Boleh diverifikasi lewat desa", "The village may be asked to verify"},
      {"option.vulnerability", "Kerentanan (boleh berulang)", "Vulnerability (may be repeated)"},
      {"option.yes", "Jangan bertanya lagi sebelum langkah yang tidak dapat dibatalkan", "Do not ask before what cannot be undone"},
      {"prompt.birth_date", "Tanggal lahir (tulis 1990-07-01)", "Birth date (write 1990-07-01)"},
      {"prompt.danger_now", "Apakah sekarang dalam bahaya?", "In danger now?"},
      {"prompt.safe_contact", "Cara aman bertemu (di mana, kapan, melalui siapa)", "Safe way to meet (where, when, through whom)"},
      {"sample.CASE", "K-2026-0007", "K-2026-0007"},
      {"sample.DIR", "wilayah/", "regions/"},
      {"sample.FOLDER", "titik-uji/", "checkpoints/"},
      {"sample.HOUSEHOLD", "456789ab", "456789ab"},
      {"sample.OFFICER", "siti.operator", "siti.operator"},
      {"sample.RECORD", "M-2026-0003", "M-2026-0003"},
      {"sample.REFERRAL", "R-2026-0012", "R-2026-0012"},
      {"sample.REGION", "73.09.01.2003", "73.09.01.2003"},
      {"sample.UNIT", "\"SLRT Kabupaten Maros\"", "\"SLRT Kabupaten Maros\""},
      {"status.14", "Server {0} tidak dapat dihubungi.", "The server {0} cannot be reached."},
      {"status.16", "Belum masuk, atau sesi sudah berakhir.", "Not signed in, or the session has ended."},
      {"status.4", "Server {0} tidak menjawab pada waktunya.", "The server {0} did not answer in time."},
      {"status.5", "Data tidak ditemukan, atau Anda tidak berwenang melihatnya. Periksa kembali namanya.",
       "There is no such record, or it is not yours to see."},
      {"status.8", "Server {0} sedang terlalu sibuk.", "The server {0} is too busy."},
      {"status.other", "Server {0} menolak permintaan.", "The server {0} refused the request."},
      {"todo.10", "Data sudah berubah sejak dibaca; lihat lagi, lalu ulangi.",
       "It has changed since it was read; look again, then repeat."},
      {"todo.14", "Periksa --server dan sambungan, lalu ulangi.", "Check --server and the connection, then repeat."},
      {"todo.16", "Masuk dahulu: rujukan masuk NAMA", "Sign in first: rujukan sign-in NAME"},
      {"todo.3", "Perbaiki isian di atas, lalu ulangi.", "Correct the fields above, then repeat."},
      {"todo.4", "Ulangi perintah.", "Repeat the command."},
      {"word.ADDRESS", "ALAMAT", "ADDRESS"},
      {"word.CASE", "BERKAS", "CASE"},
      {"word.CODE", "KODE", "CODE"},
      {"word.CODE[=CAPACITY]", "KODE[=KAPASITAS]", "CODE[=CAPACITY]"},
      {"word.COMMAND", "PERINTAH", "COMMAND"},
      {"word.DIR", "FOLDER", "DIR"},
      {"word.FILE", "FILE", "FILE"},
      {"word.HOUSEHOLD", "KELUARGA", "HOUSEHOLD"},
      {"word.NAME", "NAMA", "NAME"},
      {"word.NUMBER", "ANGKA", "NUMBER"},
      {"word.OFFICER", "PETUGAS", "OFFICER"},
      {"word.PARENT", "INDUK", "PARENT"},
      {"word.RECORD", "CATATAN", "RECORD"},
      {"word.REFERRAL", "RUJUKAN", "REFERRAL"},
      {"word.REGION", "WILAYAH", "REGION"},
      {"word.SECONDS", "DETIK", "SECONDS"},
      {"word.TEXT", "TEKS", "TEXT"},
      {"word.TIME", "WAKTU", "TIME"},
      {"word.UNIT", "UNIT", "UNIT"},
  };
  return kTexts;
}

}  // namespace rujukan::client

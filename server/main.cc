// rujukand: builds everything in order, by hand, and runs it until it is told to stop.
#include <fcntl.h>
#include <getopt.h>
#include <grpc/support/log.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/sql/export.h"
#include "adapters/sql/import.h"
#include "adapters/sql/transaction.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/argon2_password_hasher.h"
#include "adapters/system/certificate_files.h"
#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/key_file.h"
#include "adapters/system/key_shares.h"
#include "adapters/system/listening_address.h"
#include "adapters/system/new_file.h"
#include "adapters/system/process_secrecy.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/tls_floor.h"
#include "adapters/system/uuid_ids.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "rujukan/config/v1/server_config.pb.h"
#include "server/broker/checkpoint_desk.h"
#include "server/broker/clerk.h"
#include "server/broker/directory.h"
#include "server/broker/verification.h"
#include "server/broker/workplace.h"
#include "server/configuration.h"
#include "server/domain/errors.h"
#include "server/domain/finding.h"
#include "server/domain/try.h"
#include "server/key_rotation.h"
#include "server/rpc/server.h"
#include "server/rpc/tls_credentials.h"

namespace rujukan {
namespace {

using config::v1::ServerConfig;

constexpr char kVersion[] = RUJUKAN_VERSION;

constexpr char kHelp[] = R"(rujukand: the referral service between village welfare posts and protection units

  rujukand --config FILE                               serve until SIGTERM or SIGINT
  rujukand --config FILE --create-keys                 make the key files, one that seals and one that signs checkpoints; never
                                                       replaces one
  rujukand --config FILE --create-administrator NAME   make an administrator with this sign-in name; the password is
                                                       asked for twice on a terminal, else a line of standard input
  rujukand --config FILE --migrate                     bring a MySQL or MariaDB database to the present schema; an empty one gets its tables
  rujukand --config FILE --migrate --dry-run           say which schema files that would run
  rujukand --config FILE --verify                      prove the records of a stopped server: what opens, chains, inboxes, who was told
  rujukand --config FILE --verify --checkpoints FOLDER
                                                       the same, and prove by the checkpoints held in FOLDER that nothing was changed,
                                                       removed, inserted or put back since; --public-key FILE: by a key in it
  rujukand --config FILE --export-checkpoints FOLDER   write the checkpoints that FOLDER does not have yet, for both agencies to hold;
                                                       servers may go on meanwhile
  rujukand --config FILE --export TO                   write all records to a new file that every store takes in, sealed as they are;
                                                       servers may go on meanwhile
  rujukand --config FILE --import FROM                 fill a new and empty database with an export made with the same keys
  rujukand --config FILE --export-key-shares ONE TWO   write the keys in two halves, for two people who keep them apart
  rujukand --config FILE --import-key-shares ONE TWO   make the key file again from both halves; never replaces one
  rujukand --config FILE --rotate-keys ONE TWO         change the key that seals, on a stopped server: a new generation of it for all
                                                       records, and new key shares; ended early, run it again
  rujukand --config FILE --retire-keys                 take the older generations out of the key file; what was saved before
                                                       --rotate-keys needs the file KEY_FILE.retired that this leaves
  rujukand --version
  rujukand --help

FILE is a text-format protocol buffer, rujukan.config.v1.ServerConfig; proto/rujukan/config/v1/server_config.proto is its manual.

Exit codes:
  0  done, or stopped as asked
  1  --verify or --export-checkpoints found something wrong, or --rotate-keys or --retire-keys something damaged
  2  wrong arguments or a wrong configuration
  3  could not be done: a file, the store, the address, another process on the same database
)";

enum class Task {
  kServe,
  kCreateKeys,
  kCreateAdministrator,
  kMigrate,
  kPendingMigrations,
  kVerify,
  kExportCheckpoints,
  kExport,
  kImport,
  kExportKeyShares,
  kImportKeyShares,
  kRotateKeys,
  kRetireKeys,
  kVersion,
  kHelp
};

enum ExitCode : int { kDone = 0, kFindings = 1, kWrongUse = 2, kNotDone = 3 };

// -- The log ----------------------------------------------------------------------------------------------------------------

// One line to standard error in one write, so that lines of threads never mix.
void WriteLog(LogLevel level, std::string_view text) {
  const char* const name = level == LogLevel::kInfo ? "INFO" : level == LogLevel::kWarning ? "WARNING" : "ERROR";
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  const std::string line = absl::StrCat(time, " ", name, " ", absl::string_view(text.data(), text.size()), "\n");
  // When nobody takes the log there is nobody to tell.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

// What gRPC itself has to say goes the same way, but only some of it: it has a line for each handshake that fails, and strangers
// would fill the disk.
void WriteGrpcLog(gpr_log_func_args* args) {
  constexpr int kLinesPerMinute = 60;
  static std::mutex mutex;
  static absl::Time minute_begins = absl::InfinitePast();
  static int lines = 0;
  const std::lock_guard lock(mutex);
  const absl::Time now = absl::Now();
  if (now - minute_begins > absl::Minutes(1)) {
    if (lines > kLinesPerMinute) {
      WriteLog(LogLevel::kWarning, absl::StrCat("grpc said ", lines - kLinesPerMinute, " lines more than fit in a minute"));
    }
    minute_begins = now;
    lines = 0;
  }
  if (++lines > kLinesPerMinute) return;
  const LogLevel level = args->severity == GPR_LOG_SEVERITY_ERROR ? LogLevel::kError : LogLevel::kInfo;
  WriteLog(level, absl::StrCat("grpc ", args->message));
}

int Fail(ExitCode code, const absl::Status& status) {
  WriteLog(LogLevel::kError, std::string(status.message()));
  return code;
}

// TLS with the certificates of `tls`, of callers too when there is a `client_ca_file`.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const config::v1::TlsConfig& tls,
                                                                       const std::string& client_ca_file) {
  RUJUKAN_TRY_ASSIGN(std::shared_ptr<CertificateFiles> files,
                     CertificateFiles::Open({tls.certificate_file(), tls.key_file(), client_ca_file}, [](const std::string& why) {
                       WriteLog(LogLevel::kError, absl::StrCat("new certificate not taken: ", why));
                     }));
  auto source = [files = std::move(files), taken = 0]() mutable -> std::optional<TlsIdentity> {
    std::optional<Certificates> fresh = files->Fresh();
    if (!fresh) return std::nullopt;
    if (++taken > 1) WriteLog(LogLevel::kInfo, "new certificate taken");
    return TlsIdentity{std::move(fresh->certificate), std::move(fresh->key), std::move(fresh->client_ca)};
  };
  return TlsCredentials(std::move(source), !client_ca_file.empty());
}

// What the configuration asks of the server, with its certificates.
absl::StatusOr<ServerOptions> OptionsWithCertificates(const ServerConfig& config) {
  ServerOptions options = OptionsOf(config);
  if (config.has_tls()) {
    RUJUKAN_TRY_ASSIGN(options.credentials, CredentialsOf(config.tls(), ""));
  }
  if (config.has_systems()) {
    const config::v1::SystemsConfig& systems = config.systems();
    RUJUKAN_TRY_ASSIGN(options.systems_credentials, CredentialsOf(systems.tls(), systems.client_ca_file()));
  }
  return options;
}

// -- The house --------------------------------------------------------------------------------------------------------------

// The ports, in the order in which they need each other.
class House {
 public:
  static absl::StatusOr<std::unique_ptr<House>> Build(const ServerConfig& config, Task task) {
    auto house = std::unique_ptr<House>(new House());
    RUJUKAN_TRY_ASSIGN(house->sealer_, OpenSealer(config));
    RUJUKAN_TRY_ASSIGN(house->store_, house->OpenStore(config, task));
    return house;
  }

  static absl::StatusOr<std::unique_ptr<FileKeySealer>> OpenSealer(const ServerConfig& config) {
    if (!std::filesystem::exists(config.key_file())) {
      return absl::NotFoundError(
          absl::StrCat("there is no key file ", config.key_file(), "; put the copy back, or make new keys with --create-keys"));
    }
    return FileKeySealer::FromFile(config.key_file());
  }

  Workplace work() { return {*store_, clock_, ids_, *sealer_}; }
  const PasswordHasher& hasher() const { return hasher_; }
  const FileKeySealer& sealer() const { return *sealer_; }

 private:
  House() : ids_(clock_) {}

  // `task` decides what may be done to the database on the way.
  absl::StatusOr<std::unique_ptr<Store>> OpenStore(const ServerConfig& config, Task task) {
    if (config.has_mysql()) {
      RUJUKAN_TRY_ASSIGN(MysqlOptions options, MysqlOptionsOf(config.mysql()));
      options.create = task == Task::kCreateAdministrator;
      options.migrate = task != Task::kVerify;
      options.write = task != Task::kVerify;
      options.alone = task == Task::kVerify;
      options.connection.on_defect = [](const std::string& why) {
        WriteLog(LogLevel::kError, absl::StrCat("database refused a statement: ", why));
      };
      return MysqlStore::Open(options, *sealer_, clock_);
    }
    SqliteOptions options = SqliteOptionsOf(config.sqlite());
    options.create = task == Task::kCreateAdministrator;
    options.migrate = task != Task::kVerify;
    return SqliteStore::Open(options, *sealer_, clock_);
  }

  SystemClock clock_;
  UuidIds ids_;
  Argon2PasswordHasher hasher_;
  std::unique_ptr<FileKeySealer> sealer_;
  std::unique_ptr<Store> store_;
};

// -- What it can do ---------------------------------------------------------------------------------------------------------

std::string CheckpointKeyFileOf(const ServerConfig& config) {
  return config.checkpoint_key_file().empty() ? config.key_file() + ".checkpoints" : config.checkpoint_key_file();
}

// Makes both key files, or that which is missing.
absl::Status CreateKeyFiles(const ServerConfig& config) {
  const std::string checkpoint_key_file = CheckpointKeyFileOf(config);
  const bool signs = std::filesystem::exists(checkpoint_key_file);
  if (!std::filesystem::exists(config.key_file()) || signs) {
    RUJUKAN_TRY(CreateKeyFile(config.key_file(), Keys::Random()));
    std::cout << "keys created: " << config.key_file()
              << "\nKeep a copy in another place than the database: without it nobody can ever read the records again.\n";
  }
  if (signs) return absl::OkStatus();
  const CheckpointKey key = CheckpointKey::Random();
  RUJUKAN_TRY(key.WriteNewFile(checkpoint_key_file));
  std::cout << "checkpoint key created: " << checkpoint_key_file
            << "\nGive both agencies the next line, in a file, to check checkpoints with (--verify --public-key FILE):\n"
            << PublicKeyLine(key.PublicKey());
  return absl::OkStatus();
}

int CreateKeys(const ServerConfig& config) {
  const absl::Status created = CreateKeyFiles(config);
  return created.ok() ? kDone : Fail(kNotDone, created);
}

// A password, wiped at the end.
class Password {
 public:
  Password() : bytes_{} {}
  ~Password() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  Password(const Password&) = delete;
  Password& operator=(const Password&) = delete;

  // The rest of a line of standard input, without any buffer between; what is longer than any password is cut, and then too long.
  void Read() {
    size_ = 0;
    for (char byte = 0; read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n';) {
      if (size_ < bytes_.size()) bytes_[size_++] = byte;
    }
  }
  std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  // More than the 128 characters that a password may have, in UTF-8.
  std::array<char, 1024> bytes_;
  std::size_t size_ = 0;
};

// A line from the terminal without showing it.
void AskPassword(const char* prompt, Password& password) {
  termios before{};
  tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::cerr << prompt << std::flush;
  password.Read();
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << "\n";
}

// From a terminal, where nobody sees what is typed, twice; or the line of standard input. False when the two differ.
bool ReadPassword(Password& password) {
  if (isatty(STDIN_FILENO) == 0) {
    password.Read();
    return true;
  }
  AskPassword("Password: ", password);
  Password again;
  AskPassword("The same password again: ", again);
  return again.text() == password.text();
}

// Says what the catalogue says, with every wrong field.
int Refused(const absl::Status& status) {
  const std::optional<RefusalDetails> details = DetailsOf(status);
  if (!details || details->violations.empty()) return Fail(kNotDone, status);
  for (const Violation& violation : details->violations) {
    WriteLog(LogLevel::kError, absl::StrCat(violation.field, ": ", DescribeInEnglish(violation)));
  }
  return kWrongUse;
}

int CreateAdministrator(const ServerConfig& config, const std::string& name) {
  const auto house = House::Build(config, Task::kCreateAdministrator);
  if (!house.ok()) return Fail(kNotDone, house.status());
  Password password;
  if (!ReadPassword(password))
    return Fail(kNotDone, absl::InvalidArgumentError("the two passwords differ; nothing was made, run it again"));
  Directory directory((*house)->work(), (*house)->hasher());
  const absl::Status created = directory.CreateAdministrator(name, "Administrator", password.text(), "Administrasi Rujukan");
  if (!created.ok()) return Refused(created);
  std::cout << "administrator created: " << name << "\nNext: start `rujukand --config FILE`, sign in with `rujukan masuk " << name
            << "`, import the regions with `rujukan region import DIR` and make the units and their officers.\n";
  return kDone;
}

int Migrate(const ServerConfig& config, Task task) {
  if (!config.has_mysql()) {
    return Fail(kWrongUse, absl::InvalidArgumentError("the embedded database is migrated by the server when it starts"));
  }
  const auto sealer = House::OpenSealer(config);
  if (!sealer.ok()) return Fail(kNotDone, sealer.status());
  const auto options = MysqlOptionsOf(config.mysql());
  if (!options.ok()) return Fail(kNotDone, options.status());
  const bool dry = task == Task::kPendingMigrations;
  const auto files =
      dry ? MysqlStore::PendingMigrations(*options, **sealer) : MysqlStore::Migrate(*options, **sealer, SystemClock());
  if (!files.ok()) return Fail(kNotDone, files.status());
  for (const std::string& file : *files) std::cout << (dry ? "would run " : "ran ") << file << "\n";
  if (files->empty()) std::cout << "the schema is up to date\n";
  return kDone;
}

// The checkpoints in a folder, and the keys one of which must have signed each: those of the file, or this installation's own.
absl::StatusOr<HeldCheckpoints> ReadHeld(const ServerConfig& config, const std::string& folder,
                                         const std::string& public_key_file) {
  std::vector<std::string> public_keys;
  if (public_key_file.empty()) {
    RUJUKAN_TRY_ASSIGN(const auto key, CheckpointKey::FromFile(CheckpointKeyFileOf(config)));
    public_keys.push_back(key->PublicKey());
  } else {
    RUJUKAN_TRY_ASSIGN(public_keys, ReadPublicKeyFile(public_key_file));
  }
  RUJUKAN_TRY_ASSIGN(auto files, ReadCheckpointFolder(folder));
  if (files.empty()) return absl::NotFoundError(absl::StrCat("there is no checkpoint in ", folder));
  return HeldUnder(std::move(public_keys), std::move(files));
}

int Verify(const ServerConfig& config, const std::string& checkpoints, const std::string& public_key_file) {
  absl::StatusOr<HeldCheckpoints> held = HeldCheckpoints();
  if (!checkpoints.empty()) held = ReadHeld(config, checkpoints, public_key_file);
  if (!held.ok()) return Fail(kNotDone, held.status());
  const auto house = House::Build(config, Task::kVerify);
  if (absl::IsDataLoss(house.status())) {
    std::cout << "finding: " << house.status().message() << "\n";
    return kFindings;
  }
  if (!house.ok()) return Fail(kNotDone, house.status());
  const auto report = VerifyStore((*house)->work(), checkpoints.empty() ? nullptr : &*held);
  if (!report.ok()) return Fail(kNotDone, report.status());
  for (const std::string& finding : report->findings) std::cout << "finding: " << finding << "\n";
  const std::int64_t more = report->findings_count - static_cast<std::int64_t>(report->findings.size());
  if (more > 0) std::cout << "and " << more << " findings more\n";
  std::cout << "referrals open: " << report->referrals_open << "\n";
  std::cout << "verified: referrals=" << report->referrals << " closed=" << report->referrals_closed
            << " events_expected=" << report->events_expected << " events_found=" << report->events_found
            << " households=" << report->households << " case_files=" << report->case_files
            << " chain_events=" << report->chain_events << " chain_events_pinned=" << report->chain_events_pinned
            << " findings=" << report->findings_count << "\n";
  return report->findings_count == 0 ? kDone : kFindings;
}

// What is done to a database behind a store's back: one moment of it is read, it is filled, or its records are changed.
enum class Purpose { kRead, kFill, kChange };

// Lends the database, to whoever writes alone.
absl::Status UseDatabase(const ServerConfig& config, Purpose purpose, const Sealer& sealer,
                         absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  const bool reads = purpose == Purpose::kRead;
  const bool makes = purpose == Purpose::kFill;
  if (!config.has_mysql()) {
    SqliteOptions options = SqliteOptionsOf(config.sqlite());
    options.create = options.migrate = makes;
    return reads ? SqliteStore::UseSnapshot(options, sealer, use) : SqliteStore::UseAlone(options, sealer, SystemClock(), use);
  }
  RUJUKAN_TRY_ASSIGN(MysqlOptions options, MysqlOptionsOf(config.mysql()));
  options.create = options.migrate = makes;
  options.alone = !reads;
  return reads ? MysqlStore::UseSnapshot(options, sealer, use) : MysqlStore::UseAlone(options, sealer, SystemClock(), use);
}

int ExportCheckpoints(const ServerConfig& config, const std::string& path) {
  const auto folder = CheckpointFolder::Open(path);
  if (!folder.ok()) return Fail(kNotDone, folder.status());
  const auto sealer = House::OpenSealer(config);
  if (!sealer.ok()) return Fail(kNotDone, sealer.status());
  CheckpointsAdded added;
  const absl::Status read = UseDatabase(config, Purpose::kRead, **sealer, [&](sql::Connection& connection) {
    sql::SqlTransaction transaction({connection, **sealer});
    const auto list = [&](std::int64_t after, std::size_t size) { return transaction.checkpoints().List(after, size); };
    return folder->Add(list, 0, added);
  });
  for (const Finding& finding : added.findings) {
    std::cout << "finding: " << finding.name << ": " << DescribeInEnglish(finding) << "\n";
  }
  std::cout << "checkpoints exported: " << added.written << "\n";
  if (!read.ok()) return Fail(kNotDone, read);
  if (!added.folder.ok()) return Fail(kNotDone, added.folder);
  return added.findings.empty() ? kDone : kFindings;
}

absl::StatusOr<sql::Summaries> WriteExport(const ServerConfig& config, const std::string& path) {
  // What servers that go on need until somebody has made room.
  constexpr std::uint64_t kReserveBytes = std::uint64_t{256} << 20;
  RUJUKAN_TRY_ASSIGN(const auto sealer, House::OpenSealer(config));
  RUJUKAN_TRY_ASSIGN(const auto file, NewFile::Begin(path, "export", kReserveBytes));
  sql::Summaries summaries;
  RUJUKAN_TRY(UseDatabase(config, Purpose::kRead, *sealer, [&](sql::Connection& connection) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(summaries, sql::Export(connection, *sealer, absl::StrCat("rujukand ", kVersion), absl::Now(),
                                              [&](std::string_view bytes) { return file->Append(bytes); }));
    return absl::OkStatus();
  }));
  RUJUKAN_TRY(file->Finish());
  return summaries;
}

absl::StatusOr<sql::Summaries> ReadImport(const ServerConfig& config, const std::string& path) {
  RUJUKAN_TRY_ASSIGN(const auto sealer, House::OpenSealer(config));
  const auto open_export = [&]() -> std::unique_ptr<google::protobuf::io::ZeroCopyInputStream> {
    std::error_code ignored;
    const int file = std::filesystem::is_regular_file(path, ignored) ? open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return nullptr;
    auto stream = std::make_unique<google::protobuf::io::FileInputStream>(file);
    stream->SetCloseOnDelete(true);
    return stream;
  };
  // Servers look every two seconds; nobody but us is at a database file.
  const absl::Duration until_seen = config.has_mysql() ? absl::Seconds(5) : absl::ZeroDuration();
  const auto proved = sql::ProveExport(*sealer, open_export);
  if (!proved.ok()) return absl::Status(proved.status().code(), absl::StrCat("export ", path, ": ", proved.status().message()));
  RUJUKAN_TRY(UseDatabase(config, Purpose::kFill, *sealer, [&](sql::Connection& connection) {
    return sql::Import(connection, *sealer, *proved, open_export, until_seen);
  }));
  return proved;
}

// The same lines for the same records, whatever store they are in. `done` is "exported" or "imported".
int TellSummaries(const char* done, const absl::StatusOr<sql::Summaries>& summaries) {
  if (!summaries.ok()) return Fail(kNotDone, summaries.status());
  std::cout << done << ":";
  for (const sql::TableSummary& table : *summaries) std::cout << " " << table.name << "=" << table.row_count;
  std::cout << "\n";
  for (const sql::TableSummary& table : *summaries) {
    std::cout << "digest " << table.name << " " << table.row_count << " "
              << (table.digest.empty() ? "-" : absl::BytesToHexString(table.digest)) << "\n";
  }
  return kDone;
}

int ExportKeyShares(const ServerConfig& config, const std::string& one, const std::string& two) {
  const absl::StatusOr<Keys> keys = ReadKeyFile(config.key_file());
  if (!keys.ok()) return Fail(kNotDone, keys.status());
  if (const absl::Status created = CreateKeyShares(one, two, *keys); !created.ok()) return Fail(kNotDone, created);
  std::cout << "key shares created: " << one << " " << two
            << "\nGive each to another person, on another medium, and remove both from this machine.\n";
  return kDone;
}

int ImportKeyShares(const ServerConfig& config, const std::string& one, const std::string& two) {
  const absl::StatusOr<Keys> keys = JoinKeyShares(one, two);
  if (!keys.ok()) return Fail(kNotDone, keys.status());
  if (const absl::Status created = CreateKeyFile(config.key_file(), *keys); !created.ok()) return Fail(kNotDone, created);
  std::cout << "key file made from both shares: " << config.key_file() << "\n";
  return kDone;
}

// What both tasks on generations of the sealing key have in common; `change` is RotateKeys or RetireKeys.
int ChangeKeys(const ServerConfig& config, absl::FunctionRef<absl::StatusOr<std::int64_t>(LendDatabase, Tell)> change) {
  // Two at once would each write a key file without the other's key.
  const std::string lock_file = config.key_file() + ".lock";
  const int lock = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return Fail(kNotDone, absl::FailedPreconditionError(
                              absl::StrCat("another process changes these keys, or ", lock_file, " cannot be made")));
  }
  const auto damaged = change(
      [&](const Sealer& sealer, absl::FunctionRef<absl::Status(sql::Connection&)> use) {
        return UseDatabase(config, Purpose::kChange, sealer, use);
      },
      [](const std::string& line) { std::cout << line << std::endl; });
  if (!damaged.ok()) return Fail(kNotDone, damaged.status());
  if (*damaged == 0) return kDone;
  std::cout << "finding: " << *damaged << " sealed values are damaged and were left as they are; --verify names their records\n";
  return kFindings;
}

// A clerk with the key that it signs with.
class SigningClerk {
 public:
  SigningClerk(std::unique_ptr<CheckpointKey> key, House& house, absl::Duration interval)
      : key_(std::move(key)),
        desk_(house.work(), *key_),
        clerk_(
            std::in_place, interval, [this] { return SignUntilStopped(); },
            [](const absl::Status& status) {
              // Whoever stopped it tells.
              if (absl::IsCancelled(status)) return;
              WriteLog(LogLevel::kError, absl::StrCat("checkpoints could not be signed: ", status.message()));
            }) {}
  // Ends soon, even while there is much to sign.
  ~SigningClerk() { stop_.request_stop(); }
  SigningClerk(const SigningClerk&) = delete;
  SigningClerk& operator=(const SigningClerk&) = delete;

  // Signs what is left, or as much of it as there is time for, and nothing any more after it.
  absl::Status SignTheLast(absl::Duration patience) {
    auto signing = std::async(std::launch::async, [this] {
      clerk_.reset();
      return SignUntilStopped();
    });
    if (signing.wait_for(absl::ToChronoNanoseconds(patience)) == std::future_status::timeout) stop_.request_stop();
    return signing.get();
  }

 private:
  absl::Status SignUntilStopped() { return desk_.SignAll(stop_.get_token()).status(); }

  const std::unique_ptr<CheckpointKey> key_;
  CheckpointDesk desk_;
  std::stop_source stop_;
  std::optional<Clerk> clerk_;
};

// Starts to listen, or says why not.
absl::StatusOr<std::unique_ptr<Server>> StartServer(const ServerConfig& config, House& house) {
  RUJUKAN_TRY_ASSIGN(const ServerOptions options, OptionsWithCertificates(config));
  const auto refuse = [](const std::string& address, const std::string& why) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": ", why));
  };
  const std::string* const addresses[] = {&options.listen_address, &options.systems_listen_address};
  for (const std::string* address : addresses) {
    if (IsAnswered(*address)) return refuse(*address, "another server answers there");
  }
  auto server = Server::Start(house.work(), house.hasher(), options, WriteLog);
  if (!absl::IsUnavailable(server.status())) return server;
  for (const std::string* address : addresses) {
    const std::string why = address->empty() ? "" : WhyNotListening(*address);
    if (!why.empty()) return refuse(*address, why);
  }
  return server;
}

// A server whose directory has nobody serves nobody, and looks well.
void WarnWhenNobodyCanSignIn(House& house) {
  const absl::StatusOr<bool> anybody = Directory(house.work(), house.hasher()).AnybodyCanSignIn();
  // That a store does not answer now is for the health of the server to tell.
  if (!anybody.ok() || *anybody) return;
  WriteLog(LogLevel::kWarning,
           "nobody can sign in: there is no officer who is not disabled; make an administrator with `rujukand --config FILE "
           "--create-administrator NAME`");
}

void WarnWhenKeysMayBeSwapped(const House& house) {
  if (house.sealer().AreKeysLocked()) return;
  WriteLog(LogLevel::kWarning,
           "the keys may be written to swap, since this process may not lock memory for them: raise LimitMEMLOCK of the service "
           "(ulimit -l) to 1 MB, or encrypt swap or turn it off");
}

// Nobody when there is no key to sign with.
absl::StatusOr<std::unique_ptr<SigningClerk>> StartClerk(const ServerConfig& config, House& house) {
  const std::string file = CheckpointKeyFileOf(config);
  if (!std::filesystem::exists(file)) {
    WriteLog(LogLevel::kWarning, absl::StrCat("checkpoints are not signed: there is no ", file, "; --create-keys makes it"));
    return nullptr;
  }
  RUJUKAN_TRY_ASSIGN(auto key, CheckpointKey::FromFile(file));
  constexpr int kCheckpointSeconds = 600;
  const int seconds = config.checkpoint_seconds() > 0 ? config.checkpoint_seconds() : kCheckpointSeconds;
  return std::make_unique<SigningClerk>(std::move(key), house, absl::Seconds(seconds));
}

// Drains, then writes what is left and signs as much of it as there is time for. Not when the database does not answer: whoever
// stops this server does not wait for long, and the next one signs. It is asked meanwhile, since a silent one takes long to be
// found out.
void Finish(const ServerConfig& config, Store& store, Server& server, SigningClerk* clerk) {
  auto answer = std::async(std::launch::async, [&store] { return store.Ping(); });
  server.Drain(PatienceOf(config));
  absl::Status finished = answer.get();
  if (finished.ok()) finished = server.WriteRefusals();
  if (finished.ok() && clerk != nullptr) finished = clerk->SignTheLast(PatienceOf(config));
  if (!finished.ok()) WriteLog(LogLevel::kError, absl::StrCat("the last events are not signed: ", finished.message()));
}

// REQUIRES: `stop_signals` are blocked in every thread.
int Serve(const ServerConfig& config, const sigset_t& stop_signals) {
  const auto house = House::Build(config, Task::kServe);
  if (!house.ok()) return Fail(kNotDone, house.status());
  WarnWhenNobodyCanSignIn(**house);
  WarnWhenKeysMayBeSwapped(**house);
  const auto server = StartServer(config, **house);
  if (!server.ok()) return Fail(absl::IsInvalidArgument(server.status()) ? kWrongUse : kNotDone, server.status());
  WriteLog(LogLevel::kInfo,
           absl::StrCat("serving version=", kVersion, " address=", config.listen_address(), " port=", (*server)->port()));
  if (config.has_systems()) {
    WriteLog(LogLevel::kInfo,
             absl::StrCat("serving systems address=", config.systems().listen_address(), " port=", (*server)->systems_port()));
  }
  if (!IsPrivateAddress(config.listen_address())) {
    WriteLog(
        LogLevel::kWarning,
        absl::StrCat("listen_address ", config.listen_address(),
                     " can be reached from the network, where one connection that opens and resets calls fast enough fills the "
                     "memory of this process; let people come through nghttpx, as deploy/nghttpx.conf does"));
  }
  auto clerk = StartClerk(config, **house);
  if (!clerk.ok()) return Fail(kNotDone, clerk.status());
  int signal = 0;
  sigwait(&stop_signals, &signal);
  WriteLog(LogLevel::kInfo, absl::StrCat("draining signal=", signal));
  Finish(config, (*house)->work().store, **server, clerk->get());
  WriteLog(LogLevel::kInfo, "stopped");
  return kDone;
}

// -- The command line -------------------------------------------------------------------------------------------------------

struct Arguments {
  Task task = Task::kServe;
  std::string config_file;
  // What the task is given: a name, or files.
  std::vector<std::string> operands;
  // Of --verify: the folder of held checkpoints, and the key that must have signed them.
  std::string checkpoints;
  std::string public_key_file;
};

std::size_t OperandsOf(Task task) {
  switch (task) {
    case Task::kCreateAdministrator:
    case Task::kExportCheckpoints:
    case Task::kExport:
    case Task::kImport:
      return 1;
    case Task::kExportKeyShares:
    case Task::kImportKeyShares:
    case Task::kRotateKeys:
      return 2;
    default:
      return 0;
  }
}

// Getopt says itself what is wrong with an option.
absl::StatusOr<Arguments> ParseArguments(int argc, char** argv) {
  // A task is its own code; these are none.
  constexpr int kConfig = 'c', kDryRun = 'd', kCheckpoints = 'C', kPublicKey = 'P', kUnknown = '?';
  const auto is = [](Task task) { return static_cast<int>(task); };
  const option options[] = {
      {"config", required_argument, nullptr, kConfig},
      {"dry-run", no_argument, nullptr, kDryRun},
      {"checkpoints", required_argument, nullptr, kCheckpoints},
      {"public-key", required_argument, nullptr, kPublicKey},
      {"create-keys", no_argument, nullptr, is(Task::kCreateKeys)},
      {"create-administrator", required_argument, nullptr, is(Task::kCreateAdministrator)},
      {"migrate", no_argument, nullptr, is(Task::kMigrate)},
      {"verify", no_argument, nullptr, is(Task::kVerify)},
      {"export-checkpoints", required_argument, nullptr, is(Task::kExportCheckpoints)},
      {"export", required_argument, nullptr, is(Task::kExport)},
      {"import", required_argument, nullptr, is(Task::kImport)},
      {"export-key-shares", required_argument, nullptr, is(Task::kExportKeyShares)},
      {"import-key-shares", required_argument, nullptr, is(Task::kImportKeyShares)},
      {"rotate-keys", required_argument, nullptr, is(Task::kRotateKeys)},
      {"retire-keys", no_argument, nullptr, is(Task::kRetireKeys)},
      {"version", no_argument, nullptr, is(Task::kVersion)},
      {"help", no_argument, nullptr, is(Task::kHelp)},
      {nullptr, 0, nullptr, 0},
  };
  Arguments arguments;
  int tasks = 0;
  bool dry_run = false;
  for (int found = 0; (found = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    if (found == kUnknown) return absl::InvalidArgumentError("");
    if (found == kConfig) {
      arguments.config_file = optarg;
    } else if (found == kDryRun) {
      dry_run = true;
    } else if (found == kCheckpoints) {
      arguments.checkpoints = optarg;
    } else if (found == kPublicKey) {
      arguments.public_key_file = optarg;
    } else {
      ++tasks;
      arguments.task = static_cast<Task>(found);
      if (optarg != nullptr) arguments.operands.emplace_back(optarg);
    }
  }
  arguments.operands.insert(arguments.operands.end(), argv + optind, argv + argc);
  const auto refuse = [](const std::string& text) { return absl::InvalidArgumentError(text); };
  if (tasks > 1) return refuse("one task at a time");
  if (dry_run && arguments.task != Task::kMigrate) return refuse("--dry-run goes with --migrate only");
  if (!arguments.checkpoints.empty() && arguments.task != Task::kVerify) return refuse("--checkpoints goes with --verify only");
  if (!arguments.public_key_file.empty() && arguments.checkpoints.empty())
    return refuse("--public-key goes with --checkpoints only");
  if (dry_run) arguments.task = Task::kPendingMigrations;
  const bool needs_config = arguments.task != Task::kVersion && arguments.task != Task::kHelp;
  if (needs_config && arguments.config_file.empty()) return refuse("--config FILE is missing");
  const std::size_t wanted = OperandsOf(arguments.task);
  if (arguments.operands.size() > wanted) return refuse(absl::StrCat("not expected: ", arguments.operands[wanted]));
  if (arguments.operands.size() < wanted) return refuse("the second of two files is missing");
  return arguments;
}

int Run(const Arguments& arguments, const sigset_t& stop_signals) {
  if (arguments.task == Task::kHelp) {
    std::cout << kHelp;
    return kDone;
  }
  if (arguments.task == Task::kVersion) {
    std::cout << "rujukand " << kVersion << "\n";
    return kDone;
  }
  const absl::StatusOr<ServerConfig> config = LoadConfig(arguments.config_file);
  if (!config.ok()) return Fail(kWrongUse, config.status());
  const std::vector<std::string>& operands = arguments.operands;
  // Before any thread, and before a database server is called.
  if (const absl::Status floor = SetTlsFloor(config->tls_1_2_allowed()); !floor.ok()) return Fail(kNotDone, floor);
  switch (arguments.task) {
    case Task::kCreateKeys:
      return CreateKeys(*config);
    case Task::kCreateAdministrator:
      return CreateAdministrator(*config, operands[0]);
    case Task::kMigrate:
    case Task::kPendingMigrations:
      return Migrate(*config, arguments.task);
    case Task::kVerify:
      return Verify(*config, arguments.checkpoints, arguments.public_key_file);
    case Task::kExportCheckpoints:
      return ExportCheckpoints(*config, operands[0]);
    case Task::kExport:
      return TellSummaries("exported", WriteExport(*config, operands[0]));
    case Task::kImport:
      return TellSummaries("imported", ReadImport(*config, operands[0]));
    case Task::kExportKeyShares:
      return ExportKeyShares(*config, operands[0], operands[1]);
    case Task::kImportKeyShares:
      return ImportKeyShares(*config, operands[0], operands[1]);
    case Task::kRotateKeys:
      return ChangeKeys(*config, [&](LendDatabase lend, Tell tell) {
        return RotateKeys(config->key_file(), operands[0], operands[1], lend, tell);
      });
    case Task::kRetireKeys:
      return ChangeKeys(*config, [&](LendDatabase lend, Tell tell) { return RetireKeys(config->key_file(), lend, tell); });
    default:
      return Serve(*config, stop_signals);
  }
}

// Before any thread exists, so that every thread inherits it: the stop signals wait for sigwait.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

}  // namespace
}  // namespace rujukan

int main(int argc, char** argv) {
  using namespace rujukan;
  // Nothing this process makes is for others to read.
  umask(077);
  gpr_set_log_function(WriteGrpcLog);
  // Debian's Abseil looks for deadlocks at every lock of gRPC, which is a tool for who writes gRPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (!ForbidDumps()) WriteLog(LogLevel::kWarning, "core files cannot be turned off for this process");
  const absl::StatusOr<Arguments> arguments = ParseArguments(argc, argv);
  if (!arguments.ok()) {
    if (!arguments.status().message().empty()) std::cerr << argv[0] << ": " << arguments.status().message() << "\n";
    std::cerr << kHelp;
    return kWrongUse;
  }
  const bool serves = arguments->task == Task::kServe;
  const sigset_t stop_signals = serves ? BlockStopSignals() : sigset_t{};
  try {
    return Run(*arguments, stop_signals);
  } catch (const std::exception& exception) {
    WriteLog(LogLevel::kError, exception.what());
    return kNotDone;
  }
}

// Sending, reading and listing referrals, and the work that waits.
#include <algorithm>

#include "client/commands.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "rujukan/v1/unit.grpc.pb.h"

namespace rujukan::client {
namespace {

// What a referral carries beside its packet and is not for a command line.
std::vector<InputField> SendFields() {
  std::vector<InputField> fields = {{"recorded_for", "referral.recorded_for"},
                                    {"contact_through", "referral.contact_through"},
                                    {"deliver_to", "referral.deliver_to"},
                                    {"external_number", "referral.external_numbers"}};
  fields.insert(fields.begin(), PacketFields().begin(), PacketFields().end());
  return fields;
}

// An alert asks for nothing but a safe way to meet; what names a person is for a file, and only with a basis.
// `village` is suggested as the region: mostly it is the officer's own.
std::vector<InputField> AlertFields(const std::string& village) {
  std::vector<InputField> fields = SendFields();
  for (InputField& field : fields) {
    field.required = field.key == "safe_contact";
    field.asked = field.required || field.key == "danger_now";
  }
  fields.insert(fields.begin(),
                {{.key = "region", .path = "referral.region", .asked = true, .required = true, .suggestion = village},
                 {.key = "urgency", .path = "referral.urgency", .asked = true, .required = true}});
  return fields;
}

void ShowNotice(Shell& shell, const v1::EmergencyNotice& notice) {
  const Texts& texts = shell.texts();
  const std::string line(60, '!');
  const bool indonesian = texts.language() == Language::kIndonesian;
  std::ostream& err = shell.console().err;
  err << line << '\n' << (indonesian ? notice.message_id() : notice.message_en()) << '\n';
  if (!notice.duty_phone().empty()) err << "  " << texts.Get("field.duty_phone") << ": " << notice.duty_phone() << '\n';
  err << "  " << texts.Get("field.police_phone") << ": " << notice.police_phone() << '\n';
  err << "  " << texts.Get("field.sapa_phone") << ": " << notice.sapa_phone() << '\n' << line << '\n';
}

// Somebody who excludes the own unit or oneself is told of nothing there; what to do instead must be said all the same.
v1::Referral Create(Shell& shell, v1::CreateReferralRequest& request) {
  try {
    return shell.Write(&v1::ReferralService::Stub::CreateReferral, request);
  } catch (const Refused& refused) {
    const bool excludes = request.referral().excluded_officers_size() + request.referral().excluded_units_size() > 0;
    if (excludes && refused.error.code == grpc::StatusCode::NOT_FOUND) {
      shell.console().err << shell.texts().Get("message.exclude_otherwise") << '\n';
    }
    throw;
  }
}

void Send(Shell& shell, v1::CreateReferralRequest& request) {
  const v1::Referral referral = Create(shell, request);
  shell.Show(referral);
  // On the error stream, so that it is seen even where a program reads the answer.
  if (referral.has_emergency_notice()) ShowNotice(shell, referral.emergency_notice());
}

// Mostly somebody at the receiver, whose officers a post may not list: what is said otherwise must not stop an alert.
std::string OfficerToExclude(Shell& shell, const std::string& receiver, const std::string& word) {
  for (const std::string& unit : {receiver, shell.unit()}) {
    try {
      return shell.FindOfficer(unit, word);
    } catch (const Refused& refused) {
      const bool hidden = refused.error.code == grpc::StatusCode::PERMISSION_DENIED;
      if (refused.error.code != grpc::StatusCode::NOT_FOUND && !hidden) throw;
    }
  }
  throw WrongUsage{"message.officer_to_exclude_unknown", {word, shell.texts().Get("message.exclude_otherwise")}};
}

// Turns what the person typed into names.
void ResolveNames(Shell& shell, v1::Referral& referral) {
  referral.set_receiver(shell.FindUnit(referral.receiver()));
  referral.set_household(shell.FindHousehold(referral.household()));
  if (!referral.sender_case_file().empty()) {
    referral.set_sender_case_file(shell.FindCaseFile(referral.sender_case_file()).name());
  }
  if (!referral.counter_to().empty()) referral.set_counter_to(shell.FindReferral(referral.counter_to()).name());
  for (std::string& unit : *referral.mutable_excluded_units()) unit = shell.FindUnit(unit);
  for (std::string& officer : *referral.mutable_excluded_officers()) {
    officer = OfficerToExclude(shell, referral.receiver(), officer);
  }
}

bool Serves(const v1::Unit& unit, const std::string& region) {
  const auto contains = [&](const std::string& area) {
    return region == area || (region.size() > area.size() && region.compare(0, area.size() + 1, area + ".") == 0);
  };
  return contains(unit.region()) || std::any_of(unit.coverage_regions().begin(), unit.coverage_regions().end(), contains);
}

// The one protection unit that serves the region.
std::string ProtectionUnitFor(Shell& shell, const std::string& region) {
  v1::ListUnitsRequest request;
  request.set_kind(v1::UNIT_KIND_PROTECTION_UNIT);
  std::vector<std::string> names;
  shell.EachPage(&v1::UnitService::Stub::ListUnits, request, [&](const v1::ListUnitsResponse& page) {
    for (const v1::Unit& unit : page.units()) {
      if (unit.active() && Serves(unit, region)) names.push_back(unit.name());
    }
    return true;
  });
  if (names.size() != 1) throw WrongUsage{"message.name_the_protection_unit", {region}, "referral.region"};
  return names.front();
}

void Alert(Shell& shell, v1::CreateReferralRequest request, const std::string& from) {
  request.mutable_referral()->set_kind(v1::REFERRAL_KIND_PROTECTION_ALERT);
  if (request.referral().legal_basis() == v1::LEGAL_BASIS_UNSPECIFIED) {
    request.mutable_referral()->set_legal_basis(v1::LEGAL_BASIS_CONSENT_PENDING);
  }
  shell.FillAndSend(from, AlertFields(shell.village()), request, [&shell, &request] {
    v1::CreateReferralRequest addressed = request;
    v1::Referral& referral = *addressed.mutable_referral();
    if (referral.receiver().empty()) referral.set_receiver(ProtectionUnitFor(shell, referral.region()));
    ResolveNames(shell, referral);
    Send(shell, addressed);
  });
}

void List(Shell& shell, const v1::ListReferralsRequest& request) {
  Table table(ReferralColumns(shell.texts()));
  shell.EachPage(&v1::ReferralService::Stub::ListReferrals, request, [&](const v1::ListReferralsResponse& page) {
    for (const v1::Referral& referral : page.referrals()) {
      if (!shell.ShowForPrograms(referral)) table.Add(ReferralCells(shell, referral), IsOverdue(referral, Now()));
    }
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

bool DueEarlier(const v1::Referral& a, const v1::Referral& b) {
  // What has no deadline comes last.
  if (a.has_next_due_time() != b.has_next_due_time()) return a.has_next_due_time();
  return a.next_due_time().seconds() < b.next_due_time().seconds();
}

std::string MoveWords(const Texts& texts, const v1::Referral& referral) {
  std::string words;
  for (const int move : referral.available_moves()) {
    words += (words.empty() ? "" : ", ") + MoveWord(texts, static_cast<v1::Move>(move));
  }
  return words;
}

// "Tenggat 2026-11-24 10:15 dibaca. Langkah: terima, tolak", where there is either.
std::string WorkNote(const Texts& texts, const v1::Referral& referral) {
  std::string note;
  if (referral.has_next_due_time()) note = texts.Get("message.due", {DueText(texts, referral, Now())});
  if (referral.available_moves().empty()) return note;
  return note + (note.empty() ? "" : " ") + texts.Get("message.you_may", {MoveWords(texts, referral)});
}

void Work(Shell& shell) {
  std::vector<v1::Referral> waiting;
  v1::ListReferralsRequest request;
  request.set_box(v1::ListReferralsRequest::BOX_ACCOUNTABLE);
  request.set_open_only(true);
  shell.EachPage(&v1::ReferralService::Stub::ListReferrals, request, [&](const v1::ListReferralsResponse& page) {
    waiting.insert(waiting.end(), page.referrals().begin(), page.referrals().end());
    return true;
  });
  for (const v1::Referral& referral : shell.ReferralsToConfirm()) {
    const auto same = [&](const v1::Referral& each) { return each.name() == referral.name(); };
    if (std::none_of(waiting.begin(), waiting.end(), same)) waiting.push_back(referral);
  }
  std::stable_sort(waiting.begin(), waiting.end(), DueEarlier);
  Table table(ReferralColumns(shell.texts()));
  for (const v1::Referral& referral : waiting) {
    if (shell.ShowForPrograms(referral)) continue;
    table.Add(ReferralCells(shell, referral), IsOverdue(referral, Now()), WorkNote(shell.texts(), referral));
  }
  if (shell.settings.json || shell.settings.name_only) return;
  if (waiting.empty()) return shell.Say("message.no_work");
  shell.Print(table);
}

void ShowReferral(Shell& shell, const std::string& word) {
  const v1::Referral referral = shell.FindReferral(word);
  shell.Show(referral);
  if (!referral.available_moves().empty()) shell.Say("message.you_may", {MoveWords(shell.texts(), referral)});
}

void ShowPacket(Shell& shell, const std::string& word, v1::GetPacketRequest request) {
  request.set_name(shell.FindReferral(word).name() + "/packet");
  if (request.sections().empty()) {
    for (int i = 1; i < v1::PacketSection_descriptor()->value_count(); ++i) {
      request.add_sections(static_cast<v1::PacketSection>(v1::PacketSection_descriptor()->value(i)->number()));
    }
  }
  v1::Packet packet;
  shell.Call(&v1::ReferralService::Stub::GetPacket, request, &packet);
  shell.Show(packet);
}

// The options that a referral and an alert share.
void AddReferralOptions(CLI::App& command, Shell& shell, const std::shared_ptr<v1::CreateReferralRequest>& request) {
  AddField(command, shell, "--urgency", request, "referral.urgency");
  AddField(command, shell, "--region", request, "referral.region");
  AddField(command, shell, "--channel", request, "referral.channel");
  AddField(command, shell, "--reporter", request, "referral.reporter");
  AddField(command, shell, "--report-time", request, "referral.report_time");
  AddField(command, shell, "--report-precision", request, "referral.report_time_precision");
  AddField(command, shell, "--called-time", request, "referral.called_time");
  AddField(command, shell, "--exclude-unit", request, "referral.excluded_units");
  AddField(command, shell, "--exclude-officer", request, "referral.excluded_officers");
  AddField(command, shell, "--id", request, "referral_id");
}

void AddSend(CLI::App& app, Shell& shell) {
  CLI::App& send = AddCommand(app, shell, "send", "kirim");
  const auto request = std::make_shared<v1::CreateReferralRequest>();
  AddField(send, shell, "--kind", request, "referral.kind", true);
  AddField(send, shell, "--to", request, "referral.receiver", true);
  AddField(send, shell, "--legal-basis", request, "referral.legal_basis", true);
  AddField(send, shell, "--program", request, "referral.welfare_programs");
  AddField(send, shell, "--service", request, "referral.requested_services");
  AddField(send, shell, "--household", request, "referral.household");
  AddField(send, shell, "--case", request, "referral.sender_case_file");
  AddField(send, shell, "--counter-to", request, "referral.counter_to");
  AddField(send, shell, "--home-visit-allowed", request, "referral.home_visit_allowed");
  AddField(send, shell, "--village-verification-allowed", request, "referral.village_verification_allowed");
  AddReferralOptions(send, shell, request);
  const auto from = AddFrom(send, shell, SendFields(), *request);
  Do(send, shell, [&shell, request, from] {
    shell.FillAndSend(*from, SendFields(), *request, [&shell, &request = *request] {
      v1::CreateReferralRequest addressed = request;
      ResolveNames(shell, *addressed.mutable_referral());
      Send(shell, addressed);
    });
  });
}

void AddAlert(CLI::App& app, Shell& shell) {
  CLI::App& alert = AddCommand(app, shell, "alert", "waspada");
  const auto request = std::make_shared<v1::CreateReferralRequest>();
  AddField(alert, shell, "--to", request, "referral.receiver");
  AddField(alert, shell, "--legal-basis", request, "referral.legal_basis");
  AddReferralOptions(alert, shell, request);
  const auto from = AddFrom(alert, shell, AlertFields(""), *request);
  Do(alert, shell, [&shell, request, from] { Alert(shell, *request, *from); });
}

}  // namespace

const std::vector<InputField>& PacketFields() {
  static const std::vector<InputField> kFields = {
      {"safe_contact", "packet.contact.safe_contact", true},
      {"contact_phone", "packet.contact.phone", true},
      {"forbidden_ways", "packet.contact.forbidden_ways"},
      {"code_word", "packet.contact.code_word"},
      {"danger_now", "packet.contact.danger_now"},
      {"full_name", "packet.identity.full_name", true},
      {"nik", "packet.identity.nik", true},
      {"birth_date", "packet.identity.birth_date"},
      {"birth_date_precision", "packet.identity.birth_date_precision"},
      {"sex", "packet.identity.sex"},
      {"identity_address", "packet.identity.address"},
      {"family_card_number", "packet.identity.family_card_number", true},
      {"purpose", "packet.need.purpose", true},
      {"services_given", "packet.need.services_given"},
      {"access_needs", "packet.need.access_needs"},
      {"eligibility", "packet.need.eligibility", true},
      {"household_card_number", "packet.household.family_card_number"},
      {"household_region", "packet.household.region"},
      {"household_address", "packet.household.address"},
      {"decile", "packet.household.decile"},
      {"members_count", "packet.household.members_count"},
      {"programs", "packet.household.programs"},
      {"chronology", "packet.chronology.chronology"},
      {"development", "packet.chronology.development"},
      {"alleged_perpetrator_name", "packet.alleged_perpetrator.full_name"},
      {"alleged_perpetrator_relation", "packet.alleged_perpetrator.relation"},
      {"alleged_perpetrator_note", "packet.alleged_perpetrator.note"},
      {"physical", "packet.health.physical"},
      {"psychological", "packet.health.psychological"},
      {"attachment_title", "packet.attachments.titles"},
  };
  return kFields;
}

std::vector<Column> ReferralColumns(const Texts& texts) {
  return {{texts.Get("field.number")},
          {texts.Get("field.kind"), Fit::kCut},
          {texts.Get("message.urgency")},
          {texts.Get("field.state"), Fit::kCut},
          {texts.Get("message.party"), Fit::kCut}};
}

std::vector<std::string> ReferralCells(Shell& shell, const v1::Referral& referral) {
  const Texts& texts = shell.texts();
  const bool sent = referral.sender() == shell.unit();
  const std::string overdue = IsOverdue(referral, Now()) ? texts.Get("message.overdue") + ": " : "";
  return {NumberOf(referral, shell.unit()), texts.LabelOf(referral.kind()), texts.LabelOf(referral.urgency()),
          overdue +
              (referral.state() == v1::REFERRAL_STATE_UNSPECIFIED ? texts.Get("message.damaged") : texts.LabelOf(referral.state())),
          sent                        ? "→ " + referral.receiver_display_name()
          : referral.sender().empty() ? ""
                                      : "← " + referral.sender_display_name()};
}

bool IsOverdue(const v1::Referral& referral, std::chrono::sys_seconds now) {
  return referral.has_next_due_time() && referral.next_due_time().seconds() < now.time_since_epoch().count();
}

std::string DueText(const Texts& texts, const v1::Referral& referral, std::chrono::sys_seconds now) {
  if (!referral.has_next_due_time()) return "";
  std::string text = ShowTime(referral.next_due_time());
  if (const std::string what = texts.LabelOf(referral.due_kind()); !what.empty()) text += " (" + what + ")";
  return IsOverdue(referral, now) ? texts.Get("message.overdue") + " " + text : text;
}

void AddReferralCommands(CLI::App& app, Shell& shell) {
  Do(AddCommand(app, shell, "work", "kerja"), shell, [&shell] { Work(shell); });
  AddSend(app, shell);
  AddAlert(app, shell);

  CLI::App& list = AddCommand(app, shell, "list", "daftar");
  const auto filter = std::make_shared<v1::ListReferralsRequest>();
  AddField(list, shell, "--box", filter, "box");
  AddField(list, shell, "--open", filter, "open_only");
  Do(list, shell, [&shell, filter] { List(shell, *filter); });

  CLI::App& show = AddCommand(app, shell, "show", "lihat");
  const auto shown = AddWord(show, shell, "REFERRAL", true);
  Do(show, shell, [&shell, shown] { ShowReferral(shell, *shown); });

  CLI::App& packet = AddCommand(app, shell, "packet", "berkas");
  const auto whose = AddWord(packet, shell, "REFERRAL", true);
  const auto request = std::make_shared<v1::GetPacketRequest>();
  AddField(packet, shell, "--section", request, "sections");
  Do(packet, shell, [&shell, whose, request] { ShowPacket(shell, *whose, *request); });
}

}  // namespace rujukan::client

"""The story of Maros over gRPC, from stubs made of proto/ alone: both networks refer to each other, and at every step
each party sees what it must see and nothing else.

From the environment: RUJUKAN_SERVER, ADMIN_PASSWORD_FILE.
"""
import csv
import os
import pathlib
import secrets
import uuid

from rujukan_api import Officer, Refused, open_channel

SOURCE = pathlib.Path(__file__).resolve().parents[2]
MAROS = "73.09"
TENRIGANGKAE = "73.09.01.2003"
TUKAMASEA = "73.09.03.2005"
FRONT = "SLRT Kabupaten Maros"
# The states in which nobody is accountable any more.
CLOSED = {"CLOSED", "CLOSED_UNSERVED", "REDIRECTED", "CANCELLED"}


class Marks(dict):
    """The marked values. After the story none of them may be found in clear; so each of them must have been used."""

    def __init__(self):
        lines = (pathlib.Path(__file__).parent / "marked_values.txt").read_text(encoding="utf-8").splitlines()
        super().__init__(line.split(": ", 1) for line in lines)
        # The neighbors are registered on the command line only.
        self.unused = {key for key in self if not key.startswith("neighbor")}

    def __getitem__(self, key):
        self.unused.discard(key)
        return super().__getitem__(key)


def check(truth, promise):
    if not truth:
        raise SystemExit(f"story broken: {promise}")


def equal(found, wanted, promise):
    check(found == wanted, f"{promise} (found {found!r}, wanted {wanted!r})")


def enum_name(message, field):
    """The short name of an enum field's value, `SENT`; of a repeated field a list."""
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    prefix = values[0].name.removesuffix("UNSPECIFIED")
    value = getattr(message, field)
    if isinstance(value, int):
        return values[value].name.removeprefix(prefix)
    return [values[number].name.removeprefix(prefix) for number in value]


def state_of(officer, referral):
    return enum_name(officer.referral(referral), "state")


def sections_of(packet):
    return {field.name for field, _ in packet.ListFields()} - {"name"}


ALL_SECTIONS = ["CONTACT", "IDENTITY", "NEED", "HOUSEHOLD", "CHRONOLOGY", "ALLEGED_PERPETRATOR", "HEALTH", "ATTACHMENTS"]


def refusal(officer, service, method, **fields):
    """The refusal that the call must meet."""
    try:
        officer.call(service, method, **fields)
    except Refused as refused:
        return refused
    raise SystemExit(f"story broken: {method} should have been refused")


def knows_nothing_of(officer, who, referral):
    """A stranger is answered as if the referral did not exist, to the last byte."""
    nowhere = f"referrals/{uuid.uuid4()}"
    for method, fields in [("GetReferral", {"name": ""}), ("GetPacket", {"name": "/packet", "sections": ["PACKET_SECTION_NEED"]})]:
        suffix = fields.pop("name")
        told = refusal(officer, "Referral", method, name=referral + suffix, **fields).told
        equal(told[0], "NOT_FOUND", f"{who} may not know of it")
        check(told == refusal(officer, "Referral", method, name=nowhere + suffix, **fields).told,
              f"to {who} a hidden referral and none at all look alike")


def import_regions(administrator):
    for level in ["provinces", "regencies", "districts", "villages"]:
        with open(SOURCE / "deploy" / "regions" / f"{level}.csv", encoding="utf-8", newline="") as file:
            regions = [{"code": row["code"], "display_name": row["name"]} for row in csv.DictReader(file)]
        for start in range(0, len(regions), 1000):
            administrator.call("Region", "ImportRegions", regions=regions[start:start + 1000])


class Maros:
    """The units of Maros and an officer of each, signed in."""

    def __init__(self, channel, administrator_password):
        self.channel = channel
        self.admin = Officer(channel).sign_in("admin", administrator_password)
        import_regions(self.admin)
        slrt = self.unit("SLRT_SECRETARIAT", FRONT, MAROS)
        tenrigangkae = self.unit("PUSKESOS", "Puskesos Tenrigangkae", TENRIGANGKAE, slrt)
        tukamasea = self.unit("PUSKESOS", "Puskesos Tukamasea", TUKAMASEA, slrt)
        self.dinsos_unit = self.unit("DINAS_SOSIAL", "Dinas Sosial Kabupaten Maros", MAROS, duty_phone="0411 555 0140")
        dp3a = self.unit("GOVERNMENT_OFFICE", "DP3A Kabupaten Maros", MAROS)
        self.ppa_unit = self.unit("PROTECTION_UNIT", "UPTD PPA Kabupaten Maros", MAROS, dp3a, duty_phone="0411 555 0150")
        self.hospital_unit = self.unit("HEALTH_FACILITY", "Rumah Sakit Umum Maros", MAROS)
        self.clinic_unit = self.unit("HEALTH_FACILITY", "Puskesmas Bantimurung", MAROS)
        self.legal_aid_unit = self.unit("LEGAL_AID", "LBH Maros", MAROS)
        self.post = self.officer(tenrigangkae, "PUSKESOS_OPERATOR", "operator.tenrigangkae")
        self.other_post = self.officer(tukamasea, "PUSKESOS_OPERATOR", "operator.tukamasea")
        self.slrt = self.officer(slrt, "SLRT_MANAGER", "manajer.slrt")
        self.dinsos = self.officer(self.dinsos_unit, "WELFARE_PROGRAM_OFFICER", "program.dinsos")
        self.intake = self.officer(self.ppa_unit, "PROTECTION_INTAKE_OFFICER", "pengaduan.ppa")
        self.companion = self.officer(self.ppa_unit, "COMPANION", "pendamping.ppa")
        self.manager = self.officer(self.ppa_unit, "CASE_MANAGER", "manajer.ppa")
        self.head = self.officer(self.ppa_unit, "PROTECTION_UNIT_HEAD", "kepala.ppa")
        self.hospital = self.officer(self.hospital_unit, "PARTNER_OFFICER", "petugas.rsu")
        self.clinic = self.officer(self.clinic_unit, "PARTNER_OFFICER", "petugas.puskesmas")
        self.legal_aid = self.officer(self.legal_aid_unit, "PARTNER_OFFICER", "petugas.lbh")

    def unit(self, kind, display_name, region, supervising_unit="", duty_phone=""):
        unit = {"kind": f"UNIT_KIND_{kind}", "display_name": display_name, "region": region, "supervising_unit": supervising_unit,
                "duty_phone": duty_phone}
        return self.admin.call("Unit", "CreateUnit", unit=unit).name

    def officer(self, unit, role, sign_in_name):
        password = secrets.token_urlsafe(15)
        officer = {"sign_in_name": sign_in_name, "display_name": sign_in_name.replace(".", " ").title(),
                   "assignments": [{"role": f"ROLE_{role}"}]}
        self.admin.call("Officer", "CreateOfficer", parent=unit, officer=officer, password=password)
        return Officer(self.channel).sign_in(sign_in_name, password)

    def one_of_each_unit(self):
        return [self.post, self.other_post, self.slrt, self.dinsos, self.head, self.hospital, self.clinic, self.legal_aid]


def register_household(maros, marks):
    post = maros.post
    members = [
        {"full_name": marks["head.name"], "nik": marks["head.nik"], "birth_date": marks["head.birth_date"],
         "phone": marks["head.phone"], "sex": "SEX_FEMALE", "relation": "FAMILY_RELATION_HEAD"},
        {"full_name": marks["son.name"], "nik": marks["son.nik"], "sex": "SEX_MALE", "relation": "FAMILY_RELATION_CHILD"},
        {"full_name": marks["daughter.name"], "nik": marks["daughter.nik"], "sex": "SEX_FEMALE",
         "relation": "FAMILY_RELATION_CHILD"},
        {"full_name": marks["grandmother.name"], "nik": marks["grandmother.nik"], "sex": "SEX_FEMALE",
         "relation": "FAMILY_RELATION_PARENT"}]
    household = post.call("Household", "CreateHousehold", household={
        "family_card_number": marks["family_card"], "region": TENRIGANGKAE, "address": marks["address"], "rt": "002", "rw": "001",
        "decile": 2, "decile_source": "DECILE_SOURCE_DTSEN", "decile_as_of": "2026-08-01", "members": members})
    flagged = post.call("Household", "FlagHousehold", name=household.name, etag=household.etag, flags=[
        {"vulnerability": "VULNERABILITY_LOST_INCOME", "note": marks["flag.lost_income"]},
        {"vulnerability": "VULNERABILITY_CHILD_OUT_OF_SCHOOL", "note": marks["flag.child_out_of_school"]}])
    equal(len(flagged.flags), 2, "the post sees the needs it noted")
    found = post.call("Household", "ListHouseholds", nik=marks["son.nik"])
    equal([h.name for h in found.households], [household.name], "a number finds its household")
    equal(refusal(maros.head, "Household", "GetHousehold", name=household.name).code, "PERMISSION_DENIED",
          "the protection side does not read the register of households")
    return flagged


def sembako(maros, marks, household):
    """1: a request through the SLRT is returned, completed, decided programme by programme and acknowledged."""
    post, dinsos = maros.post, maros.dinsos
    sent = post.call("Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_SERVICE_REQUEST", "receiver": maros.dinsos_unit, "household": household.name,
        "legal_basis": "LEGAL_BASIS_CONSENT", "welfare_programs": ["WELFARE_PROGRAM_SEMBAKO", "WELFARE_PROGRAM_PKH"],
    }, packet={
        "identity": {"full_name": marks["head.name"], "nik": marks["head.nik"], "sex": "SEX_FEMALE"},
        "need": {"eligibility": marks["sembako.eligibility"]},
        "household": {"family_card_number": marks["family_card"], "region": TENRIGANGKAE, "address": marks["address"],
                      "members_count": 4, "decile": 2}})
    request = sent.name
    equal(enum_name(sent, "state"), "SENT", "the post sees Terkirim")
    equal(sent.receiver_display_name, FRONT, "the post sees a neutral counterpart")

    seen = dinsos.referral(request)
    equal(seen.sender_display_name, FRONT, "Dinas Sosial sees the SLRT as sender")
    check(seen.sender != post.unit and not seen.household and not seen.urgency, "Dinas Sosial does not see the post")
    packet = dinsos.packet(request, *ALL_SECTIONS)
    equal(sections_of(packet), {"identity", "need", "household"}, "Dinas Sosial reads what a programme needs")
    equal(packet.identity.nik, marks["head.nik"], "Dinas Sosial reads who asks")
    for stranger in [maros.other_post, maros.slrt, maros.head, maros.hospital]:
        knows_nothing_of(stranger, "a stranger", request)

    dinsos.move("ReceiveReferral", request)
    equal(state_of(post, request), "PROCESSING", "the post sees Diproses")
    dinsos.move("ReturnReferral", request, missing=marks["sembako.missing"])
    equal(state_of(post, request), "ACTION_NEEDED", "the post is asked to complete it")
    equal(post.packet(request, "NEED").need.open_question, marks["sembako.missing"], "the post reads what is missing")
    post.move("ResendReferral", request, supplement=marks["sembako.supplement"])
    equal(state_of(post, request), "SENT", "it is sent again")

    dinsos.move("ReceiveReferral", request)
    dinsos.move("AcceptReferral", request)
    equal(list(dinsos.packet(request, "NEED").need.supplements), [marks["sembako.supplement"]], "Dinas Sosial reads the supplement")
    dinsos.move("StartReferral", request)
    view = post.referral(request)
    dinsos.move("RecordProgress", request, note=marks["sembako.progress"])
    dinsos.move("RecordProgress", request, item_result={"program": "WELFARE_PROGRAM_SEMBAKO", "decision": "ITEM_DECISION_ENROLLED",
                                                        "note": marks["sembako.item"]})
    dinsos.move("RecordProgress", request, item_result={"program": "WELFARE_PROGRAM_PKH", "decision": "ITEM_DECISION_PROPOSED",
                                                        "note": marks["pkh.item"]})
    equal(post.referral(request), view, "the post's view stays while Dinas Sosial works")
    dinsos.move("ReportOutcome", request, outcome={"result": "OUTCOME_RESULT_PARTIAL", "summary": marks["sembako.outcome"],
                                                   "asks_of_sender": marks["sembako.asks"]})
    equal(state_of(post, request), "ACTION_NEEDED", "the outcome waits for the post")
    need = post.packet(request, "NEED").need
    equal([(enum_name(item, "program"), enum_name(item, "decision")) for item in need.item_results],
          [("SEMBAKO", "ENROLLED"), ("PKH", "PROPOSED")], "the post reads a decision for each programme")
    equal(need.outcome_summary, marks["sembako.outcome"], "the post reads the outcome")
    post.move("AcknowledgeOutcome", request)
    equal(state_of(post, request), "DONE", "the post sees Selesai")
    equal(state_of(dinsos, request), "CLOSED", "the request is closed")
    return request


def send_alert(maros, marks, request):
    """2: an alert with a safe way to meet; the post sees neutral words from then on."""
    post = maros.post
    sent = post.call("Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_PROTECTION_ALERT", "receiver": maros.ppa_unit, "urgency": "URGENCY_HIGH",
        "legal_basis": "LEGAL_BASIS_CONSENT_PENDING", "region": TENRIGANGKAE, "channel": "CHANNEL_WALK_IN",
        "reporter": "REPORTER_COMMUNITY",
    }, packet={"contact": {"safe_contact": marks["alert.safe_contact"], "phone": marks["alert.phone"],
                           "forbidden_ways": marks["alert.forbidden_ways"], "code_word": marks["alert.code_word"]}})
    alert = sent.name
    entries = {entry.name: entry for entry in post.referrals()}
    shape = lambda entry: {field.name for field, _ in entry.ListFields()} - {"available_moves"}
    equal(shape(entries[alert]), shape(entries[request]), "in the post's list an alert looks like any other entry")
    equal(entries[alert].receiver_display_name, entries[request].receiver_display_name, "also by its counterpart")
    equal(sections_of(post.packet(alert, *ALL_SECTIONS)), set(), "the post cannot read the alert again")
    for stranger in [maros.other_post, maros.slrt, maros.dinsos, maros.hospital]:
        knows_nothing_of(stranger, "a stranger", alert)

    seen = maros.intake.referral(alert)
    equal((enum_name(seen, "state"), enum_name(seen, "urgency"), seen.sender_display_name),
          ("SENT", "HIGH", "Puskesos Tenrigangkae"), "the protection unit sees who sends the alert and how soon it must act")
    contact = maros.intake.packet(alert, *ALL_SECTIONS)
    equal(sections_of(contact), {"contact"}, "the alert carries nothing but a safe way to meet")
    equal(contact.contact.safe_contact, marks["alert.safe_contact"], "the protection unit reads the safe way to meet")
    maros.intake.move("ReceiveReferral", alert)
    view = post.referral(alert)
    equal(enum_name(view, "state"), "PROCESSING", "the post sees Diproses")
    maros.intake.move("AssignReferral", alert, officer=maros.companion.name)
    equal(maros.companion.referral(alert).assigned_officer, maros.companion.name, "the companion has it")
    maros.companion.move("AcceptReferral", alert)
    maros.companion.move("StartReferral", alert)
    post.move("AnswerQuestion", alert, answer=marks["alert.answer"])
    equal(list(maros.companion.packet(alert, "NEED").need.supplements), [marks["alert.answer"]],
          "what the post still had to say has found its way")
    case = maros.companion.call("CaseFile", "CreateCaseFile", case_file={
        "kind": "CASE_FILE_KIND_PROTECTION", "person_name": marks["case.person_name"], "summary": marks["case.summary"],
        "referral": alert})
    maros.companion.move("RecordProgress", alert, note=marks["alert.progress"], case_file=case.name)
    equal(post.referral(alert), view, "whatever the unit does, the post sees Diproses")
    for method in ["ReturnReferral", "DeclineReferral", "RecallReferral"]:
        who = post if method == "RecallReferral" else maros.companion
        fields = {"ReturnReferral": {"missing": "-"}, "DeclineReferral": {"reason": "DECLINE_REASON_NO_CAPACITY"},
                  "RecallReferral": {"reason": "-"}}[method]
        equal(refusal(who, "Referral", method, name=alert, etag=who.referral(alert).etag, **fields).reason, "WRONG_STATE",
              "an alert is never returned, declined or recalled")
    for stranger, code in [(maros.dinsos, "NOT_FOUND"), (maros.post, "NOT_FOUND")]:
        equal(refusal(stranger, "CaseFile", "GetCaseFile", name=case.name).code, code, "only the unit sees the case file")
    return alert, case


def health_insurance(maros, marks, case, first_request):
    """3: the unit asks for programmes and gives no reason."""
    survivor = {"full_name": marks["survivor.name"], "nik": marks["survivor.nik"], "birth_date": marks["survivor.birth_date"],
                "sex": "SEX_FEMALE", "address": marks["survivor.address"]}
    sent = maros.manager.call("Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_SERVICE_REQUEST", "receiver": maros.dinsos_unit, "sender_case_file": case.name,
        "legal_basis": "LEGAL_BASIS_CONSENT", "welfare_programs": ["WELFARE_PROGRAM_PBI_JKN", "WELFARE_PROGRAM_PKH"],
        "contact_through": marks["pbi.contact_through"], "deliver_to": marks["pbi.deliver_to"],
    }, packet={"identity": survivor, "need": {"eligibility": marks["pbi.eligibility"]}})
    request = sent.name
    dinsos = maros.dinsos
    seen, earlier = dinsos.referral(request), dinsos.referral(first_request)
    check(seen.sender == earlier.sender and seen.sender_display_name == FRONT, "Dinas Sosial sees the same sender as ever")
    equal(seen.sender_number.split("-")[:2], earlier.sender_number.split("-")[:2], "and a number of the same series")
    filled = {field.name for field, _ in seen.ListFields()}
    hidden = {"urgency", "legal_basis", "household", "sender_case_file", "predecessor", "region", "channel", "reporter",
              "redirected_by", "recorded_for", "external_numbers", "excluded_units"}
    equal(filled & hidden, set(), "nothing on the outside of the request tells where it comes from")
    equal(enum_name(seen, "welfare_programs"), ["PBI_JKN", "PKH"], "Dinas Sosial sees the programmes")
    equal(sections_of(dinsos.packet(request, *ALL_SECTIONS)), {"identity", "need"}, "and what they need, no reason")
    equal(refusal(maros.manager, "Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_SERVICE_REQUEST", "receiver": maros.dinsos_unit, "legal_basis": "LEGAL_BASIS_CONSENT",
        "welfare_programs": ["WELFARE_PROGRAM_PKH"],
    }, packet={"need": {"purpose": "-"}}).code, "INVALID_ARGUMENT", "a request cannot carry a reason")
    knows_nothing_of(maros.post, "the post", request)
    knows_nothing_of(maros.slrt, "the SLRT", request)
    dinsos.move("ReceiveReferral", request)
    dinsos.move("AcceptReferral", request)
    dinsos.move("RecordProgress", request, item_result={"program": "WELFARE_PROGRAM_PBI_JKN", "decision": "ITEM_DECISION_ENROLLED",
                                                        "note": marks["pbi.item"]})
    dinsos.move("RecordProgress", request, item_result={"program": "WELFARE_PROGRAM_PKH",
                                                        "decision": "ITEM_DECISION_WAITING_LIST", "note": marks["pbi_pkh.item"]})
    dinsos.move("ReportOutcome", request, outcome={"result": "OUTCOME_RESULT_PARTIAL", "summary": marks["pbi.outcome"]})
    reported = maros.manager.referral(request)
    equal((enum_name(reported, "state"), reported.outcome.summary), ("REPORTED", marks["pbi.outcome"]),
          "the unit reads the outcome")
    maros.manager.move("AcknowledgeOutcome", request)
    equal(state_of(dinsos, request), "CLOSED", "the request is closed")


def to_partners(maros, marks, case):
    """4: a hospital has no capacity, the referral is redirected to a clinic; legal aid takes its own."""
    manager = maros.manager
    survivor = {"full_name": marks["survivor.name"], "nik": marks["survivor.nik"]}
    hospital = manager.call("Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_REFERRAL", "receiver": maros.hospital_unit, "sender_case_file": case.name,
        "urgency": "URGENCY_HIGH", "legal_basis": "LEGAL_BASIS_CONSENT", "requested_services": ["SERVICE_HEALTH"],
        "external_numbers": [marks["hospital.external_number"]],
    }, packet={
        "contact": {"safe_contact": marks["hospital.safe_contact"], "phone": marks["survivor.phone"]},
        "identity": survivor,
        "need": {"purpose": marks["hospital.purpose"], "services_given": marks["hospital.services_given"],
                 "access_needs": marks["hospital.access_needs"]},
        "chronology": {"chronology": marks["hospital.chronology"], "development": marks["hospital.development"]},
        "alleged_perpetrator": {"full_name": marks["perpetrator.name"], "relation": marks["perpetrator.relation"],
                                "note": marks["perpetrator.note"]},
        "health": {"physical": marks["hospital.physical"], "psychological": marks["hospital.psychological"]},
        "attachments": {"titles": [marks["hospital.attachment"]]}}).name
    legal_aid = manager.call("Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_REFERRAL", "receiver": maros.legal_aid_unit, "sender_case_file": case.name,
        "urgency": "URGENCY_MEDIUM", "legal_basis": "LEGAL_BASIS_CONSENT", "requested_services": ["SERVICE_LEGAL_AID"],
    }, packet={"contact": {"safe_contact": marks["legal.safe_contact"]}, "identity": survivor,
               "need": {"purpose": marks["legal.purpose"]}}).name

    readable = {"contact", "identity", "need", "chronology", "health", "attachments"}
    equal(sections_of(maros.hospital.packet(hospital, *ALL_SECTIONS)), readable,
          "the hospital reads what happened and how the person is, not whom it is said of")
    maros.hospital.move("ReceiveReferral", hospital)
    maros.hospital.move("DeclineReferral", hospital, reason="DECLINE_REASON_NO_CAPACITY", note=marks["hospital.decline_note"])
    declined = manager.referral(hospital)
    equal((enum_name(declined, "state"), enum_name(declined, "decline_reason"), declined.accountable_unit),
          ("DECLINED", "NO_CAPACITY", maros.ppa_unit), "a refusal comes back to the unit with its reason")
    equal(refusal(maros.hospital, "Referral", "GetPacket", name=f"{hospital}/packet", sections=["PACKET_SECTION_NEED"]).reason,
          "READING_ENDED", "who declined reads no more")
    clinic = manager.move("RedirectReferral", hospital, receiver=maros.clinic_unit, note=marks["hospital.redirect_note"]).name
    equal(state_of(manager, hospital), "REDIRECTED", "the first one is closed, its successor goes on")
    equal(maros.clinic.referral(clinic).predecessor, hospital, "the clinic sees that it comes after another")
    knows_nothing_of(maros.hospital, "the hospital", clinic)
    maros.clinic.move("ReceiveReferral", clinic)
    equal(sections_of(maros.clinic.packet(clinic, *ALL_SECTIONS)), readable, "nobody has to tell it again")
    maros.clinic.move("AskSender", clinic, question=marks["clinic.question"])
    equal(manager.referral(clinic).open_question, marks["clinic.question"], "the unit reads the clinic's question")
    manager.move("AnswerQuestion", clinic, answer=marks["clinic.answer"])
    finish(maros.clinic, manager, clinic, marks["clinic.outcome"])

    knows_nothing_of(maros.clinic, "the clinic", legal_aid)
    equal(sections_of(maros.legal_aid.packet(legal_aid, *ALL_SECTIONS)), {"contact", "identity", "need"}, "legal aid reads its own")
    maros.legal_aid.move("ReceiveReferral", legal_aid)
    finish(maros.legal_aid, manager, legal_aid, marks["legal.outcome"])


def finish(receiver, sender, referral, summary):
    receiver.move("AcceptReferral", referral)
    receiver.move("StartReferral", referral)
    receiver.move("ReportOutcome", referral, outcome={"result": "OUTCOME_RESULT_FULFILLED", "summary": summary})
    equal(state_of(sender, referral), "REPORTED", "the outcome waits for the sender")
    sender.move("AcknowledgeOutcome", referral)
    equal(state_of(receiver, referral), "CLOSED", "the sender has read it and it is closed")


def follow_up(maros, marks, case, alert):
    """4: the post of another village is asked for welfare follow-up and does not learn who asks, nor why."""
    counter = maros.manager.call("Referral", "CreateReferral", referral={
        "kind": "REFERRAL_KIND_COUNTER_REFERRAL", "receiver": maros.other_post.unit, "sender_case_file": case.name,
        "counter_to": alert, "urgency": "URGENCY_LOW", "legal_basis": "LEGAL_BASIS_CONSENT",
        "requested_services": ["SERVICE_WELFARE_FOLLOW_UP"],
    }, packet={"contact": {"safe_contact": marks["counter.safe_contact"]}, "identity": {"full_name": marks["survivor.name"]},
               "need": {"purpose": marks["counter.purpose"]}}).name
    seen = maros.other_post.referral(counter)
    equal((seen.sender_display_name, seen.counter_to, seen.sender_case_file), (FRONT, "", ""),
          "the other post sees a neutral sender and no way back to the alert")
    packet = maros.other_post.packet(counter, *ALL_SECTIONS)
    equal(sections_of(packet), {"contact", "identity", "need"}, "it reads how to help")
    knows_nothing_of(maros.post, "the first post", counter)
    maros.other_post.move("ReceiveReferral", counter)
    finish(maros.other_post, maros.manager, counter, marks["counter.outcome"])


def close_alert(maros, marks, alert):
    maros.companion.move("ReportOutcome", alert, outcome={"result": "OUTCOME_RESULT_FULFILLED", "summary": marks["alert.outcome"]})
    equal(state_of(maros.post, alert), "PROCESSING", "to the post the report changes nothing")
    etag = maros.companion.referral(alert).etag
    equal(refusal(maros.companion, "Referral", "AcknowledgeOutcome", name=alert, etag=etag).reason, "WRONG_STATE",
          "the companion does not close her own work")
    maros.head.move("AcknowledgeOutcome", alert)
    equal(state_of(maros.post, alert), "DONE", "the post sees Selesai")
    equal(sections_of(maros.post.packet(alert, *ALL_SECTIONS)), set(), "and reads nothing of it")


def read_all_inboxes(maros, request, alert):
    """Every unit reads its inbox to the end: dense, in order, and in the words that it may see."""
    delivered = 0
    for officer in maros.one_of_each_unit():
        events, cursor = officer.inbox()
        equal([event.sequence for event in events], list(range(1, len(events) + 1)), "every inbox is dense and in order")
        equal(officer.inbox(cursor)[0], [], "nothing comes after the end")
        watched = []
        stream = officer.watch_inbox()
        for answer in stream if events else ():
            if answer.HasField("event"):
                watched.append(answer.event)
            if len(watched) == len(events):
                break
        stream.cancel()
        equal(officer.inbox(watched[-1].cursor)[0] if watched else [], [], "a cursor of the stream is one of the list")
        for event in watched + events:
            # Sealed anew each time.
            event.cursor = ""
        check(watched == events, "the stream tells the same as the list")
        delivered += len(events)
    events, _ = maros.post.inbox()
    words = {name: [enum_name(event, "state") for event in events if event.referral == name] for name in [request, alert]}
    equal(words[request], ["SENT", "PROCESSING", "ACTION_NEEDED", "SENT", "PROCESSING", "ACTION_NEEDED", "DONE"],
          "the post is told when its view of the request changes, and only then")
    equal(words[alert], ["SENT", "PROCESSING", "DONE"], "of the alert it hears Terkirim, Diproses, Selesai")
    check(not any(event.move or event.urgency for event in events), "a post's events name no move and no urgency")
    equal({event.referral for event in events}, {request, alert}, "the post is told of its own only")
    return delivered


def closed_referrals(maros):
    closed = set()
    for officer in maros.one_of_each_unit():
        for referral in officer.referrals():
            check(enum_name(referral, "state") in CLOSED | {"DONE"}, "nothing is left open")
            closed.add(referral.name)
        equal(officer.referrals(box="BOX_ACCOUNTABLE"), [], "nobody has anything left to do")
    return closed


def main():
    marks = Marks()
    with open_channel(os.environ["RUJUKAN_SERVER"]) as channel:
        maros = Maros(channel, pathlib.Path(os.environ["ADMIN_PASSWORD_FILE"]).read_text().strip())
        household = register_household(maros, marks)
        request = sembako(maros, marks, household)
        alert, case = send_alert(maros, marks, request)
        equal(maros.post.call("Household", "GetHousehold", name=household.name), household,
              "the alert has left no mark on any household")
        health_insurance(maros, marks, case, request)
        to_partners(maros, marks, case)
        follow_up(maros, marks, case, alert)
        close_alert(maros, marks, alert)
        delivered = read_all_inboxes(maros, request, alert)
        closed = closed_referrals(maros)
    equal(marks.unused, set(), "every marked value has its place in the story")
    print(f"story ok: {len(closed)} referrals closed, {delivered} inbox events delivered")


if __name__ == "__main__":
    main()

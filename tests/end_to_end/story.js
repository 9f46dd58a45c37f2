// The story of Maros over gRPC with @grpc/grpc-js, its client made of proto/ alone: another team's language, the same answers.
//
// From the environment: RUJUKAN_SERVER, ADMIN_PASSWORD_FILE; NODE_PATH must lead to @grpc/grpc-js and @grpc/proto-loader.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const SOURCE = path.join(__dirname, '..', '..');
const MAROS = '73.09';
const TENRIGANGKAE = '73.09.01.2003';
const TUKAMASEA = '73.09.03.2005';
const FRONT = 'SLRT Kabupaten Maros';
const CALL_SECONDS = 30;
const ALL_SECTIONS = ['CONTACT', 'IDENTITY', 'NEED', 'HOUSEHOLD', 'CHRONOLOGY', 'ALLEGED_PERPETRATOR', 'HEALTH', 'ATTACHMENTS'];
// The states in which nobody is accountable any more.
const CLOSED = ['CLOSED', 'CLOSED_UNSERVED', 'REDIRECTED', 'CANCELLED', 'DONE'];

const protoFolder = path.join(SOURCE, 'proto');
const files = fs.readdirSync(path.join(protoFolder, 'rujukan', 'v1')).map((file) => `rujukan/v1/${file}`);
const api = grpc.loadPackageDefinition(protoLoader.loadSync(
    [...files, 'google/rpc/status.proto', 'google/rpc/error_details.proto'],
    {includeDirs: [protoFolder], keepCase: true, enums: String, longs: Number, defaults: true, arrays: true}));
const SERVICES = ['Session', 'Unit', 'Officer', 'Region', 'Household', 'CaseFile', 'Referral', 'Inbox'];

const marks = Object.fromEntries(fs.readFileSync(path.join(__dirname, 'marked_values.txt'), 'utf8').trimEnd().split('\n')
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]));

function check(truth, promise) {
  if (!truth) throw new Error(`story broken: ${promise}`);
}

function equal(found, wanted, promise) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  check(a === b, `${promise} (found ${a}, wanted ${b})`);
}

// Somebody who calls: before sign-in anybody, afterwards the officer of the session.
class Officer {
  constructor(address) {
    this.stubs = Object.fromEntries(SERVICES.map(
        (service) => [service, new api.rujukan.v1[`${service}Service`](address, grpc.credentials.createInsecure())]));
    this.metadata = new grpc.Metadata();
  }

  async signIn(signInName, password) {
    this.session = await this.call('Session', 'SignIn', {sign_in_name: signInName, password});
    this.metadata.set('authorization', `Bearer ${this.session.token}`);
    return this;
  }

  // Calls a method; a request without a request_id of its own gets one. What the method does not know is not sent.
  call(service, method, fields) {
    const request = {request_id: crypto.randomUUID(), ...fields};
    const deadline = new Date(Date.now() + CALL_SECONDS * 1000);
    return new Promise((resolve, reject) => this.stubs[service][method](
        request, this.metadata, {deadline}, (error, answer) => error ? reject(error) : resolve(answer)));
  }

  referral(name) { return this.call('Referral', 'GetReferral', {name}); }
  async state(name) { return (await this.referral(name)).state.replace('REFERRAL_STATE_', ''); }
  packet(name, sections = ALL_SECTIONS) {
    return this.call('Referral', 'GetPacket', {name: `${name}/packet`, sections: sections.map((s) => `PACKET_SECTION_${s}`)});
  }

  // Makes a move with the etag as it is now.
  async move(method, name, fields = {}) {
    const {etag} = await this.referral(name);
    return this.call('Referral', method, {name, etag, ...fields});
  }

  async inbox() {
    const events = [];
    for (let cursor = ''; ;) {
      const page = await this.call('Inbox', 'ListInboxEvents', {parent: this.session.unit, cursor, page_size: 9});
      events.push(...page.events);
      cursor = page.next_cursor;
      if (page.events.length < 9) return events;
    }
  }

  // Reads `count` events from the stream, from the beginning.
  watch(count) {
    return new Promise((resolve, reject) => {
      const stream = this.stubs.Inbox.WatchInbox({parent: this.session.unit}, this.metadata);
      const events = [];
      stream.on('error', (error) => events.length === count ? resolve(events) : reject(error));
      stream.on('data', (answer) => {
        if (answer.event) events.push(answer.event);
        if (events.length === count) stream.cancel();
      });
    });
  }
}

const sectionsOf = (packet) => Object.keys(packet).filter((key) => key !== 'name' && packet[key] !== null).sort();

// The refusal that the call must meet.
async function refusal(officer, service, method, fields) {
  try {
    await officer.call(service, method, fields);
  } catch (error) {
    return error;
  }
  throw new Error(`story broken: ${method} should have been refused`);
}

function reasonOf(error) {
  const decode = (type, bytes) => type.deserialize(bytes);
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const details = decode(api.google.rpc.Status, bytes).details;
  const info = details.find((detail) => detail.type_url.endsWith('google.rpc.ErrorInfo'));
  return decode(api.google.rpc.ErrorInfo, info.value).reason;
}

async function knowsNothingOf(officer, who, name) {
  const hidden = await refusal(officer, 'Referral', 'GetReferral', {name});
  const absent = await refusal(officer, 'Referral', 'GetReferral', {name: `referrals/${crypto.randomUUID()}`});
  equal(hidden.code, grpc.status.NOT_FOUND, `${who} may not know of it`);
  equal(hidden.details, absent.details, `to ${who} hidden and absent look alike`);
  check(hidden.metadata.get('grpc-status-details-bin')[0].equals(absent.metadata.get('grpc-status-details-bin')[0]),
      `to ${who} hidden and absent look alike in every detail`);
}

async function importRegions(administrator) {
  for (const level of ['provinces', 'regencies', 'districts', 'villages']) {
    const file = path.join(SOURCE, 'deploy', 'regions', `${level}.csv`);
    const [header, ...lines] = fs.readFileSync(file, 'utf8').trim().split(/\r?\n/);
    // The code is the first column and the name, which may hold a comma in quotes, the last.
    const columns = header.split(',').length;
    const regions = lines.map((line) => line.split(',')).map((cells) => ({
      code: cells[0],
      display_name: cells.slice(columns - 1).join(',').replace(/^"|"$/g, '').replaceAll('""', '"'),
    }));
    for (let start = 0; start < regions.length; start += 1000) {
      await administrator.call('Region', 'ImportRegions', {regions: regions.slice(start, start + 1000)});
    }
  }
}

async function setUpMaros(address, password) {
  const admin = await new Officer(address).signIn('admin', password);
  await importRegions(admin);
  const unit = async (kind, displayName, region, supervisingUnit = '') => (await admin.call('Unit', 'CreateUnit', {
    unit: {kind: `UNIT_KIND_${kind}`, display_name: displayName, region, supervising_unit: supervisingUnit},
  })).name;
  const officer = async (parent, role, signInName) => {
    const first = crypto.randomBytes(12).toString('base64');
    await admin.call('Officer', 'CreateOfficer', {
      parent,
      officer: {sign_in_name: signInName, display_name: signInName, assignments: [{role: `ROLE_${role}`}]},
      password: first,
    });
    return new Officer(address).signIn(signInName, first);
  };
  const slrtUnit = await unit('SLRT_SECRETARIAT', FRONT, MAROS);
  const dp3a = await unit('GOVERNMENT_OFFICE', 'DP3A Kabupaten Maros', MAROS);
  const ppa = await unit('PROTECTION_UNIT', 'UPTD PPA Kabupaten Maros', MAROS, dp3a);
  return {
    post: await officer(await unit('PUSKESOS', 'Puskesos Tenrigangkae', TENRIGANGKAE, slrtUnit), 'PUSKESOS_OPERATOR', 'operator.a'),
    otherPost: await officer(await unit('PUSKESOS', 'Puskesos Tukamasea', TUKAMASEA, slrtUnit), 'PUSKESOS_OPERATOR', 'operator.b'),
    slrt: await officer(slrtUnit, 'SLRT_MANAGER', 'manajer.slrt'),
    dinsos: await officer(await unit('DINAS_SOSIAL', 'Dinas Sosial Maros', MAROS), 'WELFARE_PROGRAM_OFFICER', 'program.dinsos'),
    companion: await officer(ppa, 'COMPANION', 'pendamping.ppa'),
    manager: await officer(ppa, 'CASE_MANAGER', 'manajer.ppa'),
    head: await officer(ppa, 'PROTECTION_UNIT_HEAD', 'kepala.ppa'),
    hospital: await officer(await unit('HEALTH_FACILITY', 'RSU Maros', MAROS), 'PARTNER_OFFICER', 'petugas.rsu'),
    clinic: await officer(await unit('HEALTH_FACILITY', 'Puskesmas Bantimurung', MAROS), 'PARTNER_OFFICER', 'petugas.puskesmas'),
    legalAid: await officer(await unit('LEGAL_AID', 'LBH Maros', MAROS), 'PARTNER_OFFICER', 'petugas.lbh'),
  };
}

// 1: a request through the SLRT is returned, completed, decided programme by programme and acknowledged.
async function sembako({post, otherPost, dinsos}) {
  const household = await post.call('Household', 'CreateHousehold', {household: {
    family_card_number: marks.family_card, region: TENRIGANGKAE, address: marks.address, decile: 2,
    decile_source: 'DECILE_SOURCE_DTSEN',
    members: [{full_name: marks['head.name'], nik: marks['head.nik'], sex: 'SEX_FEMALE', relation: 'FAMILY_RELATION_HEAD'}],
  }});
  await post.call('Household', 'FlagHousehold', {
    name: household.name, etag: household.etag,
    flags: [{vulnerability: 'VULNERABILITY_LOST_INCOME', note: marks['flag.lost_income']}],
  });
  const request = (await post.call('Referral', 'CreateReferral', {
    referral: {
      kind: 'REFERRAL_KIND_SERVICE_REQUEST', receiver: dinsos.session.unit, household: household.name,
      legal_basis: 'LEGAL_BASIS_CONSENT', welfare_programs: ['WELFARE_PROGRAM_SEMBAKO'],
    },
    packet: {
      identity: {full_name: marks['head.name'], nik: marks['head.nik']},
      need: {eligibility: marks['sembako.eligibility']},
    },
  })).name;
  const seen = await dinsos.referral(request);
  equal([seen.sender_display_name, seen.household], [FRONT, ''], 'Dinas Sosial sees the SLRT and not the post');
  equal(sectionsOf(await dinsos.packet(request)), ['identity', 'need'], 'Dinas Sosial reads what a programme needs');
  await knowsNothingOf(otherPost, 'another post', request);
  await dinsos.move('ReceiveReferral', request);
  equal(await post.state(request), 'PROCESSING', 'the post sees Diproses');
  await dinsos.move('ReturnReferral', request, {missing: marks['sembako.missing']});
  equal(await post.state(request), 'ACTION_NEEDED', 'the post is asked to complete it');
  equal((await post.packet(request, ['NEED'])).need.open_question, marks['sembako.missing'], 'the post reads what is missing');
  await post.move('ResendReferral', request, {supplement: marks['sembako.supplement']});
  equal(await post.state(request), 'SENT', 'it is sent again');
  await dinsos.move('ReceiveReferral', request);
  await dinsos.move('AcceptReferral', request);
  await dinsos.move('RecordProgress', request, {
    item_result: {program: 'WELFARE_PROGRAM_SEMBAKO', decision: 'ITEM_DECISION_ENROLLED', note: marks['sembako.item']},
  });
  await dinsos.move('ReportOutcome', request, {
    outcome: {result: 'OUTCOME_RESULT_FULFILLED', summary: marks['sembako.outcome']},
  });
  equal((await post.packet(request, ['NEED'])).need.item_results.map((item) => item.decision), ['ITEM_DECISION_ENROLLED'],
      'the post reads the decision');
  await post.move('AcknowledgeOutcome', request);
  equal(await post.state(request), 'DONE', 'the post sees Selesai');
  return request;
}

// 2: an alert with a safe way to meet; the post sees neutral words from then on.
async function sendAlert({post, dinsos, slrt, companion}) {
  const alert = (await post.call('Referral', 'CreateReferral', {
    referral: {
      kind: 'REFERRAL_KIND_PROTECTION_ALERT', receiver: companion.session.unit, urgency: 'URGENCY_HIGH',
      legal_basis: 'LEGAL_BASIS_CONSENT_PENDING', region: TENRIGANGKAE,
    },
    packet: {contact: {safe_contact: marks['alert.safe_contact'], phone: marks['alert.phone']}},
  })).name;
  equal(sectionsOf(await post.packet(alert)), [], 'the post cannot read the alert again');
  await knowsNothingOf(dinsos, 'Dinas Sosial', alert);
  await knowsNothingOf(slrt, 'the SLRT', alert);
  await companion.move('ReceiveReferral', alert);
  const view = await post.referral(alert);
  equal(view.state, 'REFERRAL_STATE_PROCESSING', 'the post sees Diproses');
  await companion.move('AcceptReferral', alert);
  await companion.move('StartReferral', alert);
  const caseFile = await companion.call('CaseFile', 'CreateCaseFile', {case_file: {
    kind: 'CASE_FILE_KIND_PROTECTION', person_name: marks['case.person_name'], summary: marks['case.summary'], referral: alert,
  }});
  await companion.move('RecordProgress', alert, {note: marks['alert.progress'], case_file: caseFile.name});
  equal(await post.referral(alert), view, 'whatever the unit does, the post sees Diproses');
  const returned = await refusal(companion, 'Referral', 'ReturnReferral',
      {name: alert, etag: (await companion.referral(alert)).etag, missing: '-'});
  equal(reasonOf(returned), 'WRONG_STATE', 'an alert is never returned');
  return [alert, caseFile.name];
}

// 3: the unit asks for programmes and gives no reason.
async function healthInsurance({manager, dinsos, post}, caseFile) {
  const request = (await manager.call('Referral', 'CreateReferral', {
    referral: {
      kind: 'REFERRAL_KIND_SERVICE_REQUEST', receiver: dinsos.session.unit, sender_case_file: caseFile,
      legal_basis: 'LEGAL_BASIS_CONSENT', welfare_programs: ['WELFARE_PROGRAM_PBI_JKN', 'WELFARE_PROGRAM_PKH'],
    },
    packet: {
      identity: {full_name: marks['survivor.name'], nik: marks['survivor.nik']},
      need: {eligibility: marks['pbi.eligibility']},
    },
  })).name;
  const seen = await dinsos.referral(request);
  equal([seen.sender_display_name, seen.urgency, seen.sender_case_file, seen.legal_basis],
      [FRONT, 'URGENCY_UNSPECIFIED', '', 'LEGAL_BASIS_UNSPECIFIED'], 'Dinas Sosial sees the SLRT and nothing else of the sender');
  equal(seen.welfare_programs, ['WELFARE_PROGRAM_PBI_JKN', 'WELFARE_PROGRAM_PKH'], 'Dinas Sosial sees the programmes');
  await knowsNothingOf(post, 'the post', request);
  await dinsos.move('ReceiveReferral', request);
  for (const [program, decision] of [['PBI_JKN', 'ENROLLED'], ['PKH', 'WAITING_LIST']]) {
    if (program === 'PBI_JKN') await dinsos.move('AcceptReferral', request);
    await dinsos.move('RecordProgress', request,
        {item_result: {program: `WELFARE_PROGRAM_${program}`, decision: `ITEM_DECISION_${decision}`}});
  }
  await dinsos.move('ReportOutcome', request, {outcome: {result: 'OUTCOME_RESULT_PARTIAL', summary: marks['pbi.outcome']}});
  await manager.move('AcknowledgeOutcome', request);
  equal(await dinsos.state(request), 'CLOSED', 'the request is closed');
}

async function finish(receiver, sender, name, summary) {
  await receiver.move('AcceptReferral', name);
  await receiver.move('StartReferral', name);
  await receiver.move('ReportOutcome', name, {outcome: {result: 'OUTCOME_RESULT_FULFILLED', summary}});
  equal(await sender.state(name), 'REPORTED', 'the outcome waits for the sender');
  await sender.move('AcknowledgeOutcome', name);
}

// 4: a hospital has no capacity and it is redirected to a clinic; legal aid; another village's post follows up.
async function toPartners({manager, hospital, clinic, legalAid, otherPost, post}, caseFile, alert) {
  const refer = async (kind, receiver, service, packet, more = {}) => (await manager.call('Referral', 'CreateReferral', {
    referral: {
      kind: `REFERRAL_KIND_${kind}`, receiver: receiver.session.unit, sender_case_file: caseFile,
      legal_basis: 'LEGAL_BASIS_CONSENT', requested_services: [`SERVICE_${service}`], ...more,
    },
    packet: {identity: {full_name: marks['survivor.name']}, ...packet},
  })).name;
  const toHospital = await refer('REFERRAL', hospital, 'HEALTH', {
    contact: {safe_contact: marks['hospital.safe_contact']},
    chronology: {chronology: marks['hospital.chronology']},
    alleged_perpetrator: {full_name: marks['perpetrator.name']},
    health: {physical: marks['hospital.physical']},
  });
  await hospital.move('ReceiveReferral', toHospital);
  equal(sectionsOf(await hospital.packet(toHospital)), ['chronology', 'contact', 'health', 'identity'],
      'the hospital does not read whom it is said of');
  await hospital.move('DeclineReferral', toHospital, {reason: 'DECLINE_REASON_NO_CAPACITY', note: marks['hospital.decline_note']});
  equal((await manager.referral(toHospital)).decline_reason, 'DECLINE_REASON_NO_CAPACITY', 'the unit sees why');
  const toClinic = (await manager.move('RedirectReferral', toHospital, {receiver: clinic.session.unit})).name;
  await knowsNothingOf(hospital, 'the hospital', toClinic);
  await clinic.move('ReceiveReferral', toClinic);
  await finish(clinic, manager, toClinic, marks['clinic.outcome']);

  const toLegalAid = await refer('REFERRAL', legalAid, 'LEGAL_AID', {need: {purpose: marks['legal.purpose']}});
  await legalAid.move('ReceiveReferral', toLegalAid);
  await finish(legalAid, manager, toLegalAid, marks['legal.outcome']);

  const counter = await refer('COUNTER_REFERRAL', otherPost, 'WELFARE_FOLLOW_UP',
      {contact: {safe_contact: marks['counter.safe_contact']}, need: {purpose: marks['counter.purpose']}}, {counter_to: alert});
  const seen = await otherPost.referral(counter);
  equal([seen.sender_display_name, seen.counter_to], [FRONT, ''], 'the other post does not see who asks, nor why');
  await knowsNothingOf(post, 'the first post', counter);
  await otherPost.move('ReceiveReferral', counter);
  await finish(otherPost, manager, counter, marks['counter.outcome']);
}

async function readAllInboxes(officers) {
  let delivered = 0;
  for (const officer of officers) {
    const events = await officer.inbox();
    equal(events.map((event) => event.sequence), events.map((_, index) => index + 1), 'every inbox is dense and in order');
    // A cursor is sealed anew each time.
    const told = (list) => list.map((event) => ({...event, cursor: ''}));
    if (events.length > 0) equal(told(await officer.watch(events.length)), told(events), 'the stream tells the same as the list');
    delivered += events.length;
  }
  return delivered;
}

async function main() {
  const password = fs.readFileSync(process.env.ADMIN_PASSWORD_FILE, 'utf8').trim();
  const maros = await setUpMaros(process.env.RUJUKAN_SERVER, password);
  await sembako(maros);
  const [alert, caseFile] = await sendAlert(maros);
  await healthInsurance(maros, caseFile);
  await toPartners(maros, caseFile, alert);
  await maros.companion.move('ReportOutcome', alert,
      {outcome: {result: 'OUTCOME_RESULT_FULFILLED', summary: marks['alert.outcome']}});
  equal(await maros.post.state(alert), 'PROCESSING', 'to the post the report changes nothing');
  await maros.head.move('AcknowledgeOutcome', alert);
  equal(await maros.post.state(alert), 'DONE', 'the post sees Selesai');

  const {post, otherPost, slrt, dinsos, head, hospital, clinic, legalAid} = maros;
  const oneOfEach = [post, otherPost, slrt, dinsos, head, hospital, clinic, legalAid];
  const delivered = await readAllInboxes(oneOfEach);
  const closed = new Set();
  for (const officer of oneOfEach) {
    for (const referral of (await officer.call('Referral', 'ListReferrals', {page_size: 100})).referrals) {
      check(CLOSED.includes(referral.state.replace('REFERRAL_STATE_', '')), 'nothing is left open');
      closed.add(referral.name);
    }
  }
  console.log(`story ok: ${closed.size} referrals closed, ${delivered} inbox events delivered`);
  process.exit(0);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});

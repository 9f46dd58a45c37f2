#!/bin/bash
# The story of Maros on the command line: a village post, Dinas Sosial, the protection unit and its partners refer to each
# other, one profile an officer, and each step prints what each party sees. Ends with an error as soon as somebody sees too
# little or too much.
#
# From the environment: RUJUKAN_BIN (folder of the binaries), RUJUKAN_SERVER, RUJUKAN_HOME (folder of the sessions),
# ADMIN_PASSWORD_FILE, STATE (folder for the story's own files), REGIONS (folder of the regions' CSV files).
# Leaves $STATE/story_result (`referrals_closed=R events_delivered=E`) and $STATE/try_more, commands to go on with.
set -Eeuo pipefail
umask 077
: "${RUJUKAN_BIN:?}" "${RUJUKAN_SERVER:?}" "${RUJUKAN_HOME:?}" "${ADMIN_PASSWORD_FILE:?}" "${STATE:?}" "${REGIONS:?}"

values=$(cd "$(dirname "$0")/.." && pwd)/tests/end_to_end/marked_values.txt
maros=73.09
tenrigangkae=73.09.01.2003
tukamasea=73.09.03.2005
households=300
# Wide enough for every table; a long answer goes on below.
narration_width=116
# Whose work the story is; one for each unit that may hold an inbox.
parties=(puskesos puskesos2 slrt dinsos kepala rsud puskesmas lbh)

trap 'printf "story.sh: line %d failed: %s\n" "$LINENO" "$BASH_COMMAND" >&2' ERR
broken() { printf 'story.sh: story broken: %s\n' "$*" >&2; exit 1; }
chapter() { printf '\n=== %s\n' "$*"; }
step() { printf '\n--- %s\n' "$*"; }

# -- Speaking as somebody ----------------------------------------------------------------------------------------------

# What is printed while a command's own output is taken goes here.
exec 3>&1
# say PROFILE COMMAND...: as somebody would type it.
say() {
  local word line="[$1] \$ rujukan"
  for word in "${@:2}"; do
    [[ $word != *' '* ]] || word="\"$word\""
    line+=" $word"
  done
  printf '%s\n' "$line" >&3
}

# as PROFILE COMMAND...: says the command, runs it and shows what the officer sees. Personal data come on standard input,
# with --from -.
as() {
  local profile=$1
  say "$@"
  shift
  if [[ " $* " == *" --from - "* ]]; then rujukan "$profile" "$@"; else rujukan "$profile" "$@" </dev/null; fi |
    fold -s -w $narration_width | sed 's/^/    /'
}
rujukan() { "$RUJUKAN_BIN/rujukan" --profile "$1" "${@:2}"; }

# name_of PROFILE COMMAND...: says the command, runs it and answers the name of what it made.
name_of() {
  local name
  say "$@"
  name=$(rujukan "$1" --name-only "${@:2}")
  printf '    made %s\n' "$name" >&3
  printf '%s\n' "$name"
}
# People say the last digits of an id, not all of them.
short() { echo "${1: -8}"; }

# A marked value of the story.
value() { grep -m 1 "^$1: " "$values" | cut -d ' ' -f 2- || broken "no value $1"; }
# fields KEY=NAME...: lines `KEY: the value called NAME`, for --from -. A value that begins with a colon stands for itself. What was
# said is listed in $STATE/said_values, by name.
fields() {
  local pair
  for pair in "$@"; do
    case ${pair#*=} in
      :*) printf '%s: %s\n' "${pair%%=*}" "${pair#*=:}" ;;
      *)
        printf '%s: %s\n' "${pair%%=*}" "$(value "${pair#*=}")"
        printf '%s\n' "${pair#*=}" >>"$STATE/said_values"
        ;;
    esac
  done
}

# -- What somebody must see, and must not ------------------------------------------------------------------------------

state() { rujukan "$1" --json show "$2" </dev/null | grep -o 'REFERRAL_STATE_[A-Z_]*' | head -n 1 | cut -c 16-; }
sees() {
  local found
  found=$(state "$1" "$2")
  [[ $found == "$3" ]] || broken "$1 should see $3 and sees $found"
}
# A stranger is told that there is no such referral.
sees_nothing() {
  local profile=$1 code=0
  rujukan "$profile" show "$2" </dev/null >/dev/null 2>&1 || code=$?
  ((code == 5)) || broken "$profile should not know of this referral (exit code $code)"
  printf '[%s] sees nothing of it\n' "$profile"
}
reads() {
  grep -qF -- "$(value "$3")" < <(rujukan "$1" --json packet "$2" </dev/null) || broken "$1 should read $3"
}
does_not_read() {
  ! grep -qF -- "$(value "$3")" < <(rujukan "$1" --json packet "$2" </dev/null; rujukan "$1" --json show "$2" </dev/null) ||
    broken "$1 should not read $3"
}

# -- Setting up --------------------------------------------------------------------------------------------------------

sign_in() { rujukan "$1" sign-in "$2" >/dev/null; }
unit() { name_of admin unit buat --kind "$1" --display-name "$2" --region "$3" "${@:4}"; }
# officer PROFILE UNIT ROLE NAME: makes an officer and signs in; the password stays for trying more.
officer() {
  local password=$STATE/passwords/$1
  head -c 15 /dev/urandom | base64 >"$password"
  say admin officer create --unit "$2" --sign-in-name "$1" --role "$3" --from -
  printf 'officer_display_name: %s\npassword: %s\n' "$4" "$(<"$password")" |
    rujukan admin officer create --unit "$2" --sign-in-name "$1" --role "$3" --from - >/dev/null
  sign_in "$1" "$1" <"$password"
}

set_up() {
  chapter "Setting up: regions, units, officers, households"
  mkdir -p "$STATE/passwords"
  sign_in admin admin <"$ADMIN_PASSWORD_FILE"
  as admin wilayah impor "$REGIONS"
  slrt=$(unit SLRT_SECRETARIAT "SLRT Kabupaten Maros" $maros)
  tenrigangkae_post=$(unit PUSKESOS "Puskesos Tenrigangkae" $tenrigangkae --supervising-unit "$slrt")
  tukamasea_post=$(unit PUSKESOS "Puskesos Tukamasea" $tukamasea --supervising-unit "$slrt")
  dinsos=$(unit DINAS_SOSIAL "Dinas Sosial Kabupaten Maros" $maros --duty-phone "0411 555 0140")
  dp3a=$(unit GOVERNMENT_OFFICE "DP3A Kabupaten Maros" $maros)
  ppa=$(unit PROTECTION_UNIT "UPTD PPA Kabupaten Maros" $maros --supervising-unit "$dp3a" --duty-phone "0411 555 0150")
  rsud=$(unit HEALTH_FACILITY "Rumah Sakit Umum Maros" $maros)
  puskesmas=$(unit HEALTH_FACILITY "Puskesmas Bantimurung" $maros)
  lbh=$(unit LEGAL_AID "LBH Maros" $maros)
  as admin unit daftar
  officer puskesos "$tenrigangkae_post" PUSKESOS_OPERATOR "Operator Puskesos Tenrigangkae"
  officer puskesos2 "$tukamasea_post" PUSKESOS_OPERATOR "Operator Puskesos Tukamasea"
  officer slrt "$slrt" SLRT_MANAGER "Manajer SLRT Maros"
  officer dinsos "$dinsos" WELFARE_PROGRAM_OFFICER "Petugas program Dinas Sosial"
  officer pengaduan "$ppa" PROTECTION_INTAKE_OFFICER "Petugas pengaduan UPTD PPA"
  officer pendamping "$ppa" COMPANION "Pendamping UPTD PPA"
  officer manajer "$ppa" CASE_MANAGER "Manajer kasus UPTD PPA"
  officer kepala "$ppa" PROTECTION_UNIT_HEAD "Kepala UPTD PPA"
  officer rsud "$rsud" PARTNER_OFFICER "Petugas Rumah Sakit Umum"
  officer puskesmas "$puskesmas" PARTNER_OFFICER "Petugas Puskesmas Bantimurung"
  officer lbh "$lbh" PARTNER_OFFICER "Petugas LBH Maros"
  step "$households invented households of Maros are imported"
  awk -F, -v within="$maros" 'NR == 1 || index($1, within ".") == 1' "$REGIONS/villages.csv" >"$STATE/villages.csv"
  "$RUJUKAN_BIN/invent_households" --count $households --seed 7309 --villages "$STATE/villages.csv" >"$STATE/households.csv"
  as slrt keluarga impor "$STATE/households.csv"
}

# -- The story ---------------------------------------------------------------------------------------------------------

sembako() {
  chapter "1. The post refers a household for Sembako, through the SLRT to Dinas Sosial"
  household=$(fields family_card_number=family_card address=address rt=:002 rw=:001 decile=:2 decile_source=:DTSEN \
    decile_as_of=:2026-08-01 \
    full_name=head.name nik=head.nik sex=:FEMALE birth_date=head.birth_date relation=:HEAD phone=head.phone \
    full_name=son.name nik=son.nik sex=:MALE relation=:CHILD full_name=daughter.name nik=daughter.nik sex=:FEMALE relation=:CHILD \
    full_name=grandmother.name nik=grandmother.nik sex=:FEMALE relation=:PARENT |
    name_of puskesos keluarga buat --region $tenrigangkae --from -)
  fields vulnerability=:LOST_INCOME note=flag.lost_income vulnerability=:CHILD_OUT_OF_SCHOOL note=flag.child_out_of_school |
    as puskesos keluarga catat "$household" --from -
  request=$(fields full_name=head.name nik=head.nik sex=:FEMALE eligibility=sembako.eligibility household_card_number=family_card \
    household_region=:$tenrigangkae household_address=address members_count=:4 decile=:2 |
    name_of puskesos kirim --kind SERVICE_REQUEST --to "$dinsos" --household "$household" --legal-basis CONSENT \
      --program SEMBAKO --program PKH --from -)
  step "The post sees its request, Dinas Sosial sees the SLRT as its sender"
  local r; r=$(short "$request")
  as puskesos daftar
  as dinsos kerja
  as dinsos lihat "$r"
  as dinsos berkas "$r"
  reads dinsos "$r" head.nik
  sees_nothing puskesos2 "$request"
  sees_nothing kepala "$request"
  sees_nothing rsud "$request"
  step "Dinas Sosial returns it as incomplete"
  as dinsos terima "$r"
  sees puskesos "$r" PROCESSING
  fields missing=sembako.missing | as dinsos kembalikan "$r" --from -
  as puskesos kerja
  sees puskesos "$r" ACTION_NEEDED
  as puskesos berkas "$r" --section NEED
  reads puskesos "$r" sembako.missing
  step "The post completes and resends it; Dinas Sosial decides each programme and reports"
  fields supplement=sembako.supplement | as puskesos kirim-ulang "$r" --from -
  sees puskesos "$r" SENT
  as dinsos terima "$r"
  reads dinsos "$r" sembako.supplement
  as dinsos sanggupi "$r"
  as dinsos mulai "$r"
  fields note=sembako.progress | as dinsos catat "$r" --from -
  fields item_note=sembako.item | as dinsos catat "$r" --program SEMBAKO --decision ENROLLED --from -
  fields item_note=pkh.item | as dinsos catat "$r" --program PKH --decision PROPOSED --from -
  sees puskesos "$r" PROCESSING
  fields summary=sembako.outcome asks_of_sender=sembako.asks | as dinsos lapor "$r" --result PARTIAL --from -
  step "The post reads the decisions and closes"
  sees puskesos "$r" ACTION_NEEDED
  as puskesos berkas "$r" --section NEED
  reads puskesos "$r" sembako.outcome
  as puskesos selesaikan "$r"
  sees puskesos "$r" DONE
  sees dinsos "$r" CLOSED
}

neighbors() {
  step "The post registers the neighbors, notes what they need and opens a file for each complaint"
  local n neighbor
  for n in neighbor{1..9}; do
    neighbor=$(fields "family_card_number=$n.family_card" "address=$n.address" rt=:001 rw=:002 \
      "full_name=$n.head.name" "nik=$n.head.nik" sex=:MALE relation=:HEAD "phone=$n.head.phone" \
      "full_name=$n.spouse.name" "nik=$n.spouse.nik" sex=:FEMALE relation=:WIFE "phone=$n.spouse.phone" \
      "full_name=$n.child.name" "nik=$n.child.nik" relation=:CHILD "full_name=$n.elder.name" "nik=$n.elder.nik" relation=:PARENT |
      name_of puskesos keluarga buat --region $tenrigangkae --from -)
    fields vulnerability=:LOST_INCOME "note=$n.flag" vulnerability=:OTHER "note=$n.program" |
      rujukan puskesos keluarga catat "$neighbor" --from - >/dev/null
    fields "person_name=$n.head.name" "summary=$n.complaint" |
      name_of puskesos kasus buat --kind WELFARE --household "$neighbor" --from - >/dev/null
  done
}

alert() {
  chapter "2. The same post sends a protection alert with a safe way to meet"
  alert=$(fields safe_contact=alert.safe_contact contact_phone=alert.phone forbidden_ways=alert.forbidden_ways \
    code_word=alert.code_word | name_of puskesos waspada --region $tenrigangkae --urgency HIGH --channel WALK_IN \
    --reporter COMMUNITY --from -)
  local a; a=$(short "$alert")
  step "In the post's list it looks like any other entry, and the post cannot read it again"
  as puskesos daftar
  as puskesos berkas "$a"
  does_not_read puskesos "$a" alert.safe_contact
  sees_nothing slrt "$alert"
  sees_nothing dinsos "$alert"
  sees_nothing puskesos2 "$alert"
  step "The protection unit reads it, assigns a companion, goes out and opens a case file"
  as pengaduan kerja
  as pengaduan berkas "$a"
  reads pengaduan "$a" alert.safe_contact
  as pengaduan terima "$a"
  sees puskesos "$a" PROCESSING
  as pengaduan tugaskan "$a" --officer pendamping
  as pendamping sanggupi "$a"
  as pendamping mulai "$a"
  fields answer=alert.answer | as puskesos jawab "$a" --from -
  reads pendamping "$a" alert.answer
  case_file=$(fields person_name=case.person_name summary=case.summary |
    name_of pendamping kasus buat --kind PROTECTION --referral "$alert" --from -)
  fields note=alert.progress | as pendamping catat "$a" --case "$case_file" --from -
  as pendamping kasus lihat "$case_file"
  step "Whatever the unit does, the post sees Diproses"
  as puskesos lihat "$a"
  sees puskesos "$a" PROCESSING
}

health_insurance() {
  chapter "3. The protection unit asks for PBI-JKN and PKH and gives no reason"
  local request r
  request=$(fields full_name=survivor.name nik=survivor.nik birth_date=survivor.birth_date sex=:FEMALE \
    identity_address=survivor.address eligibility=pbi.eligibility contact_through=pbi.contact_through deliver_to=pbi.deliver_to |
    name_of manajer kirim --kind SERVICE_REQUEST --to "$dinsos" --case "$case_file" --legal-basis CONSENT \
      --program PBI_JKN --program PKH --from -)
  r=$(short "$request")
  step "Dinas Sosial sees SLRT Kabupaten Maros and the programmes, nothing else"
  as dinsos lihat "$r"
  as dinsos berkas "$r"
  reads dinsos "$r" survivor.nik
  ! grep -qF "UPTD PPA" < <(rujukan dinsos show "$r" </dev/null) || broken "Dinas Sosial should not see the protection unit"
  ! grep -qF "$ppa" < <(rujukan dinsos --json show "$r" </dev/null) || broken "Dinas Sosial should not see its name"
  sees_nothing puskesos "$request"
  sees_nothing slrt "$request"
  step "It decides each programme and reports; the unit acknowledges"
  as dinsos terima "$r"
  as dinsos sanggupi "$r"
  fields item_note=pbi.item | as dinsos catat "$r" --program PBI_JKN --decision ENROLLED --from -
  fields item_note=pbi_pkh.item | as dinsos catat "$r" --program PKH --decision WAITING_LIST --from -
  fields summary=pbi.outcome | as dinsos lapor "$r" --result PARTIAL --from -
  as manajer lihat "$r"
  as manajer selesaikan "$r"
  sees dinsos "$r" CLOSED
}

to_hospital() {
  chapter "4. The unit refers to a hospital, which has no capacity, and redirects to a clinic"
  local hospital clinic h c
  hospital=$(fields safe_contact=hospital.safe_contact contact_phone=survivor.phone full_name=survivor.name nik=survivor.nik \
    purpose=hospital.purpose services_given=hospital.services_given access_needs=hospital.access_needs \
    chronology=hospital.chronology development=hospital.development alleged_perpetrator_name=perpetrator.name \
    alleged_perpetrator_relation=perpetrator.relation alleged_perpetrator_note=perpetrator.note physical=hospital.physical \
    psychological=hospital.psychological attachment_title=hospital.attachment external_number=hospital.external_number |
    name_of manajer kirim --kind REFERRAL --to "$rsud" --case "$case_file" --urgency HIGH --legal-basis CONSENT \
      --service HEALTH --from -)
  h=$(short "$hospital")
  as rsud kerja
  as rsud berkas "$h"
  reads rsud "$h" hospital.physical
  does_not_read rsud "$h" perpetrator.name
  as rsud terima "$h"
  fields note=hospital.decline_note | as rsud tolak "$h" --reason NO_CAPACITY --from -
  step "The refusal comes back to the unit, which finds another way"
  as manajer kerja
  sees manajer "$h" DECLINED
  clinic=$(fields note=hospital.redirect_note | name_of manajer alihkan "$h" --to "$puskesmas" --from -)
  c=$(short "$clinic")
  sees manajer "$h" REDIRECTED
  sees_nothing rsud "$clinic"
  as puskesmas terima "$c"
  reads puskesmas "$c" hospital.physical
  fields question=clinic.question | as puskesmas tanya "$c" --from -
  as manajer lihat "$c"
  fields answer=clinic.answer | as manajer jawab "$c" --from -
  as puskesmas sanggupi "$c"
  as puskesmas mulai "$c"
  fields summary=clinic.outcome | as puskesmas lapor "$c" --result FULFILLED --from -
  as manajer selesaikan "$c"
  sees puskesmas "$c" CLOSED
}

to_legal_aid() {
  step "Legal aid takes its own referral and sees nothing of the clinic's"
  local legal l
  legal=$(fields safe_contact=legal.safe_contact full_name=survivor.name purpose=legal.purpose |
    name_of manajer kirim --kind REFERRAL --to "$lbh" --case "$case_file" --urgency MEDIUM --legal-basis CONSENT \
      --service LEGAL_AID --from -)
  l=$(short "$legal")
  as lbh daftar
  as lbh berkas "$l"
  sees_nothing puskesmas "$legal"
  as lbh terima "$l"
  as lbh sanggupi "$l"
  as lbh mulai "$l"
  fields summary=legal.outcome | as lbh lapor "$l" --result FULFILLED --from -
  as manajer selesaikan "$l"
  sees lbh "$l" CLOSED
}

follow_up() {
  step "A counter-referral asks the post of another village for welfare follow-up; it does not learn who asks, nor why"
  local counter c
  counter=$(fields safe_contact=counter.safe_contact full_name=survivor.name purpose=counter.purpose |
    name_of manajer kirim --kind COUNTER_REFERRAL --to "$tukamasea_post" --case "$case_file" --counter-to "$alert" --urgency LOW \
      --legal-basis CONSENT --service WELFARE_FOLLOW_UP --from -)
  c=$(short "$counter")
  as puskesos2 kerja
  as puskesos2 lihat "$c"
  as puskesos2 berkas "$c"
  ! grep -qF "UPTD PPA" < <(rujukan puskesos2 show "$c" </dev/null) || broken "the post should not see the protection unit"
  sees_nothing puskesos "$counter"
  as puskesos2 terima "$c"
  as puskesos2 sanggupi "$c"
  as puskesos2 mulai "$c"
  fields summary=counter.outcome | as puskesos2 lapor "$c" --result FULFILLED --from -
  as manajer selesaikan "$c"
  sees puskesos2 "$c" CLOSED
}

close_alert() {
  step "The companion reports on the alert, the head of the unit closes it"
  local a; a=$(short "$alert")
  fields summary=alert.outcome | as pendamping lapor "$a" --result FULFILLED --from -
  sees puskesos "$a" PROCESSING
  as kepala lihat "$a"
  as kepala selesaikan "$a"
  as puskesos daftar
  sees puskesos "$a" DONE
  does_not_read puskesos "$a" alert.outcome
}

# -- The end -----------------------------------------------------------------------------------------------------------

# Every party reads its inbox to the end; nobody has anything left to do, and what is closed is counted.
finish() {
  chapter "Every party reads its inbox to the end"
  local party events delivered=0 closed
  for party in "${parties[@]}"; do
    [[ -z $(rujukan "$party" --json work </dev/null) ]] || broken "$party has something left to do"
    as "$party" kotak-masuk daftar
    events=$(rujukan "$party" --json inbox list </dev/null | wc -l)
    delivered=$((delivered + events))
  done
  closed=$(for party in "${parties[@]}"; do rujukan "$party" --json list </dev/null; done |
    grep -E 'REFERRAL_STATE_(CLOSED|CLOSED_UNSERVED|REDIRECTED|CANCELLED|DONE)"' |
    sed 's/.*"name":"\(referrals\/[0-9a-f-]*\)".*/\1/' | sort -u | wc -l)
  printf 'referrals_closed=%d events_delivered=%d\n' "$closed" "$delivered" >"$STATE/story_result"
  cat >"$STATE/try_more" <<END
rujukan --profile puskesos daftar
rujukan --profile slrt keluarga daftar --region $tenrigangkae
rujukan --profile puskesos waspada
rujukan --profile pengaduan kerja
rujukan --profile pengaduan kotak-masuk pantau --new
# when a session has ended:
rujukan --profile puskesos masuk puskesos <"$STATE/passwords/puskesos"
END
  chapter "The story is told: $closed referrals closed, $delivered inbox events delivered"
}

set_up
sembako
neighbors
alert
health_insurance
to_hospital
to_legal_aid
follow_up
close_alert
finish

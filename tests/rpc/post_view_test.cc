// All that the login of a post can see of what it sent, before and after every move of everybody else: an alert must look like a
// complaint, and nothing may change but when the post's own view does.
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rujukan/v1/referral.pb.h"
#include "tests/rpc/fitting_request.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

// Members of a chain of redirects that are walked: enough to redirect back, too, in the long run.
std::size_t ChainMax() {
  const char* is_long = std::getenv("RUJUKAN_LONG");
  return is_long != nullptr && std::string(is_long) == "1" ? 3 : 2;
}

// A post with one login, and what it sent.
struct Post {
  Caller caller;
  std::string token;
  // The one that everybody moves, and the one that nobody touches.
  ReferralId moved;
  ReferralId still;
};

// Somebody's move, and to whom it goes when it is a redirect.
struct Step {
  const Caller* who = nullptr;
  MoveRequest request;
  const Caller* to = nullptr;
};

// A referral that a post sends, and who may have to do with it then.
struct Matter {
  ReferralKind kind;
  LegalBasis basis;
  Urgency urgency;
  std::vector<const Caller*> receivers;
  std::vector<const Caller*> others;
};

// By what somebody could tell one entry from another. Sealed tokens have the same length, whatever they hold.
struct Sight {
  v1::ReferralState word = v1::REFERRAL_STATE_UNSPECIFIED;
  v1::Referral entry;
  // Everything, but what must differ each time.
  std::string all;
  std::vector<v1::InboxEvent> events;
};

MoveRequest Words(Move move) {
  MoveRequest request;
  request.move = move;
  request.text = "kata";
  request.decline_reason = DeclineReason::kNotCompetent;
  request.outcome = {OutcomeResult::kFulfilled, "selesai", "antarkan"};
  return request;
}

class PostView : public Wire {
 protected:
  PostView() : far_head(world.far_protection) {
    far_head.role = Role::kProtectionUnitHead;
    matters = {
        {ReferralKind::kServiceRequest, LegalBasis::kConsent, Urgency::kUnspecified, {&world.dinas}, {}},
        {ReferralKind::kReferral, LegalBasis::kConsent, Urgency::kUnspecified, {&world.hospital, &world.clinic}, {}},
        Alert(LegalBasis::kConsent, Urgency::kMedium),
    };
  }

  Matter Alert(LegalBasis basis, Urgency urgency) {
    return {ReferralKind::kProtectionAlert, basis, urgency, {&world.intake, &world.far_protection}, {&world.head, &far_head}};
  }

  Post NewPost() {
    Post post;
    post.caller = world.post;
    post.caller.unit = UnitId(world.ids.NewUuid());
    post.caller.officer = OfficerId(world.ids.NewUuid());
    const absl::Status made = store.Transact([&](Transaction& transaction) -> absl::Status {
      absl::StatusOr<std::optional<Unit>> like = transaction.units().Find(world.post.unit);
      Unit unit = **like;
      unit.id = post.caller.unit;
      if (absl::Status inserted = transaction.units().Insert(unit); !inserted.ok()) return inserted;
      Officer officer;
      officer.id = post.caller.officer;
      officer.unit = unit.id;
      officer.sign_in_name = "operator." + officer.id.value;
      officer.assignments = {{Role::kPuskesosOperator, unit.region}};
      return transaction.officers().Insert(officer);
    });
    EXPECT_TRUE(made.ok()) << made;
    post.token = TokenOf(post.caller);
    return post;
  }

  ReferralId Send(const Post& post, const Matter& matter) {
    Referral referral;
    referral.kind = matter.kind;
    referral.receiver = matter.receivers.front()->unit;
    referral.legal_basis = matter.basis;
    referral.urgency = matter.urgency;
    Packet packet;
    packet.need = NeedSection{.purpose = "", .services_given = "", .access_needs = "", .eligibility = "penghasilan hilang"};
    if (matter.kind == ReferralKind::kProtectionAlert) {
      referral.details.region = "73.09.01.2003";
      packet = Packet();
      packet.contact = ContactSection{.safe_contact = "di sekolah", .phone = "", .forbidden_ways = "", .code_word = ""};
    } else {
      referral.details.welfare_programs = {WelfareProgram::kSembako};
    }
    const auto sent = world.desk().Create(world.From(post.caller, "ReferralService/CreateReferral"), referral, packet);
    EXPECT_TRUE(sent.ok()) << sent.status();
    return sent.ok() ? sent->name : ReferralId();
  }

  // Everybody's moves. What is not possible now is refused and walked no further.
  std::vector<Step> Steps(const Post& post, const Matter& matter) {
    std::vector<Step> steps;
    const auto add = [&](const Caller& who, Move move) {
      steps.push_back({&who, Words(move), nullptr});
      if (move == Move::kHold) steps.back().request.resume_time = world.clock.Now() + absl::Hours(48);
    };
    for (const Caller* receiver : matter.receivers) {
      for (const Move move : {Move::kReceive, Move::kAssign, Move::kAsk, Move::kReturn, Move::kAccept, Move::kDecline, Move::kStart,
                              Move::kProgress, Move::kHold, Move::kResume, Move::kReport, Move::kConfirmPurge}) {
        add(*receiver, move);
      }
      add(*receiver, Move::kWithdrawConsent);
      add(*receiver, Move::kWithdrawConsent);
      steps.back().request.spoken_with_survivor_alone = true;
      add(*receiver, Move::kWithdrawConsent);
      steps.back().request.spoken_with_survivor_alone = steps.back().request.consent_stands = true;
      for (const Caller* to : matter.receivers) {
        for (const Caller* who : {receiver, &post.caller}) {
          if (to != receiver) steps.push_back({who, Words(Move::kRedirect), to});
        }
      }
    }
    for (const Caller* head : matter.others) {
      for (const Move move : {Move::kAcknowledge, Move::kDispute}) add(*head, move);
    }
    for (const Move move : {Move::kAnswer, Move::kResend, Move::kAcknowledge, Move::kDispute, Move::kRecall, Move::kWithdrawConsent,
                            Move::kCloseUnserved}) {
      add(post.caller, move);
    }
    add(world.secretariat, Move::kCloseUnserved);
    return steps;
  }

  std::vector<Referral> ChainOf(const ReferralId& root) {
    std::vector<Referral> chain;
    const absl::Status read = store.Read([&](Transaction& transaction) -> absl::Status {
      auto found = transaction.referrals().FindChain(root);
      if (!found.ok()) return found.status();
      chain = *std::move(found);
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
    return chain;
  }

  // What decides how it can go on.
  std::string SituationOf(const ReferralId& root) {
    std::string situation;
    for (const Referral& member : ChainOf(root)) {
      absl::StrAppend(&situation, static_cast<int>(member.state), member.read_by_receiver, member.reading_suspended,
                      !member.details.open_question.empty(), static_cast<int>(member.details.sender_wish),
                      member.details.close_unserved_proposed_by.empty(), member.accountable == member.receiver,
                      !member.redirected_by.empty(), "|");
    }
    return situation;
  }

  // Each move at a time of its own; what is refused takes none, lest the session end.
  bool Make(const Post& post, const Step& step) {
    const bool made = Try(post, step);
    if (made) world.clock.Advance(absl::Minutes(1));
    return made;
  }

  bool Try(const Post& post, const Step& step) {
    const std::vector<Referral> chain = ChainOf(post.moved);
    const ReferralId name = step.who->unit == post.caller.unit ? post.moved : chain.back().id;
    const auto seen = world.Look(*step.who, name);
    if (!seen.ok()) return false;
    if (step.to == nullptr) {
      return world.desk().Make(world.From(*step.who, "ReferralService/Move"), name, seen->etag, step.request).ok();
    }
    if (chain.size() >= ChainMax()) return false;
    return world.desk()
        .Redirect(world.From(*step.who, "ReferralService/RedirectReferral"), name, seen->etag, step.request, step.to->unit,
                  ReferralId())
        .ok();
  }

  Post Replay(const Matter& matter, const std::vector<std::size_t>& path) {
    Post post = NewPost();
    post.still = Send(post, matters.front());
    post.moved = Send(post, matter);
    world.clock.Advance(absl::Minutes(1));
    for (const std::size_t step : path) EXPECT_TRUE(Make(post, Steps(post, matter)[step]));
    return post;
  }

  template <typename Response>
  Response Ask(const Post& post, const google::protobuf::Message& request) {
    Response response;
    const Answer answer = Call(post.token, request, response);
    EXPECT_EQ(answer.reason, "OK") << request.GetDescriptor()->name();
    return response;
  }

  static std::string Length(const std::string& token) { return absl::StrCat("<", token.size(), " characters>"); }

  Sight Look(const Post& post) {
    Sight sight;
    v1::GetReferralRequest get;
    get.set_name(NameOf(post.moved));
    sight.entry = Ask<v1::Referral>(post, get);
    sight.word = sight.entry.state();
    sight.all = absl::StrCat("GET\n", sight.entry.DebugString());
    get.set_name(NameOf(post.still));
    absl::StrAppend(&sight.all, "GET THE OTHER\n", Ask<v1::Referral>(post, get).DebugString());
    for (const auto box : {v1::ListReferralsRequest::BOX_UNSPECIFIED, v1::ListReferralsRequest::BOX_SENT,
                           v1::ListReferralsRequest::BOX_RECEIVED, v1::ListReferralsRequest::BOX_ACCOUNTABLE}) {
      for (const bool open_only : {false, true}) {
        v1::ListReferralsRequest list;
        list.set_box(box);
        list.set_open_only(open_only);
        // Of two entries, so that there is a token.
        list.set_page_size(open_only ? 50 : 1);
        auto page = Ask<v1::ListReferralsResponse>(post, list);
        page.set_next_page_token(Length(page.next_page_token()));
        absl::StrAppend(&sight.all, "LIST ", box, open_only, "\n", page.DebugString());
      }
    }
    v1::GetPacketRequest packet;
    packet.set_name(NameOf(post.moved) + "/packet");
    for (int section = 1; section <= 8; ++section) packet.add_sections(static_cast<v1::PacketSection>(section));
    absl::StrAppend(&sight.all, "PACKET\n", Ask<v1::Packet>(post, packet).DebugString());
    v1::ListInboxEventsRequest inbox;
    inbox.set_parent(NameOf(post.caller.unit));
    auto told = Ask<v1::ListInboxEventsResponse>(post, inbox);
    for (v1::InboxEvent& event : *told.mutable_events()) {
      event.set_cursor(Length(event.cursor()));
      sight.events.push_back(event);
    }
    return sight;
  }

  // The inbox as a watcher gets it.
  std::vector<v1::InboxEvent> Watched(const Post& post, std::size_t count) {
    std::vector<v1::InboxEvent> events;
    grpc::ClientContext context;
    const auto stream = Watch(context, post.token, post.caller.unit);
    v1::WatchInboxResponse response;
    while (events.size() < count && stream->Read(&response)) {
      if (!response.has_event()) continue;
      response.mutable_event()->set_cursor(Length(response.event().cursor()));
      events.push_back(response.event());
    }
    context.TryCancel();
    while (stream->Read(&response)) {
    }
    stream->Finish();
    return events;
  }

  // Without what is the post's own: names, numbers, etags and times.
  std::string ShapeOf(const Post& post, const Sight& sight) {
    v1::GetReferralRequest get;
    get.set_name(NameOf(post.still));
    const v1::Referral other = Ask<v1::Referral>(post, get);
    std::vector<std::pair<std::string, std::string>> own = {
        {NameOf(post.moved), "<moved>"},           {NameOf(post.still), "<still>"}, {sight.entry.sender_number(), "<number>"},
        {other.sender_number(), "<other number>"}, {sight.entry.etag(), "<etag>"},  {other.etag(), "<other etag>"},
        {NameOf(post.caller.unit), "<post>"}};
    for (const auto& time : {sight.entry.create_time(), sight.entry.update_time(), other.create_time(), other.update_time()}) {
      own.emplace_back(absl::StrCat("seconds: ", time.seconds(), "\n"), "<time>\n");
    }
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    return absl::StrReplaceAll(sight.all, own);
  }

  // How every move that the post could try is answered: tried, and undone.
  std::string AnswersTo(const Post& post) {
    std::string answers;
    const std::string etag = world.Look(post.caller, post.moved)->etag;
    store.undoes = true;
    for (const Method& method : MethodsOf("ReferralService")) {
      if (method.descriptor->output_type() != v1::Referral::descriptor() || method.name == "ReferralService/CreateReferral")
        continue;
      const auto request = FittingRequest(method, NameOf(post.moved),
                                          {.etag = etag,
                                           .request_id = NewRequestId(),
                                           .receiver = world.legal_aid.unit,
                                           .resume_time = world.clock.Now() + absl::Hours(48),
                                           .officer = NameOf(post.caller.unit, post.caller.officer)});
      v1::Referral response;
      const Answer answer = Call(post.token, *request, response);
      absl::StrAppend(&answers, method.name, ": ", answer.reason, " ", answer.status.error_code(), " ",
                      answer.status.error_message(), answer.status.error_details(), " ", v1::ReferralState_Name(response.state()),
                      " ", response.available_moves_size(), "\n");
    }
    store.undoes = false;
    return answers;
  }

  // By the word of the entry: what was seen, with an example of how it came about.
  using Seen = std::map<v1::ReferralState, std::map<std::string, std::string>>;
  struct Walk {
    Seen shapes;
    Seen answers;
    std::map<v1::ReferralState, std::set<std::string>> events;
    int situations = 0;
    int moves = 0;
  };

  // Reaches every situation of a matter by the shortest way, and tries every move in each.
  void WalkThrough(const Matter& matter, Walk& walk) {
    std::set<std::string> known;
    std::deque<std::vector<std::size_t>> to_visit = {{}};
    while (!to_visit.empty()) {
      const std::vector<std::size_t> path = to_visit.front();
      to_visit.pop_front();
      Post post = Replay(matter, path);
      if (!known.insert(SituationOf(post.moved)).second) continue;
      ++walk.situations;
      const std::string way = absl::StrJoin(path, ",", [&](std::string* text, std::size_t step) {
        absl::StrAppend(text, std::string(NameOf(Steps(post, matter)[step].request.move)));
      });
      Sight before = Look(post);
      EXPECT_THAT(Watched(post, before.events.size()).size(), before.events.size());
      walk.shapes[before.word].emplace(ShapeOf(post, before), way);
      walk.answers[before.word].emplace(AnswersTo(post), way);
      for (v1::InboxEvent event : before.events) {
        if (event.referral() != NameOf(post.moved)) continue;
        event.clear_sequence();
        event.clear_referral();
        event.clear_number();
        event.clear_event_time();
        walk.events[event.state()].insert(event.DebugString());
      }
      const std::size_t steps = Steps(post, matter).size();
      for (std::size_t i = 0; i < steps; ++i) {
        const Step step = Steps(post, matter)[i];
        const bool own = step.who->unit == post.caller.unit;
        if (!Make(post, step)) continue;
        ++walk.moves;
        const Sight after = Look(post);
        if (!own) ExpectOnlyTheViewMoves(before, after, absl::StrCat(way, " then ", std::string(NameOf(step.request.move))));
        std::vector<std::size_t> next = path;
        next.push_back(i);
        to_visit.push_back(std::move(next));
        post = Replay(matter, path);
        before = Look(post);
      }
    }
  }

  void ExpectOnlyTheViewMoves(const Sight& before, const Sight& after, const std::string& way) {
    const bool moved = before.word != after.word || before.entry.etag() != after.entry.etag();
    if (!moved) {
      EXPECT_EQ(before.all, after.all) << way;
      EXPECT_EQ(before.events.size(), after.events.size()) << way;
      return;
    }
    EXPECT_NE(before.entry.etag(), after.entry.etag()) << way;
    EXPECT_NE(before.entry.update_time().seconds(), after.entry.update_time().seconds()) << way;
    ASSERT_EQ(after.events.size(), before.events.size() + 1) << way;
    EXPECT_EQ(after.events.back().state(), after.word) << way;
    EXPECT_EQ(after.events.back().event_time().seconds(), after.entry.update_time().seconds()) << way;
  }

  Caller far_head;
  std::vector<Matter> matters;
};

TEST_F(PostView, OfAnAlertIsAtEveryMomentOneThatAComplaintHasToo) {
  Walk complaints, alerts;
  for (const Matter& matter : matters) WalkThrough(matter, matter.kind == ReferralKind::kProtectionAlert ? alerts : complaints);
  WalkThrough(Alert(LegalBasis::kVitalInterest, Urgency::kEmergency), alerts);
  std::cout << "an alert in " << alerts.situations << " situations by " << alerts.moves << " moves, a complaint in "
            << complaints.situations << " by " << complaints.moves << "\n";
  ASSERT_GT(alerts.situations, 100);
  ASSERT_GT(complaints.situations, 100);
  for (const auto& [word, shapes] : alerts.shapes) {
    for (const auto& [shape, way] : shapes) {
      EXPECT_EQ(complaints.shapes[word].count(shape), 1) << way << " shows\n"
                                                         << shape << "and a complaint " << complaints.shapes[word].begin()->first;
    }
  }
  for (const auto& [word, answers] : alerts.answers) {
    for (const auto& [answer, way] : answers) {
      EXPECT_EQ(complaints.answers[word].count(answer), 1) << way << " is answered\n" << answer;
    }
  }
  EXPECT_EQ(alerts.events.size(), 4u) << "all four words";
  for (const auto& [word, events] : alerts.events) EXPECT_EQ(events, complaints.events[word]);
  // Where nothing is asked of the post, there is one shape for each word.
  for (const auto word : {v1::REFERRAL_STATE_SENT, v1::REFERRAL_STATE_PROCESSING, v1::REFERRAL_STATE_DONE}) {
    EXPECT_EQ(complaints.shapes[word].size(), 1u) << v1::ReferralState_Name(word);
  }
}

}  // namespace
}  // namespace rujukan::testing

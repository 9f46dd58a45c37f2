#include "client/commands.h"
#include "rujukan/v1/session.grpc.pb.h"

namespace rujukan::client {
namespace {

void SignIn(Shell& shell, v1::SignInRequest request) {
  // Nobody types a password for a server that will not be called.
  shell.connection();
  request.set_password(AskSecret(shell.console(), shell.texts().Get("message.password")));
  v1::Session session;
  shell.Call(&v1::SessionService::Stub::SignIn, request, &session);
  shell.Save(session);
  session.clear_token();
  if (shell.ShowForPrograms(session)) return;
  shell.Say("message.signed_in",
            {session.officer_display_name(), shell.texts().LabelOf(session.role()), session.unit_display_name()});
}

void SignOut(Shell& shell) {
  // The token is forgotten even when the server cannot be told; it ends there by itself.
  const bool had_session = shell.saved().has_value();
  Connection& connection = shell.connection();
  shell.Forget();
  v1::SignOutResponse response;
  const auto error = had_session ? connection.Call(&v1::SessionService::Stub::SignOut, {}, &response) : std::nullopt;
  if (error && error->code != grpc::StatusCode::UNAUTHENTICATED) throw Refused(*error);
  shell.Say("message.signed_out");
}

void WhoAmI(Shell& shell) {
  v1::Session session;
  shell.Call(&v1::SessionService::Stub::GetSession, {}, &session);
  if (shell.settings.name_only) {
    shell.console().out << session.officer() << '\n';
    return;
  }
  shell.Show(session);
}

}  // namespace

void AddSessionCommands(CLI::App& app, Shell& shell) {
  CLI::App& sign_in = AddCommand(app, shell, "sign-in", "masuk");
  const auto request = std::make_shared<v1::SignInRequest>();
  AddField(sign_in, shell, "NAME", request, "sign_in_name", true);
  AddField(sign_in, shell, "--role", request, "role");
  Do(sign_in, shell, [&shell, request] { SignIn(shell, *request); });

  Do(AddCommand(app, shell, "sign-out", "keluar"), shell, [&shell] { SignOut(shell); });
  Do(AddCommand(app, shell, "whoami", "siapa"), shell, [&shell] { WhoAmI(shell); });
}

}  // namespace rujukan::client

#include "client/commands.h"
#include "client/region_import.h"
#include "rujukan/v1/region.grpc.pb.h"

namespace rujukan::client {
namespace {

std::string NameOf(const std::string& code) { return code.rfind("regions/", 0) == 0 ? code : "regions/" + code; }

void Show(Shell& shell, const std::string& code) {
  v1::GetRegionRequest request;
  request.set_name(NameOf(code));
  v1::Region region;
  shell.Call(&v1::RegionService::Stub::GetRegion, request, &region);
  shell.Show(region);
}

void List(Shell& shell, const std::string& parent) {
  const Texts& texts = shell.texts();
  v1::ListRegionsRequest request;
  request.set_parent_code(parent);
  Table table({{texts.Get("field.code")}, {texts.Get("field.display_name"), Fit::kCut}, {texts.Get("field.level")}});
  shell.EachPage(&v1::RegionService::Stub::ListRegions, request, [&](const v1::ListRegionsResponse& page) {
    for (const v1::Region& region : page.regions()) {
      if (shell.ShowForPrograms(region)) continue;
      table.Add({region.code(), region.display_name(), texts.LabelOf(region.level())});
    }
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

}  // namespace

void AddRegionCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "region", "wilayah");
  group.require_subcommand(1);

  CLI::App& import = AddCommand(group, shell, "import", "impor");
  const auto folder = AddWord(import, shell, "DIR", true);
  Do(import, shell, [&shell, folder] { ImportRegions(shell, *folder); });

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto parent = AddWord(list, shell, "PARENT");
  Do(list, shell, [&shell, parent] { List(shell, *parent); });

  CLI::App& show = AddCommand(group, shell, "show", "lihat");
  const auto code = AddWord(show, shell, "REGION", true);
  Do(show, shell, [&shell, code] { Show(shell, *code); });
}

}  // namespace rujukan::client

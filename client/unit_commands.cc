#include "client/commands.h"
#include "rujukan/v1/unit.grpc.pb.h"

namespace rujukan::client {
namespace {

// "SHELTER" or "SHELTER=FULL".
void AddOffer(v1::Unit& unit, const std::string& word) {
  const std::size_t equals = word.find('=');
  SetField(unit, "service_offers[+].service", word.substr(0, equals));
  if (equals != std::string::npos) SetField(unit, "service_offers[].capacity", word.substr(equals + 1));
}

// What may be said of a unit both when it is made and when it changes.
void AddUnitOptions(CLI::App& command, Shell& shell, const std::shared_ptr<v1::Unit>& unit) {
  AddField(command, shell, "--display-name", unit, "display_name");
  AddField(command, shell, "--region", unit, "region");
  AddField(command, shell, "--supervising-unit", unit, "supervising_unit");
  AddField(command, shell, "--program", unit, "welfare_programs");
  AddField(command, shell, "--coverage", unit, "coverage_regions");
  AddField(command, shell, "--duty-phone", unit, "duty_phone");
  command
      .add_option_function<std::vector<std::string>>(
          "--service",
          [unit](const std::vector<std::string>& words) {
            for (const std::string& word : words) AddOffer(*unit, word);
          },
          shell.texts().Get("option.offer") + ": " + CodeNames(*v1::Service_descriptor()) + " = " +
              CodeNames(*v1::Capacity_descriptor()))
      ->allow_extra_args(false)
      ->type_name("CODE[=CAPACITY]");
}

void Create(Shell& shell, const v1::Unit& unit, const std::string& id) {
  v1::CreateUnitRequest request;
  *request.mutable_unit() = unit;
  request.mutable_unit()->set_supervising_unit(shell.FindUnit(unit.supervising_unit()));
  request.set_unit_id(id);
  shell.Show(shell.Write(&v1::UnitService::Stub::CreateUnit, request));
}

void List(Shell& shell, const v1::ListUnitsRequest& request) {
  const Texts& texts = shell.texts();
  Table table({{texts.Get("field.display_name"), Fit::kCut},
               {texts.Get("field.kind"), Fit::kCut},
               {texts.Get("message.region")},
               {texts.Get("field.duty_phone")},
               {texts.Get("message.id")}});
  shell.EachPage(&v1::UnitService::Stub::ListUnits, request, [&](const v1::ListUnitsResponse& page) {
    for (const v1::Unit& unit : page.units()) {
      if (shell.ShowForPrograms(unit)) continue;
      table.Add({unit.display_name(), texts.LabelOf(unit.kind()), unit.region(), unit.duty_phone(), ShortId(unit.name())});
    }
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

v1::Unit Get(Shell& shell, const std::string& word) {
  v1::GetUnitRequest request;
  request.set_name(shell.FindUnit(word));
  v1::Unit unit;
  shell.Call(&v1::UnitService::Stub::GetUnit, request, &unit);
  return unit;
}

// A list that is given replaces the list that was there; a field that is not given stays.
void Update(Shell& shell, const std::string& word, const v1::Unit& changes) {
  v1::UpdateUnitRequest request;
  v1::Unit& unit = *request.mutable_unit();
  unit = Get(shell, word);
  if (changes.service_offers_size() > 0) unit.clear_service_offers();
  if (changes.welfare_programs_size() > 0) unit.clear_welfare_programs();
  if (changes.coverage_regions_size() > 0) unit.clear_coverage_regions();
  unit.MergeFrom(changes);
  unit.set_supervising_unit(shell.FindUnit(unit.supervising_unit()));
  shell.Show(shell.Write(&v1::UnitService::Stub::UpdateUnit, request));
}

}  // namespace

void AddUnitCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "unit");
  group.require_subcommand(1);

  CLI::App& create = AddCommand(group, shell, "create", "buat");
  const auto unit = std::make_shared<v1::Unit>();
  AddField(create, shell, "--kind", unit, "kind", true);
  AddUnitOptions(create, shell, unit);
  const auto id = AddWord(create, shell, "--id");
  Do(create, shell, [&shell, unit, id] { Create(shell, *unit, *id); });

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto filter = std::make_shared<v1::ListUnitsRequest>();
  AddField(list, shell, "--kind", filter, "kind");
  AddField(list, shell, "--region", filter, "region");
  Do(list, shell, [&shell, filter] { List(shell, *filter); });

  CLI::App& show = AddCommand(group, shell, "show", "lihat");
  const auto shown = AddWord(show, shell, "UNIT", true);
  Do(show, shell, [&shell, shown] { shell.Show(Get(shell, *shown)); });

  CLI::App& update = AddCommand(group, shell, "update", "ubah");
  const auto updated = AddWord(update, shell, "UNIT", true);
  const auto changes = std::make_shared<v1::Unit>();
  AddUnitOptions(update, shell, changes);
  Do(update, shell, [&shell, updated, changes] { Update(shell, *updated, *changes); });
}

}  // namespace rujukan::client

// SPDX-License-Identifier: Apache-2.0
// Sources, by letter of the columns below:
// B  bodies: round numbers of masses with usual loads, drag areas and rolling coefficients of common
// vehicles. W  wear at the speed of reference: EMEP/EEA guidebook 2019, 1.A.3.b.vi-vii, as in Germany's
// inventory
//    (Umweltbundesamt, IIR 2022, 1.A.3.b.vi, table 1). Battery vehicles: the ratios of medium cars in the
//    guidebook's update of 2025 (tyres 1.08, brakes 0.21, road 1.13).
// D  drives: slope and offset of Willans lines that meet usual consumptions; round numbers.
// N  NOx. Diesel cars: Umweltbundesamt, press information of 2017 (handbook of emission factors, HBEFA
//    3.3): Euro 4 0.674, Euro 5 0.906, Euro 6 before real driving emissions 0.507 g/km, over 2.2 MJ/km; Euro
//    3 set to 0.8, 6d to three quarters of its limit of 0.08. Vans per MJ as cars. Petrol: limit values
//    (0.15, 0.08, 0.06, 0.06; 6d two thirds of it) over 2.4 MJ/km. Heavy vehicles: limit values (Euro III 5,
//    Euro V 2, Euro VI 0.46 g/kWh) over 9 MJ of fuel for a kWh of work; Euro V times 1.35, since its
//    catalysts are cold in towns; Euro VI times 0.7, between that limit and the mean of 0.21 g/km that was
//    measured on 24 vehicles (ICCT, 2017).
// P  particles of exhaust: below the limit values, where filters are far below; round numbers.
#include "plugins/transport/emissions/default_fleet.hpp"

#include <span>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::emissions {
namespace {

struct Body {  // B, W
  double mass, rolling, drag_area, top_speed, acceleration, deceleration;
  double tyre_wear, brake_wear, road_wear;
};
constexpr Body kCar{1500, 0.011, 0.70, 50, 1.2, 1.5, 0.0107, 0.0075, 0.0150};
constexpr Body kVan{2300, 0.011, 1.35, 40, 1.0, 1.3, 0.0169, 0.0117, 0.0150};
constexpr Body kTruck{9500, 0.008, 4.2, 24, 0.7, 1.0, 0.0450, 0.0327, 0.0760};
constexpr Body kTrailer{27'000, 0.006, 6.0, 24, 0.4, 0.8, 0.0450, 0.0327, 0.0760};
constexpr Body kBus{14'500, 0.008, 5.0, 24, 0.9, 1.0, 0.0450, 0.0327, 0.0760};
constexpr Body kCoach{16'000, 0.007, 4.0, 28, 0.7, 0.9, 0.0450, 0.0327, 0.0760};
constexpr Body kMotorcycle{280, 0.015, 0.55, 50, 2.0, 2.0, 0.0046, 0.0037, 0.0060};
constexpr Body kMoped{170, 0.015, 0.50, 12.5, 1.2, 1.5, 0.0046, 0.0037, 0.0060};

struct Drive {  // D
  Carrier carrier;
  double efficiency, regeneration, engine_power, standing_share, auxiliary_power;
};
constexpr Drive kCarPetrol{Carrier::petrol, 0.28, 0, 8'000, 0.7, 0};
constexpr Drive kCarDiesel{Carrier::diesel, 0.35, 0, 6'500, 0.7, 0};
constexpr Drive kCarHybrid{Carrier::petrol, 0.33, 0.5, 4'500, 0.2, 0};
constexpr Drive kCarGas{Carrier::cng, 0.28, 0, 8'000, 0.7, 0};
constexpr Drive kCarBattery{Carrier::battery, 0.85, 0.65, 0, 0, 600};
constexpr Drive kVanDiesel{Carrier::diesel, 0.35, 0, 8'000, 0.8, 0};
constexpr Drive kVanBattery{Carrier::battery, 0.85, 0.60, 0, 0, 800};
constexpr Drive kTruckDiesel{Carrier::diesel, 0.39, 0, 18'000, 1, 0};
constexpr Drive kTruckBattery{Carrier::battery, 0.85, 0.60, 0, 0, 2'000};
constexpr Drive kTrailerDiesel{Carrier::diesel, 0.41, 0, 28'000, 1, 0};
constexpr Drive kTrailerBattery{Carrier::battery, 0.85, 0.60, 0, 0, 2'500};
constexpr Drive kBusDiesel{Carrier::diesel, 0.38, 0, 28'000, 1, 0};
constexpr Drive kBusHybrid{Carrier::diesel, 0.38, 0.4, 20'000, 0.5, 0};
constexpr Drive kBusGas{Carrier::cng, 0.34, 0, 32'000, 1, 0};
constexpr Drive kBusBattery{Carrier::battery, 0.85, 0.60, 0, 0, 8'000};
constexpr Drive kCoachDiesel{Carrier::diesel, 0.40, 0, 25'000, 1, 0};
constexpr Drive kMotorcyclePetrol{Carrier::petrol, 0.22, 0, 4'000, 1, 0};
constexpr Drive kMopedPetrol{Carrier::petrol, 0.20, 0, 2'000, 1, 0};
constexpr Drive kMopedBattery{Carrier::battery, 0.80, 0.30, 0, 0, 30};

struct DefaultClass {
  std::string_view id;
  const Body& body;
  const Drive& drive;
  double more_mass, nox, pm_exhaust;  // kg; N and P: g/MJ
};
constexpr std::array kDefaultClasses{
    DefaultClass{"car_petrol_euro3", kCar, kCarPetrol, -100, 0.062, 0.0010},
    DefaultClass{"car_petrol_euro4", kCar, kCarPetrol, -50, 0.033, 0.0007},
    DefaultClass{"car_petrol_euro5", kCar, kCarPetrol, -50, 0.025, 0.0007},
    DefaultClass{"car_petrol_euro6", kCar, kCarPetrol, -50, 0.025, 0.0006},
    DefaultClass{"car_petrol_euro6d", kCar, kCarPetrol, -50, 0.017, 0.0004},
    DefaultClass{"car_diesel_euro3", kCar, kCarDiesel, 50, 0.364, 0.0160},
    DefaultClass{"car_diesel_euro4", kCar, kCarDiesel, 100, 0.306, 0.0090},
    DefaultClass{"car_diesel_euro5", kCar, kCarDiesel, 100, 0.412, 0.0009},
    DefaultClass{"car_diesel_euro6", kCar, kCarDiesel, 100, 0.230, 0.0007},
    DefaultClass{"car_diesel_euro6d", kCar, kCarDiesel, 100, 0.027, 0.0004},
    DefaultClass{"car_hybrid_euro6d", kCar, kCarHybrid, 50, 0.010, 0.0004},
    DefaultClass{"car_cng_euro6", kCar, kCarGas, 0, 0.025, 0.0002},
    DefaultClass{"car_battery", kCar, kCarBattery, 350, 0, 0},
    DefaultClass{"van_diesel_euro3", kVan, kVanDiesel, 0, 0.364, 0.0160},
    DefaultClass{"van_diesel_euro4", kVan, kVanDiesel, 0, 0.306, 0.0090},
    DefaultClass{"van_diesel_euro5", kVan, kVanDiesel, 0, 0.412, 0.0009},
    DefaultClass{"van_diesel_euro6", kVan, kVanDiesel, 0, 0.230, 0.0007},
    DefaultClass{"van_diesel_euro6d", kVan, kVanDiesel, 0, 0.027, 0.0004},
    DefaultClass{"van_battery", kVan, kVanBattery, 400, 0, 0},
    DefaultClass{"truck_diesel_euro3", kTruck, kTruckDiesel, 0, 0.55, 0.0120},
    DefaultClass{"truck_diesel_euro5", kTruck, kTruckDiesel, 0, 0.30, 0.0025},
    DefaultClass{"truck_diesel_euro6", kTruck, kTruckDiesel, 0, 0.035, 0.0005},
    DefaultClass{"truck_battery", kTruck, kTruckBattery, 1'000, 0, 0},
    DefaultClass{"trailer_diesel_euro3", kTrailer, kTrailerDiesel, 0, 0.55, 0.0120},
    DefaultClass{"trailer_diesel_euro5", kTrailer, kTrailerDiesel, 0, 0.30, 0.0025},
    DefaultClass{"trailer_diesel_euro6", kTrailer, kTrailerDiesel, 0, 0.035, 0.0005},
    DefaultClass{"trailer_battery", kTrailer, kTrailerBattery, 2'000, 0, 0},
    DefaultClass{"bus_diesel_euro3", kBus, kBusDiesel, 0, 0.55, 0.0120},
    DefaultClass{"bus_diesel_euro5", kBus, kBusDiesel, 0, 0.30, 0.0025},
    DefaultClass{"bus_diesel_euro6", kBus, kBusDiesel, 0, 0.035, 0.0005},
    DefaultClass{"bus_hybrid_euro6", kBus, kBusHybrid, 400, 0.035, 0.0005},
    DefaultClass{"bus_cng_euro6", kBus, kBusGas, 300, 0.035, 0.0004},
    DefaultClass{"bus_battery", kBus, kBusBattery, 1'000, 0, 0},
    DefaultClass{"coach_diesel_euro3", kCoach, kCoachDiesel, 0, 0.55, 0.0120},
    DefaultClass{"coach_diesel_euro5", kCoach, kCoachDiesel, 0, 0.30, 0.0025},
    DefaultClass{"coach_diesel_euro6", kCoach, kCoachDiesel, 0, 0.035, 0.0005},
    DefaultClass{"motorcycle_petrol_euro3", kMotorcycle, kMotorcyclePetrol, 0, 0.110, 0.0050},
    DefaultClass{"motorcycle_petrol_euro4", kMotorcycle, kMotorcyclePetrol, 0, 0.055, 0.0030},
    DefaultClass{"moped_petrol_euro3", kMoped, kMopedPetrol, 0, 0.070, 0.0350},
    DefaultClass{"moped_petrol_euro4", kMoped, kMopedPetrol, 0, 0.060, 0.0060},
    DefaultClass{"moped_battery", kMoped, kMopedBattery, 20, 0, 0},
};

EmissionClass class_of(const DefaultClass& one) {
  const Body& body = one.body;
  const Drive& drive = one.drive;
  const bool electric = drive.carrier == Carrier::battery;
  return {.id = std::string(one.id),
          .carrier = drive.carrier,
          .mass = body.mass + one.more_mass,
          .rotating = 1.05,
          .rolling = body.rolling,
          .drag_area = body.drag_area,
          .top_speed = body.top_speed,
          .acceleration = body.acceleration,
          .deceleration = body.deceleration,
          .efficiency = drive.efficiency,
          .regeneration = drive.regeneration,
          .engine_power = drive.engine_power,
          .standing_share = drive.standing_share,
          .auxiliary_power = drive.auxiliary_power,
          .nox = one.nox,
          .pm_exhaust = one.pm_exhaust,
          .tyre_wear = body.tyre_wear * (electric ? 1.08 : 1),
          .brake_wear = body.brake_wear * (electric ? 0.21 : 1),
          .road_wear = body.road_wear * (electric ? 1.13 : 1)};
}

// Mixes by kilometres. Cars: the stock of 1 January 2022 (Kraftfahrt-Bundesamt: petrol 63.9 %, diesel 30.5 %,
// hybrids 3.4 %, battery 1.3 %, gas about 0.9 %; Euro 6 41 % of all cars), with diesel cars driven 1.7 times
// as far as others and newer cars farther than older ones. Both, and all other mixes, are estimates.
struct Share {
  std::string_view id;
  double share;
};
constexpr std::array kPassengerMix{
    Share{"car_petrol_euro3", 0.05},  Share{"car_petrol_euro4", 0.14},  Share{"car_petrol_euro5", 0.12},
    Share{"car_petrol_euro6", 0.12},  Share{"car_petrol_euro6d", 0.10}, Share{"car_diesel_euro3", 0.02},
    Share{"car_diesel_euro4", 0.06},  Share{"car_diesel_euro5", 0.14},  Share{"car_diesel_euro6", 0.13},
    Share{"car_diesel_euro6d", 0.07}, Share{"car_hybrid_euro6d", 0.03}, Share{"car_cng_euro6", 0.01},
    Share{"car_battery", 0.01}};
constexpr std::array kTaxiMix{Share{"car_diesel_euro5", 0.15}, Share{"car_diesel_euro6", 0.33},
                              Share{"car_diesel_euro6d", 0.22}, Share{"car_hybrid_euro6d", 0.25},
                              Share{"car_battery", 0.05}};
constexpr std::array kBusMix{Share{"bus_diesel_euro3", 0.10}, Share{"bus_diesel_euro5", 0.25},
                             Share{"bus_diesel_euro6", 0.55}, Share{"bus_hybrid_euro6", 0.05},
                             Share{"bus_cng_euro6", 0.03},    Share{"bus_battery", 0.02}};
constexpr std::array kCoachMix{Share{"coach_diesel_euro3", 0.08}, Share{"coach_diesel_euro5", 0.22},
                               Share{"coach_diesel_euro6", 0.70}};
constexpr std::array kDeliveryMix{Share{"van_diesel_euro3", 0.04},  Share{"van_diesel_euro4", 0.12},
                                  Share{"van_diesel_euro5", 0.25},  Share{"van_diesel_euro6", 0.33},
                                  Share{"van_diesel_euro6d", 0.24}, Share{"van_battery", 0.02}};
constexpr std::array kTruckMix{Share{"truck_diesel_euro3", 0.08}, Share{"truck_diesel_euro5", 0.17},
                               Share{"truck_diesel_euro6", 0.75}};
constexpr std::array kTrailerMix{Share{"trailer_diesel_euro3", 0.01}, Share{"trailer_diesel_euro5", 0.09},
                                 Share{"trailer_diesel_euro6", 0.90}};
constexpr std::array kMotorcycleMix{Share{"motorcycle_petrol_euro3", 0.60},
                                    Share{"motorcycle_petrol_euro4", 0.40}};
constexpr std::array kMopedMix{Share{"moped_petrol_euro3", 0.50}, Share{"moped_petrol_euro4", 0.35},
                               Share{"moped_battery", 0.15}};

struct DefaultMix {
  std::string_view id;
  std::span<const Share> members;
};
constexpr std::array kDefaultMixes{DefaultMix{"fleet_passenger", kPassengerMix},
                                   DefaultMix{"fleet_taxi", kTaxiMix},
                                   DefaultMix{"fleet_bus", kBusMix},
                                   DefaultMix{"fleet_coach", kCoachMix},
                                   DefaultMix{"fleet_delivery", kDeliveryMix},
                                   DefaultMix{"fleet_truck", kTruckMix},
                                   DefaultMix{"fleet_trailer", kTrailerMix},
                                   DefaultMix{"fleet_motorcycle", kMotorcycleMix},
                                   DefaultMix{"fleet_moped", kMopedMix}};

}  // namespace

EmissionCatalogue default_catalogue() {
  EmissionCatalogue catalogue;
  for (const DefaultClass& one : kDefaultClasses) catalogue.classes.push_back(class_of(one));
  catalogue.classes.push_back({.id = "none", .carrier = Carrier::none});
  for (const DefaultMix& mix : kDefaultMixes) {
    FleetMix made{std::string(mix.id), {}};
    for (const Share& member : mix.members) {
      made.members.push_back({catalogue.find(member.id), member.share});
    }
    catalogue.mixes.push_back(std::move(made));
  }
  return catalogue;
}

std::string_view default_mix(VehicleClass vehicle_class) {
  switch (vehicle_class) {
    case VehicleClass::passenger:
    case VehicleClass::authority:
    case VehicleClass::other: return "fleet_passenger";
    case VehicleClass::taxi: return "fleet_taxi";
    case VehicleClass::bus: return "fleet_bus";
    case VehicleClass::coach: return "fleet_coach";
    case VehicleClass::delivery:
    case VehicleClass::emergency: return "fleet_delivery";
    case VehicleClass::truck: return "fleet_truck";
    case VehicleClass::trailer: return "fleet_trailer";
    case VehicleClass::motorcycle: return "fleet_motorcycle";
    case VehicleClass::moped: return "fleet_moped";
    case VehicleClass::bicycle:
    case VehicleClass::pedestrian:
    case VehicleClass::tram:
    case VehicleClass::rail:
    case VehicleClass::ship: break;
  }
  return "none";
}

std::array<std::int32_t, kVehicleClasses> mix_rows(const EmissionCatalogue& catalogue) {
  std::array<std::int32_t, kVehicleClasses> rows{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string_view id = default_mix(static_cast<VehicleClass>(i));
    rows[i] = catalogue.find(id);
    if (rows[i] == kNone) throw InputError("there is no class or mix " + in_quotes(id), "emission classes");
  }
  return rows;
}

}  // namespace conurb::transport::emissions

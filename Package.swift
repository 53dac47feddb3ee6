// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target of the house. Warnings are errors where the house is checked (`.ci/run`); a newer
/// compiler's warning stops nobody else's build.
let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableExperimentalFeature("Lifetimes"),
    ] + (Context.environment["MARKETLAB_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// A floor of the house: it imports only the floors named in `on`.
/// - Parameter marksUnsafe: whether every expression that the compiler cannot prove safe in memory is marked `unsafe`.
func floor(
    _ name: String, on dependencies: [Target.Dependency] = [], resources: [Resource]? = nil, marksUnsafe: Bool = false
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources,
        swiftSettings: settings + (marksUnsafe ? [.strictMemorySafety()] : []))
}

/// A part of the test kit. `MarketLabTesting` knows no floor, so that the tests of the lowest build nothing more for it; what is
/// made of a floor's types has a target of that floor's.
func kit(_ name: String, on dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

/// Tests run on release code; compiling them with the optimiser, too, takes minutes of CI's time and saves none of it.
/// - Parameter optimised: for tests that draw and sum millions of numbers themselves, and for those on which the compiler
/// fails without its optimiser (Experiments).
func tests(
    of name: String, and more: [Target.Dependency] = [], resources: [Resource]? = nil, optimised: Bool = false
) -> Target {
    let kit: [Target.Dependency] = name == "MarketLabTesting" ? [] : ["MarketLabTesting"]
    return .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + kit + more, resources: resources,
        swiftSettings: settings + (optimised ? [] : [.unsafeFlags(["-Onone"])]))
}

let package = Package(
    name: "MarketLab",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "MarketLab", targets: ["MarketLab"]),
        // For authors of policies: what a policy is, without the market; it builds in seconds.
        .library(name: "PolicyKit", targets: ["PolicyKit", "PolicyExport"]),
        // The built-in policies as a plug-in, which tests hold against themselves.
        .library(name: "BuiltInPlugin", type: .dynamic, targets: ["BuiltInPlugin"]),
        .executable(name: "marketlab", targets: ["Command"]),
        // What `marketlab serve` becomes; nothing else needs a server.
        .executable(name: "marketlab-serve", targets: ["Serve"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        .executableTarget(name: "Command", dependencies: ["MarketLab"], swiftSettings: settings),
        .executableTarget(name: "Serve", dependencies: ["Serving"], swiftSettings: settings),
        floor(
            "Serving",
            on: [
                "MarketLab", "Reports", "RunStore",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ]),
        floor(
            "MarketLab",
            on: [
                "Reports", "Calibration", "Analysis", "RunStore", "Scenarios", "Experiments", "Marketplace", "Bidding",
                "Plugins", "Policies", "PolicyKit", "Statistics", "Tables", "Randomness", "CMemory", "CPluginGuard",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        floor(
            "Reports",
            on: [
                "Calibration", "Analysis", "RunStore", "Experiments", "Marketplace", "PolicyKit", "Statistics",
                "Tables",
            ],
            resources: [.embedInCode("Document/page.css")]),
        floor(
            "Calibration",
            on: [
                "RunStore", "Scenarios", "Experiments", "Marketplace", "EventSimulation", "PolicyKit", "Statistics",
                "Tables", "Randomness",
            ]),
        floor(
            "RunStore",
            on: ["Experiments", "Marketplace", "PolicyKit", "Tables", .product(name: "GRDB", package: "GRDB.swift")]),
        floor(
            "Scenarios",
            on: ["Experiments", "Bidding", "Policies", "Tables", "Randomness", .product(name: "Yams", package: "Yams")]),
        floor("Experiments", on: ["Marketplace", "Bidding", "PolicyKit", "Statistics", "Storage", "Randomness"]),
        floor("Marketplace", on: ["Bidding", "PolicyKit", "EventSimulation", "Statistics", "Storage", "Randomness"]),
        floor("Bidding", on: ["PolicyKit", "Storage", "Randomness"], marksUnsafe: true),
        // All of it is memory that passes to and from other people's code: to mark each line of it unsafe would say nothing.
        floor(
            "Plugins",
            on: ["PolicyExport", "PolicyKit", "Tables", "CMarketPolicy", "CPluginGuard"]),
        floor("PolicyExport", on: ["PolicyKit", "CMarketPolicy"]),
        floor("Policies", on: ["PolicyKit", "Randomness"], marksUnsafe: true),
        floor("PolicyKit", on: ["Randomness"], marksUnsafe: true),
        floor("Analysis", on: ["Statistics", "Tables", "Randomness"]),
        floor("Tables", on: ["Randomness", "CCrypto"]),
        floor("Statistics", on: ["CGSL"]),
        floor("Storage", on: ["CMemory"], marksUnsafe: true),
        floor("EventSimulation"),
        floor("Randomness", on: ["CGSL"]),
        // The example's own package compiles all of MarketLab again (`make example`); the tests run it from here.
        .executableTarget(
            name: "OwnPolicyExample", dependencies: ["MarketLab"], path: "examples/own-policy/Sources/own-policy"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
        .systemLibrary(name: "CMarketPolicy"),
        .target(name: "CPluginGuard"),
        .systemLibrary(name: "CMemory"),
        .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
        kit("MarketLabTesting", on: ["CGSL"]),
        kit("BuiltInPlugin", on: ["PolicyExport", "Policies"]),
        // A world holds what Bidding and Storage lay out: who holds a world is compiled anew with them.
        kit("MarketplaceTesting", on: ["Marketplace", "Bidding", "Storage", "Policies", "PolicyKit", "Randomness"]),
        .executableTarget(
            name: "SmallWorlds", dependencies: ["Experiments", "Marketplace", "Policies", "PolicyKit"],
            path: "Tests/SmallWorlds", swiftSettings: settings),
        tests(of: "MarketLabTesting"),
        tests(of: "Randomness", and: ["CGSL"]),
        tests(of: "Storage"),
        tests(of: "Bidding", and: ["PolicyKit", "Randomness"]),
        tests(of: "EventSimulation", and: ["Randomness"]),
        tests(of: "Statistics", resources: [.copy("Vectors")], optimised: true),
        tests(of: "PolicyKit", and: ["Policies", "Randomness"]),
        tests(of: "Plugins", and: ["MarketplaceTesting", "Marketplace", "Policies", "PolicyKit"]),
        tests(of: "Policies", and: ["PolicyKit", "Randomness", "Statistics"]),
        tests(
            of: "Marketplace",
            and: [
                "MarketplaceTesting", "Bidding", "Policies", "PolicyKit", "EventSimulation", "Randomness", "Statistics",
            ]),
        tests(
            of: "Experiments",
            and: [
                "MarketplaceTesting", "Bidding", "Marketplace", "Policies", "PolicyKit", "Randomness", "Statistics",
            ],
            resources: [.copy("Vectors")], optimised: true),
        tests(of: "Tables"),
        tests(of: "Analysis", and: ["Statistics", "Tables"], resources: [.copy("Inputs")]),
        tests(of: "Scenarios", and: ["Bidding", "Experiments", "Marketplace", "Policies", "PolicyKit", "Randomness"]),
        tests(of: "RunStore", and: ["Experiments", "Marketplace", "Policies", "PolicyKit"]),
        tests(
            of: "Calibration", and: ["RunStore", "Scenarios", "Experiments", "Marketplace", "Policies", "PolicyKit"]),
        tests(
            of: "Reports",
            and: ["Analysis", "RunStore", "Experiments", "Marketplace", "PolicyKit", "Statistics"]),
        tests(of: "MarketLab"),
        tests(of: "Serving", and: ["MarketLab", "RunStore"]),
    ]
)

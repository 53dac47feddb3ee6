// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target of the house.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]

/// A floor of the house: it imports only the floors named in `on`.
/// - Parameter marksUnsafe: whether every expression that the compiler cannot prove safe in memory is marked `unsafe`.
func floor(
    _ name: String, on dependencies: [Target.Dependency] = [], resources: [Resource]? = nil, marksUnsafe: Bool = false
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources,
        swiftSettings: settings + (marksUnsafe ? [.strictMemorySafety()] : []))
}

/// Tests run on release code; compiling them with the optimiser, too, takes minutes of CI's time and saves none of it.
/// - Parameter optimised: for tests that draw and sum millions of numbers themselves, and for those on which the compiler
/// fails without its optimiser (Experiments).
func tests(
    of name: String, and more: [Target.Dependency] = [], resources: [Resource]? = nil, optimised: Bool = false
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + more, resources: resources,
        swiftSettings: settings + (optimised ? [] : [.unsafeFlags(["-Onone"])]))
}

let package = Package(
    name: "MarketLab",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "MarketLab", targets: ["MarketLab"]),
        .executable(name: "marketlab", targets: ["Command"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .executableTarget(name: "Command", dependencies: ["MarketLab"], swiftSettings: settings),
        floor(
            "MarketLab",
            on: [
                "Reports", "Calibration", "Analysis", "RunStore", "Scenarios", "Experiments", "Marketplace", "Bidding",
                "Policies", "PolicyKit", "Statistics", "Tables", "Randomness", "CMemory",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        floor(
            "Reports",
            on: [
                "Calibration", "Analysis", "RunStore", "Experiments", "Marketplace", "PolicyKit", "Statistics",
                "Tables",
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Templates")]),
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
        floor("Marketplace", on: ["Bidding", "PolicyKit", "EventSimulation", "Storage", "Randomness"]),
        floor("Bidding", on: ["PolicyKit", "Storage", "Randomness"], marksUnsafe: true),
        floor("Policies", on: ["PolicyKit", "Randomness"], marksUnsafe: true),
        floor("PolicyKit", on: ["Randomness"]),
        floor("Analysis", on: ["Statistics", "Tables", "Randomness"]),
        floor("Tables", on: ["Randomness"]),
        floor("Statistics", on: ["CGSL"]),
        floor("Storage", on: ["CMemory"], marksUnsafe: true),
        floor("EventSimulation"),
        floor("Randomness", on: ["CGSL"]),
        // The example's own package compiles all of MarketLab again (`make example`); the tests run it from here.
        .executableTarget(
            name: "OwnPolicyExample", dependencies: ["MarketLab"], path: "examples/own-policy/Sources/own-policy"),
        .systemLibrary(name: "CMemory"),
        .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
        tests(of: "Randomness", and: ["CGSL"]),
        tests(of: "Storage"),
        tests(of: "Bidding", and: ["PolicyKit", "Randomness"]),
        tests(of: "EventSimulation", and: ["Randomness"]),
        tests(of: "Statistics", resources: [.copy("Vectors")], optimised: true),
        tests(of: "Policies", and: ["PolicyKit", "Randomness", "Statistics"]),
        tests(
            of: "Marketplace", and: ["Bidding", "Policies", "PolicyKit", "EventSimulation", "Randomness", "Statistics"]),
        tests(
            of: "Experiments", and: ["Bidding", "Marketplace", "Policies", "PolicyKit", "Randomness", "Statistics"],
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
    ]
)

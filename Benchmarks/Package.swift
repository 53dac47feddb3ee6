// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "MarketLab", path: "..")],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                .product(name: "MarketLab", package: "MarketLab"), "PageKernel", "FeedKernel", "HoldKernel",
                "AuctionKernel",
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
        .target(name: "PageKernel", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "FeedKernel", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "AuctionKernel", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "HoldKernel", cSettings: [.unsafeFlags(["-O3"])]),
    ]
)

// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "own-policy",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "MarketLab", path: "../..")],
    targets: [
        .executableTarget(name: "own-policy", dependencies: [.product(name: "MarketLab", package: "MarketLab")])
    ]
)

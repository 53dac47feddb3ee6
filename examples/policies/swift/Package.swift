// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "patient-page",
    platforms: [.macOS(.v26)],
    products: [.library(name: "PatientPage", type: .dynamic, targets: ["PatientPage"])],
    dependencies: [.package(name: "MarketLab", path: "../../..")],
    targets: [
        .target(name: "PatientPage", dependencies: [.product(name: "PolicyKit", package: "MarketLab")])
    ]
)

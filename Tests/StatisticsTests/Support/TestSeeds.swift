import Foundation

/// The seeds that tests run with: fixed, so that a test gives the same answer every time.
///
/// `MARKETLAB_SEEDS=100 swift test` runs more of them, which is how stated rates were checked.
enum TestSeeds {
    static let all: [UInt64] = Array(
        0..<(ProcessInfo.processInfo.environment["MARKETLAB_SEEDS"].flatMap { UInt64($0) } ?? 1))
}

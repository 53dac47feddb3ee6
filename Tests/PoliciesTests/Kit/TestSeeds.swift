import Foundation

/// The seeds that tests run with: fixed, so that a test gives the same answer every time.
///
/// Every statistical check states how often it would fail with a fresh seed. `MARKETLAB_SEEDS=200 swift test` runs more
/// of them, which is how those rates were checked.
enum TestSeeds {
    static let all: [UInt64] = Array(0..<count(or: 1))
    static let two: [UInt64] = Array(0..<count(or: 2))

    private static func count(or usual: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment["MARKETLAB_SEEDS"].flatMap { UInt64($0) } ?? usual
    }
}

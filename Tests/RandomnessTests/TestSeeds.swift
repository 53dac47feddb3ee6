import Foundation

/// The seeds that statistical tests run with: fixed, so that a test gives the same answer every time.
///
/// Every check states how often it would fail with a fresh seed. `MARKETLAB_SEEDS=200 swift test` runs more of them,
/// which is how those rates were checked.
enum TestSeeds {
    static let all: [UInt64] = {
        let count = ProcessInfo.processInfo.environment["MARKETLAB_SEEDS"].flatMap { UInt64($0) } ?? 2
        return Array(0..<count)
    }()
}

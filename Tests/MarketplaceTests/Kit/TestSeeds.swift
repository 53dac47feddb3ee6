import Foundation

/// The seeds that tests run with: fixed, so that a test gives the same answer every time.
///
/// Every statistical check states how often it would fail with a fresh seed. `MARKETLAB_SEEDS=200 swift test` runs more
/// of them, which is how those rates were checked.
enum TestSeeds {
    static let all: [UInt64] = Array(0..<count(or: 1))
    static let two: [UInt64] = Array(0..<count(or: 2))
    /// For runs that are kept whole: however many seeds are asked for, memory has its bounds.
    static let few: [UInt64] = Array(all.prefix(4))

    private static func count(or usual: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment["MARKETLAB_SEEDS"].flatMap { UInt64($0) } ?? usual
    }
}

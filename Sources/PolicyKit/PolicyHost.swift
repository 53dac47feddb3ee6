/// What a world shares with those of its policies that are not a part of the program: the simulated time at which they are asked,
/// what they hold in common, and what kept one of them from answering.
///
/// A world has one, and uses it from one thread.
public final class PolicyHost {
    /// Milliseconds since the world's start, for messages. Kept while `hasGuests` only.
    public var time: Int64 = 0
    /// Whether a policy of the world is not a part of the program.
    public private(set) var hasGuests = false
    /// What kept a policy from answering, the first of several; the world ends with it.
    public private(set) var failure: PolicyFailure?
    private var held: [String: AnyObject] = [:]

    public init() {}

    /// What the policies of one plug-in have in common in this world, such as a process; made when it is asked for first.
    /// - Parameter key: tells what belongs together.
    public func shared<Thing: AnyObject>(_ key: String, make: () -> Thing) -> Thing {
        hasGuests = true
        if let thing = held[key] as? Thing { return thing }
        let thing = make()
        held[key] = thing
        return thing
    }

    /// Takes note that a policy of this world is not a part of the program.
    public func welcome() { hasGuests = true }

    /// Takes note that a policy could not answer, which ends the world.
    public func fail(_ failure: PolicyFailure) {
        if self.failure == nil { self.failure = failure }
    }

    /// Calls that a slot's default policy answered in the place of one that had failed, by the failed policy.
    public private(set) var replacements: [Replacement] = []

    /// A policy that failed and was replaced.
    public struct Replacement: Sendable, Hashable, Codable {
        /// What went wrong, in a sentence.
        public let failure: String
        /// The policy as the scenario names it.
        public let policy: String
        /// Calls that were answered in its place.
        public var calls: Int
    }

    /// Takes note that a policy could not answer and that its slot's default answers from now on.
    public func replace(_ failure: PolicyFailure) {
        replacements.append(Replacement(failure: failure.description, policy: failure.policy, calls: 0))
    }

    /// Takes note of a call that was answered in a policy's place.
    public func countReplacement(of policy: String) {
        guard let place = replacements.firstIndex(where: { $0.policy == policy }) else { return }
        replacements[place].calls += 1
    }
}

/// Says in one sentence which policy of somebody else could not answer, in which call, when, and why.
public struct PolicyFailure: Error, Hashable, CustomStringConvertible {
    /// The policy as the scenario names it.
    public let policy: String
    /// The call, such as `score`.
    public let call: String
    /// Milliseconds of simulated time.
    public let time: Int64
    /// Why, without a full stop.
    public let reason: String

    public init(policy: String, call: String, time: Int64, reason: String) {
        self.policy = policy
        self.call = call
        self.time = time
        self.reason = reason
    }

    public var description: String {
        "policy \(policy) failed in `\(call)` at simulated time \(Self.clock(time)): \(reason)"
    }

    /// `3d 04:05:06.007`.
    private static func clock(_ time: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = time / 1_000
        let thousandths = "\(1_000 + time % 1_000)".dropFirst()
        return
            "\(seconds / 86_400)d \(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(thousandths)"
    }
}

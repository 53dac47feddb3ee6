import Foundation
import PolicyKit

/// The line between a world and somebody outside who acts in it: an object of JSON a line, each way.
///
/// A world that asks waits for as long as the answer takes. Who does not want to know how it goes on names another seed, and the
/// world ends.
final class AgentLine: @unchecked Sendable {
    /// What has been said and is not done yet: the seed of the next world.
    private var next: Word?
    private var hasEnded = false
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    /// What somebody outside says: from which seed to begin a world, or what is done in the one that asks.
    struct Word: Decodable {
        let seed: UInt64?
        /// Of each campaign that is asked for: the bid for a unit of predicted value.
        let multipliers: [Double]?
        /// The highest bid of each, in currency units; null for none.
        let limits: [Double?]?
        /// Whether a page is asked for.
        let asks: Bool?
    }

    init() {
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .withoutEscapingSlashes
    }

    /// Whether the world that has asked last was given up.
    var isAbandoned: Bool { hasEnded || next != nil }

    /// Says something under a name that tells what it is.
    func say(_ name: String, _ what: some Encodable) throws {
        try StandardStreams.show(String(decoding: try encoder.encode([name: what]), as: UTF8.self))
    }

    /// The seed of the next world; nil when nobody is there any more.
    func nextSeed() throws -> UInt64? {
        let word = next == nil ? try hear() : next
        next = nil
        guard let word else { return nil }
        guard let seed = word.seed else { throw Mistake("an environment was answered that had not asked") }
        return seed
    }

    /// Asks, and waits.
    /// - Returns: what is to be done; nil where the world is given up.
    func ask(_ question: some Encodable) throws -> Word? {
        guard !isAbandoned else { return nil }
        try say("ask", question)
        guard let word = try hear() else { return nil }
        guard word.seed == nil else {
            next = word
            return nil
        }
        return word
    }

    private func hear() throws -> Word? {
        guard let line = readLine() else {
            hasEnded = true
            return nil
        }
        do { return try decoder.decode(Word.self, from: Data(line.utf8)) } catch {
            throw Mistake("an environment was told \(line), which is no object of JSON that it knows")
        }
    }
}

/// Fills a slot of a world by what somebody outside says.
protocol WorldAgents: AnyObject {
    var line: AgentLine { get }
}

extension WorldAgents {
    /// Asks, or ends the world.
    func ask(_ question: some Encodable, in host: PolicyHost) -> AgentLine.Word? {
        do {
            if let word = try line.ask(question) { return word }
            end(host, "the world was given up")
        } catch { end(host, "\(error)") }
        return nil
    }

    /// Ends the world with a reason.
    func end(_ host: PolicyHost, _ reason: String) {
        host.fail(PolicyFailure(policy: "outside", call: "decide", time: host.time, reason: reason))
    }
}

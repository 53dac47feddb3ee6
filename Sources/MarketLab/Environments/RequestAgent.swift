import Marketplace
import PolicyKit

/// Decides when pages are asked for as somebody outside says: tells what has happened since the last decision, shows the moment,
/// and asks.
///
/// In the warm-up pages end by themselves.
final class RequestAgent: JournalConsumer, WorldAgents, @unchecked Sendable {
    let line: AgentLine
    private let start: Int64
    private let showsPage: Bool
    private var since = Happenings()

    /// - Parameters:
    ///   - start: milliseconds at which the experiment starts.
    ///   - showsPage: whether questions have the slots of the moment's page.
    init(from start: Int64, showsPage: Bool, line: AgentLine) {
        (self.start, self.showsPage, self.line) = (start, showsPage, line)
    }

    /// What has happened in the market since the last question, of what the experiment is credited with.
    private struct Happenings: Encodable {
        var exposures = 0
        var clicks = 0
        var orders = 0
        /// Minor units.
        var gmv: Int64 = 0
        var requests = 0
        /// Requests before a page's end that were carried out, and those that the budget refused.
        var inserted = 0
        var refused = 0
    }

    /// A moment right after an exposure.
    private struct Question: Encodable {
        let since: Happenings
        /// In the order of `RequestBatch.Fact`.
        let facts: [Float]
        let page: Page?
    }

    /// A page, slot by slot.
    private struct Page: Encodable {
        let categories: [UInt8]
        /// Where one is not a number, the least of all: it ranks last.
        let scores: [Float]
        let outcomes: [UInt32]

        init(_ batch: borrowing RequestBatch, _ moment: Int) {
            let slots = 0..<batch.pageSlots(moment)
            let (categories, scores) = (batch.categories(moment), batch.scores(moment))
            self.categories = slots.map { categories[$0] }
            self.scores = slots.map { scores[$0].isFinite ? scores[$0] : -.greatestFiniteMagnitude }
            outcomes = slots.map { batch.outcome(moment, slot: $0).rawValue }
        }
    }

    /// How a world came to its end.
    private struct End: Encodable {
        let digest: String
        let since: Happenings
    }

    // MARK: - What happens

    var isPrompt: Bool { true }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices where records[index].creditTime >= start {
            let record = records[index]
            switch record.kind {
            case .exposure: since.exposures += 1
            case .click: since.clicks += 1
            case .payment:
                since.orders += 1
                since.gmv += record[.amount]
            case .request:
                since.requests += 1
                since.inserted += Int(record[.inserted])
            case .refusal: since.refused += 1
            default: break
            }
        }
    }

    /// The world has come to its end.
    func end(digest: String) throws { try line.say("end", End(digest: digest, since: since)) }

    // MARK: - What is done

    fileprivate func asks(_ batch: borrowing RequestBatch, _ moment: Int, in host: PolicyHost) -> Bool {
        guard host.time >= start else { return false }
        let question = Question(
            since: since, facts: RequestBatch.Fact.allCases.map { batch.fact($0)[moment] },
            page: showsPage ? Page(batch, moment) : nil)
        since = Happenings()
        guard let word = ask(question, in: host) else { return false }
        guard let asks = word.asks else {
            end(host, "it has to be said whether a page is asked for")
            return false
        }
        return asks
    }

    /// The policy that fills the slot.
    func policy(in host: PolicyHost) -> any RequestPolicy {
        host.welcome()
        return AgentRequest(self, in: host)
    }
}

/// Decides as somebody outside says.
private final class AgentRequest: RequestPolicy {
    static let name = "outside"
    static let summary = "Asks for a page when somebody outside says so."

    private let agent: RequestAgent
    private let host: PolicyHost

    init(_ agent: RequestAgent, in host: PolicyHost) { (self.agent, self.host) = (agent, host) }

    convenience init(parameters: ParameterValues, seed: UInt64) {
        preconditionFailure("its agent makes it, and no registry")
    }

    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        for moment in 0..<batch.count { answers.decide(moment, asks: agent.asks(batch, moment, in: host)) }
    }
}

import Marketplace
import Statistics

/// Clicks of the sessions that begin in an experiment, by the period and the arm in which they begin.
final class SessionRewards: JournalConsumer {
    private let start: Int64
    private let arms: Int
    /// The arm of what a record tells, for worlds that do not allocate sessions.
    private let arm: (JournalRecord) -> UInt8
    /// The period, arm and clicks of each user's session in progress; of period -1 where none counts.
    private var visits: [(period: Int, arm: UInt8, clicks: Int)]
    private var chances: [[Double]] = [[]]
    private var rewards: [[Moments]]

    init(users: Int, arms: Int, experimentStart: Int64, arm: @escaping (JournalRecord) -> UInt8) {
        start = experimentStart
        self.arms = arms
        self.arm = arm
        visits = Array(repeating: (-1, 0, 0), count: users)
        rewards = [Array(repeating: Moments(), count: arms)]
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            let user = Int(record.user)
            switch record.kind {
            case .sessionStart:
                visits[user] = (record.time >= start ? rewards.count - 1 : -1, arm(record), 0)
            case .click: visits[user].clicks += 1
            case .sessionEnd where visits[user].period >= 0:
                rewards[visits[user].period][Int(visits[user].arm)].add(Double(visits[user].clicks))
            case .allocation:
                let turn = Int(record[.allocationTurn])
                if turn == rewards.count {
                    rewards.append(Array(repeating: Moments(), count: arms))
                    chances.append([])
                }
                chances[turn].append(Double(record[.allocationShare]) / 1e18)
            default: break
            }
        }
    }

    /// One a period; a world that does not allocate sessions is one period without chances.
    var periods: [AllocationPeriod] {
        zip(chances, rewards).map { AllocationPeriod(chances: $0, rewards: $1) }
    }
}

extension [AllocationPeriod] {
    /// Sessions of all periods and arms.
    package var sessions: Int { reduce(0) { $0 + $1.units } }
    /// Clicks in them.
    package var clicks: Double { reduce(0) { sum, period in period.rewards.reduce(sum) { $0 + $1.sum } } }
    /// Clicks per session; nil without sessions.
    var clicksPerSession: Double? { sessions > 0 ? clicks / Double(sessions) : nil }

    /// The part of the sessions that is in an arm, 0...1; nil without sessions.
    func share(ofArm arm: Int) -> Double? {
        sessions > 0 ? Double(reduce(0) { $0 + $1.rewards[arm].n }) / Double(sessions) : nil
    }
}

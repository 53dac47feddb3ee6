import Foundation
public import PolicyKit

/// When things happen in a run, in milliseconds of market time.
public struct Schedule: Sendable, Equatable {
    /// Time before the experiment, everybody under control; gives the pre-period of CUPED.
    public var warmup: Int64 = 7 * 86_400_000
    /// Length of the experiment.
    public var experiment: Int64 = 14 * 86_400_000
    /// Time after it in which nobody browses and pending payments and refunds still arrive.
    public var followup: Int64 = 0

    /// The default schedule: a week of warm-up and two weeks of experiment.
    public init() {}

    /// Milliseconds from the start of the market to the end of the follow-up.
    public var end: Int64 { warmup + experiment + followup }
}

/// A roll-out in stages: the treated share rises from stage to stage by the same factor, and who is treated stays so.
public struct Rollout: ParameterSection, Sendable, Equatable {
    /// How many stages there are, the last with the treatment's whole share.
    public var stages: Int64 = 4
    /// Length of a stage in milliseconds; the last goes on to the experiment's end.
    public var stageLength: Int64 = 2 * 86_400_000
    /// Share of users in treatment in the first stage, 0...1.
    public var firstShare = 0.05

    /// The default stages of a roll-out.
    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "stages", \.stages, .count, 2...12,
            "Stages of a roll-out; the treated share rises by the same factor each time, to `treatment_share` in the last."
        ),
        field(
            "stage", \.stageLength, .duration, 60_000...3_155_760_000_000,
            "Length of a stage; the last goes on to the end."),
        field("first_share", \.firstShare, .share, 0.0001...0.9999, "Share of users in treatment in the first stage."),
    ]

    /// The share of users in treatment, stage by stage.
    /// - Parameter last: the share of users in treatment in the last stage, 0...1.
    public func shares(upTo last: Double) -> [Double] {
        (0..<Int(stages)).map { stage in
            stage == Int(stages) - 1 ? last : firstShare * pow(last / firstShare, Double(stage) / Double(stages - 1))
        }
    }

    /// Milliseconds from the experiment's start at which each stage begins.
    public var starts: [Int64] { (0..<stages).map { $0 * stageLength } }
}

/// Blocks of time that are treated or not, as a whole.
public struct Switchback: ParameterSection, Sendable, Equatable {
    /// Length of a block in milliseconds.
    public var blockLength: Int64 = 86_400_000
    /// Milliseconds at the start of each block that are not read out: what the block before did still acts.
    public var burnIn: Int64 = 0
    /// Blocks after it on which a block's treatment may still act.
    public var carryover: Int64 = 1

    /// The default blocks: a day each.
    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "block", \.blockLength, .duration, 60_000...3_155_760_000_000,
            "Length of a block of a switchback; as many blocks are treated as the treatment's share says."),
        field(
            "burn_in", \.burnIn, .duration, 0...3_155_760_000_000,
            "Time at the start of each block that is not read out: what the block before did still acts."),
        field(
            "carryover", \.carryover, .count, 0...100,
            "Blocks after it on which a block's treatment may still act, for `switchback_ht`."),
    ]

    /// How many blocks begin in an experiment of that length; the last one may be cut short.
    public func blocks(in length: Int64) -> Int { Int((length + blockLength - 1) / blockLength) }
}

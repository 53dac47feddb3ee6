import Foundation
public import PolicyKit

/// A roll-out in stages: the treated share rises from stage to stage by the same factor, and who is treated stays so.
public struct Rollout: ParameterSection, Sendable, Equatable {
    public var stages: Int64 = 4
    /// Milliseconds; the last stage goes on to the experiment's end.
    public var stage: Int64 = 2 * 86_400_000
    /// Of users in treatment in the first stage.
    public var firstShare = 0.05

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "stages", \.stages, .count, 2...12,
            "Stages of a roll-out; the treated share rises by the same factor each time, to `treatment_share` in the last."
        ),
        field(
            "stage", \.stage, .duration, 60_000...3_155_760_000_000, "Length of a stage; the last goes on to the end."),
        field("first_share", \.firstShare, .share, 0.0001...0.9999, "Share of users in treatment in the first stage."),
    ]

    /// Of users in treatment, stage by stage.
    /// - Parameter last: in the last stage.
    public func shares(upTo last: Double) -> [Double] {
        (0..<Int(stages)).map { stage in
            stage == Int(stages) - 1 ? last : firstShare * pow(last / firstShare, Double(stage) / Double(stages - 1))
        }
    }

    /// Milliseconds from the experiment's start at which each stage begins.
    public var starts: [Int64] { (0..<stages).map { $0 * stage } }
}

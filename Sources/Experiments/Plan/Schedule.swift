/// When things happen in a run, in milliseconds of market time.
public struct Schedule: Sendable, Equatable {
    /// Time before the experiment, everybody under control; gives the pre-period of CUPED.
    public var warmup: Int64 = 7 * 86_400_000
    /// Length of the experiment.
    public var experiment: Int64 = 14 * 86_400_000
    /// Time after it in which nobody browses and pending payments and refunds still arrive.
    public var followup: Int64 = 0

    public init() {}

    public var end: Int64 { warmup + experiment + followup }
}

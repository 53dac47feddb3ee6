/// A moment at which a request policy drew its decision, and what followed it.
struct ExploredMoment: BitwiseCopyable {
    let user: UInt32
    let arm: UInt8
    /// The page's stretch and the session's stage, as `MomentBins` has them.
    let stretch: UInt8
    let stage: UInt8
    /// Whether a page was asked for.
    let asked: Bool
    /// The chance with which that was drawn, in millionths.
    let propensity: UInt32
    /// Over the policy's horizon, or to the session's end.
    var clicks: UInt32 = 0
}

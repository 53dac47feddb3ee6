/// MarketLab is a marketplace simulator and A/B testbed. This module is what a program of one's own imports: it brings
/// the policy contract, the market, experiments, scenarios and reports, and the `marketlab` command itself.
@_exported public import Bidding
@_exported public import Calibration
@_exported public import Experiments
@_exported public import Marketplace
@_exported public import Policies
@_exported public import PolicyKit
@_exported public import Reports
@_exported public import RunStore
@_exported public import Scenarios

/// Names this release.
public enum MarketLabVersion {
    public static let current = "0.1.0"
}

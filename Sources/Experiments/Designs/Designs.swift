/// The designs of the feed market: all that there are stand here, each declared in its own file.
extension DesignModel {
    /// In the order in which readouts and documents list them.
    static let all: [DesignModel] = [
        .userSplit, .budgetSplit, .stagedRollout, .userClusters, .sessionSplit, .requestSplit, .listingSplit,
        .sellerSplit,
        .categorySplit, .campaignSplit, .switchback, .switchbackThompson, .twoSided, .interpolatedOnce,
        .interpolatedTwice,
    ]

    /// Experiments that no design reads out, each in a world of its own where a plan asks for it.
    static let beside: [(role: WorldRole, split: any UnitSplit.Type, isThere: @Sendable (Plan) -> Bool)] = [
        (.interleaving, InterleavedPages.self, { $0.interleaving != nil }),
        (.allocation, AllocatedSessions.self, { $0.allocation != nil }),
    ]

    /// What puts the units of a role's world into arms: a twin's where no design has the role.
    static func split(of role: WorldRole) -> any UnitSplit.Type {
        all.first { $0.design.role == role }?.split
            ?? beside.first { $0.role == role }?.split ?? TwinSplit.self
    }
}

extension Plan {
    /// The worlds of experiments that are read out by themselves.
    var rolesBeside: [WorldRole] { DesignModel.beside.filter { $0.isThere(self) }.map(\.role) }
}

extension Design: CaseIterable {
    public static let allCases = DesignModel.all.map(\.design)

    /// What it does with a plan.
    var model: DesignModel {
        guard let model = DesignModel.all.first(where: { $0.design == self }) else {
            preconditionFailure("the design \(rawValue) is not listed")
        }
        return model
    }

    /// Whether the effect is read by a `ContrastSample`.
    var isContrast: Bool { model.contrast != nil }

    /// What a plan lacks for it, each with the keys to be blamed.
    public func faults(in plan: Plan) -> [DesignFault] { model.faults(plan) }
}

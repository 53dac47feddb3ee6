public import PolicyKit

extension WorldSetup {
    /// The setup with the noise of its models, found in pilots: worlds of control alone from the same seed, until browsing ends. There are
    /// two at least, of which the last is what the world without treatment will be; five at most.
    ///
    /// A setup without models is handed back as it is, and no world is run.
    /// - Parameter goesOn: asked every few thousand events; no stops the pilot.
    /// - Returns: nil when it was stopped.
    /// - Throws: `ModelProblem` for an AUC that cannot be had; what `World.run` throws.
    public func tuned(policies: PolicyRegistry, goesOn: () -> Bool = { true }) throws -> WorldSetup? {
        guard hasModels else { return self }
        var control = self
        control.arms = [arms[0]]
        control.randomisation = .users { _ in 0 }
        control.adBudgetShares = nil
        // There is no other arm to ask, and nobody reads the log.
        (control.asksOtherRanking, control.logsPlacements) = (false, false)
        control.end = browsingEnd
        let models = arms.map(\.conditions.models)
        let errors = ModelErrors.all(models, seed: seed)
        var tuned = self
        for _ in 0..<5 {
            let pilot = ModelPilot(models, errors: errors, noise: tuned.modelNoise.first ?? nil)
            var world = World(control, policies: policies, consumers: [], pilot: pilot)
            guard try world.run(goesOn: { _ in goesOn() }) else { return nil }
            let found = try pilot.found()
            tuned.modelNoise = found.noise
            if found.isSettled { break }
        }
        return tuned
    }
}
